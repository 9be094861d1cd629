"""Asking delegations to carry an action, and what they answer and report of their own part."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.gate import authorise
from coordination.people.models import today

from ..kinds import Answer, News, Share
from ..models import Action, Contribution
from .asking import ask, refuse_outside, withdraw
from .telling import tell_action


@transaction.atomic
def invite(
    *,
    actor: Actor,
    action: Action,
    organisation_ids: Iterable[int],
    words: str = "",
    on: datetime.date | None = None,
) -> list[Contribution]:
    """Ask organisations to contribute to an action; who was asked before is not asked again.

    Only those are asked that can read the action: it would not stand on the desk of others.
    """
    action = authorise(actor, "invite", action)
    day, wanted = on or today(), list(organisation_ids)
    refuse_outside(actor, action, wanted)
    return [ask(actor, action, pk, share=Share.CONTRIBUTOR, day=day, words=words) for pk in wanted]


@transaction.atomic
def answer(
    *,
    actor: Actor,
    contribution: Contribution,
    version: int | None,
    accepted: bool,
    words: str = "",
    on: datetime.date | None = None,
) -> Contribution:
    """Accept or decline; declining says why. An answer can be changed."""
    contribution = authorise(actor, "answer", contribution, version=version)
    if not accepted and not words.strip():
        raise ValidationError({"words": _("Say in a sentence why you decline.")})
    contribution.answer = Answer.ACCEPTED if accepted else Answer.DECLINED
    contribution.answered_on, contribution.answer_words = on or today(), words
    _save(contribution)
    tell_action(actor, News.ANSWERED, _action_of(actor, contribution))
    return contribution


@transaction.atomic
def report_part(
    *,
    actor: Actor,
    contribution: Contribution,
    version: int | None,
    light: str,
    words: str,
    on: datetime.date | None = None,
) -> Contribution:
    """Say how one's own part stands, and touch nothing else of the action."""
    contribution = authorise(actor, "report", contribution, version=version)
    if not words.strip():
        raise ValidationError({"words": _("Say in a sentence why it stands like this.")})
    contribution.light, contribution.words, contribution.reported_on = light, words, on or today()
    _save(contribution)
    tell_action(actor, News.REPORTED, _action_of(actor, contribution))
    return contribution


@transaction.atomic
def take_back(*, actor: Actor, contribution: Contribution) -> None:
    """Take a question back that nobody has answered."""
    contribution = authorise(actor, "withdraw", contribution)
    withdraw(actor, _action_of(actor, contribution), contribution)


def _action_of(actor: Actor, contribution: Contribution) -> Action:
    return Action.objects.visible_to(actor).get(pk=contribution.action_id)


def _save(contribution: Contribution) -> Contribution:
    contribution.version += 1
    contribution.save()
    return contribution
