"""What notices say of meetings and of follow-ups, and what falls due in them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.notices.kinds import Rule
from coordination.notices.nouns import Kind, Noun, Said, register_noun
from coordination.notices.reminders import Reminder, register_reminders
from coordination.people.models import BRUSSELS
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .follow_up_rows import meeting_words
from .kinds import WAITED_FOR, News
from .models import AgendaItem, AgendaPaper, FollowUp, Meeting, Outcome
from .room_kinds import OutcomeState
from .rows import day_words


def due_words(words: Mapping[str, Any]) -> str:
    """By which day."""
    return _("by %(day)s") % {"day": day_words(datetime.date.fromisoformat(words["due"]))}


OF_A_MEETING = (
    Kind(
        News.ISSUED,
        gettext_lazy("An agenda was issued"),
        pgettext_lazy("agenda", "issued"),
        (Rule.READERS,),
    ),
    Kind(
        News.REVISED,
        gettext_lazy("An agenda was revised"),
        pgettext_lazy("agenda", "revised"),
        (Rule.READERS,),
    ),
    Kind(
        News.CANCELLED,
        gettext_lazy("A meeting was cancelled"),
        pgettext_lazy("meeting", "cancelled"),
        (Rule.READERS,),
    ),
    Kind(
        News.POINT_ASKED,
        gettext_lazy("A point for an agenda is asked for"),
        gettext_lazy("point asked for"),
        (Rule.OWNER,),
        followed=False,
    ),
    Kind(
        News.POINT_ANSWERED,
        gettext_lazy("Your request for an agenda is answered"),
        gettext_lazy("your point is answered"),
        (Rule.AUTHOR,),
        followed=False,
    ),
    Kind(
        News.NOTES_OUT,
        gettext_lazy("Notes of a meeting are out for comments"),
        gettext_lazy("notes out for comments"),
        (Rule.READERS,),
    ),
    Kind(
        News.NOTES_DUE,
        gettext_lazy("Comments on notes of a meeting end"),
        gettext_lazy("comments on the notes end"),
        (Rule.READERS,),
        detail=due_words,
    ),
    Kind(
        News.NOTES_AGREED,
        gettext_lazy("Notes of a meeting are agreed"),
        gettext_lazy("notes agreed"),
        (Rule.READERS,),
    ),
)
OF_AN_ITEM = (
    Kind(
        News.PAPER_ISSUED,
        gettext_lazy("A paper for a meeting is there"),
        gettext_lazy("paper issued"),
        (Rule.READERS,),
    ),
    Kind(
        News.PAPER_ASKED,
        gettext_lazy("A paper for a meeting is asked of you"),
        gettext_lazy("your paper is waited for"),
        (Rule.ASKED,),
        followed=False,
    ),
    Kind(
        News.PAPER_DUE,
        gettext_lazy("A paper for a meeting is due"),
        gettext_lazy("your paper is due"),
        (Rule.ASKED,),
        followed=False,
        detail=due_words,
    ),
)
OF_A_FOLLOW_UP = (
    Kind(
        News.TASK_ASKED,
        gettext_lazy("A meeting asks something of you"),
        pgettext_lazy("follow-up", "asked"),
        (Rule.ASKED,),
    ),
    Kind(
        News.TASK_OF_ALL,
        gettext_lazy("A meeting asks something of all"),
        gettext_lazy("asked of all"),
        (Rule.READERS,),
    ),
    Kind(
        News.TASK_DUE,
        gettext_lazy("A follow-up is due"),
        pgettext_lazy("follow-up", "due"),
        (Rule.ASKED,),
        followed=False,
        detail=due_words,
    ),
    Kind(
        News.TASK_MOVED,
        gettext_lazy("The date of a follow-up has moved"),
        gettext_lazy("date moved"),
        (Rule.ASKED,),
    ),
    Kind(
        News.TASK_REPORTED,
        gettext_lazy("A report on a follow-up"),
        pgettext_lazy("follow-up", "reported on"),
        (Rule.OWNER,),
    ),
    Kind(
        News.TASK_CLOSED,
        gettext_lazy("A follow-up was closed or dropped"),
        gettext_lazy("closed or dropped"),
        (Rule.ASKED, Rule.OWNER),
    ),
    Kind(
        News.TASK_REOPENED,
        gettext_lazy("A follow-up was opened again"),
        gettext_lazy("opened again"),
        (Rule.ASKED, Rule.OWNER),
    ),
)


def _meetings(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = Meeting.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=_about_meeting())


def _about_meeting(path: str = "", **more: str) -> JSONObject:
    """The meeting at the end of a path, for `_meeting_said`."""
    names = {"title": "title", "title_fr": "title_fr", "starts_at": "starts_at", "place": "country_id"}
    return JSONObject(**{name: path + column for name, column in names.items()}, **more)


def _meeting_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    return Said(meeting_words(about), reverse("meeting", args=[pk]), _place(about["place"]))


def _items(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = AgendaItem.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=_about_meeting("meeting__", meeting="meeting_id"))


def _item_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    meeting = _meeting_said(about["meeting"], about)
    return replace(meeting, url=f"{meeting.url}#item-{pk}")


def _follow_ups(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = FollowUp.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=JSONObject(title="title", place="country_id"))


def _follow_up_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    return Said(about["title"], reverse("follow-up", args=[pk]), _place(about["place"]))


def _place(country_id: int | None) -> str:
    row = countries().by_id.get(country_id or 0)
    return row.name if row else ""


def due(actor: Actor, until: datetime.date) -> Iterator[Reminder]:
    """What the actor's delegation owes by a day: follow-ups, papers, comments on notes."""
    if not actor.speaks_for:
        return
    asked = FollowUp.objects.visible_to(actor).open()
    for row in asked.filter(owner_party__in=actor.speaks_for, due_on__lte=until):
        told = {Rule.ASKED: [row.owner_party_id]}
        yield Reminder(News.TASK_DUE, row, _set(row.due_on), {"told": told}, str(row.owner_party_id))
    yield from _papers_due(actor, until)
    after = datetime.datetime.combine(until + datetime.timedelta(days=1), datetime.time(), BRUSSELS)
    notes = Outcome.objects.visible_to(actor).filter(state=OutcomeState.COMMENTS, comments_until__lt=after)
    for outcome in notes.select_related("meeting"):
        yield Reminder(
            News.NOTES_DUE, outcome.meeting, _set(outcome.comments_until).astimezone(BRUSSELS).date()
        )


