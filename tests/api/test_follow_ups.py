"""Follow-ups through the API: read by who may, asked beside an item, changed with reasons, closed with evidence."""

import datetime

import pytest

from coordination.meetings.kinds import MeetingState
from coordination.meetings.room_kinds import FollowUpState
from tests.factories.meetings import MeetingFactory, in_days, items_of
from tests.factories.room import end, follow_up, fresh, running

pytestmark = [pytest.mark.row("A43"), pytest.mark.row("B13"), pytest.mark.usefixtures("db")]

LIST = "/api/v1/follow-ups/"


def one(row):
    return f"{LIST}{row.pk}/"


def sent(persona, path, body=None, *, version="*", method="post"):
    headers = {"If-Match": version if version == "*" else f'"{version}"'}
    return getattr(persona.api, method)(path, body or {}, content_type="application/json", headers=headers)


@pytest.fixture
def asked():
    """Sent out: one of Italy on an item of all, one of France on an item closed to France."""
    meeting, (wide, narrow) = running({"title": "Niger"}, {"title": "Closed", "circle": ["france"]})
    rows = (
        follow_up(wide, "Send the list", "italy", due_on=in_days(20)),
        follow_up(narrow, "Zebedee", "france", due_on=in_days(5)),
    )
    end(meeting)
    return [fresh(row) for row in rows]


def titles(persona, **asked):
    return [row["title"] for row in persona.api.get(LIST, asked).json()["results"]]


def test_each_reads_those_of_the_items_that_they_read(asked, italy, france, italy_interior):
    assert titles(italy) == ["Send the list"]
    assert titles(france) == ["Zebedee", "Send the list"]
    assert titles(italy_interior) == []
    _wide, narrow = asked
    assert italy.api.get(one(narrow)).status_code == 404
    assert italy.api.get(f"{one(narrow)}history/").status_code == 404
    assert titles(italy, words="Zebedee") == []


def test_the_filters_of_the_page_are_its_parameters(asked, france):
    assert titles(france, owner="italy") == ["Send the list"]
    assert titles(france, mine="true") == ["Zebedee"]
    assert titles(france, due="week") == ["Zebedee"]
    assert titles(france, state="done") == []
    assert france.api.get(LIST, {"due": "never"}).status_code == 400
    first = france.api.get(LIST, {"limit": 1}).json()
    assert [row["title"] for row in first["results"]] == ["Zebedee"]
    assert titles(france, limit=1, cursor=first["next"]) == ["Send the list"]


def test_the_owner_says_how_it_stands_and_closes_it_with_evidence(asked, italy, france):
    wide, _narrow = asked
    assert sent(france, f"{one(wide)}report/", {"words": "Not ours."}).status_code == 403
    told = sent(italy, f"{one(wide)}report/", {"words": "Half done."})
    assert (told.status_code, told.json()["standing"]) == (200, "Half done.")
    assert sent(italy, f"{one(wide)}close/", {}).status_code == 400
    stale = sent(italy, f"{one(wide)}close/", {"evidence": "The list."}, version=99)
    assert stale.status_code == 412
    closed = sent(italy, f"{one(wide)}close/", {"evidence": "The list."})
    assert (closed.status_code, closed.json()["state"]["code"]) == (200, FollowUpState.DONE)
    verbs = [row["verb"]["code"] for row in italy.api.get(f"{one(wide)}history/").json()["results"]]
    assert "closed" in verbs


def test_a_date_that_others_were_told_moves_with_a_reason(asked, presidency):
    wide, _narrow = asked
    later = {"due_on": in_days(40).isoformat()}
    assert sent(presidency, one(wide), later, method="patch").status_code == 400
    moved = sent(presidency, one(wide), later | {"reason": "The ministry is late."}, method="patch")
    assert moved.status_code == 200, moved.content
    assert moved.json()["title"] == "Send the list"
    assert moved.json()["agreed_due_on"] == in_days(20).isoformat()


def test_a_follow_up_is_asked_beside_an_item_once(presidency, italy):
    _meeting, (item,) = running()
    path = f"/api/v1/agenda-items/{item.pk}/follow-ups/"
    body = {"title": "Send the list", "owner": "italy", "due_on": datetime.date(2030, 1, 1).isoformat()}
    assert italy.api.post(path, body, content_type="application/json").status_code == 403
    key = {"Idempotency-Key": "once"}
    made = presidency.api.post(path, body, content_type="application/json", headers=key)
    again = presidency.api.post(path, body, content_type="application/json", headers=key)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["id"] == again.json()["id"]
    assert made.json()["owner"]["code"] == "italy"
    assert titles(italy) == []  # a draft of those who keep the notes
    assert presidency.api.get(made["Location"]).json()["state"]["code"] == FollowUpState.DRAFT


def test_nothing_is_asked_before_the_meeting_was_opened(presidency):
    meeting = MeetingFactory(state=MeetingState.ISSUED, day=in_days(3))
    path = f"/api/v1/agenda-items/{items_of(meeting)[0].pk}/follow-ups/"
    refused = presidency.api.post(path, {"title": "Send it."}, content_type="application/json")
    assert refused.status_code in (403, 409)
    assert refused.json()["detail"]
