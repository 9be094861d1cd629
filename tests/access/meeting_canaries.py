"""Meetings and consultations whose narrow texts carry a token, who may meet each, and the ways out."""

from collections.abc import Iterator
from typing import Any

from coordination.consultations.kinds import Kind, Readership, Stand, State
from coordination.meetings import services
from coordination.meetings.kinds import ItemKind, MeetingState
from tests.access.canaries.said import mark, said
from tests.access.expectations import ITALY
from tests.factories import consultations as asking
from tests.factories.meetings import BodyFactory, MeetingFactory, ask_for, in_days, items_of
from tests.factories.room import acting, end, follow_up, issue_notes, note, private_note, remark, running

CHAIR, SECRETARIAT = {"presidency"}, {"gsc"}
KEEPERS = CHAIR | SECRETARIAT
CIRCLE = ITALY | {"france"}
LABOUR = {"italy_labour"}

# Who may meet a text, by its label. A label stands for one text, or for all texts of one narrow row.
READERS: dict[str, set[str]] = {
    "closed item": ITALY | CHAIR,
    "closed paper": ITALY | CHAIR,
    "closed line": CHAIR,
    "closed line sent": ITALY | CHAIR,
    "closed follow up": CHAIR,
    "closed follow up sent": ITALY | CHAIR,
    "closed comment": ITALY | CHAIR,
    "draft line": KEEPERS,
    "draft follow up": KEEPERS,
    "draft meeting": KEEPERS,
    "preparation": KEEPERS,
    "agenda request": ITALY | KEEPERS,
    "private note": ITALY,
    "note to france": CIRCLE,
    "circle": CIRCLE,
    "circle item": CIRCLE,
    "asked of france": CHAIR | {"france"},
    "reply in confidence": ITALY | CHAIR,
    "draft reply": ITALY,
    "input": ITALY | LABOUR,
    "more time": ITALY | CHAIR,
    "synthesis": CHAIR,
    "position": ITALY | CHAIR,
    "draft consultation": CHAIR,
}

LISTS = [
    "/",
    "/meetings/",
    "/meetings/?span=past",
    "/meetings/?words=zq",
    "/meetings/file/csv/",
    "/meetings/file/xlsx/?span=past",
    "/meetings/calendar/",
    "/meetings/bodies/",
    "/meetings/on/NE/",
    "/follow-ups/",
    "/follow-ups/?words=zq",
    "/follow-ups/file/csv/",
    "/private-notes/",
    "/private-notes/?words=zq",
    "/private-notes/file/csv/",
    "/consultations/",
    "/consultations/?words=zq",
    "/consultations/?state=draft",
    "/consultations/file/csv/",
    "/consultations/file/xlsx/",
    "/countries/NE/",
    "/notices/",
]
API_LISTS = [
    "/api/v1/meetings/",
    "/api/v1/meetings/?span=past",
    "/api/v1/bodies/",
    "/api/v1/agenda-requests/",
    "/api/v1/consultations/",
    "/api/v1/consultations/?words=zq",
    "/api/v1/ministry-inputs/",
    "/api/v1/notices/",
]
OF_A_MEETING = [
    "",
    "history/",
    "room/",
    "notes/",
    "notes/file/docx/",
    "notice/docx/",
    "calendar.ics",
    "agenda/",
]
OF_AN_ITEM = ["", "edit/"]
OF_A_CONSULTATION = ["", "history/", "compilation/", "compilation/docx/", "compilation/csv/", "reply/"]


def text(label: str) -> str:
    return f"{mark(label)}text"


