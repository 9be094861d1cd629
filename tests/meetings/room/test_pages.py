"""The room and the notes as pages: what they cost, what they answer, and that nothing typed is lost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import FollowUp, IssuedLine, NoteLine, NoteRemark, Pen, PrivateNote
from coordination.meetings.room_kinds import LineKind
from coordination.people.queries import organisations
from tests.factories.meetings import MeetingFactory, in_days, items_of
from tests.factories.room import (
    acting,
    agree,
    end,
    follow_up,
    fresh,
    issue_notes,
    note,
    private_note,
    remark,
    running,
    seen,
)
from tests.factories.room import (
    in_days as moment,
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


def test_the_way_of_the_notes_on_pages(presidency, italy, time_machine):
    """From the room to the lock, by forms."""
    meeting, (item,) = running()
    client, pk = presidency.client, meeting.pk
    line = note(item, "The Commission presented.")
    client.post(f"/meetings/{pk}/room/live/", {"live": "1"})
    client.post(f"/meetings/{pk}/room/end/")
    until = (timezone.localtime() + timezone.timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    empty = client.post(f"/meetings/{pk}/notes/issue/", {"comments_until": "2020-01-01T10:00"})
    assert "This time is over" in empty.content.decode()
    assert client.post(f"/meetings/{pk}/notes/issue/", {"comments_until": until}).status_code == 302
    again = client.post(f"/meetings/{pk}/notes/issue/", {"comments_until": until})
    assert "Nothing changed since" in again.content.decode()

    read = italy.client.get(f"/meetings/{pk}/notes/").content.decode()
    assert "The Commission presented." in read
    sent = {"kind": "correction", "text": "The EEAS did.", "line": line.pk}
    lacking = italy.client.post(f"/agenda-items/{item.pk}/comment/", sent)
    assert "Propose how the line should read" in lacking.content.decode()
    sent |= {"proposal": "The EEAS presented.", "idempotency_key": "x"}
    for _twice in range(2):
        italy.client.post(f"/agenda-items/{item.pk}/comment/", sent)
    (said,) = seen(NoteRemark, italy)
    stopped = client.post(f"/meetings/{pk}/notes/agree/", {"version": "3"})
    assert "1 correction is not resolved" in stopped.content.decode()
    client.post(f"/agenda-items/{item.pk}/comments/{said.key}/resolve/", {"words": "Taken in."})
    client.post(f"/note-lines/{line.pk}/", {"text": "The EEAS presented.", "version": "1"})
    client.post(f"/meetings/{pk}/notes/issue/", {"comments_until": until})
    change = italy.client.get(f"/meetings/{pk}/notes/difference/?before=1&after=2").content.decode()
    assert "<del>Commission</del>" in change
    assert "<ins>EEAS</ins>" in change
    version = re.search(
        r'name="version" value="(\d+)"', client.get(f"/meetings/{pk}/notes/agree/").content.decode()
    )
    agreed = client.post(f"/meetings/{pk}/notes/agree/", {"version": version.group(1), "agreed_in": ""})
    assert agreed.status_code == 302
    assert client.post(f"/meetings/{pk}/notes/lock/").status_code == 302
    assert "locked" in italy.client.get(f"/meetings/{pk}/notes/").content.decode()


@pytest.mark.parametrize(
    "query", ["", "?before=1", "?before=1&after=9", "?before=0&after=1", "?before=x&after=1"]
)
def test_a_difference_between_issues_that_there_are_not(query, presidency, italy):
    meeting, (item,) = running()
    note(item)
    end(meeting)
    issue_notes(meeting)
    assert italy.client.get(f"/meetings/{meeting.pk}/notes/difference/{query}").status_code == 404


def test_the_draft_is_for_those_who_keep_it(presidency, italy):
    meeting, (item,) = running()
    note(item, "Not sent.")
    end(meeting)
    assert "Not sent." in presidency.client.get(f"/meetings/{meeting.pk}/notes/?draft=1").content.decode()
    for address in ("", "file/pdf/"):
        assert italy.client.get(f"/meetings/{meeting.pk}/notes/{address}?draft=1").status_code == 403


def test_a_follow_up_by_forms(presidency, italy):
    meeting, (item,) = running()
    client = presidency.client
    quick = {"quick": "1", "title": "Send figures", "owner_code": "it", "idempotency_key": "a"}
    for _twice in range(2):
        shown = client.post(f"/agenda-items/{item.pk}/follow-ups/new/", quick, headers=HTMX)
    assert "Send figures" in shown.content.decode()
    wrong = client.post(
        f"/agenda-items/{item.pk}/follow-ups/new/",
        quick | {"owner_code": "zz", "idempotency_key": "b"},
        headers=HTMX,
    )
    assert "No organisation is called zz" in wrong.content.decode()
    (row,) = seen(FollowUp, presidency)
    assert row.owner_id == organisations().by_code["italy"].pk
    client.post(f"/follow-ups/{row.pk}/send/")
    due = {"title": "Send the figures", "owner": "italy", "due_on": "2027-03-01", "version": "2"}
    moved = client.post(f"/follow-ups/{row.pk}/edit/", due)
    assert moved.status_code == 302
    stale = client.post(f"/follow-ups/{row.pk}/edit/", due | {"title": "Else"})
    assert stale.status_code == 409
    assert "Send the figures" in italy.client.get("/follow-ups/?mine=true").content.decode()
    assert (
        italy.client.post(
            f"/follow-ups/{row.pk}/report/", {"words": "On the way.", "version": "3"}
        ).status_code
        == 302
    )
    lacking = italy.client.post(f"/follow-ups/{row.pk}/close/", {"evidence": ""})
    assert "closed with evidence" in lacking.content.decode()
    heard = {"evidence": "The letter of March.", "closed_in": str(meeting.pk)}
    assert italy.client.post(f"/follow-ups/{row.pk}/close/", heard).status_code == 302
    assert "The letter of March." in italy.client.get(f"/follow-ups/{row.pk}/").content.decode()
    assert "closed with evidence" in italy.client.get(f"/follow-ups/{row.pk}/history/").content.decode()
    assert italy.client.get(f"/follow-ups/{row.pk}/reopen/").status_code == 403
    assert client.post(f"/follow-ups/{row.pk}/reopen/", {"reason": "Wrong letter."}).status_code == 302
    assert client.post(f"/follow-ups/{row.pk}/drop/", {"reason": "Overtaken."}).status_code == 302


@pytest.mark.row("C6")
def test_closing_a_follow_up_shows_at_both_meetings(presidency, italy, time_machine):
    meeting, (item,) = running()
    row = follow_up(item, "Answer the letter")
    end(meeting)
    time_machine.move_to(moment(14))
    later, _items = running(body=body_of(presidency, meeting))
    acting(
        italy, services.close_follow_up, follow_up=row, version=None, evidence="Answered.", closed_in=later
    )
    for one in (meeting, later):
        assert "Answer the letter" in italy.client.get(f"/meetings/{one.pk}/").content.decode()
        assert "Answered." in italy.client.get(f"/meetings/{one.pk}/notes/").content.decode()


def body_of(who, meeting):
    """The body of a meeting, as somebody reads it."""
    from coordination.meetings.models import Body

    (found,) = seen(Body, who, pk=meeting.body_id)
    return found


@pytest.mark.row("A68")
def test_private_notes_by_forms(italy, france, presidency):
    _meeting, (item,) = running()
    sent = {"text": "Between us.", "held_on": "2026-11-20", "item": item.pk, "idempotency_key": "k"}
    for _twice in range(2):
        assert italy.client.post("/private-notes/new/", sent).status_code == 302
    (note_,) = seen(PrivateNote, italy)
    room = f"/meetings/{item.meeting_id}/room/?item={item.pk}"
    assert "Between us." in italy.client.get(room).content.decode()
    for who in (france, presidency):
        assert "Between us." not in who.client.get(room).content.decode()
        assert who.client.get(f"/private-notes/{note_.pk}/").status_code == 404
    address = f"/private-notes/{note_.pk}/"
    assert italy.client.post(address + "share/", {"shown_to": ["france", "malta"]}).status_code == 302
    assert "Between us." in france.client.get("/private-notes/").content.decode()
    assert "Malta" not in france.client.get(address).content.decode()
    edited = {"text": "Longer.", "held_on": "2026-11-20", "version": "1"}
    assert italy.client.post(address + "edit/", edited).status_code == 302
    assert italy.client.post(address + "edit/", edited | {"text": "Else."}).status_code == 409
    assert italy.client.post(address + "discard/").status_code == 302
    assert france.client.get(address).status_code == 404
    assert italy.client.get(address + "history/").status_code == 200


def test_a_note_reads_its_item_through_the_gate(malta):
    _meeting, (item,) = running(convenor="italy", members=["france"])
    assert malta.client.get(f"/private-notes/new/?item={item.pk}").status_code == 404
    assert malta.client.get("/private-notes/new/?item=x").status_code == 404


def test_issued_lines_stand_on_the_page_of_whoever_reads_the_item(presidency, italy, malta):
    meeting, (common, closed) = running({"title": "Wide"}, {"title": "Narrow", "circle": ["italy"]})
    note(common, "Wide words.")
    note(closed, "Narrow words.")
    end(meeting)
    issue_notes(meeting)
    agree(meeting)
    shown = [who.client.get(f"/meetings/{meeting.pk}/notes/").content.decode() for who in (italy, malta)]
    assert "Narrow words." in shown[0]
    assert "Narrow" not in shown[1]
    assert "Wide words." in shown[1]
    assert len(seen(IssuedLine, malta)) == 1


def test_a_follow_up_note_list_searches_words(italy, france):
    private_note(text="About Agadez and nothing else.")
    private_note(text="Of other things.")
    found = italy.client.get("/private-notes/?words=agadez").content.decode()
    assert "About Agadez" in found
    assert "Of other things" not in found
    assert "About Agadez" not in france.client.get("/private-notes/?words=agadez").content.decode()
