"""Meetings, consultations, their notices and calendars: the same bytes, and as fast, with and without hidden rows."""

import copy
import datetime
import statistics
import time
import uuid

import pytest
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.consultations.kinds import Readership, Stand, State
from coordination.meetings import services as meetings
from coordination.meetings.kinds import ItemKind, MeetingState
from tests.access import meeting_canaries, notice_canaries
from tests.access.canaries.said import said
from tests.access.proof import IN_FULL
from tests.access.test_noninterference import NEW_EACH_TIME
from tests.factories import ActivityFactory
from tests.factories.consultations import ConsultationFactory, draft_reply, position, reply, silence
from tests.factories.documents import DocumentFactory
from tests.factories.fiches import FicheFactory
from tests.factories.meetings import MeetingFactory, ask_for, items_of
from tests.factories.notices import tell
from tests.factories.plans import speaking_for
from tests.factories.room import follow_up, note, private_note, running
from tests.proof.figures import record

pytestmark = [pytest.mark.row("C23"), pytest.mark.row("D3"), pytest.mark.usefixtures("plain_rendering")]

OF_A_MEETING = ("", "agenda/", "history/", "calendar.ics")
FILES = ("/meetings/file/csv/", "/consultations/file/csv/", "/follow-ups/file/csv/", "/notices/file/csv/")


@pytest.fixture
def shown():
    """What everybody here reads, or most of them."""
    meeting = MeetingFactory(state=MeetingState.ISSUED, title="Meeting that is shown", items=[{}, {}])
    held = MeetingFactory(state=MeetingState.LOCKED, title="Meeting that was held")
    asked = ConsultationFactory(state=State.OPEN, title="Consultation that is shown")
    confidential = ConsultationFactory(
        state=State.OPEN, title="Consultation in confidence", readership=Readership.CONVENOR
    )
    quiet = silence(title="Silence procedure", readership=Readership.CONVENOR)
    return meeting, held, asked, confidential, quiet


def addresses(shown) -> tuple[list[str], list[str]]:
    """Pages and files, and addresses of the API."""
    meeting, held, *asked = shown
    pages = [*meeting_canaries.LISTS, "/notices/", "/", "/search/?q=zebedee", *FILES]
    pages += [f"/meetings/{row.pk}/{end}" for row in (meeting, held) for end in OF_A_MEETING]
    pages += [f"/consultations/{row.pk}/{end}" for row in asked for end in ("", "history/", "overview/")]
    api = [*meeting_canaries.API_LISTS, *notice_canaries.API_LISTS]
    api += [f"/api/v1/meetings/{row.pk}/" for row in (meeting, held)]
    api += [f"/api/v1/consultations/{row.pk}/" for row in asked]
    return pages, api


def everything(persona, shown, feed: str) -> dict[str, str]:
    pages, api = addresses(shown)
    seen = {address: said(persona.client.get(address)) for address in pages}
    seen |= {address: said(persona.api.get(address)) for address in api}
    seen["calendar"] = said(persona.client.get(f"/meetings/calendar/{feed}.ics"))
    return {address: NEW_EACH_TIME.sub("", text) for address, text in seen.items()}


def feed_of(persona) -> str:
    with transaction.atomic(), reading_as(actor := persona.actor()):
        return meetings.subscribe(actor=actor)


