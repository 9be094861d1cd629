"""What comes after the room as pages: notes, follow-ups and private notes, each to its readers."""

import re

import pytest
from django.utils import timezone

from coordination.meetings import services
from coordination.meetings.models import FollowUp, IssuedLine, NoteRemark, PrivateNote
from coordination.people.queries import organisations
from tests.factories.room import (
    acting,
    agree,
    end,
    follow_up,
    issue_notes,
    note,
    private_note,
    running,
    seen,
)
from tests.factories.room import (
    in_days as moment,
)

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("B14"), pytest.mark.row("B15")]
HTMX = {"HX-Request": "true"}
POLL = HTMX | {"HX-Trigger": "poll-room"}


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
