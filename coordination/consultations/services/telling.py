"""What others are told of consultations: what is asked, answered, moved, ended; each as far as they read it."""

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.access.actor import Actor
from coordination.notices.kinds import Rule
from coordination.notices.services import announce, announce_all, news_of
from coordination.people.models import today
from coordination.people.queries import presidency

from ..audiences import asked, names_asked, readers_of
from ..kinds import News, Readership
from ..models import Consultation, ExtensionRequest, MinistryInput, Position, Reply, Synthesis


def tell(actor: Actor, kind: News, consultation: Consultation, **rest: Any) -> None:
    """Tell of a consultation those whom the rule of the kind names, and whoever follows it or its country."""
    announce(actor=actor, kind=kind, row=consultation, **about(consultation), **rest)


def about(consultation: Consultation) -> dict[str, Any]:
    """By what a consultation is followed, and who runs it."""
    return {
        "countries": [consultation.country_id] if consultation.country_id else [],
        "within": [consultation.part_of_id] if consultation.part_of_id else [],
        "told": {Rule.OWNER: [convenor_today(consultation)]},
    }


def convenor_today(consultation: Consultation) -> int:
    """Who runs it: whoever chairs what the Presidency asks, else the organisation that asks."""
    holder = presidency().holder if consultation.by_chair else None
    return holder.pk if holder else consultation.originator_id


def tell_opened(actor: Actor, consultation: Consultation) -> None:
    """Tell all who are asked; by name only where each of them may know of the others."""
    readers = readers_of(consultation)
    rest = about(consultation)
    if consultation.readership == Readership.ASKED or names_asked(readers):
        rest["told"] = rest["told"] | {Rule.ASKED: asked(consultation, readers)}
    announce(actor=actor, kind=News.OPENED, row=consultation, **rest)


def tell_answer(
    actor: Actor, kind: News, consultation: Consultation, answer: Reply | Position | ExtensionRequest
) -> None:
    """Tell of an answer those who read it, and nobody else who reads the consultation."""
    tell(actor, kind, consultation, audience_then=answer.audience_id)


def tell_declined(actor: Actor, consultation: Consultation, request: ExtensionRequest) -> None:
    """Tell the delegation that asked for more time; nobody else knows that it did."""
    rest = about(consultation) | {"told": {Rule.AUTHOR: [request.originator_id]}}
    announce(actor=actor, kind=News.DECLINED, row=consultation, audience_then=request.audience_id, **rest)


def tell_published(actor: Actor, consultation: Consultation, synthesis: Synthesis) -> None:
    tell(actor, News.SYNTHESIS, consultation, audience_then=synthesis.audience_id)


def tell_reminded(actor: Actor, consultation: Consultation, to: Mapping[int, int]) -> None:
    """Remind delegations, each in a notice of its own: `to` gives by delegation who reads that it is reminded."""
    day = today().isoformat()
    announce_all(
        news_of(
            actor=actor,
            kind=News.REMINDED,
            row=consultation,
            audience_then=audience_id,
            once=f"{day} {party_id}",
            **about(consultation) | {"told": {Rule.ASKED: [party_id]}},
        )
        for party_id, audience_id in to.items()
    )


def tell_asked(actor: Actor, rows: Iterable[MinistryInput]) -> None:
    """Tell ministries what their delegation asks of them."""
    announce_all(news_of(actor=actor, kind=News.INPUT_ASKED, row=row) for row in rows)


def tell_given(actor: Actor, row: MinistryInput) -> None:
    """Tell the delegation what its ministry gave."""
    announce(actor=actor, kind=News.INPUT_GIVEN, row=row)
