"""One page for three Presidencies: each sees what it may read, and nobody outside sees the page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.reports.queries.trio import trio_of, trios
from coordination.people.actors import build
from coordination.people.queries import organisations
from coordination.register.kinds import Kind, Precision
from tests.factories import ActivityFactory, MembershipFactory
from tests.factories.plans import PlanFactory
from tests.personas import sign_in

pytestmark = pytest.mark.row("C7")

TODAY = "2026-12-01 09:00:00+00:00"


@pytest.fixture
def people(db, time_machine):
    time_machine.move_to(TODAY)
    codes = ("ireland", "lithuania", "greece", "italy", "france")
    return {code: MembershipFactory(organisation=code).user for code in codes}


def visit(title: str, shared_with, on: datetime.date = datetime.date(2027, 2, 3), originator="italy"):
    return ActivityFactory(
        title=title,
        originator=originator,
        shared_with=shared_with,
        kind=Kind.VISIT,
        starts_on=on,
        precision=Precision.DAY,
    )


def page(client, user) -> str:
    sign_in(client, user)
    return client.get("/trio/").content.decode()


@pytest.mark.usefixtures("db")
def test_the_trios_follow_the_rota():
    codes = [[organisations().by_id[term.organisation_id].code for term in terms] for terms in trios()]

    assert ["ireland", "lithuania", "greece"] in codes
    assert codes[0] == ["croatia"]
    assert codes[-1][:2] == ["netherlands", "slovakia"]


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        ("2026-12-01", {"ireland", "lithuania", "greece"}),
        ("2027-07-01", {"ireland", "lithuania", "greece"}),
        ("2027-07-02", {"ireland", "lithuania", "greece", "italy"}),
        ("2027-12-31", {"ireland", "lithuania", "greece", "italy"}),
        ("2028-01-01", {"italy"}),
    ],
)
def test_a_trio_is_open_to_its_delegations_from_six_months_before_it_begins(day, inside, people):
    on = datetime.date.fromisoformat(day)

    assert {code for code, user in people.items() if trio_of(build(user), on)} == inside


@pytest.mark.parametrize("who", ["italy", "france"])
def test_nobody_outside_opens_it_or_is_led_to_it(who, people, client):
    sign_in(client, people[who])

    assert client.get("/trio/").status_code == 403
    assert 'href="/trio/"' not in client.get("/").content.decode()


def test_each_of_the_three_sees_exactly_what_it_may_read(people, client):
    visit("For all members", "members")
    visit("Confided to the Irish term", "presidency")
    visit("Named to Lithuania", ["lithuania"])
    visit("Italy's own", [])
    visit("After the trio", "members", datetime.date(2028, 2, 3))
    names = ("For all members", "Confided to", "Named to Lithuania", "Italy&#x27;s own", "After the trio")

    seen = {
        who: {name for name in names if name in page(client, people[who])}
        for who in ("ireland", "lithuania", "greece")
    }

    assert seen == {
        "ireland": {"For all members", "Confided to"},
        "lithuania": {"For all members", "Named to Lithuania"},
        "greece": {"For all members"},
    }


def test_in_french_and_within_its_statements(people, client):
    for number in range(3):
        visit(f"Visit {number}", "members")
    PlanFactory(state="agreed")
    sign_in(client, people["lithuania"])
    with CaptureQueriesContext(connection) as statements:
        found = client.get("/trio/", headers={"Accept-Language": "fr"}).content.decode()

    assert len([one for one in statements if "SAVEPOINT" not in one["sql"]]) <= 12
    assert "Trio\u00a0: Irlande, Lituanie, Grèce" in found
    assert "Open follow-ups" not in found
