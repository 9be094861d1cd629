"""The pieces of a room's page: drawn whole with the page, and one by one when something changed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse

from coordination.access.actor import Actor
from coordination.access.routes import GatedRequest

from .. import line_rows, room_page
from ..follow_up_rows import room_row
from ..models import AgendaItem, Meeting, Outcome, Participation
from ..queries import reading
from ..queries import room as in_room
from ..sources import sources

HEAD, AGENDA, ITEM, RUN, SPEAKERS, PRESENCE, FOLLOW_UPS = (
    "head",
    "agenda",
    "item",
    "run",
    "speakers",
    "presence",
    "follow_ups",
)
# What each topic of a change touches on the page.
TOUCHED: dict[str, tuple[str, ...]] = {
    "meeting": (HEAD, AGENDA, ITEM, RUN, SPEAKERS),
    "outcome": (HEAD,),
    "run": (HEAD, AGENDA, ITEM, RUN, SPEAKERS, PRESENCE),
    "speakers": (SPEAKERS,),
    "presence": (PRESENCE,),
    "follow-up": (FOLLOW_UPS,),
}


@dataclass
class Room:
    """A room as one reader looks at it; each statement is made once, when a piece first needs it."""

    actor: Actor
    notes: Outcome
    asked: str = ""
    csrf_token: str = ""
    missing: set[UUID] = field(default_factory=set)

    @property
    def meeting(self) -> Meeting:
        return self.notes.meeting

    @property
    def keeps(self) -> bool:
        """Whether this reader keeps the notes."""
        return self.notes.may["write"]

    @cached_property
    def items(self) -> list[AgendaItem]:
        return in_room.items(self.actor, self.meeting)

    @cached_property
    def item(self) -> AgendaItem | None:
        """The item that is looked at; read alone where the agenda is not drawn."""
        asked = None if "items" in self.__dict__ else self.item_id
        if asked is not None and (found := in_room.items(self.actor, self.meeting, only=asked)):
            return found[0]
        return room_page.chosen(self.items, self.asked)

    @cached_property
    def item_id(self) -> UUID | None:
        """The item that was asked for."""
        try:
            return UUID(self.asked)
        except ValueError:
            return None

    def draw_agenda(self) -> list[AgendaItem]:
        """Read the whole agenda, before anything asks for the one item."""
        return self.items

    @cached_property
    def invited(self) -> list[Participation]:
        return reading.participations(self.actor, self.meeting)

    def lines(self) -> list[dict[str, Any]]:
        """The notes on the item: as they are written, or as the room reads them."""
        if self.item is None:
            return []
        if self.keeps:
            return line_rows.written(in_room.lines(self.actor, self.item), self.notes, self.actor)
        return line_rows.said(in_room.said(self.actor, self.item))

    def changed_lines(self, ids: set[UUID]) -> list[dict[str, Any]]:
        """Some lines of the item; those that are not there for this reader any more are `missing`."""
        if not ids or self.item_id is None:
            return []
        if self.keeps:
            return self._both(ids, lambda wanted: in_room.lines_by_id(self.actor, wanted), "pk")
        return self._both(ids, lambda wanted: in_room.said_by_id(self.actor, wanted), "line")

    def _both(
        self, ids: set[UUID], read: Callable[[set[UUID]], list[Any]], name: str
    ) -> list[dict[str, Any]]:
        """The lines, and the conclusions that they are about: who objects stands beside those."""
        found = read(ids)
        self.missing = ids - {getattr(row, name) for row in found}
        if about := {row.about for row in found if row.about} - ids:
            found += read(about)
        rows = [row for row in found if row.item_id == self.item_id]
        if self.keeps:
            return line_rows.written(rows, self.notes, self.actor)
        return line_rows.said(rows)

    def part(self, name: str) -> dict[str, Any] | None:
        """What one piece shows; None for one that there is not."""
        item, pk = self.item, self.meeting.pk
        if name == HEAD:
            return room_page.head(self.meeting, self.items) | {
                "meeting_url": reverse("meeting", args=[pk]),
                "notes_url": reverse("notes", args=[pk]),
                "live": self.notes.is_live,
                "live_url": reverse("room-live", args=[pk]) if self.notes.may["assist"] else "",
                "end_url": reverse("room-end", args=[pk]) if self._ends() else "",
            }
        if name == AGENDA:
            return {"rows": room_page.rows(self.items, item, pk)}
        if name == PRESENCE:
            return room_page.presence(self.invited, item, self.notes, self.meeting)
        if item is None:
            return None
        if name in (ITEM, RUN):
            return room_page.shown_item(item, self.meeting)
        if name == SPEAKERS:
            found = in_room.speakers(self.actor, item)
            return room_page.speakers(item, found, self.notes, self.actor)
        rows = in_room.follow_ups(self.actor, item)
        served = sources(self.actor, ((row.target_noun, row.target_id) for row in rows))
        return {
            "rows": [room_row(row, served) for row in rows],
            "number": item.number,
            "new_url": reverse("follow-up-new", args=[item.pk]) if self.keeps else "",
        }

    def _ends(self) -> bool:
        """Whoever runs an item of the meeting ends the meeting."""
        return any(item.may["run"] for item in self.items[:1])

    def render(self, name: str) -> str:
        part = self.part(name)
        if part is None:
            return ""
        context = {ITEM if name == RUN else name: part, "csrf_token": self.csrf_token}
        return render_to_string(f"meetings/room/{name}.html", context)

    def render_lines(self, rows: Collection[dict[str, Any]]) -> str:
        template = "meetings/room/line.html" if self.keeps else "meetings/room/said.html"
        return "".join(
            render_to_string(template, {"line": row, "csrf_token": self.csrf_token}) for row in rows
        )


def looked_at(request: GatedRequest, notes: Outcome, asked: str = "") -> Room:
    """The room of a request; `asked` names the item, else the request does."""
    asked = asked or request.GET.get("item", "") or request.POST.get("item", "")
    return Room(request.actor, notes, asked, get_token(request))


def pieces(
    room: Room,
    names: Collection[str] = (),
    *,
    lines: Collection[dict[str, Any]] = (),
    said: str = "",
    reset: str = "",
    since: str = "",
) -> HttpResponse:
    """Some pieces of the page, for `room.js` to put in their places.

    `said` is a sentence for whoever did something; `reset` names a form that was taken.
    """
    if {HEAD, AGENDA} & set(names):
        room.draw_agenda()
    parts = [room.render(name) for name in names]
    lead = _told(said=said, reset=reset, since=since, missing=sorted(map(str, room.missing)))
    return HttpResponse("".join([lead, *parts, room.render_lines(lines)]))


def told(said: str) -> HttpResponse:
    """A sentence for whoever did something; no piece of the page changes."""
    return HttpResponse(_told(said=said))


def _told(**rest: Any) -> str:
    return render_to_string("meetings/room/told.html", rest)