def hide(shown) -> None:
    """Meetings, items, requests, notes, answers and what ministries wrote, of which none here may know."""
    meeting, _held, asked, confidential, quiet = shown
    ask_for(meeting, "greece", title="Zebedee")
    circle = MeetingFactory(
        convenor="greece",
        members=["spain"],
        state=MeetingState.ISSUED,
        title="Zebedee",
        items=[{"title": "Zebedee", "kind": ItemKind.CLOSED, "circle": ["spain"]}],
    )
    assert items_of(circle)  # type: ignore[arg-type]
    MeetingFactory(convenor="greece", members=["spain"], title="Zebedee draft")
    _room, (item,) = running(convenor="greece", members=["spain"])
    note(item, "Zebedee")
    follow_up(item, "Zebedee", owner="spain")
    private_note(by="greece", text="Zebedee", meeting=meeting)
    ConsultationFactory(convenor="greece", state=State.OPEN, shared_with=["spain"], title="Zebedee")
    ConsultationFactory(convenor="greece", title="Zebedee draft")
    draft_reply(asked, "greece", text="Zebedee")
    reply(confidential, "greece", text="Zebedee")
    position(quiet, "greece", Stand.OBJECT, "Zebedee")
    ActivityFactory(originator="greece", shared_with=["spain"], title="Zebedee")
    tell()


@pytest.mark.parametrize("name", ["malta", "commission", "eud_niger", "italy_labour", "frontex"])
def test_what_is_hidden_in_meetings_and_consultations_changes_no_byte(name, everybody, shown, time_machine):
    time_machine.move_to(datetime.datetime.now(datetime.UTC), tick=False)
    persona = everybody[name]
    feed = feed_of(persona)
    persona.client.get("/meetings/")
    tell()
    before = everything(persona, shown, feed)
    hide(shown)
    after = everything(persona, shown, feed)
    record("pairs", len(before), persona=name)
    assert [address for address in before if before[address] != after[address]] == []
    assert "meeting that is shown" in "".join(before.values()) or name in {
        "eud_niger",
        "italy_labour",
        "frontex",
    }


ROUNDS, MOST_MS, HIDDEN = (40, 5.0, 200) if IN_FULL else (5, 25.0, 100)
# A usual run shares its machine: there only our own work counts, not the wait for it.
clock = time.perf_counter if IN_FULL else time.process_time
TIMED = (
    "/activities/",
    "/meetings/",
    "/consultations/",
    "/documents/",
    "/fiches/",
    "/api/v1/activities/",
    "/search/?q=zebedee",
)


def copies(row) -> list:
    """The row many times, under other keys and numbers."""
    made = []
    for number in range(HIDDEN):
        twin = copy.copy(row)
        twin.pk, twin._state = uuid.uuid4(), copy.copy(row._state)
        twin._state.adding = True
        for field in ("number", "reference_number"):
            if isinstance(getattr(row, field, None), int):
                setattr(twin, field, 1000 + number)
        made.append(twin)
    return made


@pytest.mark.parametrize("address", TIMED if IN_FULL else TIMED[:2])
def test_what_is_hidden_takes_no_time(address, everybody):
    """With and without many hidden rows of each kind, turn about: the median of the differences of pairs."""
    persona = everybody["malta"]
    client = persona.api if address.startswith("/api/") else persona.client
    ActivityFactory(shared_with="members", title="Shown")
    hidden = [
        ActivityFactory(originator="greece", shared_with=[], title="Zebedee"),
        MeetingFactory(convenor="greece", members=["spain"], title="Zebedee", items=()),
        ConsultationFactory(convenor="greece", title="Zebedee"),
        FicheFactory(originator="greece", title="Zebedee", measures=()),
        DocumentFactory(originator="greece", shared_with=[], subject="Zebedee"),
    ]
    for _ in range(3):
        client.get(address)

    def seconds() -> float:
        began = clock()
        client.get(address)
        return clock() - began

    differences = []
    for turn in range(ROUNDS):
        first = [] if turn % 2 else [seconds()]
        with transaction.atomic():
            with reading_as(speaking_for("greece")):
                for row in hidden:
                    type(row).objects.bulk_create(copies(row))
            client.get(address)  # what one page remembers, the other does too
            with_hidden = seconds()
            transaction.set_rollback(True)
        if not first:
            client.get(address)
        differences.append(with_hidden - (first or [seconds()])[0])
    median = statistics.median(differences) * 1000
    record("time difference", round(abs(median), 2), unit="ms", address=address)
    assert abs(median) < MOST_MS, f"{median:.1f} ms"
