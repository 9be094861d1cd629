"""What delegations contribute to a fiche: asked or offered, and how it stands."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.plans.kinds import Answer
from coordination.access.actor import Actor
from coordination.access.gate import authorise
from coordination.notices.kinds import Rule
from coordination.people.models import today
from coordination.people.queries import organisations

from ..kinds import News
from ..models import Fiche, FicheContribution
from .saving import save
from .telling import tell


@transaction.atomic
def invite(
    *,
    actor: Actor,
    fiche: Fiche,
    organisation_ids: Iterable[int],
    words: str = "",
    on: datetime.date | None = None,
) -> list[FicheContribution]:
    """Ask organisations to contribute; who was asked before is not asked again."""
    fiche = authorise(actor, "invite", fiche)
    known = FicheContribution.objects.visible_to(actor).filter(fiche=fiche)
    before = set(known.values_list("organisation", flat=True))
    wanted = [pk for pk in dict.fromkeys(organisation_ids) if pk not in before]
    asked = [_add(fiche, pk, day=on or today(), asked_for=words) for pk in wanted]
    if asked:
        tell(actor, News.ASKED, fiche, told={Rule.ASKED: [row.party_id for row in asked]})
    return asked


@transaction.atomic
def offer(*, actor: Actor, fiche: Fiche, words: str, on: datetime.date | None = None) -> FicheContribution:
    """A delegation says by itself what it contributes; said again, it changes what it said."""
    fiche = authorise(actor, "contribute", fiche)
    if not words.strip():
        raise ValidationError({"words": _("Say what your delegation contributes.")})
    organisation_id, day = min(actor.speaks_for), on or today()
    found = FicheContribution.objects.visible_to(actor).filter(fiche=fiche, organisation=organisation_id)
    contribution = found.select_for_update(of=("self",)).first() or _add(fiche, organisation_id, day=day)
    contribution.answer, contribution.answered_on = Answer.ACCEPTED, day
    contribution.answer_words = words
    tell(actor, News.ANSWERED, fiche)
    return save(contribution)


@transaction.atomic
def answer(
    *,
    actor: Actor,
    contribution: FicheContribution,
    version: int | None,
    accepted: bool,
    words: str = "",
    on: datetime.date | None = None,
) -> FicheContribution:
    """Accept or decline; declining says why. An answer can be changed."""
    contribution = authorise(actor, "answer", contribution, version=version)
    if not accepted and not words.strip():
        raise ValidationError({"words": _("Say in a sentence why you decline.")})
    contribution.answer = Answer.ACCEPTED if accepted else Answer.DECLINED
    contribution.answered_on, contribution.answer_words = on or today(), words
    tell(actor, News.ANSWERED, Fiche.objects.visible_to(actor).get(pk=contribution.fiche_id))
    return save(contribution)


@transaction.atomic
def report_part(
    *,
    actor: Actor,
    contribution: FicheContribution,
    version: int | None,
    light: str,
    words: str,
    on: datetime.date | None = None,
) -> FicheContribution:
    """Say how one's own contribution stands, and touch nothing else of the fiche."""
    contribution = authorise(actor, "report", contribution, version=version)
    if not words.strip():
        raise ValidationError({"words": _("Say in a sentence why it stands like this.")})
    contribution.light, contribution.words, contribution.reported_on = light, words, on or today()
    return save(contribution)


@transaction.atomic
def take_back(*, actor: Actor, contribution: FicheContribution) -> None:
    """Take a question back that nobody has answered."""
    contribution = authorise(actor, "withdraw", contribution)
    FicheContribution.objects.visible_to(actor).filter(pk=contribution.pk).delete()


def _add(fiche: Fiche, organisation_id: int, *, day: datetime.date, asked_for: str = "") -> FicheContribution:
    return FicheContribution.objects.create(
        fiche=fiche,
        originator_id=fiche.originator_id,
        audience_id=fiche.audience_id,
        organisation_id=organisation_id,
        party_id=organisations().by_id[organisation_id].party_id,
        asked_on=day,
        asked_for=asked_for,
    )
