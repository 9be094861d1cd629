"""Whom news of meetings reaches: those who read what it is about, each by the rule that the notice names."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from coordination.meetings import services
from coordination.meetings.kinds import MeetingState, PaperState
from coordination.meetings.models import AgendaPaper, AgendaRequest
from coordination.notices.services import post_digests, remind
from coordination.people.models import today
from tests.factories.meetings import MeetingFactory, ask_for, in_days, issue, items_of, write_item
from tests.factories.notices import follow, forget, tell, told
from tests.factories.room import (
    acting,
    agree,
    end,
    follow_up,
    fresh,
    issue_notes,
    note,
    running,
    seen,
)

pytestmark = [pytest.mark.row("B22"), pytest.mark.usefixtures("db")]

MEMBERS = {"italy", "france", "malta", "commission", "eeas"}
CLOSED = {"title": "Zebedee", "circle": ["italy", "commission"]}


def reached(everybody, kind):
    """Who was told of a kind of news, and by which rule."""
    tell()
    found = {name: dict(told(persona)) for name, persona in everybody.items() if name != "removed"}
    return {name: rules[kind] for name, rules in found.items() if kind in rules}


def issued(*items, **how):
    return MeetingFactory(state=MeetingState.ISSUED, day=in_days(20), items=items or ({},), **how)


def test_an_agenda_reaches_all_who_are_invited_and_nobody_else(everybody):
    issued()
    found = reached(everybody, "meeting.issued")
    assert set(found) & MEMBERS == MEMBERS
    assert set(found.values()) == {"readers"}
    assert not {"presidency", "italy_labour", "frontex", "eud_niger", "admin"} & set(found)


def test_an_informal_circle_is_told_among_itself(everybody):
    issued(convenor="italy", members=["france"])
    assert set(reached(everybody, "meeting.issued")) == {"france"}


def test_a_revision_of_a_closed_item_reaches_its_circle_alone(everybody):
    meeting = issued({}, CLOSED)
    forget()
    (closed,) = [item for item in items_of(meeting) if item.circle_ids]
    words = services.ItemWords({"title": "Another title"})
    acting("presidency", services.change_item, item=closed, version=None, words=words)
    issue(meeting)
    assert set(reached(everybody, "meeting.revised")) == {"italy", "commission"}
    write_item(fresh(meeting), title="For all")
    issue(fresh(meeting))
    assert set(reached(everybody, "meeting.revised")) >= MEMBERS


def test_a_paper_is_told_when_it_comes_and_asked_of_whoever_owes_it(everybody):
    papers = [{"title": "A paper", "author_id": everybody["commission"].organisation.pk}]
    meeting = issued({}, CLOSED | {"papers": papers})
    (closed,) = [item for item in items_of(meeting) if item.circle_ids]
    (paper,) = seen(AgendaPaper, "presidency", item=closed.pk)
    forget()
    acting("presidency", services.chase_paper, item=closed, key=paper.key)
    assert reached(everybody, "meeting.paper-asked") == {"commission": "asked"}
    there = {"state": PaperState.ISSUED}
    acting("presidency", services.change_paper, item=closed, key=paper.key, fields=there)
    assert set(reached(everybody, "meeting.paper-issued")) == {"italy", "commission"}


def test_a_paper_is_told_to_those_who_read_its_item_now(everybody):
    meeting = issued({}, {"title": "Closed later", "papers": [{"title": "A paper"}]})
    (item,) = [item for item in items_of(meeting) if item.title == "Closed later"]
    (paper,) = seen(AgendaPaper, "presidency", item=item.pk)
    forget()
    there = {"state": PaperState.ISSUED}
    acting("presidency", services.change_paper, item=item, key=paper.key, fields=there)
    assert "france" in reached(everybody, "meeting.paper-issued")
    closed = services.ItemWords({"kind": "closed", "circle_ids": [everybody["italy"].organisation.pk]})
    acting("presidency", services.change_item, item=item, version=None, words=closed)
    issue(fresh(meeting))
    assert set(reached(everybody, "meeting.paper-issued")) == {"italy"}


def test_whoever_follows_a_meeting_hears_of_its_papers(everybody):
    meeting = issued({"title": "Other"}, {"title": "Item", "papers": [{"title": "A paper"}]})
    (item,) = [item for item in items_of(meeting) if item.title == "Item"]
    (paper,) = seen(AgendaPaper, "presidency", item=item.pk)
    reader = everybody["italy_reader"]
    follow(reader, noun="coordination_meeting", record=meeting.pk)
    forget()
    there = {"state": PaperState.ISSUED}
    acting("presidency", services.change_paper, item=item, key=paper.key, fields=there)
    assert reached(everybody, "meeting.paper-issued")["italy_reader"] == "followed"
    page = reader.client.get(reverse("notices")).content.decode()
    assert f"{reverse('meeting', args=[meeting.pk])}#item-{item.pk}" in page


def test_a_point_is_told_to_the_chair_and_its_answer_to_whoever_asked(everybody):
    meeting = issued()
    forget()
    ask_for(meeting, "italy")
    assert reached(everybody, "meeting.point-asked") == {"presidency": "owner"}
    (request,) = seen(AgendaRequest, "presidency", meeting=meeting)
    acting("presidency", services.decline, request=request, words="Next time.")
    assert set(reached(everybody, "meeting.point-answered")) == {"italy"}


def test_notes_are_told_when_they_go_out_and_when_they_are_agreed(everybody):
    meeting, items = running({}, CLOSED)
    note(items[0])
    forget()
    issue_notes(end(meeting))
    assert set(reached(everybody, "meeting.notes-out")) >= MEMBERS
    forget()
    note(items[1], "Zebedee spoke.")
    issue_notes(fresh(meeting))
    assert set(reached(everybody, "meeting.notes-out")) == {"italy", "commission"}
    agree(fresh(meeting))
    assert set(reached(everybody, "meeting.notes-agreed")) >= MEMBERS


def test_a_follow_up_is_told_to_its_owner_once_it_is_sent_and_its_end_to_the_chair(everybody):
    meeting, (item,) = running()
    row = follow_up(item, "Send the list", "italy", due_on=in_days(20))
    follow_up(item, "Name a contact", owner=None)
    forget()
    assert reached(everybody, "follow-up.asked") == {}
    end(meeting)
    assert set(reached(everybody, "follow-up.asked")) == {"italy"}
    assert set(reached(everybody, "follow-up.of-all")) >= MEMBERS
    closing = {"follow_up": fresh(row), "version": None, "evidence": "The list."}
    acting("italy", services.close_follow_up, **closing)
    assert reached(everybody, "follow-up.closed") == {"presidency": "owner"}


def test_whoever_follows_a_meeting_hears_of_its_follow_ups_as_far_as_they_read_them(everybody):
    meeting, items = running({}, CLOSED)
    for name in ("france", "italy"):
        follow(everybody[name], noun="coordination_meeting", record=meeting.pk)
    follow_up(items[1], "Zebedee", "commission")
    forget()
    end(meeting)
    assert reached(everybody, "follow-up.asked") == {"commission": "asked", "italy": "followed"}


def test_what_falls_due_is_brought_to_mind_of_whoever_owes_it_once(everybody, time_machine):
    meeting, (item,) = running()
    follow_up(item, "Send the list", "italy", due_on=today() + datetime.timedelta(days=30))
    end(meeting)
    commission = everybody["commission"].organisation.pk
    issued({"papers": [{"title": "A paper", "author_id": commission, "due_on": in_days(16)}]})
    note(item)
    issue_notes(fresh(meeting), days=12)
    remind()
    forget()
    time_machine.move_to(timezone.now() + datetime.timedelta(days=11))
    remind()
    assert reached(everybody, "follow-up.due") == {}
    assert reached(everybody, "meeting.paper-due") == {"commission": "asked"}
    assert set(reached(everybody, "meeting.notes-due")) >= MEMBERS
    time_machine.move_to(timezone.now() + datetime.timedelta(days=14))
    remind()
    assert set(reached(everybody, "follow-up.due")) == {"italy"}
    forget()
    remind()
    assert reached(everybody, "follow-up.due") == {}


def test_a_new_owner_is_reminded_of_a_follow_up_of_which_the_old_one_was(everybody, presidency):
    meeting, (item,) = running()
    row = follow_up(item, "Send the list", "italy", due_on=today() + datetime.timedelta(days=1))
    end(meeting)
    remind()
    forget()
    fields = {"owner_id": everybody["france"].organisation.pk}
    acting(presidency, services.change_follow_up, follow_up=fresh(row), version=None, fields=fields)
    remind()
    assert set(reached(everybody, "follow-up.due")) == {"france"}


def owed(everybody, *authors):
    """Papers due on one day, each owed by another."""
    named = [(title, everybody[author].organisation.pk) for title, author in zip("AB", authors, strict=False)]
    return [{"title": title, "author_id": author, "due_on": in_days(5)} for title, author in named]


def test_each_who_owes_a_paper_of_an_item_is_reminded_of_it(everybody):
    issued({"papers": owed(everybody, "commission", "eeas")})
    remind()
    assert reached(everybody, "meeting.paper-due") == {"commission": "asked", "eeas": "asked"}


def test_an_item_that_is_opened_holds_up_no_reminder(everybody):
    meeting = issued({}, CLOSED | {"circle": ["commission"], "papers": owed(everybody, "commission", "eeas")})
    remind()
    assert reached(everybody, "meeting.paper-due") == {"commission": "asked"}
    (item,) = [item for item in items_of(meeting) if item.circle_ids]
    opened = services.ItemWords({"kind": "common", "circle_ids": []})
    acting("presidency", services.change_item, item=item, version=None, words=opened)
    issue(fresh(meeting))
    remind()
    assert reached(everybody, "meeting.paper-due") == {"commission": "asked", "eeas": "asked"}
    assert remind() == 0


def test_the_digest_says_nothing_of_a_closed_item(everybody):
    issued(CLOSED, title="Zebedee meets")
    tell()
    post_digests()
    assert all("Zebedee" not in letter.body + letter.subject for letter in mail.outbox)
