"""Files of a selection: one row an item of an agenda, with its meeting; codes and labels, marking, reader and time."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.tables import Column
from coordination.people.audiences import in_words
from coordination.world.queries import countries

from .kinds import Handling
from .models import AgendaItem, Body, Meeting
from .queries import reading, selection
from .queries.selection import Selection
from .rows import audience_of, convenor_words, lines_of, marking_of, paper_words

BATCH = 200

COLUMNS = [
    Column("id", gettext_lazy("Meeting, id"), "code"),
    Column("title", gettext_lazy("Meeting"), width=48),
    Column("body_code", gettext_lazy("Body, code"), "code"),
    Column("body", gettext_lazy("Body")),
    Column("kind_code", gettext_lazy("Kind of body, code"), "code"),
    Column("kind", gettext_lazy("Kind of body")),
    Column("convenor", gettext_lazy("Convenor")),
    Column("state_code", gettext_lazy("State, code"), "code"),
    Column("state", gettext_lazy("State")),
    Column("starts_at", gettext_lazy("Starts, Brussels"), "moment"),
    Column("ends_at", gettext_lazy("Ends, Brussels"), "moment"),
    Column("venue", gettext_lazy("Venue")),
    Column("country_code", gettext_lazy("Country, ISO code"), "code"),
    Column("country", gettext_lazy("Country")),
    Column("reference", gettext_lazy("Reference"), "code"),
    Column("revision", gettext_lazy("Revision"), "number"),
    Column("item_id", gettext_lazy("Item, id"), "code"),
    Column("number", gettext_lazy("Item, number"), "code"),
    Column("item", gettext_lazy("Item"), width=60),
    Column("item_kind_code", gettext_lazy("Who is in the room, code"), "code"),
    Column("item_kind", gettext_lazy("Who is in the room")),
    Column("presented", gettext_lazy("Presented by")),
    Column("handling_code", gettext_lazy("Handling, code"), "code"),
    Column("handling", gettext_lazy("Handling")),
    Column("time", gettext_lazy("Time, Brussels"), "moment"),
    Column("item_country_code", gettext_lazy("Country of the item, ISO code"), "code"),
    Column("item_country", gettext_lazy("Country of the item")),
    Column("papers", gettext_lazy("Papers")),
    Column("marked", gettext_lazy("Marking of the row")),
    Column("audience", gettext_lazy("Who can read it")),
]
BLANK: dict[str, Any] = dict.fromkeys((column.key for column in COLUMNS), None)


def rows(actor: Actor, selected: Selection) -> Iterator[dict[str, Any]]:
    """The items of all meetings of a selection; a meeting without one has a row too."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = selection.page(actor, selected, after=after, limit=BATCH)
        bodies = reading.bodies(actor)
        items = reading.items_of(actor, [row.pk for row in page.rows])
        found = [
            BLANK | _meeting_values(meeting, bodies.get(meeting.body_id), actor) | values
            for meeting in page.rows
            for values in (
                [_item_values(item, actor) for item in items.get(meeting.pk, [])]
                or [_readers(meeting, actor)]
            )
        ]
        return found, page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Meetings"), "meetings", COLUMNS, rows)


def _readers(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    audience = audience_of(meeting, actor)
    return {"marked": marking_of(meeting, audience), "audience": audience.words}


def _meeting_values(meeting: Meeting, body: Body | None, actor: Actor) -> dict[str, Any]:
    place = countries().by_id.get(meeting.country_id or 0)
    return {
        "id": str(meeting.pk),
        "title": meeting.name,
        "body_code": body.code if body else "",
        "body": body.name if body else "",
        "kind_code": body.kind if body else "",
        "kind": str(body.get_kind_display()) if body else "",
        "convenor": convenor_words(meeting),
        "state_code": meeting.state,
        "state": str(meeting.get_state_display()),
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "venue": meeting.venue,
        "country_code": place.code if place else "",
        "country": place.name if place else "",
        "reference": meeting.reference,
        "revision": meeting.revision,
    }


def _item_values(item: AgendaItem, actor: Actor) -> dict[str, Any]:
    place = countries().by_id.get(item.country_id or 0)
    audience = in_words(item.audience.circles, item.originator_id, actor)
    dashes = [words for sign, words in lines_of(item) if sign == "–"]
    papers = (" · ".join([paper["title"], paper_words(paper)]) for paper in item.paper_list)
    return {
        "item_id": str(item.pk),
        "number": item.number,
        "item": item.name,
        "item_kind_code": item.kind,
        "item_kind": str(item.get_kind_display()),
        "presented": "; ".join(dashes),
        "handling_code": item.handling,
        "handling": str(Handling(item.handling).label) if item.handling else "",
        "time": item.starts_at,
        "item_country_code": place.code if place else "",
        "item_country": place.name if place else "",
        "papers": "; ".join(papers),
        "marked": audience.marking,
        "audience": audience.words,
    }
