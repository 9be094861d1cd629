"""The calendar and its feeds: rights of today, stable names, changes and cancellations by sequence and status."""

import datetime
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import reverse
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import CalendarFeed
from coordination.meetings.queries.dates import AHEAD, BACK
from coordination.meetings.services.calling import series_days
from coordination.people.models import BRUSSELS, Membership
from coordination.register.kinds import Kind
from tests.factories import ActivityFactory
from tests.factories.consultations import opened, silence
from tests.factories.fiches import FicheFactory
from tests.factories.meetings import BodyFactory, MeetingFactory, at, bring_to, convenor_of, in_days, items_of

pytestmark = [pytest.mark.row("A43"), pytest.mark.row("B16"), pytest.mark.usefixtures("db")]


def address(persona, country=""):
    """A new secret address of a person."""
    answer = persona.client.post(reverse("feeds"), {"country": country, "label": "telephone"})
    assert answer.status_code == 200
    return next(
        line.split("<")[0] for line in answer.content.decode().split('class="rt-address">')[1:]
    ).replace("http://testserver", "")


def events(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def shown(client, url):
    return set(events(client, url))


@pytest.fixture
def dates():
    """Of each kind what Italy reads, and what it does not."""
    MeetingFactory(state=MeetingState.ISSUED, day=in_days(10), title="Meeting", country="NE")
    MeetingFactory(
        convenor="france", members=["malta"], state=MeetingState.ISSUED, day=in_days(10), title="CANARY"
    )
    MeetingFactory(day=in_days(10), title="CANARY draft", country="NE")
    for originator, shared_with, sign in (("italy", "members", ""), ("france", ["malta"], "CANARY ")):
        visit = {"kind": Kind.VISIT, "originator": originator, "shared_with": shared_with}
        ActivityFactory(title=f"{sign}Visit", starts_on=in_days(11), ends_on=in_days(12), **visit)
        FicheFactory(
            originator=originator,
            shared_with=shared_with if shared_with == "members" else "presidency",
            stage="endorsed",
            measures=({"title": f"{sign}Measure", "owner": "italy", "due_on": in_days(13)},),
            due_on=in_days(40),
        )


def test_a_feed_shows_exactly_what_its_person_may_read(dates, italy, client):
    url = address(italy)
    assert shown(client, url) == {"Meeting", "Visit", "Due: Measure"}
    assert b"CANARY" not in client.get(url).content


def test_the_feed_of_a_country_shows_that_country(dates, italy, client):
    ActivityFactory(title="Elsewhere", kind=Kind.VISIT, countries=("TN",), starts_on=in_days(11))
    assert shown(client, address(italy, "NE")) == {"Meeting", "Visit", "Due: Measure"}
    assert shown(client, address(italy, "TN")) == {"Elsewhere"}


@pytest.mark.parametrize("month", ["", "2027-01"])
def test_the_page_of_a_month_shows_the_same(dates, italy, month):
    words = italy.client.get(reverse("calendar"), {"month": month}).content.decode()
    assert "CANARY" not in words
    for months in (in_days(10), in_days(13)):
        found = italy.client.get(reverse("calendar"), {"month": f"{months:%Y-%m}"}).content.decode()
        assert "CANARY" not in found
    seen = italy.client.get(reverse("calendar"), {"month": f"{in_days(10):%Y-%m}"}).content.decode()
    assert "Meeting" in seen


def months_of_a_feed():
    """The months that a feed reaches, as the page asks for them."""
    first, last = in_days(0) - BACK, in_days(0) + AHEAD
    days = (first + datetime.timedelta(days=n) for n in range((last - first).days + 1))
    return sorted({f"{day:%Y-%m}" for day in days})


@pytest.mark.parametrize("name", ["italy", "france", "malta", "presidency", "italy_interior"])
def test_a_feed_holds_the_rows_that_its_person_sees_one_by_one(dates, name, everybody, client):
    opened(title="Questions")
    silence(title="Text", shared_with=["france"])
    person = everybody[name]
    page = set()
    for month in months_of_a_feed():
        days = person.client.get(reverse("calendar"), {"month": month, "mine": "1"}).context["days"]
        page |= {(row["title"], row["url"], row["time"]) for day in days for row in day["rows"]}
    content = client.get(address(person)).content
    read = {
        (str(event["SUMMARY"]), urlsplit(event["URL"]).path, hour_of(event["DTSTART"].dt))
        for event in Calendar.from_ical(content).walk("VEVENT")
    }
    again = {
        (event.summary, urlsplit(str(event.url)).path, hour_of(event.dtstart))
        for event in IcsCalendarStream.calendar_from_ics(content.decode()).events
    }
    assert read == again == page
    assert bool(page) == (name != "italy_interior")


def hour_of(start):
    """The hour in Brussels as the page writes it; nothing for a whole day."""
    return f"{start.astimezone(BRUSSELS):%H.%M}" if isinstance(start, datetime.datetime) else ""


def test_rights_of_today_decide(dates, italy, client):
    url = address(italy)
    assert shown(client, url)
    Membership.objects.filter(user=italy.user).update(ends_on=datetime.date(2021, 1, 1))
    gone = client.get(url)
    assert gone.status_code == 404
    assert gone.content == client.get(url.replace("calendar/", "calendar/x")).content


@pytest.mark.parametrize("deed", ["revoke", "disable"])
def test_a_withdrawn_address_leads_nowhere(dates, italy, france, client, deed):
    url = address(italy)
    (row,) = CalendarFeed.objects.filter(user=italy.user)
    france.client.post(reverse("feed-revoke", args=[row.pk]))
    assert client.get(url).status_code == 200  # only its owner withdraws it
    if deed == "revoke":
        italy.client.post(reverse("feed-revoke", args=[row.pk]))
    else:
        italy.user.is_active = False
        italy.user.save()
    assert client.get(url).status_code == 404


def test_the_address_itself_is_not_kept(italy):
    secret = address(italy).rsplit("/", 1)[1].removesuffix(".ics")
    row = CalendarFeed.objects.get(user=italy.user)
    assert secret not in {row.digest, row.label}
    assert len(row.digest) == 64


def test_names_stay_and_changes_count(italy, client):
    meeting = MeetingFactory(state=MeetingState.ISSUED, day=in_days(10), title="Meeting")
    url = address(italy)
    first = events(client, url)["Meeting"]
    actor = convenor_of(meeting)
    moved = {"starts_at": at(in_days(12), 9), "ends_at": at(in_days(12), 12)}
    with transaction.atomic(), reading_as(actor):
        meeting = services.change(actor=actor, meeting=meeting, version=None, fields=moved)
    second = events(client, url)["Meeting"]
    assert second["UID"] == first["UID"]
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert second["DTSTART"].dt == at(in_days(12), 9)
    with transaction.atomic(), reading_as(actor):
        services.cancel(actor=actor, meeting=meeting, reason="The room is flooded.")
    third = events(client, url)["Meeting"]
    assert (third["UID"], str(third["STATUS"])) == (first["UID"], "CANCELLED")
    assert int(third["SEQUENCE"]) > int(second["SEQUENCE"])
    assert "The room is flooded." in str(third["DESCRIPTION"])


def test_a_closed_item_says_nothing_in_anothers_calendar(italy, france, client):
    items = [{"title": "Common"}, {"title": "Closed", "circle": ["italy"]}]
    MeetingFactory(state=MeetingState.ISSUED, day=in_days(10), title="Meeting", items=items)
    assert "Closed" in str(events(client, address(italy))["Meeting"]["DESCRIPTION"])
    assert "Closed" not in str(events(client, address(france))["Meeting"]["DESCRIPTION"])


@pytest.mark.row("C14")
def test_each_entry_says_its_marking(dates, italy, client):
    circle = BodyFactory(convenor="italy", members=["france"])
    MeetingFactory(body=circle, state=MeetingState.ISSUED, day=in_days(9), title="Circle")
    found = events(client, address(italy))
    assert str(found["Circle"]["DESCRIPTION"]).startswith("LIMITE · ITALY, FRANCE") or "LIMITE ·" in str(
        found["Circle"]["DESCRIPTION"]
    )
    assert str(found["Meeting"]["DESCRIPTION"]).startswith("LIMITE")


def test_a_feed_is_kept_by_no_cache_and_names_no_session(italy, client):
    answer = client.get(address(italy))
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("secret", ["x", "../../etc", "a" * 43, "a" * 200, "%00"])
def test_an_unknown_address_is_like_any_that_is_not_there(client, secret):
    assert client.get(f"/meetings/calendar/{secret}.ics").status_code == 404


def test_a_series_keeps_its_hour_through_the_change_of_clocks(presidency):
    body = BodyFactory()
    actor = convenor_of(body)
    fields = {"starts_at": at(datetime.date(2027, 3, 15), 10), "ends_at": at(datetime.date(2027, 3, 15), 13)}
    with transaction.atomic(), reading_as(actor):
        made = services.call_series(
            actor=actor, body=body, fields=fields, rhythm="fortnightly", until=datetime.date(2027, 4, 30)
        )
    assert [
        meeting.starts_at.astimezone(at(datetime.date(2027, 1, 1), 0).tzinfo).hour for meeting in made
    ] == [10] * 4
    assert len({meeting.series for meeting in made}) == 1


def test_the_last_day_of_a_short_month(db):
    days = series_days(datetime.date(2027, 1, 31), "monthly", datetime.date(2027, 4, 30))
    assert [day.isoformat() for day in days] == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_a_clone_takes_the_agenda_and_the_next_chair_begins_with_it(presidency):
    meeting = bring_to(MeetingFactory(items=[{"title": "Again"}], day=in_days(0)), MeetingState.HELD)
    actor = convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        following = services.clone(actor=actor, source=meeting, fields={"starts_at": at(in_days(14), 10)})
    assert following.state == MeetingState.DRAFT
    assert [item.title for item in items_of(following)] == ["Again"]
