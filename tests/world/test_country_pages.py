"""Countries show each reader what that reader may read, and no more."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.people.models import today
from coordination.world.models import Tier
from coordination.world.queries import countries
from tests.factories import ActivityFactory

NEXT_MONTH = today() + datetime.timedelta(days=30)


def listed(client, query: str = "") -> dict[str, dict]:
    groups = client.get(f"/countries/{query}").context["groups"]
    return {row["code"]: row for group in groups for row in group["rows"]}


def by_theme(client, code: str = "NE") -> dict[str, dict]:
    panels = client.get(f"/countries/{code}/").context["panels"]
    panel = next(panel for panel in panels if panel["template"].endswith("by_theme.html"))
    return {row["theme"]: row for row in panel["context"]["rows"]}


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.row("A15")
def test_countries_with_a_tier_are_always_listed(malta):
    tiered = set(Tier.objects.on(today()).values_list("country__code", flat=True))
    assert set(listed(malta.client)) == tiered
    every = set(listed(malta.client, "?all=1"))
    assert every == {row.code for row in countries().by_id.values() if row.region.code != "european-union"}


def test_numbers_and_next_hold_what_the_reader_may_read(malta, france, italy):
    ActivityFactory(shared_with="members", countries=("UZ",), title="For all")
    ActivityFactory(shared_with=["france"], countries=("UZ",), title="For France", starts_on=NEXT_MONTH)
    ActivityFactory(shared_with=[], countries=("TM",), announced_to=["france"], title="Kept")
    ActivityFactory(shared_with=[], countries=("TJ",), title="Kept alone")

    seen = {}
    for persona in (malta, france, italy):
        rows = listed(persona.client)
        seen[persona.name] = {
            code: rows[code]["entries_label"] for code in ("UZ", "TM", "TJ") if code in rows
        }
        assert ("For France" in rows["UZ"]["next_label"]) == (persona is not malta)
    assert seen == {
        "malta": {"UZ": "1 entry"},
        "france": {"UZ": "2 entries", "TM": "1 existence card"},
        "italy": {"UZ": "2 entries", "TM": "1 entry", "TJ": "1 entry"},
    }


@pytest.mark.parametrize("sort", ["country", "tier", "entries", "next", "nonsense"])
def test_every_sort_lists_the_same(sort, italy):
    ActivityFactory(countries=("UZ", "NE"), starts_on=NEXT_MONTH)
    ActivityFactory(countries=("NE",), shared_with=[])
    assert set(listed(italy.client, f"?sort={sort}")) == set(listed(italy.client))


def test_most_entries_come_first(italy):
    for _copy in range(2):
        ActivityFactory(countries=("UZ",))
    ActivityFactory(countries=("TM",))
    assert list(listed(italy.client, "?sort=entries"))[:2] == ["UZ", "TM"]


@pytest.mark.row("A3")
@pytest.mark.row("A44")
def test_who_does_what_by_theme(malta, france):
    ActivityFactory(themes=("migrant-smuggling", "border-management"), title="Counts once in its domain")
    ActivityFactory(themes=("migrant-smuggling",), status="planned")
    ActivityFactory(themes=("migrant-smuggling",), status="completed", originator="france")
    ActivityFactory(themes=("migrant-smuggling",), shared_with=["france"])
    ActivityFactory(themes=("migrant-smuggling",), shared_with=[], announced_to="members")
    ActivityFactory(themes=("migrant-smuggling",), countries=("TN",), title="Elsewhere")

    domain = "Irregular migration, smuggling and trafficking"
    row = by_theme(malta.client)[domain]
    assert (row["who"], row["ahead"], row["note"]) == (
        "Italy 1",
        "1 planned",
        "1 completed, 1 existence card",
    )
    assert by_theme(france.client)[domain]["who"] == "Italy 2"
    others = [row for theme, row in by_theme(malta.client).items() if theme != domain]
    assert len(others) == 4
    assert not any(row["who"] or row["ahead"] or row["note"] for row in others)


def test_the_page_names_nothing_that_is_hidden(malta):
    for kept in ([], ["france"], "presidency", "institutions"):
        ActivityFactory(shared_with=kept, title="Canary", starts_on=NEXT_MONTH, aim="Canary")
    ActivityFactory(draft=True, title="Canary draft")
    shown = ActivityFactory(title="Shown to all", starts_on=NEXT_MONTH)
    text = malta.client.get("/countries/NE/").content.decode()
    assert shown.title in text
    assert "Canary" not in text
    assert "Canary" not in malta.client.get("/countries/?sort=next").content.decode()


def test_what_comes_next_stands_before_what_runs(malta):
    running = ActivityFactory(title="Runs")
    second = ActivityFactory(
        title="Second", status="planned", starts_on=NEXT_MONTH + datetime.timedelta(days=1)
    )
    first = ActivityFactory(title="First", status="planned", starts_on=NEXT_MONTH)
    ActivityFactory(title="Over", status="completed")
    ActivityFactory(title="Withdrawn", retired=True)
    panels = malta.client.get("/countries/NE/").context["panels"]
    panel = next(panel for panel in panels if panel["template"].endswith("ahead.html"))
    titles = [row["title"] for row in panel["context"]["rows"]]
    assert titles == [first.title, second.title, running.title]


def test_addresses(italy):
    assert italy.client.get("/countries/ne/").headers["Location"] == "/countries/NE/"
    for unknown in ("ZZ", "IT", "NER", "%00", "N" * 300):
        assert italy.client.get(f"/countries/{unknown}/").status_code == 404


def test_whoever_contributes_logs_from_here(italy, gsc, italy_reader, admin):
    link = "/activities/new/?country=NE"
    assert link in italy.client.get("/countries/NE/").content.decode()
    for persona in (italy_reader, admin):
        assert link not in persona.client.get("/countries/NE/").content.decode()


def test_both_pages_cost_the_same_for_one_and_for_thirty(italy):
    ActivityFactory(starts_on=NEXT_MONTH, status="planned")
    few = {path: queries(italy.client, path) for path in ("/countries/", "/countries/NE/")}
    for number in range(30):
        ActivityFactory(starts_on=NEXT_MONTH, countries=("NE", ("TN", "LY", "EG")[number % 3]))
    assert {path: queries(italy.client, path) for path in few} == few
    assert max(few.values()) <= 12


def test_names_are_in_the_readers_language(italy):
    italy.client.cookies["language"] = "fr"
    assert "Égypte" in italy.client.get("/countries/EG/").content.decode()
