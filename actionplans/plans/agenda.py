"""What plans and their actions propose for agendas and put in the calendar, and what they are behind an item."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.meetings.calendar import Dated, Kind, Span, register_calendar
from coordination.meetings.found import Found, found
from coordination.meetings.kinds import Handling, Input
from coordination.meetings.proposals import Group, Proposal, Question, register_proposals
from coordination.meetings.record import line
from coordination.meetings.sources import SourceWords, register_source
from coordination.meetings.targets import register_target
from coordination.people.models import today
from coordination.people.queries import organisations

from . import rows
from .kinds import Light, VersionState
from .models import Action, ActionTerms, Plan, PlanVersion, ProgressUpdate

ACTION, VERSION = Action._meta.db_table, PlanVersion._meta.db_table
# A review that falls so soon after a meeting is prepared in it.
AHEAD = datetime.timedelta(days=30)
AT_MOST = 200


def _titled(actor: Actor, actions: QuerySet[Any]) -> QuerySet[Any]:
    """Actions with the newest title that the reader may read."""
    readable = PlanVersion.objects.visible_to(actor).not_discarded().filter(pk=OuterRef("plan_version"))
    terms = ActionTerms.objects.visible_to(actor).filter(Exists(readable), action=OuterRef("pk"))
    newest = terms.order_by("-frozen", "-plan_version__number").values("title")[:1]
    return actions.annotate(said=Subquery(newest)).filter(said__isnull=False)


def _action(rows_: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows_,
        kind,
        *order,
        title=F("said"),
        about=F("pk"),
        parent=F("plan_id"),
        number=Coalesce(F("plan__country_id"), 0),
        year=Coalesce(F("plan__route_id"), 0),
        who=F("originator_id"),
        whom=F("lead_id"),
        circles=F("audience__circles"),
        **rest,
    )


def _version(rows_: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows_,
        kind,
        *order,
        about=F("pk"),
        parent=F("plan_id"),
        number=Coalesce(F("plan__country_id"), 0),
        year=Coalesce(F("plan__route_id"), 0),
        who=F("originator_id"),
        minutes=F("number"),
        circles=F("audience__circles"),
        **rest,
    )


def _in_country(rows_: QuerySet[Any], country_id: int | None) -> QuerySet[Any]:
    return rows_ if country_id is None else rows_.filter(plan__country=country_id)


def _plan(row: Found) -> Plan:
    return Plan(pk=row.parent, country_id=row.number or None, route_id=row.year or None)


# --- Proposals ----------------------------------------------------------------------------


def proposed(actor: Actor, question: Question) -> Iterator[QuerySet[Any]]:
    """Actions that turned red or whose date moved since the last meeting, overdue ones, plans due for review."""
    running = _in_country(Action.objects.visible_to(actor).running(), question.country_id)
    told = ProgressUpdate.objects.visible_to(actor).filter(action=OuterRef("pk"), on__gte=question.since)
    moved = told.filter(due_after__isnull=False).order_by("-at").values("reason")[:1]
    red = told.filter(light=Light.OFF_TRACK).order_by("-at").values("words")[:1]
    turned = running.annotate(moved=Subquery(moved), red=Subquery(red))
    turned = turned.exclude(moved=None, red=None)
    yield _action(
        _titled(actor, turned),
        "turned",
        "due_on",
        "pk",
        day=F("due_on"),
        words=Case(When(red__isnull=False, then=Value("red")), default=Value("moved")),
        title_fr=Coalesce(F("red"), F("moved")),
    )
    overdue = running.filter(due_on__lt=today())
    yield _action(
        _titled(actor, overdue), "overdue", "due_on", "pk", day=F("due_on"), title_fr=F("light_words")
    )
    texts = PlanVersion.objects.visible_to(actor).in_force()
    due = texts.filter(review_on__isnull=False, review_on__lte=question.meeting.day + AHEAD)
    yield _version(_in_country(due, question.country_id), "review", "review_on", "pk", day=F("review_on"))


def _turned(row: Found) -> Proposal:
    day = rows.day_words(row.day)
    if row.words == "red":
        said, reason = _("off track"), _("Off track: %(words)s")
    else:
        said, reason = _("moved to %(day)s") % {"day": day}, _("The date moved to %(day)s: %(words)s")
    return _of_action(row, Group.TURNED, said, reason % {"day": day, "words": row.title_fr})


def _overdue(row: Found) -> Proposal:
    day = rows.day_words(row.day)
    said = _("overdue since %(day)s") % {"day": day}
    return _of_action(row, Group.OVERDUE, said, _("Overdue since %(day)s") % {"day": day})


def _of_action(row: Found, group: Group, said: str, reason: str) -> Proposal:
    lead = organisations().by_id[row.whom]
    return Proposal(
        group=group,
        noun=ACTION,
        about=row.about,
        title=row.title,
        second=" · ".join([rows.plan_name(_plan(row)), said, lead.name]),
        reason=reason[:300],
        url=reverse("action", args=[row.about]),
        country_id=row.number or None,
        minutes=20,
        presenters=[line(Input.STATE_OF_PLAY, lead.party_id)],
        handling=Handling.EXCHANGE,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=row.day,
    )


def _review(row: Found) -> Proposal:
    day = rows.day_words(row.day)
    return Proposal(
        group=Group.REVIEW,
        noun=VERSION,
        about=row.about,
        title=_("%(place)s: state of play of the action plan") % {"place": rows.plan_name(_plan(row))},
        second=_("Review falls on %(day)s") % {"day": day},
        reason=_("The review of the plan falls on %(day)s") % {"day": day},
        url=reverse("plan", args=[row.parent]),
        country_id=row.number or None,
        minutes=40,
        presenters=[line(Input.PRESENTATION, organisations().by_id[row.who].party_id)],
        handling=Handling.EXCHANGE,
        papers=(_("State of play of the action plan"),),
        originator_id=row.who,
        circles=tuple(row.circles),
        day=row.day,
    )


# --- Sources ------------------------------------------------------------------------------


def _actions(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    readable = Action.objects.visible_to(actor).filter(pk__in=list(ids))
    return _action(_titled(actor, readable), ACTION, "pk", at_most=None)


def _versions(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    readable = PlanVersion.objects.visible_to(actor).not_discarded().filter(pk__in=list(ids))
    return _version(readable, VERSION, "pk", at_most=None)


def _action_source(row: Found) -> SourceWords:
    return SourceWords(
        _("Plan action"), row.title, reverse("action", args=[row.about]), frozenset(row.circles)
    )


def _version_source(row: Found) -> SourceWords:
    url = reverse("plan", args=[row.parent])
    return SourceWords(_("Action plan"), rows.plan_name(_plan(row)), url, frozenset(row.circles))


# --- What follow-ups serve ----------------------------------------------------------------


def served(actor: Actor, country_id: int | None) -> QuerySet[Any]:
    """The actions under way that a follow-up could serve, the first due first."""
    running = _in_country(Action.objects.visible_to(actor).running(), country_id)
    return _action(_titled(actor, running), ACTION, "due_on", "pk", at_most=AT_MOST)


# --- Calendar -----------------------------------------------------------------------------


def deadlines(actor: Actor, span: Span) -> Iterator[QuerySet[Any]]:
    """Actions due, texts whose comments end, plans due for review."""
    days = (span.first, span.last)
    due = _in_country(Action.objects.visible_to(actor).running().filter(due_on__range=days), span.country_id)
    rest = {"version": F("version"), "created_at": F("created_at"), "at_most": AT_MOST}
    yield _action(_titled(actor, due), "action-due", "due_on", "pk", day=F("due_on"), **rest)
    texts = _in_country(PlanVersion.objects.visible_to(actor), span.country_id)
    asked = texts.filter(state=VersionState.CONSULTATION, comments_until__range=days)
    yield _version(asked, "plan-comments", "comments_until", "pk", day=F("comments_until"), **rest)
    review = texts.in_force().filter(review_on__range=days)  # type: ignore[attr-defined]
    yield _version(review, "plan-review", "review_on", "pk", day=F("review_on"), **rest)


def _due(actor: Actor, row: Found) -> Dated:
    lead = organisations().by_id[row.whom]
    return _dated(
        row,
        title=_("Due: %(title)s") % {"title": row.title},
        second=" · ".join([rows.plan_name(_plan(row)), lead.name]),
        url=reverse("action", args=[row.about]),
        mine=lead.party_id in actor.speaks_for,
    )


def _comments(actor: Actor, row: Found) -> Dated:
    place = rows.title_of(_plan(row))
    return _dated(
        row,
        title=_("Comments end: %(title)s") % {"title": place},
        second=_("Version %(n)s") % {"n": row.minutes},
        url=f"{reverse('plan', args=[row.parent])}?version={row.minutes}",
        mine=bool(actor.speaks_for) and actor.is_member,
    )


def _review_due(actor: Actor, row: Found) -> Dated:
    place = rows.title_of(_plan(row))
    return _dated(
        row,
        title=_("Review due: %(title)s") % {"title": place},
        second=organisations().by_id[row.who].name,
        url=reverse("plan", args=[row.parent]),
        mine=row.who in actor.speaks_for,
    )


def _dated(row: Found, *, title: str, second: str, url: str, mine: bool) -> Dated:
    day = row.day or today()
    return Dated(
        uid=f"{row.kind}-{row.about}",
        kind=Kind.DEADLINE,
        title=title,
        second=second,
        url=url,
        starts=day,
        ends=day,
        country_ids=(row.number,) if row.number else (),
        mine=mine,
        sequence=max(row.version - 1, 0),
        changed_at=row.created_at,
        circles=tuple(row.circles),
        originator_id=row.who,
    )


def register() -> None:
    """Called once, when the apps are ready."""
    register_proposals(proposed, {"turned": _turned, "overdue": _overdue, "review": _review})
    register_source(ACTION, _actions, _action_source)
    register_source(VERSION, _versions, _version_source)
    register_target(ACTION, gettext_lazy("Plan actions"), served)
    register_calendar(deadlines, {"action-due": _due, "plan-comments": _comments, "plan-review": _review_due})
