"""How an action stands: reports, moved dates, milestones, evidence, and closing by one or by two."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise
from coordination.history import services as history
from coordination.people.models import today
from coordination.register.models import Activity

from ..kinds import ActionState, News
from ..models import Action, ActionLink, ActionTerms, Evidence, Milestone, PlanVersion, ProgressUpdate
from ..rhythm import report_due
from .drafting import save
from .telling import moved as moved_words
from .telling import tell_action


@transaction.atomic
def report(
    *,
    actor: Actor,
    action: Action,
    version: int | None,
    light: str,
    words: str,
    due_after: datetime.date | None = None,
    reason: str = "",
    committed: Decimal | None = None,
    committed_as_of: datetime.date | None = None,
    on: datetime.date | None = None,
) -> Action:
    """Say how an action stands today, always with an explanation; a moved date needs a reason.

    `on` is the day of a report that is entered later.
    """
    day = on or today()
    action = authorise(actor, "report", action, version=version)
    if not words.strip():
        raise ValidationError({"words": _("Say in a sentence why it stands like this.")})
    moved = due_after is not None and due_after != action.due_on
    if moved and not reason.strip():
        raise ValidationError({"reason": _("Say why the date moves: the old date stays visible with it.")})
    terms = _terms_in_force(actor, action)
    if moved and due_after and terms and terms.starts_on and due_after < terms.starts_on:
        raise ValidationError({"due_after": _("The new date is before the action starts.")})
    ProgressUpdate.of(
        action,
        organisation_id=min(actor.speaks_for),
        light=light,
        words=words,
        on=day,
        due_before=action.due_on if moved else None,
        due_after=due_after if moved else None,
        reason=reason if moved else "",
    ).save(force_insert=True)
    due_before = action.due_on
    if moved:
        action.due_on = due_after
    action.light, action.light_words, action.light_on = light, words, day
    if committed is not None:
        action.committed, action.committed_as_of = committed, committed_as_of or day
    action.update_due_on = report_due(actor, _rhythm(actor, action), day)
    save(action)
    if moved:
        tell_action(actor, News.MOVED, action, words=moved_words(due_before, due_after, reason))
    else:
        tell_action(actor, News.REPORTED, action)
    return action


def _terms_in_force(actor: Actor, action: Action) -> ActionTerms | None:
    found = ActionTerms.objects.visible_to(actor).filter(action=action, frozen=True)
    return found.order_by("-plan_version__number").first()


def _rhythm(actor: Actor, action: Action) -> str:
    version = PlanVersion.objects.visible_to(actor).filter(plan=action.plan_id).in_force()
    return version.values_list("rhythm", flat=True)[0]


@transaction.atomic
def close(
    *,
    actor: Actor,
    action: Action,
    version: int | None,
    words: str,
    address: str = "",
    on: datetime.date | None = None,
) -> Action:
    """Close an action with evidence; a weighty one then waits for a second person."""
    action = authorise(actor, "close", action, version=version)
    if not words.strip():
        raise ValidationError(
            {"words": _("An action is closed with evidence: say what shows that it was done.")}
        )
    Evidence.of(action, organisation_id=min(actor.speaks_for), words=words, address=address).save(
        force_insert=True
    )
    action.closed_on, action.closed_by_id = on or today(), actor.user_id
    action.state = ActionState.CLOSING if action.weighty else ActionState.DONE
    history.record(actor=actor, verb="closed", row=action)
    tell_action(actor, News.CLOSED, action)
    return save(action)


@transaction.atomic
def check(
    *, actor: Actor, action: Action, accepted: bool, words: str = "", on: datetime.date | None = None
) -> Action:
    """The second person agrees that a weighty action is done, or sends it back with a reason."""
    action = authorise(actor, "check", action)
    if accepted:
        action.state = ActionState.DONE
        action.checked_on, action.checked_by_id = on or today(), actor.user_id
        action.checker_id = min(actor.speaks_for)
        history.record(actor=actor, verb="checked", row=action, reason=words)
        return save(action)
    if not words.strip():
        raise ValidationError({"words": _("Say what is missing before it can be closed.")})
    return _open_again(actor, action, words)


@transaction.atomic
def reopen(*, actor: Actor, action: Action, reason: str) -> Action:
    """Open a closed action again; its evidence stays on record."""
    return _open_again(actor, authorise(actor, "reopen", action), reason)


def _open_again(actor: Actor, action: Action, reason: str) -> Action:
    action.state = ActionState.OPEN
    action.closed_on = action.closed_by_id = None
    action.checked_on = action.checked_by_id = action.checker = None
    history.record(actor=actor, verb="reopened", row=action, reason=reason)
    tell_action(actor, News.REOPENED, action)
    return save(action)


@transaction.atomic
def move_milestone(*, actor: Actor, milestone: Milestone, done_on: datetime.date | None) -> Milestone:
    """Say that a step was reached, or that it was not after all."""
    terms = ActionTerms.objects.visible_to(actor).get(pk=milestone.terms_id)
    action = authorise(actor, "report", Action(pk=terms.action_id))
    milestone.done_on = done_on
    milestone.save(update_fields=["done_on"])
    save(action)
    return milestone


@transaction.atomic
def link_activity(*, actor: Actor, action: Action, activity_id: Any) -> ActionLink:
    """Say that an entry of the register carries an action out; both must be readable."""
    action = authorise(actor, "link", action)
    if not Activity.objects.visible_to(actor).current().filter(pk=activity_id).exists():
        raise Hidden("activity")
    found = ActionLink.objects.visible_to(actor).filter(action=action, activity=activity_id).first()
    if found is not None:
        return found
    link = ActionLink.of(action, organisation_id=min(actor.speaks_for), activity_id=activity_id)
    link.save(force_insert=True)
    return link


@transaction.atomic
def unlink_activity(*, actor: Actor, action: Action, activity_id: Any) -> None:
    """Take a link back that the actor's own organisation made."""
    action = authorise(actor, "link", action)
    ActionLink.objects.visible_to(actor).filter(
        action=action, activity=activity_id, organisation__in=actor.speaks_for
    ).delete()
