"""A meeting is called, changed, moved, cancelled; who is invited, and what they answer."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.errors import Refused
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.models import BRUSSELS, PresidencyTerm
from coordination.people.queries import rota

from ..audiences import Invited
from ..kinds import Capacity, Coming, MeetingState, News, Rhythm
from ..models import Body, BodyMember, Meeting, Participation
from .saving import circles_of_meeting, save, share_again, stamp, term_of
from .telling import tell
from .turns import take_turn

# What a calendar has to know: it takes a new entry by its higher sequence.
ON_CALENDAR = {"title", "title_fr", "starts_at", "ends_at", "venue", "address"}
# What a revised notice marks as changed.
ON_NOTICE = ON_CALENDAR | {"format"}
FROM_BODY = ("country_id", "format", "for_members", "for_country_team", "paper_days", "notice_days", "venue")
MOST_OF_A_SERIES = 60


@transaction.atomic
def call(
    *, actor: Actor, body: Body, fields: dict[str, Any], invited: Sequence[Invited] | None = None
) -> Meeting:
    """A draft of a meeting, read by its organisers alone; the body says what is not said.

    Without `invited` its members are invited. The next Presidency prepares meetings of its own term.
    """
    authorise_create(actor, Meeting)
    body = authorise(actor, "convene", body)
    meeting = new_meeting(actor, body, fields)
    meeting.audience = intern(actor=actor, circles=circles_of_meeting(actor, meeting, ()))
    meeting.save(force_insert=True)
    _write_invited(actor, meeting, _usual(actor, body) if invited is None else invited)
    return meeting


@transaction.atomic
def change(*, actor: Actor, meeting: Meeting, version: int | None, fields: dict[str, Any]) -> Meeting:
    """Save what a meeting is. A new day moves its draft to the organisers of that day; calendars learn of it."""
    meeting = authorise(actor, "change", meeting, version=version)
    before = {name: getattr(meeting, name) for name in fields}
    for name, value in fields.items():
        setattr(meeting, name, value)
    _refuse_times(meeting)
    body = Body.objects.visible_to(actor).filter(pk=meeting.body_id).first()
    if body is not None:
        meeting.term_id = term_of(body, meeting.starts_at)
        _refuse_other_term(actor, meeting)
    changed = {name for name, value in fields.items() if before[name] != value}
    if meeting.state == MeetingState.ISSUED:
        meeting.changed_fields = sorted({*meeting.changed_fields, *(changed & ON_NOTICE)})
    if changed & ON_CALENDAR:
        stamp(meeting)
    share_again(actor, meeting)
    return save(meeting)


@transaction.atomic
def cancel(*, actor: Actor, meeting: Meeting, reason: str) -> Meeting:
    """Cancel a meeting; whoever read it sees why, and calendars strike it out."""
    meeting = authorise(actor, "cancel", meeting)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the meeting is cancelled.")})
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = (
        MeetingState.CANCELLED,
        timezone.now(),
        reason.strip(),
    )
    stamp(meeting)
    save(meeting)
    history.record(actor=actor, verb="cancelled", row=meeting, reason=reason)
    tell(actor, News.CANCELLED, meeting)
    return meeting


@transaction.atomic
def invite(*, actor: Actor, meeting: Meeting, invited: Sequence[Invited]) -> Meeting:
    """Say who is invited; from the first issue on, whoever is reads the meeting and its common items.

    The saves are not counted: others would learn that the circle of readers changed.
    """
    take_turn(meeting.pk)
    meeting = authorise(actor, "invite", meeting)
    if not invited:
        raise ValidationError({"organisations": _("Invite at least one organisation.")})
    _write_invited(actor, meeting, invited)
    share_again(actor, meeting)
    meeting.save(update_fields=["audience"])
    return meeting


@transaction.atomic
def answer(*, actor: Actor, meeting: Meeting, coming: str, posts: str = "") -> Participation:
    """Say whether one's organisation takes part, and with which posts."""
    meeting = authorise(actor, "answer", meeting)
    if coming not in (Coming.YES, Coming.NO):
        raise ValidationError({"coming": _("Say whether you take part.")})
    rows = Participation.objects.visible_to(actor).filter(
        meeting=meeting, organisation__in=actor.organisations | actor.speaks_for
    )
    row = rows.select_for_update(of=("self",)).order_by("pk").first()
    if row is None:
        raise Refused(_("Your organisation is not among those invited. Ask the convenor."))
    row.coming, row.posts, row.answered_at = coming, posts.strip(), timezone.now()
    row.save()
    return row


@transaction.atomic
def call_series(
    *,
    actor: Actor,
    body: Body,
    fields: dict[str, Any],
    rhythm: str,
    until: datetime.date,
) -> list[Meeting]:
    """Drafts of meetings at the same hour, from the first day on as far apart as `rhythm` says."""
    days = list(series_days(fields["starts_at"].astimezone(BRUSSELS).date(), rhythm, until))
    if len(days) > MOST_OF_A_SERIES:
        raise ValidationError({"until": _("This makes more than 60 meetings. Choose an earlier end.")})
    series = uuid.uuid4()
    made = []
    for day in days:
        moved = {name: _on_day(fields[name], fields["starts_at"], day) for name in ("starts_at", "ends_at")}
        made.append(call(actor=actor, body=body, fields={**fields, **moved, "series": series}))
    return made


