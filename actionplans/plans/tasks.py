"""What plans ask of an actor: answers, reports, a second person's look, comments on a text."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.desk.tasks import Task

from . import rows
from .kinds import ActionState, Answer, VersionState
from .models import Action, ActionTerms, Contribution, PlanComment, PlanVersion

NAMED = 5


def _titled(actor: Actor, found: Any, link: str = "pk") -> Any:
    """Rows with the newest title of their action that the actor may read."""
    terms = ActionTerms.objects.visible_to(actor).filter(action=OuterRef(link)).order_by("-created_at")
    return found.annotate(title=Subquery(terms.values("title")[:1])).filter(title__isnull=False)


def answers_owed(actor: Actor) -> Iterator[Task]:
    """Parts in actions on which the actor's delegation has not answered."""
    if not actor.speaks_for:
        return
    running = Action.objects.visible_to(actor).filter(
        pk=OuterRef("action"), state__in=[ActionState.PROPOSED, ActionState.OPEN]
    )
    found = Contribution.objects.visible_to(actor).filter(
        Exists(running), party__in=actor.speaks_for, answer=Answer.UNANSWERED
    )
    for row in _titled(actor, found.select_related("action__plan"), "action").order_by("asked_on", "pk")[
        :NAMED
    ]:
        url = reverse("action", args=[row.action_id])
        yield Task(
            title=row.title,
            url=url,
            second=rows.title_of(row.action.plan),
            why=_("Your delegation is asked for a part in it and has not answered"),
            verb=_("Answer"),
            verb_url=url,
        )


def reports_owed(actor: Actor) -> Iterator[Task]:
    """Actions that the actor's delegation leads and whose report is due."""
    if not actor.speaks_for:
        return
    found = Action.objects.visible_to(actor).owing_update().filter(lead_party__in=actor.speaks_for)
    for row in _titled(actor, found.select_related("plan")).order_by("update_due_on", "pk")[:NAMED]:
        url = reverse("action", args=[row.pk])
        yield Task(
            title=row.title,
            url=url,
            second=rows.title_of(row.plan),
            why=_("The plan asks its leads for a report at this rhythm"),
            verb=_("Report"),
            verb_url=reverse("action-report", args=[row.pk]),
            due_on=row.update_due_on,
        )


def checks_owed(actor: Actor) -> Iterator[Task]:
    """Weighty actions that wait for a second person, where the actor can be it."""
    if not actor.speaks_for:
        return
    found = Action.objects.visible_to(actor).filter(Action.policy.rule("check", actor))
    for row in _titled(actor, found.select_related("plan")).order_by("closed_on", "pk")[:NAMED]:
        url = reverse("action", args=[row.pk])
        yield Task(
            title=row.title,
            url=url,
            second=rows.title_of(row.plan),
            why=_("Closed with evidence; a weighty action needs a second person"),
            verb=_("Check"),
            verb_url=url,
        )


def texts_to_comment(actor: Actor) -> Iterator[Task]:
    """Texts in consultation on which the actor's delegation has said nothing yet."""
    if not actor.speaks_for:
        return
    said = PlanComment.objects.visible_to(actor).filter(
        plan_version=OuterRef("pk"), organisation__in=actor.speaks_for
    )
    found = PlanVersion.objects.visible_to(actor).filter(~Exists(said), state=VersionState.CONSULTATION)
    found = found.exclude(originator__in=actor.speaks_for).select_related("plan")
    for row in found.order_by("comments_until", "pk")[:NAMED]:
        url = f"{reverse('plan', args=[row.plan_id])}?version={row.number}"
        yield Task(
            title=rows.title_of(row.plan),
            url=url,
            second=rows.version_words(row),
            why=_("In consultation; your delegation has not commented"),
            verb=_("Read and comment"),
            verb_url=url,
            due_on=row.comments_until,
        )


PROVIDERS = (answers_owed, reports_owed, checks_owed, texts_to_comment)
