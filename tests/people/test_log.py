"""The log of access: administrators see who did what, and nothing of any record."""

import datetime

import lxml.html
import pytest

from coordination.access.reader import reading_as
from coordination.history.models import Verb
from coordination.history.trail import note
from coordination.people.models import Membership, today
from tests.factories import ActivityFactory

pytestmark = [pytest.mark.row("B27"), pytest.mark.django_db(databases=["default", "owner"])]

LOG = "/access-log/"


@pytest.fixture
def events(italy, malta, admin):
    """A reading, a refusal, a failed sign-in and a deed on an account."""
    entry = ActivityFactory(originator="italy", shared_with=["malta"], title="Zephyr mission")
    malta.client.get(f"/activities/{entry.pk}/")
    malta.client.get(LOG)
    note(verb=Verb.SIGN_IN_FAILED, user_id=None, about_id=italy.user.pk)
    with reading_as(admin.actor()):
        Membership.objects.filter(user=italy.user).update(ends_on=today() + datetime.timedelta(days=9))
    return entry


def said(admin, query: str = "") -> list[str]:
    """The rows, each in one line of text."""
    page = lxml.html.fromstring(admin.client.get(f"{LOG}?{query}").content.decode())
    cells = (row.cssselect("th, td") for row in page.cssselect("main tbody tr"))
    return [
        " ".join(str(text).strip() for cell in row for text in cell.itertext() if text.strip())
        for row in cells
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        # Personas sign in when they are first needed: Malta before, who looks last of all.
        ("signing", ["admin@", "a visitor sign-in failed italy@", "malta@"]),
        ("reading", ["malta@"]),
        ("refusals", ["malta@"]),
    ],
)
def test_a_kind_shows_its_lines_alone(kind, expected, events, admin):
    rows = said(admin, f"kind={kind}")
    assert len(rows) == len(expected), rows
    assert all(row.startswith(words) for row, words in zip(rows, expected, strict=True))


def test_a_deed_on_an_account_is_told_field_by_field(events, admin):
    assert "membership.ends_on" in said(admin, "kind=accounts")[0]


def test_a_person_is_found_as_doer_and_as_whom_it_is_about(events, admin):
    rows = said(admin, "person=malta")
    assert rows != []
    assert all("malta@" in row for row in rows)
    assert len(said(admin, "person=italy&kind=signing")) == 1
    assert said(admin, "person=nobody-at-all") == []


def test_days_are_those_of_brussels_and_both_count(events, admin):
    day = today()
    assert said(admin, f"since={day}&until={day}&kind=signing") != []
    assert said(admin, f"until={day - datetime.timedelta(days=1)}") == []
    assert said(admin, f"since={day + datetime.timedelta(days=1)}") == []


def test_no_title_of_a_record_comes_out(events, admin):
    page = admin.client.get(LOG).content.decode()
    assert str(events.pk) in page
    assert "Zephyr" not in page


def test_pages_go_on_where_the_one_before_ends(admin, italy, django_assert_max_num_queries):
    for _line in range(60):
        note(verb=Verb.SIGNED_IN, user_id=italy.user.pk)
    admin.client.get(LOG)
    with django_assert_max_num_queries(12):
        first = lxml.html.fromstring(admin.client.get(f"{LOG}?kind=signing").content.decode())
    (following,) = first.cssselect("nav[aria-label='Pages'] a, .rt-paging a")
    second = lxml.html.fromstring(admin.client.get(following.get("href")).content.decode())
    assert len(first.cssselect("main tbody tr")) == 50
    assert len(second.cssselect("main tbody tr")) == 10 + 1  # the administrator signed in too


def test_a_filter_that_is_not_understood_selects_nothing(admin):
    assert admin.client.get(f"{LOG}?since=yesterday").status_code == 400