def series_days(first: datetime.date, rhythm: str, until: datetime.date) -> list[datetime.date]:
    """The days of a series; a month that has no such day takes its last."""
    if until < first:
        raise ValidationError({"until": _("The end is before the first meeting.")})
    days: list[datetime.date] = []
    number = 0
    while len(days) <= MOST_OF_A_SERIES:
        day = _step(first, rhythm, number)
        if day > until:
            break
        days.append(day)
        number += 1
    return days


def _step(first: datetime.date, rhythm: str, number: int) -> datetime.date:
    if rhythm == Rhythm.MONTHLY:
        years, month = divmod(first.month - 1 + number, 12)
        start = datetime.date(first.year + years, month + 1, 1)
        following = (start + datetime.timedelta(days=31)).replace(day=1)
        return start.replace(day=min(first.day, (following - datetime.timedelta(days=1)).day))
    weeks = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2}[Rhythm(rhythm)]
    return first + datetime.timedelta(weeks=weeks * number)


def _on_day(moment: datetime.datetime, start: datetime.datetime, day: datetime.date) -> datetime.datetime:
    """The same hour in Brussels on another day, whatever the clocks did in between."""
    local, first = moment.astimezone(BRUSSELS), start.astimezone(BRUSSELS).date()
    return datetime.datetime.combine(day + (local.date() - first), local.time(), BRUSSELS)


def new_meeting(actor: Actor, body: Body, fields: dict[str, Any]) -> Meeting:
    """An unsaved draft of a body's meeting."""
    meeting = Meeting(
        body=body,
        originator_id=min(actor.speaks_for),
        **{name: getattr(body, name) for name in FROM_BODY},
    )
    for name, value in fields.items():
        setattr(meeting, name, value)
    if not meeting.title:
        meeting.title, meeting.title_fr = body.short_en, body.short_fr
    if not meeting.ends_at:
        meeting.ends_at = meeting.starts_at + datetime.timedelta(minutes=body.minutes)
    _refuse_times(meeting)
    meeting.term_id = term_of(body, meeting.starts_at)
    _refuse_other_term(actor, meeting)
    return meeting


def _refuse_times(meeting: Meeting) -> None:
    if meeting.ends_at <= meeting.starts_at:
        start = date_format(meeting.starts_at.astimezone(BRUSSELS), "j F Y, H.i")
        raise ValidationError({"ends_at": _("The end is not after the start, %(start)s.") % {"start": start}})
    if meeting.ends_at - meeting.starts_at > datetime.timedelta(days=14):
        raise ValidationError({"ends_at": _("A meeting of more than two weeks is none. Check the end.")})


def _refuse_other_term(actor: Actor, meeting: Meeting) -> None:
    """Who is not in the chair prepares meetings of its own coming term alone."""
    if meeting.term_id is None or actor.is_chair:
        return
    term: PresidencyTerm = next(row for row in rota() if row.pk == meeting.term_id)
    if term.organisation_id not in actor.speaks_for:
        words = _("You prepare meetings of your own Presidency, from %(start)s to %(end)s.")
        own = [
            row for row in rota() if row.organisation_id in actor.speaks_for and row.ends_on >= meeting.day
        ]
        own = own or [row for row in rota() if row.organisation_id in actor.speaks_for][-1:]
        if not own:
            raise Refused(_("Only the Presidency calls meetings of this body."))
        days = {
            "start": date_format(own[0].starts_on, "j F Y"),
            "end": date_format(own[0].ends_on, "j F Y"),
        }
        raise ValidationError({"starts_at": words % days})


def _usual(actor: Actor, body: Body) -> list[Invited]:
    rows = BodyMember.objects.visible_to(actor).filter(body=body)
    return [Invited(*pair) for pair in rows.values_list("organisation", "capacity")]


def _write_invited(actor: Actor, meeting: Meeting, invited: Sequence[Invited]) -> None:
    wanted = {row.organisation_id: row.capacity for row in invited}
    if meeting.term_id is None:
        wanted.setdefault(meeting.originator_id, Capacity.MEMBER)  # whoever convenes takes part
    stored = Participation.objects.visible_to(actor).filter(meeting=meeting)
    stored.exclude(organisation__in=wanted).delete()
    kept = {row.organisation_id: row for row in stored.filter(organisation__in=wanted)}
    new = [
        Participation.of(meeting, organisation_id=pk, capacity=capacity)
        for pk, capacity in wanted.items()
        if pk not in kept
    ]
    Participation.objects.bulk_create(new)
    for pk, row in kept.items():
        if row.capacity != wanted[pk]:
            row.capacity = wanted[pk]
            row.save(update_fields=["capacity"])
