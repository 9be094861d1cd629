"""What plans ask of an actor: answers, reports, a second person's look, comments on a text."""

from collections.abc import Iterator
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.desk.coming import Owing
from coordination.desk.lines import Line, Part, Source, lines
from coordination.desk.tasks import Task
from coordination.people.queries import organisations

from . import rows
from .kinds import ActionState, Answer, Light, VersionState
from .models import Action, ActionTerms, Contribution, Plan, PlanComment, PlanVersion


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


def asked(actor: Actor) -> Iterator[QuerySet[Any]]:
    """The rows behind the tasks, kind by kind."""
    if not actor.speaks_for:
        return
    running = Action.objects.visible_to(actor).filter(
        pk=OuterRef("action"), state__in=[ActionState.PROPOSED, ActionState.OPEN]
    )
    unanswered = Contribution.objects.visible_to(actor).filter(
        Exists(running), party__in=actor.speaks_for, answer=Answer.UNANSWERED
    )
    yield lines(
        _titled(actor, unanswered, "action"),
        "plan answer",
        "asked_on",
        "pk",
        title=F("said"),
        about=F("action_id"),
        **_place("action__plan"),
    )
    late = Action.objects.visible_to(actor).owing_update().filter(lead_party__in=actor.speaks_for)
    yield lines(
        _titled(actor, late),
        "plan report",
        "update_due_on",
        "pk",
        title=F("said"),
        about=F("pk"),
        due=F("update_due_on"),
        sign=F("light"),
        **_place("plan"),
    )
    closing = Action.objects.visible_to(actor).filter(Action.policy.rule("check", actor))
    yield lines(
        _titled(actor, closing),
        "plan check",
        "closed_on",
        "pk",
        title=F("said"),
        about=F("pk"),
        **_place("plan"),
    )
    said = PlanComment.objects.visible_to(actor).filter(
        plan_version=OuterRef("pk"), organisation__in=actor.speaks_for
    )
    texts = PlanVersion.objects.visible_to(actor).filter(~Exists(said), state=VersionState.CONSULTATION)
    yield lines(
        texts.exclude(originator__in=actor.speaks_for),
        "plan text",
        "comments_until",
        "pk",
        about=F("pk"),
        year=F("number"),
        whom=ExpressionWrapper(Q(based_on__isnull=False), BooleanField()),
        due=F("comments_until"),
        **_place("plan"),
    )


def _plan(item: Line) -> Plan:
    return Plan(pk=item.parent, country_id=item.number or None, route_id=item.who or None)


def _answer(item: Line) -> Task:
    url = reverse("action", args=[item.about])
    why = _("Your delegation is asked for a part in it and has not answered")
    return Task(item.title, url, rows.title_of(_plan(item)), why, _("Answer"), url)


def _report(item: Line) -> Task:
    url = reverse("action", args=[item.about])
    why = _("The plan asks its leads for a report at this rhythm")
    address = reverse("action-report", args=[item.about])
    return Task(
        item.title,
        url,
        rows.title_of(_plan(item)),
        why,
        _("Report"),
        address,
        due_on=item.due,
        sign=item.sign,
        sign_label=str(Light(item.sign).label),
    )


def _check(item: Line) -> Task:
    url = reverse("action", args=[item.about])
    why = _("Closed with evidence; a weighty action needs a second person")
    return Task(item.title, url, rows.title_of(_plan(item)), why, _("Check"), url)


def _text(item: Line) -> Task:
    amends = item.parent if item.whom else None
    version = PlanVersion(number=item.year, state=VersionState.CONSULTATION, based_on_id=amends)
    url = f"{reverse('plan', args=[item.parent])}?version={item.year}"
    why = _("In consultation; your delegation has not commented")
    second = rows.version_words(version)
    return Task(rows.title_of(_plan(item)), url, second, why, _("Read and comment"), url, due_on=item.due)


DUE = Source(
    Part.DUE,
    asked,
    {"plan answer": _answer, "plan report": _report, "plan check": _check, "plan text": _text},
)


def waiting(actor: Actor) -> Iterator[QuerySet[Any]]:
    """What others owe on one's own plans: answers that were asked for, reports that have not come."""
    if not actor.speaks_for:
        return
    running = Action.objects.visible_to(actor).filter(
        pk=OuterRef("action"), state__in=[ActionState.PROPOSED, ActionState.OPEN]
    )
    unanswered = Contribution.objects.visible_to(actor).filter(
        Exists(running), originator__in=actor.speaks_for, answer=Answer.UNANSWERED
    )
    yield lines(
        _titled(actor, unanswered.exclude(party__in=actor.speaks_for), "action"),
        "plan unanswered",
        "asked_on",
        "pk",
        title=F("said"),
        about=F("action_id"),
        whom=F("organisation_id"),
        due=F("asked_on"),
    )
    late = Action.objects.visible_to(actor).owing_update().filter(originator__in=actor.speaks_for)
    yield lines(
        _titled(actor, late.exclude(lead_party__in=actor.speaks_for)),
        "plan unreported",
        "update_due_on",
        "pk",
        title=F("said"),
        about=F("pk"),
        whom=F("lead_id"),
        due=F("update_due_on"),
    )


def _owing(item: Line, words: str, *, due: bool) -> Owing:
    assert item.due is not None  # noqa: S101 (narrows the type)
    return Owing(
        title=_("%(label)s: %(text)s") % {"label": organisations().by_id[item.whom].name, "text": item.title},
        url=reverse("action", args=[item.about]),
        second=words % {"day": rows.day_words(item.due)},
        since=item.due,
        due_on=item.due if due else None,
    )


def _unanswered(item: Line) -> Owing:
    return _owing(item, _("Asked on %(day)s, no answer yet"), due=False)


def _unreported(item: Line) -> Owing:
    return _owing(item, _("Report due on %(day)s"), due=True)


WAITING = Source(Part.WAITING, waiting, {"plan unanswered": _unanswered, "plan unreported": _unreported})
