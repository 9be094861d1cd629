"""What others are told of fiches: who is asked, what was endorsed, said, reported, moved."""

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.access.actor import Actor
from coordination.access.services import intern
from coordination.notices.kinds import Rule
from coordination.notices.mentions import named_in
from coordination.notices.services import announce
from coordination.people.queries import circles

from ..kinds import News
from ..models import Fiche, FicheComment, FicheCountry, Measure


def tell(
    actor: Actor,
    kind: News,
    fiche: Fiche,
    *,
    told: Mapping[Rule, Iterable[int]] | None = None,
    place: str = "",
    **rest: Any,
) -> None:
    """Tell of a fiche those whom it names; whoever follows it, its countries or its theme is told too."""
    places = FicheCountry.objects.visible_to(actor).filter(fiche=fiche)
    announce(
        actor=actor,
        kind=kind,
        row=fiche,
        told=told,
        place=place,
        countries=list(places.values_list("country", flat=True)),
        themes=[fiche.theme_id],
        within=[fiche.plan_id] if fiche.plan_id else [],
        **rest,
    )


def tell_shared(actor: Actor, fiche: Fiche, added: set[int]) -> None:
    """Tell the circles that were let in, and nobody who could read the fiche before."""
    own = circles().of_organisation[fiche.originator_id]
    tell(actor, News.SHARED, fiche, audience_then=intern(actor=actor, circles=added | {own}).pk)


def tell_endorsed(actor: Actor, fiche: Fiche) -> None:
    """From endorsement on its measures are asked of their owners."""
    owners = Measure.objects.visible_to(actor).filter(fiche=fiche).values_list("owner_party", flat=True)
    tell(actor, News.ENDORSED, fiche, told={Rule.ASKED: owners})


def tell_measure(actor: Actor, kind: News, measure: Measure, words: dict[str, Any] | None = None) -> None:
    """Tell of a measure its owner and the drafter of its fiche."""
    fiche = Fiche.objects.visible_to(actor).get(pk=measure.fiche_id)
    place = f"measure-{measure.number}"
    tell(actor, kind, fiche, told={Rule.LEAD: [measure.owner_party_id]}, place=place, words=words)


def tell_comment(actor: Actor, fiche: Fiche, remark: FicheComment) -> None:
    """Tell the drafter of a comment, and whom it mentions among those who can read it anyhow."""
    mentioned = named_in(remark.text, remark.proposal)
    tell(actor, News.COMMENTED, fiche, place="comments", mentioned=mentioned)


def tell_resolved(actor: Actor, fiche: Fiche, remark: FicheComment) -> None:
    """Tell whoever raised a comment what became of it."""
    told = {Rule.AUTHOR: [remark.organisation_id]}
    tell(actor, News.RESOLVED, fiche, told=told, place="comments", mentioned=named_in(remark.resolution))
