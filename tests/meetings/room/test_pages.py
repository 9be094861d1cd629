"""The room as a page: what it costs, what it answers, and that nothing typed is lost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import NoteLine, Pen
from coordination.meetings.room_kinds import LineKind
from coordination.people.queries import organisations
from tests.factories.meetings import MeetingFactory, in_days, items_of
from tests.factories.room import (
    acting,
    end,
    follow_up,
    fresh,
    issue_notes,
    note,
    remark,
    running,
    seen,
)

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("B14"), pytest.mark.row("B15")]
HTMX = {"HX-Request": "true"}
POLL = HTMX | {"HX-Trigger": "poll-room"}


def statements(client, address, **rest):
    """How many statements a page takes once the small tables are known."""
    client.get(address, **rest)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, **rest)
    assert response.status_code in (200, 204), response.status_code
    plain = [query["sql"] for query in asked.captured_queries]
    return len([sql for sql in plain if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])


def token(page) -> str:
    found = re.search(r'name="since" value="([^"]+)"', page.content.decode())
    assert found
    return found.group(1)


@pytest.fixture
def busy(db):
    """A running meeting of 27 delegations and 25 items, in the middle of one of them."""
    meeting, items = running(*({"title": f"Item {number}", "minutes": 7} for number in range(25)))
    item = items[3]
    acting("presidency", services.open_item, item=item)
    for number in range(30):
        note(item, f"Line {number}.")
        note(item, f"says {number}", organisation="italy")
        follow_up(item, f"Task {number}")
    acting("presidency", services.read_out, line=note(item, "So.", kind=LineKind.CONCLUSION))
    states = [row for row in organisations().by_id.values() if row.kind == "state"]
    for row in states:
        acting("presidency", services.list_speaker, item=item, organisation_id=row.pk)
    return meeting, item


def test_the_room_takes_twelve_statements(busy, presidency, italy):
    """B15: with 25 items and 27 delegations, as with one of each."""
    meeting, _item = busy
    address = f"/meetings/{meeting.pk}/room/"
    assert statements(presidency.client, address) <= 12
    assert statements(italy.client, address) <= 12
    small, _items = running()
    few = statements(presidency.client, f"/meetings/{small.pk}/room/")
    assert abs(statements(presidency.client, address) - few) <= 1  # follow-ups name what they serve


def test_the_notes_take_twelve_statements(busy, presidency, italy):
    meeting, item = busy
    end(meeting)
    issue_notes(meeting)
    remark(item)
    address = f"/meetings/{meeting.pk}/notes/"
    assert statements(italy.client, address) <= 12
    assert statements(presidency.client, address) <= 16  # what stands in the way of agreeing them, too
    assert statements(italy.client, "/follow-ups/") <= 12
    assert statements(italy.client, "/private-notes/") <= 12


def test_a_poll_takes_four_statements_and_says_nothing_when_nothing_is_new(busy, italy, presidency):
    meeting, item = busy
    for persona in (italy, presidency):
        page = persona.client.get(f"/meetings/{meeting.pk}/room/")
        address = f"/meetings/{meeting.pk}/room/changes/?since={token(page)}&item={item.pk}"
        answer = persona.client.get(address, headers=POLL)
        assert (answer.status_code, answer.content) == (204, b"")
        assert statements(persona.client, address, headers=POLL) == 4


def test_each_sees_what_the_other_wrote(busy, presidency, gsc, italy):
    meeting, item = busy
    pages = {who.name: who.client.get(f"/meetings/{meeting.pk}/room/") for who in (gsc, italy)}
    line = note(item, "Brand new.", by=presidency)
    acting(presidency, services.keep_pen, line=line, text="Brand new, and lon", base=1)

    def poll(who):
        address = f"/meetings/{meeting.pk}/room/changes/?since={token(pages[who.name])}&item={item.pk}"
        return who.client.get(address, headers=POLL)

    told = poll(gsc).content.decode()
    assert f'id="line-{line.pk}"' in told
    assert "Brand new, and lon" in told
    assert "Test post of presidency is writing here" in told
    assert poll(italy).status_code == 204

    acting(presidency, services.go_live, meeting=meeting, live=True)
    read = poll(italy).content.decode()
    assert "Brand new." in read
    assert "and lon" not in read


def test_a_line_that_is_taken_back_leaves_the_room_again(busy, presidency, italy):
    meeting, item = busy
    acting(presidency, services.go_live, meeting=meeting, live=True)
    line = note(item, "Said in error.")
    page = italy.client.get(f"/meetings/{meeting.pk}/room/")
    acting(presidency, services.remove_line, line=line)
    address = f"/meetings/{meeting.pk}/room/changes/?since={token(page)}&item={item.pk}"
    assert f'data-gone="line-{line.pk}"' in italy.client.get(address, headers=POLL).content.decode()


def test_a_poll_does_not_keep_a_session_alive(busy, italy, time_machine):
    meeting, _item = busy
    page = italy.client.get(f"/meetings/{meeting.pk}/room/")
    address = f"/meetings/{meeting.pk}/room/changes/?since={token(page)}"
    for _minutes in range(4):
        time_machine.move_to(timezone.now() + timezone.timedelta(minutes=10))
        answer = italy.client.get(address, headers=POLL)
    assert answer.headers["HX-Redirect"].startswith("/sign-in/")
    assert answer.status_code == 204


@pytest.mark.parametrize("since", ["", "soon", "2026-11-26", "2026-11-26T10:00:00"])
def test_a_poll_without_a_time_is_refused_and_a_hidden_room_is_missing(since, busy, italy, admin):
    meeting, _item = busy
    address = f"/meetings/{meeting.pk}/room/changes/"
    assert italy.client.get(address, {"since": since}, headers=POLL).status_code == 400
    assert admin.client.get(address, {"since": since}, headers=POLL).status_code == 404


def test_a_poll_ends_with_the_right_to_read(busy, italy):
    from coordination.people.models import Membership

    meeting, _item = busy
    page = italy.client.get(f"/meetings/{meeting.pk}/room/")
    address = f"/meetings/{meeting.pk}/room/changes/?since={token(page)}"
    assert italy.client.get(address, headers=POLL).status_code == 204
    Membership.objects.filter(user=italy.user).update(
        ends_on=timezone.localdate() - timezone.timedelta(days=1)
    )
    assert italy.client.get(address, headers=POLL).status_code == 403
    italy.user.is_active = False
    italy.user.save()
    assert italy.client.get(address, headers=POLL).headers["HX-Redirect"].startswith("/sign-in/")


def test_a_meeting_to_come_has_no_room_and_what_was_typed_is_kept(presidency):
    meeting = MeetingFactory(day=in_days(9), state=MeetingState.ISSUED)
    (item,) = items_of(meeting)
    page = presidency.client.get(f"/meetings/{meeting.pk}/room/")
    assert "Nothing can be noted yet" in page.content.decode()
    assert "Notes are taken once it is opened" in page.content.decode()
    sent = {"kind": "paragraph", "text": "Typed too early."}
    kept = presidency.client.post(f"/agenda-items/{item.pk}/lines/", sent)
    assert kept.status_code == 403
    assert "Typed too early." in kept.content.decode()
    assert "takes place on" in kept.content.decode()
    said = presidency.client.post(f"/agenda-items/{item.pk}/lines/", sent, headers=HTMX)
    assert "takes place on" in said.content.decode()


def test_a_line_is_added_once(presidency):
    _meeting, (item,) = running()
    sent = {"kind": "intervention", "code": "de", "text": "can add 300 places", "idempotency_key": "one"}
    for _again in range(2):
        answer = presidency.client.post(f"/agenda-items/{item.pk}/lines/", sent, headers=HTMX)
        assert answer.status_code == 200
        assert 'data-reset="entry-intervention"' in answer.content.decode()
    (line,) = seen(NoteLine, presidency, item=item)
    assert line.organisation_id == organisations().by_code["germany"].pk
    plain = presidency.client.post(f"/agenda-items/{item.pk}/lines/", {"text": "By a form."})
    assert plain.headers["Location"].endswith(f"/room/?item={item.pk}")
    assert len(seen(NoteLine, presidency, item=item)) == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"code": "zz", "text": "Who?"}, "No organisation is called zz"),
        ({"code": "", "text": "Who?"}, "Say who spoke"),
        ({"code": "DE", "text": "  "}, "Write something"),
        ({"code": "europol", "text": "Not here."}, "not in the room"),
        ({"code": "DE", "text": "x\x00y"}, "cannot be printed"),
    ],
)
def test_a_line_that_cannot_be_taken_is_kept_with_a_sentence(presidency, sent, words):
    _meeting, (item,) = running()
    sent = {"kind": "intervention"} | sent
    kept = presidency.client.post(f"/agenda-items/{item.pk}/lines/", sent)
    assert kept.status_code == 400
    assert words in kept.content.decode()
    said = presidency.client.post(f"/agenda-items/{item.pk}/lines/", sent, headers=HTMX)
    assert words in said.content.decode()
    assert 'data-reset=""' in said.content.decode()
    assert seen(NoteLine, presidency, item=item) == []


def test_what_is_typed_into_a_new_line_is_kept_from_the_first_pause(presidency, gsc):
    _meeting, (item,) = running()
    sent = {"kind": "intervention", "code": "IT", "text": "debriefs on", "line": ""}
    begun = presidency.client.post(f"/agenda-items/{item.pk}/lines/typed/", sent, headers=HTMX)
    number = re.search(r'data-number="([^"]+)"', begun.content.decode()).group(1)
    sent |= {"line": number, "text": "debriefs on Niamey"}
    presidency.client.post(f"/agenda-items/{item.pk}/lines/typed/", sent, headers=HTMX)
    assert [pen.text for pen in seen(Pen, gsc)] == ["debriefs on Niamey"]
    presidency.client.post(f"/agenda-items/{item.pk}/lines/", sent, headers=HTMX)
    (line,) = seen(NoteLine, gsc, item=item)
    assert (str(line.pk), line.text) == (number, "debriefs on Niamey")
    assert seen(Pen, gsc) == []
    nobody = {"kind": "intervention", "code": "", "text": "who is it", "line": ""}
    waits = presidency.client.post(f"/agenda-items/{item.pk}/lines/typed/", nobody, headers=HTMX)
    assert waits.status_code == 204


def test_the_same_paragraph_edited_twice_shows_both_texts(presidency, gsc):
    _meeting, (item,) = running()
    line = note(item, "As it was.")
    acting(gsc, services.save_line, line=line, version=1, text="Theirs.")
    sent = {"text": "Mine.", "version": "1"}
    shown = presidency.client.post(f"/note-lines/{line.pk}/", sent, headers=HTMX).content.decode()
    assert "Yours, not saved" in shown
    assert "Theirs." in shown
    page = presidency.client.post(f"/note-lines/{line.pk}/", sent)
    assert page.status_code == 409
    assert "Both texts are kept" in page.content.decode()
    assert [pen.text for pen in seen(Pen, gsc, line=line)] == ["Mine."]  # seen by the other too

    chosen = {"text": "Mine.", "version": "2", "keep_text": "mine"}
    presidency.client.post(f"/note-lines/{line.pk}/", chosen)
    assert fresh(line).text == "Mine."
    assert seen(Pen, gsc, line=line) == []


@pytest.mark.parametrize("deed", ["up", "down", "remove", "restore", "leave", "read-out", "nonsense"])
def test_deeds_on_a_line(deed, presidency):
    _meeting, (item,) = running()
    line = note(item, "Text.", kind=LineKind.CONCLUSION)
    answer = presidency.client.post(f"/note-lines/{line.pk}/", {"deed": deed}, headers=HTMX)
    assert answer.status_code == 200
    assert f"line-{line.pk}" in answer.content.decode()
    plain = presidency.client.post(f"/note-lines/{line.pk}/", {"deed": deed})
    assert plain.status_code == 302


def test_speakers_and_presence_by_form(presidency, italy):
    meeting, (item,) = running()
    client = presidency.client
    client.post(f"/agenda-items/{item.pk}/run/", {"deed": "open"})
    listed = client.post(f"/agenda-items/{item.pk}/speakers/", {"deed": "list", "code": "fr"}, headers=HTMX)
    assert "asked at" in listed.content.decode()
    wrong = client.post(f"/agenda-items/{item.pk}/speakers/", {"deed": "list", "code": "zz"}, headers=HTMX)
    assert "No organisation is called zz" in wrong.content.decode()
    italy.client.post(f"/agenda-items/{item.pk}/floor/", {"deed": "ask"})
    called = client.post(f"/agenda-items/{item.pk}/speakers/", {"deed": "call"}, headers=HTMX)
    assert "has the floor" in called.content.decode()
    back = italy.client.post(f"/agenda-items/{item.pk}/floor/", {"deed": "back"}, headers=HTMX)
    assert "Nobody waits" not in back.content.decode()  # France still has the floor
    pk = organisations().by_code["italy"].pk
    address = f"/meetings/{meeting.pk}/room/presence/"
    noted = client.post(address, {"organisation": pk, "presence": "room", "item": item.pk}, headers=HTMX)
    assert "1 of 30 members present" in noted.content.decode()
    client.post(address, {"all": "1", "presence": "absent"})
    wrong = client.post(address, {"organisation": pk, "presence": "asleep"}, headers=HTMX)
    assert "Say how they take part" in wrong.content.decode()
