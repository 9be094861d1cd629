"""What plans ask of an actor: answers, reports, a second person's look, comments on a text."""

from collections.abc import Iterator
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.desk.tasks import Task

from . import rows
from .kinds import ActionState, Answer, VersionState
from .models import Action, ActionTerms, Contribution, Plan, PlanComment, PlanVersion
from .owed import Owed, owed


def _place(path: str) -> dict[str, Any]:
    """The plan's country or route: `who` and `number` hold the one that it has not."""
    return {
        "parent": F(f"{path}_id"),
        "number": Coalesce(f"{path}__country_id", 0),
        "who": Coalesce(f"{path}__route_id", 0),
    }


def _titled(actor: Actor, found: QuerySet[Any], link: str = "pk") -> QuerySet[Any]:
    """Rows with the newest title of their action that the actor may read."""
    terms = ActionTerms.objects.visible_to(actor).filter(action=OuterRef(link)).order_by("-created_at")
    return found.annotate(said=Subquery(terms.values("title")[:1])).filter(said__isnull=False)


def found(actor: Actor) -> Iterator[QuerySet[Any]]:
    """The rows behind the tasks, kind by kind."""
    running = Action.objects.visible_to(actor).filter(
        pk=OuterRef("action"), state__in=[ActionState.PROPOSED, ActionState.OPEN]
    )
    asked = Contribution.objects.visible_to(actor).filter(
        Exists(running), party__in=actor.speaks_for, answer=Answer.UNANSWERED
    )
    yield owed(
        _titled(actor, asked, "action"),
        "answer",
        "asked_on",
        "pk",
        title=F("said"),
        about=F("action_id"),
        **_place("action__plan"),
    )
    late = Action.objects.visible_to(actor).owing_update().filter(lead_party__in=actor.speaks_for)
    yield owed(
        _titled(actor, late),
        "report",
        "update_due_on",
        "pk",
        title=F("said"),
        about=F("pk"),
        due=F("update_due_on"),
        **_place("plan"),
    )
    closing = Action.objects.visible_to(actor).filter(Action.policy.rule("check", actor))
    yield owed(
        _titled(actor, closing), "check", "closed_on", "pk", title=F("said"), about=F("pk"), **_place("plan")
    )
    said = PlanComment.objects.visible_to(actor).filter(
        plan_version=OuterRef("pk"), organisation__in=actor.speaks_for
    )
    texts = PlanVersion.objects.visible_to(actor).filter(~Exists(said), state=VersionState.CONSULTATION)
    yield owed(
        texts.exclude(originator__in=actor.speaks_for),
        "text",
        "comments_until",
        "pk",
        about=F("pk"),
        year=F("number"),
        whom=ExpressionWrapper(Q(based_on__isnull=False), BooleanField()),
        due=F("comments_until"),
        **_place("plan"),
    )


def _plan(item: Owed) -> Plan:
    return Plan(pk=item.parent, country_id=item.number or None, route_id=item.who or None)


def _answer(item: Owed) -> Task:
    url = reverse("action", args=[item.about])
    why = _("Your delegation is asked for a part in it and has not answered")
    return Task(item.title, url, rows.title_of(_plan(item)), why, _("Answer"), url)


def _report(item: Owed) -> Task:
    url = reverse("action", args=[item.about])
    why = _("The plan asks its leads for a report at this rhythm")
    address = reverse("action-report", args=[item.about])
    return Task(item.title, url, rows.title_of(_plan(item)), why, _("Report"), address, due_on=item.due)


def _check(item: Owed) -> Task:
    url = reverse("action", args=[item.about])
    why = _("Closed with evidence; a weighty action needs a second person")
    return Task(item.title, url, rows.title_of(_plan(item)), why, _("Check"), url)


def _text(item: Owed) -> Task:
    amends = item.parent if item.whom else None
    version = PlanVersion(number=item.year, state=VersionState.CONSULTATION, based_on_id=amends)
    url = f"{reverse('plan', args=[item.parent])}?version={item.year}"
    why = _("In consultation; your delegation has not commented")
    second = rows.version_words(version)
    return Task(rows.title_of(_plan(item)), url, second, why, _("Read and comment"), url, due_on=item.due)


WORDS = {"answer": _answer, "report": _report, "check": _check, "text": _text}
