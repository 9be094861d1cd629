"""The API of meetings: the same rights, the same words as the pages."""

import datetime

import pytest
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.people.queries import organisations
from tests.factories.meetings import (
    BodyFactory,
    MeetingFactory,
    ask_for,
    convenor_of,
    in_days,
    issue,
    items_of,
)

from .conftest import MISSING, body_of, problem, read, send

pytestmark = [pytest.mark.row("B26"), pytest.mark.row("A4"), pytest.mark.usefixtures("db")]


@pytest.fixture
def issued():
    items = [
        {"title": "Common", "presented_by": ["commission"], "papers": [{"title": "Note"}]},
        {"title": "CANARY", "circle": ["italy"]},
    ]
    return MeetingFactory(state=MeetingState.ISSUED, day=in_days(14), items=items, title="Shown")


@pytest.fixture
def draft():
    return MeetingFactory(day=in_days(15), title="CANARY draft")


def test_lists_hold_exactly_what_may_be_read(issued, draft, italy, france, presidency, frontex):
    assert [row["title"] for row in body_of(italy, "/meetings/")["results"]] == ["Shown"]
    assert [row["title"] for row in body_of(presidency, "/meetings/")["results"]] == ["Shown", "CANARY draft"]
    assert body_of(frontex, "/meetings/")["results"] == []
    assert body_of(italy, "/meetings/", span="past")["results"] == []
    assert [row["title"] for row in body_of(italy, "/meetings/", words="canary")["results"]] == ["Shown"]
    assert body_of(france, "/meetings/", words="canary")["results"] == []


def test_pages_are_walked_by_cursor(italy):
    body = BodyFactory()
    for days in (3, 4, 5):
        MeetingFactory(body=body, state=MeetingState.ISSUED, day=in_days(days), title=f"In {days}")
    first = body_of(italy, "/meetings/", limit=2)
    second = body_of(italy, "/meetings/", limit=2, cursor=first["next"])
    assert [row["title"] for row in first["results"] + second["results"]] == ["In 3", "In 4", "In 5"]
    assert second["next"] is None
    problem(read(italy, "/meetings/", cursor=str(MISSING)), 400)
    problem(read(italy, "/meetings/", mine="perhaps"), 400)


def test_the_agenda_is_the_readers_own(issued, italy, france):
    seen = body_of(italy, f"/meetings/{issued.pk}/")
    assert [(item["number"], item["title"]) for item in seen["agenda"]] == [("1", "Common"), ("1a", "CANARY")]
    assert len(seen["participants"]) == 30
    assert seen["agenda"][0]["presenters"][0]["parties"] == [{"code": "commission", "label": "Commission"}]
    assert "minutes" not in seen["agenda"][0]
    other = body_of(france, f"/meetings/{issued.pk}/")
    assert [item["title"] for item in other["agenda"]] == ["Common"]
    closed = items_of(issued)[1]
    assert (
        read(france, f"/agenda-items/{closed.pk}/").content
        == read(france, f"/agenda-items/{MISSING}/").content
    )


def test_a_meeting_is_called_arranged_issued_and_revised(presidency, italy):
    body = BodyFactory()
    starts = datetime.datetime.combine(in_days(20), datetime.time(9), datetime.UTC)
    sent = {"body": str(body.pk), "starts_at": starts.isoformat(), "venue": "Room 1"}
    made = send(presidency, "POST", "/meetings/", sent)
    assert made.status_code == 201, made.content
    path = f"/meetings/{made.json()['id']}"
    item = send(
        presidency, "POST", f"{path}/items/", {"title": "First", "handling": "exchange", "minutes": 20}
    )
    assert item.status_code == 201, item.content
    problem(send(italy, "POST", f"{path}/issue/", match=1), 404)
    tag = read(presidency, f"{path}/")["ETag"]
    assert send(presidency, "POST", f"{path}/issue/", match=tag).status_code == 200

    item_path = f"/agenda-items/{item.json()['id']}/"
    tag = read(presidency, item_path)["ETag"]
    assert send(presidency, "PATCH", item_path, {"title": "In other words"}, match=tag).status_code == 200
    assert body_of(italy, f"{path}/")["agenda"][0]["title"] == "First"
    problem(send(presidency, "PATCH", item_path, {"title": "Too late"}, match=tag), 412)
    tag = read(presidency, f"{path}/")["ETag"]
    assert send(presidency, "POST", f"{path}/issue/", match=tag).json()["revision"] == 1
    assert body_of(italy, f"{path}/")["agenda"][0]["title"] == "In other words"


