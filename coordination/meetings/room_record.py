"""What the room leaves behind, where others look for it: the next agenda, the calendar, the records behind items."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from coordination.access.actor import Actor
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import organisations

from .calendar import Dated, Kind, Span, register_calendar
from .found import Found, found
from .kinds import Handling, Input, MeetingState
from .models import AgendaItem, FollowUp, ItemRun, Meeting, Outcome
from .proposals import Group, Proposal, Question, register_proposals
from .record import line
from .room_kinds import COMES_AGAIN, FollowUpState, OutcomeState, Result
from .rows import day_words, time_words
from .sources import SourceWords, register_source

OUTCOME, FOLLOW_UP, ITEM = Outcome._meta.db_table, FollowUp._meta.db_table, AgendaItem._meta.db_table
MEETING = Meeting._meta.db_table
AT_MOST = 200
# Sorts before every day that a record can name: what a meeting opens with.
FIRST = datetime.date(1, 1, 1)


# --- Proposals ----------------------------------------------------------------------------


def _of_body(actor: Actor, question: Question) -> QuerySet[Meeting]:
    """The earlier meetings of the body."""
    rows = Meeting.objects.visible_to(actor).filter(body=question.meeting.body_id)
    return rows.filter(starts_at__lt=question.meeting.starts_at).exclude(pk=question.meeting.pk)


def proposed(actor: Actor, question: Question) -> Iterator[QuerySet[Any]]:
    """The notes that wait for approval, what stayed open, what was sent back, and what is overdue by then."""
    earlier = _of_body(actor, question).values("pk")
    waiting = Outcome.objects.visible_to(actor).filter(
        meeting__in=earlier, state__in=[OutcomeState.DRAFT, OutcomeState.COMMENTS]
    )
    yield _notes(waiting.filter(meeting__state=MeetingState.HELD), "notes", "meeting__starts_at", "pk")
    still_open = FollowUp.objects.visible_to(actor).filter(meeting__in=earlier, state=FollowUpState.OPEN)
    if question.last is not None:
        # One point for all that is open; its number is the reader's own.
        counted = still_open.order_by().values("state").annotate(n=Count("pk")).values("n")
        last = Meeting.objects.visible_to(actor).filter(pk=question.last.pk, pk__in=earlier)
        yield found(
            last.annotate(n=Coalesce(Subquery(counted), 0)).filter(n__gt=0),
            "open",
            "pk",
            title=F("title"),
            title_fr=F("title_fr"),
            about=F("pk"),
            parent=F("pk"),
            number=F("n"),
            who=F("originator_id"),
            moment=F("starts_at"),
            circles=F("audience__circles"),
        )
        runs = ItemRun.objects.visible_to(actor).filter(meeting=question.last, result__in=COMES_AGAIN)
        result = ItemRun.objects.within("item").values("result")[:1]
        back = AgendaItem.objects.visible_to(actor).filter(pk__in=runs.values("item"))
        yield _items(back, "sent-back", "position", "pk", words=Subquery(result))
    yield _follow_ups(still_open.filter(due_on__lt=question.meeting.day), "overdue-follow-up", "due_on", "pk")


def _notes(rows: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows,
        kind,
        *order,
        title=F("meeting__title"),
        title_fr=F("meeting__title_fr"),
        about=F("pk"),
        parent=F("meeting_id"),
        who=F("originator_id"),
        words=F("state"),
        moment=F("meeting__starts_at"),
        last_moment=F("comments_until"),
        circles=F("audience__circles"),
        **rest,
    )


def _items(rows: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows,
        kind,
        *order,
        title=F("title"),
        title_fr=F("title_fr"),
        about=F("pk"),
        parent=F("meeting_id"),
        who=F("originator_id"),
        number=Coalesce(F("country_id"), 0),
        circles=F("audience__circles"),
        **rest,
    )


def _follow_ups(rows: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows,
        kind,
        *order,
        title=F("title"),
        about=F("pk"),
        parent=F("meeting_id"),
        who=F("originator_id"),
        whom=Coalesce(F("owner_id"), 0),
        number=Coalesce(F("country_id"), 0),
        day=F("due_on"),
        circles=F("audience__circles"),
        **rest,
    )


def _in_both(say: Callable[[str], str], day: datetime.date) -> tuple[str, str]:
    """A title that names a day, in both languages of an agenda."""
    said = []
    for code in ("en", "fr"):
        with override(code):
            said.append(say(day_words(day)))
    return said[0], said[1]


def _day_of(row: Found) -> datetime.date:
    assert row.moment is not None  # noqa: S101 (every meeting has a day)
    return row.moment.astimezone(BRUSSELS).date()


def _approval(row: Found) -> Proposal:
    day = _day_of(row)
    title, title_fr = _in_both(lambda words: _("Approval of the notes of %(day)s") % {"day": words}, day)
    sent = row.words == OutcomeState.COMMENTS
    until = row.last_moment.astimezone(BRUSSELS).date() if row.last_moment else None
    second = (
        _("Notes for comments until %(day)s") % {"day": day_words(until)}
        if sent
        else _("Notes not sent for comments yet")
    )
    return Proposal(
        group=Group.SENT_BACK,
        noun=OUTCOME,
        about=row.about,
        title=title,
        title_fr=title_fr,
        second=second,
        reason=_("The notes of the meeting of %(day)s are not agreed yet") % {"day": day_words(day)},
        url=reverse("notes", args=[row.parent]),
        minutes=5,
        handling=Handling.APPROVAL,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=FIRST,
    )


def _still_open(row: Found) -> Proposal:
    title, title_fr = _in_both(
        lambda words: _("Follow-ups of the meeting of %(day)s") % {"day": words}, _day_of(row)
    )
    open_words = ngettext("%(n)s stays open", "%(n)s stay open", row.number) % {"n": row.number}
    return Proposal(
        group=Group.SENT_BACK,
        noun=MEETING,
        about=row.about,
        title=title,
        title_fr=title_fr,
        second=open_words,
        reason=_("Follow-ups of earlier meetings: %(words)s") % {"words": open_words},
        url=f"{reverse('follow-ups')}?state=open",
        minutes=15,
        presenters=[line(Input.INFORMATION, row.who)],
        handling=Handling.INFORMATION,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=FIRST + datetime.timedelta(days=1),
    )


def _sent_back(row: Found) -> Proposal:
    words = str(Result(row.words).label) if row.words else ""
    return Proposal(
        group=Group.SENT_BACK,
        noun=ITEM,
        about=row.about,
        title=row.title,
        title_fr=row.title_fr,
        second=words,
        reason=_("The last meeting did not settle it: %(words)s") % {"words": words},
        url=reverse("agenda-item", args=[row.about]),
        country_id=row.number or None,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=FIRST + datetime.timedelta(days=2),
    )


def _overdue(row: Found) -> Proposal:
    owner = organisations().by_id.get(row.whom)
    day = day_words(row.day)
    who = owner.name if owner else pgettext("owner of a follow-up", "All")
    return Proposal(
        group=Group.OVERDUE,
        noun=FOLLOW_UP,
        about=row.about,
        title=row.title,
        second=" · ".join([_("Follow-up"), _("due %(day)s") % {"day": day}, who]),
        reason=_("A follow-up was due on %(day)s and is not closed") % {"day": day},
        url=reverse("follow-up", args=[row.about]),
        country_id=row.number or None,
        minutes=10,
        presenters=[line(Input.STATE_OF_PLAY, owner.party_id)] if owner else [],
        handling=Handling.EXCHANGE,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=row.day,
    )


# --- Sources ------------------------------------------------------------------------------


def _notes_behind(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    rows = Outcome.objects.visible_to(actor).filter(pk__in=list(ids))
    return _notes(rows, OUTCOME, "pk", at_most=None)


def _meetings_behind(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    rows = Meeting.objects.visible_to(actor).filter(pk__in=list(ids))
    return found(
        rows,
        MEETING,
        "pk",
        at_most=None,
        title=F("title"),
        title_fr=F("title_fr"),
        about=F("pk"),
        parent=F("pk"),
        moment=F("starts_at"),
        circles=F("audience__circles"),
    )


def _items_behind(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    rows = AgendaItem.objects.visible_to(actor).filter(pk__in=list(ids))
    return _items(rows, ITEM, "pk", at_most=None)


def _follow_ups_behind(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    rows = FollowUp.objects.visible_to(actor).filter(pk__in=list(ids))
    return _follow_ups(rows, FOLLOW_UP, "pk", at_most=None)


def _notes_words(row: Found) -> SourceWords:
    title = ", ".join([row.title, day_words(_day_of(row))])
    return SourceWords(_("Notes"), title, reverse("notes", args=[row.parent]), frozenset(row.circles))


def _meeting_words(row: Found) -> SourceWords:
    title = ", ".join([row.title, day_words(_day_of(row))])
    url = f"{reverse('follow-ups')}?meeting={row.about}"
    return SourceWords(_("Follow-ups"), title, url, frozenset(row.circles))


def _item_words(row: Found) -> SourceWords:
    return SourceWords(
        _("Earlier item"), row.title, reverse("agenda-item", args=[row.about]), frozenset(row.circles)
    )


def _follow_up_words(row: Found) -> SourceWords:
    return SourceWords(
        _("Follow-up"), row.title, reverse("follow-up", args=[row.about]), frozenset(row.circles)
    )


# --- Calendar -----------------------------------------------------------------------------


def deadlines(actor: Actor, span: Span) -> Iterator[QuerySet[Any]]:
    """Follow-ups due, and notes whose comments end."""
    rest = {"version": F("version"), "created_at": F("created_at"), "at_most": AT_MOST}
    due = FollowUp.objects.visible_to(actor).open().filter(due_on__range=(span.first, span.last))
    if span.country_id is not None:
        due = due.filter(country=span.country_id)
    yield _follow_ups(due, "follow-up-due", "due_on", "pk", **rest)
    if span.country_id is None:
        ending = Q(comments_until__date__gte=span.first, comments_until__date__lte=span.last)
        notes = Outcome.objects.visible_to(actor).filter(ending, state=OutcomeState.COMMENTS)
        yield _notes(notes, "notes-comments", "comments_until", "pk", **rest)


def _follow_up_due(actor: Actor, row: Found) -> Dated:
    owner = organisations().by_id.get(row.whom)
    day = row.day or today()
    own = actor.organisations | actor.speaks_for
    return Dated(
        uid=f"follow-up-{row.about}",
        kind=Kind.DEADLINE,
        title=row.title,
        second=" · ".join([_("Follow-up"), owner.name if owner else pgettext("owner of a follow-up", "All")]),
        url=reverse("follow-up", args=[row.about]),
        starts=day,
        ends=day,
        country_ids=(row.number,) if row.number else (),
        mine=owner is not None and bool({owner.pk, owner.party_id} & own),
        sequence=max(row.version - 1, 0),
        changed_at=row.created_at,
        circles=tuple(row.circles),
        originator_id=row.who,
    )


def _comments_end(actor: Actor, row: Found) -> Dated:
    until = row.last_moment.astimezone(BRUSSELS) if row.last_moment else None
    day = until.date() if until else today()
    return Dated(
        uid=f"notes-{row.about}",
        kind=Kind.DEADLINE,
        title=_("Comments on the notes of %(day)s") % {"day": day_words(_day_of(row))},
        second=" · ".join([row.title, _("until %(time)s Brussels") % {"time": time_words(until)}]),
        url=reverse("notes", args=[row.parent]),
        starts=day,
        ends=day,
        mine=bool(actor.speaks_for),
        sequence=max(row.version - 1, 0),
        changed_at=row.created_at,
        circles=tuple(row.circles),
        originator_id=row.who,
    )


def register() -> None:
    """Called once, when the apps are ready."""
    register_proposals(
        proposed,
        {
            "notes": _approval,
            "open": _still_open,
            "sent-back": _sent_back,
            "overdue-follow-up": _overdue,
        },
    )
    register_source(OUTCOME, _notes_behind, _notes_words)
    register_source(MEETING, _meetings_behind, _meeting_words)
    register_source(ITEM, _items_behind, _item_words)
    register_source(FOLLOW_UP, _follow_ups_behind, _follow_up_words)
    register_calendar(deadlines, {"follow-up-due": _follow_up_due, "notes-comments": _comments_end})
