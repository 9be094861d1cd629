"""The pages of meetings: who sees what on them, and that they ask as often for one item as for 25."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.meetings.kinds import MeetingState
from tests.factories.meetings import BodyFactory, MeetingFactory, ask_for, in_days, items_of

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("B12"), pytest.mark.usefixtures("db")]

MOST = 12


def page(persona, route, *args, **query):
    return persona.client.get(reverse(route, args=args), query)


def words(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def meeting():
    items = [
        {"title": "Adoption of the agenda"},
        {
            "title": "Niger: state of play",
            "presented_by": ["commission"],
            "papers": [{"title": "Note on Niger"}],
        },
        {"title": "For Italy alone", "circle": ["italy"]},
    ]
    return MeetingFactory(state=MeetingState.ISSUED, day=in_days(20), country="NE", items=items)


ROUTES = [
    "meeting",
    "meeting-edit",
    "meeting-clone",
    "meeting-template",
    "meeting-history",
    "meeting-invite",
    "meeting-answer",
    "meeting-cancel",
    "agenda-builder",
    "agenda-item-new",
]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_a_meeting_opens_for_its_chair(meeting, presidency, language):
    client = presidency.client
    client.cookies["django_language"] = language
    for route in ROUTES:
        assert client.get(reverse(route, args=[meeting.pk])).status_code == 200, route
    for item in items_of(meeting):
        for route in ("agenda-item", "agenda-item-edit", "paper-new"):
            assert client.get(reverse(route, args=[item.pk])).status_code == 200, route
    for route in ("meetings", "calendar", "feeds", "bodies", "body-new", "meeting-new"):
        assert client.get(reverse(route)).status_code == 200, route
    assert client.get(reverse("body", args=[meeting.body_id])).status_code == 200


def test_a_delegation_sees_its_items_and_no_trace_of_the_others(meeting, italy, france):
    assert "For Italy alone" in words(page(italy, "meeting", meeting.pk))
    seen = words(page(france, "meeting", meeting.pk))
    assert "Niger: state of play" in seen
    assert "For Italy alone" not in seen
    assert "LIMITE" in seen
    assert page(france, "agenda-builder", meeting.pk).status_code == 403
    assert page(france, "agenda-item", items_of(meeting)[2].pk).status_code == 404


def test_a_draft_is_not_there_for_others(italy, presidency):
    draft = MeetingFactory(day=in_days(9))
    for route in ("meeting", "meeting-history", "agenda-builder", "meeting-ics"):
        assert page(italy, route, draft.pk).status_code == 404, route
        assert page(presidency, route, draft.pk).status_code == 200, route


def test_a_request_is_made_and_answered_on_pages(meeting, italy, presidency, france):
    sent = {
        "kind": "aob",
        "title": "Rabat process",
        "minutes": "5",
        "words": "",
        "title_fr": "",
        "country": "",
    }
    made = italy.client.post(reverse("request-new", args=[meeting.pk]), sent, follow=True)
    assert "Rabat process" in words(made)
    url = made.redirect_chain[-1][0]
    assert france.client.get(url).status_code == 404
    assert "Rabat process" in words(page(presidency, "agenda-builder", meeting.pk))
    presidency.client.post(f"{url}accept/")
    assert "Rabat process" not in words(page(france, "meeting", meeting.pk))
    builder = words(page(presidency, "agenda-builder", meeting.pk))
    assert "in item" in builder


def statements(persona, address):
    persona.client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert persona.client.get(address).status_code == 200
    found = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return len(found), found


def long_agenda(count):
    items = [
        {
            "title": f"Item {n}",
            "minutes": 5,
            "presented_by": ["commission"],
            "papers": [{"title": f"Paper {n}"}],
        }
        for n in range(count)
    ]
    return MeetingFactory(state=MeetingState.ISSUED, day=in_days(20), country="NE", items=items)


@pytest.mark.parametrize("name", ["presidency", "italy"])
@pytest.mark.parametrize("route", ["meeting", "agenda-builder", "meeting-notice", "meeting-ics"])
def test_pages_ask_as_often_for_one_item_as_for_25(name, route, everybody):
    if (name, route) == ("italy", "agenda-builder"):
        pytest.skip("the chair's alone")
    few, many = long_agenda(1), long_agenda(25)
    ask_for(many, "italy")
    rest = ["pdf"] if route == "meeting-notice" else []
    counts = []
    for meeting in (few, many):
        count, found = statements(everybody[name], reverse(route, args=[meeting.pk, *rest]))
        counts.append(count)
    assert counts[0] == counts[1] <= MOST, "\n\n".join(text[:300] for text in found)


def test_lists_ask_as_often_for_few_as_for_many(italy):
    body = BodyFactory()
    addresses = [reverse(route) for route in ("meetings", "calendar", "bodies")]
    MeetingFactory(body=body, state=MeetingState.ISSUED, day=in_days(3))
    before = [statements(italy, address)[0] for address in addresses]
    for days in range(4, 12):
        MeetingFactory(body=body, state=MeetingState.ISSUED, day=in_days(days))
    after = [statements(italy, address)[0] for address in addresses]
    assert before == after
    assert max(after) <= MOST


def test_clearing_the_filters_stays_among_past_meetings(italy):
    page = italy.client.get("/meetings/?span=past&country=NE&words=niger").context
    assert page["clear_url"] == "/meetings/?span=past"