def test_what_is_not_allowed_says_why(issued, italy, eud_niger):
    answer = problem(send(italy, "PATCH", f"/meetings/{issued.pk}/", {"venue": "Mine"}, match=1), 403)
    assert "convenor" in answer["detail"]
    problem(send(italy, "POST", f"/meetings/{issued.pk}/items/", {"title": "Mine"}), 403)
    problem(send(eud_niger, "POST", f"/meetings/{issued.pk}/answer/", {"coming": "yes"}), 404)


def test_an_invitation_is_answered(issued, italy, france):
    done = send(
        italy, "POST", f"/meetings/{issued.pk}/answer/", {"coming": "yes", "posts": "two counsellors"}
    )
    assert done.status_code == 200, done.content
    found = {
        row["organisation"]["code"]: row for row in body_of(france, f"/meetings/{issued.pk}/")["participants"]
    }
    assert (found["italy"]["coming"]["code"], found["italy"]["posts"]) == ("yes", "two counsellors")


def test_requests_are_read_by_who_asked_and_by_the_chair(issued, italy, france, presidency):
    made = send(italy, "POST", f"/meetings/{issued.pk}/ask/", {"kind": "aob", "title": "A point"})
    assert made.status_code == 201, made.content
    path = f"/agenda-requests/{made.json()['id']}/"
    assert [row["title"] for row in body_of(presidency, "/agenda-requests/")["results"]] == ["A point"]
    assert body_of(france, "/agenda-requests/")["results"] == []
    assert read(france, path).status_code == 404
    done = send(presidency, "POST", f"{path}accept/", match=1)
    assert done.json()["state"]["code"] == "accepted"


def test_the_secretariat_gives_the_number(issued, gsc, presidency):
    tag = read(gsc, f"/meetings/{issued.pk}/")["ETag"]
    problem(send(gsc, "POST", f"/meetings/{issued.pk}/number/", {"reference": "no number"}, match=tag), 400)
    done = send(gsc, "POST", f"/meetings/{issued.pk}/number/", {"reference": "CM 2533/23"}, match=tag)
    assert done.json()["reference"] == "CM 2533/23"
    problem(
        send(presidency, "POST", f"/meetings/{issued.pk}/number/", {"reference": "CM 1/23"}, match="*"), 403
    )


def test_history_is_told_to_whoever_may_read_it(issued, italy, france):
    def told(persona):
        return str(body_of(persona, f"/meetings/{issued.pk}/history/"))

    common, closed = items_of(issued)
    actor = convenor_of(issued)
    with transaction.atomic(), reading_as(actor):
        for item in (common, closed):
            words = services.ItemWords({"title": f"{item.title} anew"})
            services.change_item(actor=actor, item=item, version=None, words=words)
    issue(issued)
    assert "CANARY anew" in told(italy)
    assert "CANARY" not in told(france)
    assert "Common anew" in told(france)


def test_bodies_are_known_to_their_own(italy, france, malta):
    circle = BodyFactory(convenor="italy", members=["france"], code="circle")
    BodyFactory(code="open")
    codes = {
        persona.name: {row["code"] for row in body_of(persona, "/bodies/")["results"]}
        for persona in (italy, france, malta)
    }
    assert codes == {"italy": {"circle", "open"}, "france": {"circle", "open"}, "malta": {"open"}}
    assert read(malta, f"/bodies/{circle.pk}/").status_code == 404
    members = body_of(france, f"/bodies/{circle.pk}/")["members"]
    assert {row["organisation"]["code"] for row in members} == {"italy", "france"}
    assert organisations().by_code["italy"].name == "Italy"


def test_a_paper_is_announced_by_whoever_presents(issued, commission, italy):
    common = items_of(issued)[0]
    made = send(commission, "POST", f"/agenda-items/{common.pk}/papers/", {"title": "Second note"})
    assert made.status_code == 201, made.content
    assert [paper["title"] for paper in made.json()["papers"]] == ["Note", "Second note"]
    problem(send(italy, "POST", f"/agenda-items/{common.pk}/papers/", {"title": "Mine"}), 403)


def test_a_request_sent_twice_is_made_once(issued, italy):
    sent = {"kind": "aob", "title": "Once"}
    for code in (201, 200):
        answer = send(italy, "POST", f"/meetings/{issued.pk}/ask/", sent, **{"Idempotency-Key": "one"})
        assert answer.status_code == code
    assert len(body_of(italy, "/agenda-requests/")["results"]) == 1
    assert ask_for(issued, "italy").pk