def _papers_due(actor: Actor, until: datetime.date) -> Iterator[Reminder]:
    """Papers that somebody of the actor's delegation owes; who reads the item alone knows of them."""
    parts = [pk for pk, row in organisations().by_id.items() if row.party_id in actor.speaks_for]
    waited = AgendaPaper.objects.visible_to(actor).filter(
        state__in=WAITED_FOR,
        author__in=parts,
        due_on__lte=until,
        item__meeting__starts_at__date__gte=F("due_on"),
        item__meeting__in=Meeting.objects.visible_to(actor).upcoming(),
    )
    for row in waited.select_related("item"):
        party_id = organisations().by_id[_set(row.author_id)].party_id
        rest = {"told": {Rule.ASKED: [party_id]}}
        yield Reminder(News.PAPER_DUE, row.item, _set(row.due_on), rest, f"{row.key.hex} {party_id}")


def _set[Value](value: Value | None) -> Value:
    assert value is not None  # noqa: S101 (narrows the type: what is selected by its date has one)
    return value


def register() -> None:
    """Called once, when the apps are ready."""
    register_noun(Noun("meeting", gettext_lazy("Meeting"), Meeting, OF_A_MEETING, _meetings, _meeting_said))
    register_noun(
        Noun("agenda-item", gettext_lazy("Agenda item"), AgendaItem, OF_AN_ITEM, _items, _item_said)
    )
    register_noun(
        Noun("follow-up", gettext_lazy("Follow-up"), FollowUp, OF_A_FOLLOW_UP, _follow_ups, _follow_up_said)
    )
    register_reminders(due)
