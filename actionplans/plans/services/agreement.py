"""Agreement: the Presidency moves a text to agreed, and what it changes for the actions."""

import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.access.errors import Refused, Stale
from coordination.access.gate import authorise
from coordination.access.reader import reading_as
from coordination.history import services as history
from coordination.history.models import HistoryLine
from coordination.people.actors import for_organisation
from coordination.people.models import today
from coordination.people.queries import organisations

from ..kinds import ActionState, News, Remark, Share, VersionState
from ..models import (
    Action,
    ActionTerms,
    Milestone,
    PlanComment,
    PlanVersion,
    TermsComment,
)
from ..queries.fingerprint import fingerprint
from ..rhythm import report_due
from .asking import ask, ask_lead
from .drafting import save
from .telling import tell_version


class ObjectionsStand(Refused):
    """A text with open objections is not agreed."""


@transaction.atomic
def agree(
    *, actor: Actor, plan_version: PlanVersion, read: str, on: datetime.date | None = None
) -> PlanVersion:
    """Move a text from consultation to agreed; it takes the place of the version in force.

    `on` is the day when it was agreed, today if not said: a plan may be entered after the meeting.
    `read` is the fingerprint of the text that the chair has read: raises `Stale` when it changed
    since. Raises `ObjectionsStand` while an objection that the chair may read is open.
    """
    day = on or today()
    plan_version = authorise(actor, "agree", plan_version)
    if read != fingerprint(actor, plan_version):
        raise Stale(plan_version)
    _refuse_open_objections(actor, plan_version)
    before = PlanVersion.objects.visible_to(actor).filter(plan=plan_version.plan_id).in_force().first()
    if before is not None:
        before.state, before.superseded_on = VersionState.SUPERSEDED, day
        save(before)
    plan_version.state, plan_version.agreed_on = VersionState.AGREED, day
    save(plan_version)
    history.record(actor=actor, verb="agreed", row=plan_version)
    _put_in_force(plan_version, before, day)
    tell_version(actor, News.AGREED, plan_version)
    return plan_version


@transaction.atomic
def review(*, actor: Actor, plan_version: PlanVersion) -> PlanVersion:
    """Put an agreed version under review; it stays in force."""
    plan_version = authorise(actor, "review", plan_version)
    plan_version.state = VersionState.REVIEW
    history.record(actor=actor, verb="reviewed", row=plan_version)
    tell_version(actor, News.REVIEWED, plan_version)
    return save(plan_version)


@transaction.atomic
def keep(*, actor: Actor, plan_version: PlanVersion) -> PlanVersion:
    """End a review without a change."""
    plan_version = authorise(actor, "keep", plan_version)
    plan_version.state = VersionState.AGREED
    history.record(actor=actor, verb="kept", row=plan_version)
    return save(plan_version)


def _refuse_open_objections(actor: Actor, plan_version: PlanVersion) -> None:
    still_open = {"kind": Remark.OBJECTION, "resolved_at": None}
    terms = ActionTerms.objects.visible_to(actor).filter(plan_version=plan_version).values("pk")
    found = PlanComment.objects.visible_to(actor).filter(plan_version=plan_version, **still_open).count()
    found += TermsComment.objects.visible_to(actor).filter(terms__in=terms, **still_open).count()
    if found:
        words = ngettext(
            "%(n)s objection is open. Resolve it with the delegation, then agree.",
            "%(n)s objections are open. Resolve them with the delegations, then agree.",
            found,
        )
        raise ObjectionsStand(words % {"n": found})


def _put_in_force(plan_version: PlanVersion, before: PlanVersion | None, day: datetime.date) -> None:
    """Freeze the terms and let the actions follow them.

    The chair may not read every action; the plan's drafter may, so a system job does it with the
    drafter's rights, and the chair learns nothing of what stays hidden.
    """
    drafter = for_organisation(
        organisations().by_id[plan_version.originator_id], system="agreement of an action plan"
    )
    with reading_as(drafter):
        terms = list(ActionTerms.objects.visible_to(drafter).filter(plan_version=plan_version))
        old: dict[Any, ActionTerms] = {}
        if before is not None:
            found = ActionTerms.objects.visible_to(drafter).filter(plan_version=before)
            old = {row.action_id: row for row in found}
        actions = {
            row.pk: row
            for row in Action.objects.visible_to(drafter).filter(
                pk__in=[*(row.action_id for row in terms), *old]
            )
        }
        _carry_over_milestones(drafter, terms, old)
        for row in terms:
            _follow(drafter, actions[row.action_id], row, old.get(row.action_id), plan_version, day)
            row.frozen = True
            save(row)
        for action_id in old.keys() - {row.action_id for row in terms}:
            action = actions[action_id]
            if action.state in (ActionState.OPEN, ActionState.CLOSING):
                action.state = ActionState.DROPPED
                reason = _why_dropped(drafter, plan_version, action_id)
                history.record(actor=drafter, verb="dropped", row=action, reason=reason)
                save(action)


def _why_dropped(drafter: Actor, plan_version: PlanVersion, action_id: UUID) -> str:
    """What the drafter said when it took an action out of a draft; nobody else could read it until now."""
    lines = HistoryLine.objects.visible_to(drafter).filter(noun=ActionTerms._meta.db_table)
    written = {"fields__action_id__1": str(action_id), "fields__plan_version_id__1": str(plan_version.pk)}
    said = lines.filter(verb="dropped", record__in=lines.filter(**written).values("record"))
    return next(iter(said.values_list("reason", flat=True)), "")


def _follow(
    drafter: Actor,
    action: Action,
    terms: ActionTerms,
    before: ActionTerms | None,
    plan_version: PlanVersion,
    day: datetime.date,
) -> None:
    """Let an action be what was agreed of it; a date that moved since stays where the text kept its own."""
    lead = organisations().by_id[terms.lead_id]
    if before is None or before.due_on != terms.due_on:
        action.due_on = terms.due_on
    action.lead, action.lead_party_id = lead, lead.party_id
    if action.state != ActionState.DONE:  # one that is done was closed under the rule of its time
        action.weighty = terms.weighty
    action.audience_id = terms.audience_id
    if action.state in (ActionState.PROPOSED, ActionState.DROPPED):
        action.state = ActionState.OPEN
    if action.update_due_on is None or before is None:
        action.update_due_on = report_due(drafter, plan_version.rhythm, day)
    save(action)
    ask_lead(drafter, action, lead.pk, day=day)
    # Those of a new action were asked in consultation.
    for pk in set(terms.contributor_ids) - set(before.contributor_ids) if before else ():
        ask(drafter, action, pk, share=Share.CONTRIBUTOR, day=day)


def _carry_over_milestones(drafter: Actor, terms: list[ActionTerms], old: dict[Any, ActionTerms]) -> None:
    """Steps done while the amendment was written are done in it too."""
    done = dict(
        Milestone.objects.visible_to(drafter)
        .filter(terms__in=[row.pk for row in old.values()], done_on__isnull=False)
        .values_list("key", "done_on")
    )
    steps = Milestone.objects.visible_to(drafter).filter(
        terms__in=[row.pk for row in terms], key__in=done, done_on=None
    )
    for step in steps:
        step.done_on = done[step.key]
        step.save(update_fields=["done_on"])