def make() -> dict[str, list[Any]]:
    """The rows that addresses name, by kind; each narrow text stands in exactly one place of them."""
    coming: Any = MeetingFactory(
        day=in_days(20),
        state=MeetingState.ISSUED,
        country="NE",
        items=[
            {"title": "Common", "reason": text("preparation")},
            {
                "title": text("closed item"),
                "kind": ItemKind.CLOSED,
                "circle": ["italy"],
                "papers": [{"title": text("closed paper")}],
            },
        ],
    )
    _common, closed = items_of(coming)
    draft: Any = MeetingFactory(day=in_days(30), title=text("draft meeting"))
    circle: Any = MeetingFactory(
        body=BodyFactory(convenor="italy", members=["france"], name_en=text("circle")),
        day=in_days(21),
        state=MeetingState.ISSUED,
        items=[{"title": text("circle item")}],
    )
    room, (open_item, closed_item) = running({}, {"circle": ["italy"]}, country="NE")
    for item in (open_item, closed_item):
        acting("presidency", services.open_item, item=item)
    note(closed_item, text("closed line"))
    note(open_item, text("draft line"))
    follow_up(open_item, text("draft follow up"))
    follow_up(closed_item, text("closed follow up"))
    held, (wide, narrow) = running({}, {"circle": ["italy"]})
    note(wide)
    note(narrow, text("closed line sent"))
    follow_up(narrow, text("closed follow up sent"))
    end(held)
    issue_notes(held)
    remark(narrow, "italy", text("closed comment"))
    notes = [
        private_note(text=text("private note")),
        private_note(text=text("note to france"), shown_to=["france"]),
    ]
    request = ask_for(coming, "italy", title=text("agenda request"))
    return {
        "meetings": [coming, draft, circle, room, held],
        "items": [closed, closed_item, narrow],
        "notes": notes,
        "requests": [request],
        "consultations": _consultations(),
    }


def _consultations() -> list[Any]:
    made = asking.ConsultationFactory
    narrow: Any = made(state=State.OPEN, shared_with=["france"], title=text("asked of france"))
    kept: Any = made(state=State.OPEN, readership=Readership.CONVENOR)
    asking.reply(kept, "italy", 1, text("reply in confidence"))
    asking.draft_reply(kept, "italy", 2, text("draft reply"))
    asking.input_of(kept, "italy-labour", 2, text("input"))
    asking.more_time(kept, "italy", reason=text("more time"))
    asking.synthesis(kept, 1, text("synthesis"))
    silence: Any = made(state=State.OPEN, kind=Kind.SILENCE, readership=Readership.CONVENOR)
    asking.position(silence, "italy", Stand.OBJECT, text("position"))
    return [narrow, kept, silence, made(title=text("draft consultation"))]


def outputs(persona: Any, world: dict[str, list[Any]], feed: str) -> Iterator[tuple[str, str]]:
    """(channel, everything that came out)."""
    for address in LISTS:
        yield address, said(persona.client.get(address))
    for address in API_LISTS:
        yield address, said(persona.api.get(address))
    if feed:
        yield "calendar feed", said(persona.client.get(f"/meetings/calendar/{feed}.ics"))
    for row in world["meetings"]:
        for ending in OF_A_MEETING:
            yield f"meeting {ending}", said(persona.client.get(f"/meetings/{row.pk}/{ending}"))
        yield "body", said(persona.client.get(f"/meetings/bodies/{row.body_id}/"))
        yield "api meeting", said(persona.api.get(f"/api/v1/meetings/{row.pk}/"))
    for row in world["items"]:
        for ending in OF_AN_ITEM:
            yield f"item {ending}", said(persona.client.get(f"/agenda-items/{row.pk}/{ending}"))
        yield "api item", said(persona.api.get(f"/api/v1/agenda-items/{row.pk}/"))
    for row in world["notes"]:
        yield "private note", said(persona.client.get(f"/private-notes/{row.pk}/"))
        yield "history of a private note", said(persona.client.get(f"/private-notes/{row.pk}/history/"))
    for row in world["requests"]:
        yield "request", said(persona.client.get(f"/agenda-requests/{row.pk}/"))
    for row in world["consultations"]:
        for ending in OF_A_CONSULTATION:
            yield f"consultation {ending}", said(persona.client.get(f"/consultations/{row.pk}/{ending}"))
        yield "api consultation", said(persona.api.get(f"/api/v1/consultations/{row.pk}/"))
        yield "api reply", said(persona.api.get(f"/api/v1/consultations/{row.pk}/reply/"))
