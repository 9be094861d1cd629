"""What others are told of plans: texts put out and agreed, comments, questions, reports, moved dates."""

import datetime
from typing import Any

from coordination.access.actor import Actor
from coordination.notices.kinds import Rule
from coordination.notices.mentions import named_in
from coordination.notices.services import announce

from ..kinds import News
from ..models import Action, ActionTerms, Contribution, Plan, PlanVersion
from ..models.remarks import Comment


def tell_version(actor: Actor, kind: News, plan_version: PlanVersion) -> None:
    """Tell of a text of a plan: that it is put out, agreed, under review."""
    announce(actor=actor, kind=kind, row=plan_version, **_within_plan(actor, plan_version.plan_id))


def tell_action(
    actor: Actor, kind: News, action: Action, *, asked: int | None = None, words: dict[str, Any] | None = None
) -> None:
    """Tell who leads an action, who contributes to it and, where one is asked, whom."""
    told: dict[Rule, list[int]] = {}
    if asked is not None:
        told[Rule.ASKED] = [asked]
    else:
        parts = Contribution.objects.visible_to(actor).filter(action=action)
        told[Rule.CONTRIBUTOR] = list(parts.values_list("party", flat=True))
        told[Rule.LEAD] = [action.lead_party_id]
    terms = ActionTerms.objects.visible_to(actor).filter(action=action).order_by("-created_at")
    themes = [pk for pk in terms.values_list("objective__theme", flat=True)[:1] if pk]
    place = _within_plan(actor, action.plan_id)
    announce(actor=actor, kind=kind, row=action, told=told, words=words, themes=themes, **place)


def moved(before: datetime.date | None, after: datetime.date | None, reason: str) -> dict[str, Any]:
    """What the notice of a moved date says."""
    days = {"before": before, "after": after}
    return {name: day.isoformat() for name, day in days.items() if day} | {"reason": reason}


def tell_comment(actor: Actor, on: PlanVersion | ActionTerms, remark: Comment) -> None:
    """Tell the drafter of a comment, and whom it mentions among those who can read it anyhow."""
    version = isinstance(on, PlanVersion)
    announce(
        actor=actor,
        kind=News.COMMENTED if version else News.WORDS_COMMENTED,
        row=on,
        mentioned=named_in(remark.text, remark.proposal),
        **_within(actor, on),
    )


def tell_resolved(actor: Actor, on: PlanVersion | ActionTerms, remark: Comment) -> None:
    """Tell whoever raised a comment what became of it."""
    version = isinstance(on, PlanVersion)
    announce(
        actor=actor,
        kind=News.RESOLVED if version else News.WORDS_RESOLVED,
        row=on,
        told={Rule.AUTHOR: [remark.organisation_id]},
        mentioned=named_in(remark.resolution),
        **_within(actor, on),
    )


def _within(actor: Actor, on: PlanVersion | ActionTerms) -> dict[str, Any]:
    if isinstance(on, PlanVersion):
        return _within_plan(actor, on.plan_id)
    plan_id = Action.objects.visible_to(actor).values_list("plan_id", flat=True).get(pk=on.action_id)
    place = _within_plan(actor, plan_id)
    return place | {"within": [*place["within"], on.action_id]}


def _within_plan(actor: Actor, plan_id: Any) -> dict[str, Any]:
    """The plan that something belongs to and its country, for those who follow these."""
    place = Plan.objects.visible_to(actor).filter(pk=plan_id).values_list("country_id", flat=True)
    return {"within": [plan_id], "countries": [pk for pk in place if pk]}
