"""Lists, details, matrix: exactly what was shared, in codes and labels."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .conftest import ROOT, ActivityFactory, problem, read

CANARY = "CANARY-7f3a"
LISTS = ["activities", "existence-cards", "organisations", "countries", "themes", "mandates"]


@pytest.fixture
def hidden(db):
    """An entry of Italy that nobody else reads: without it nothing could leak."""
    return ActivityFactory(title=CANARY, shared_with=[], aim=CANARY)


def titles(response):
    return {row["title"] for row in response.json()["results"]}


def test_a_list_shows_exactly_what_was_shared(france, malta, italy, admin, hidden):
    ActivityFactory(title="For all")
    ActivityFactory(title="For France", shared_with=["france"])

    assert titles(read(france, "/activities/")) == {"For all", "For France"}
    assert titles(read(malta, "/activities/")) == {"For all"}
    assert titles(read(italy, "/activities/")) == {"For all", "For France", CANARY}
    assert titles(read(admin, "/activities/")) == set()


def test_nothing_hidden_comes_out_of_any_address(france, hidden):
    ActivityFactory(title="For all")
    for path in [*(f"/{noun}/" for noun in LISTS), "/matrix/", "/me/", f"/activities/{hidden.pk}/"]:
        body = read(france, path).content.decode()
        assert CANARY not in body
        assert str(hidden.pk) not in body


def test_a_row_says_codes_and_labels_and_who_reads_it(france, italy):
    row = ActivityFactory(
        title="Talks", kind="negotiation", shared_with=["france", "malta"], partners=["germany"], amount=100
    )
    shown = read(france, f"/activities/{row.pk}/").json()
    assert shown["kind"] == {"code": "negotiation", "label": "Negotiation or agreement"}
    assert shown["lead"] == {"code": "italy", "label": "Italy"}
    assert shown["countries"] == [{"code": "NE", "label": "Niger", "areas": ""}]
    assert shown["amounts"][0]["amount"] == "100.00"
    assert shown["partners"][0]["organisation"]["code"] == "germany"
    assert shown["audience"]["readers"] is None
    assert shown["sharing"] is None
    assert "Malta" not in str(shown), "with whom else it is shared is a secret"

    owner = read(italy, f"/activities/{row.pk}/").json()
    assert owner["audience"]["readers"] == ["Italy", "France", "Malta"]
    assert owner["sharing"] == {"choice": "named", "named": ["france", "malta"], "country_team": False}


def test_labels_follow_the_language(italy):
    row = ActivityFactory()
    shown = italy.api.get(f"{ROOT}/activities/{row.pk}/", headers={"Accept-Language": "fr"}).json()
    assert shown["lead"]["label"] == "Italie"


def test_a_detail_carries_its_version(italy):
    row = ActivityFactory()
    response = read(italy, f"/activities/{row.pk}/")
    assert response["ETag"] == f'"{row.version}"'
    assert response["Cache-Control"] == "no-store"


def test_the_programme_is_named_to_those_who_may_read_it(france, italy, hidden):
    part = ActivityFactory(part_of=hidden)
    assert read(italy, f"/activities/{part.pk}/").json()["part_of"] == str(hidden.pk)
    assert read(france, f"/activities/{part.pk}/").json()["part_of"] is None
    assert str(hidden.pk) not in read(france, "/activities/").content.decode()


@pytest.mark.parametrize("noun", LISTS)
def test_pages_follow_each_other_without_gap_or_repetition(noun, france, hidden):
    for number in range(5):
        ActivityFactory(title=f"Number {number}")
        ActivityFactory(shared_with=[], announced_to="members")
    everything = read(france, f"/{noun}/", limit=200).json()
    rows = [json.dumps(row) for row in everything["results"]]
    if everything["next"] is None:
        seen: list[dict] = []
        cursor: dict[str, str] = {}
        while True:
            page = read(france, f"/{noun}/", limit=3, **cursor).json()
            assert len(page["results"]) <= 3
            seen += page["results"]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert [json.dumps(row) for row in seen] == rows
    assert rows


def test_a_list_holds_fifty_unless_asked(italy):
    assert len(read(italy, "/countries/").json()["results"]) == 50
    assert len(read(italy, "/countries/", limit=200).json()["results"]) == 200


@pytest.mark.parametrize("noun", LISTS)
@pytest.mark.parametrize("limit", ["0", "-1", "201", "abc", "1.5", "", "9" * 5000, "²"])
def test_a_bad_limit_is_refused_at_the_parameter(noun, limit, italy):
    assert "limit" in problem(read(italy, f"/{noun}/", limit=limit), 400)["errors"]


@pytest.mark.parametrize("noun", LISTS)
@pytest.mark.parametrize("cursor", ["", "x", "-1", "0" * 5000, "00000000-0000-4000-8000-000000000000"])
def test_a_bad_cursor_is_refused_at_the_parameter(noun, cursor, italy):
    assert "cursor" in problem(read(italy, f"/{noun}/", cursor=cursor), 400)["errors"]


def test_a_cursor_to_a_hidden_row_is_one_to_no_row(france, hidden):
    ActivityFactory()
    missing = read(france, "/activities/", cursor="00000000-0000-4000-8000-000000000000")
    assert read(france, "/activities/", cursor=str(hidden.pk)).content == missing.content


@pytest.mark.parametrize("path", [*(f"/{noun}/" for noun in LISTS), "/matrix/", "/me/"])
def test_an_unknown_parameter_is_named_never_ignored(path, italy):
    body = problem(read(italy, path, contry="NE", limit2="4"), 400)
    assert set(body["errors"]) == {"contry", "limit2"}
    assert "contry" in body["detail"]


@pytest.mark.parametrize(
    "query",
    [
        {"country": "XX"},
        {"country": ["NE", "ZZ"]},
        {"theme": "nothing"},
        {"kind": "nothing"},
        {"actor": "nobody"},
        {"level": "nothing"},
        {"status": "nothing"},
        {"period_from": "2026-02-30"},
        {"period_to": "yesterday"},
        {"words": "x" * 201},
        {"words": "a\x00b"},
        {"mine": "maybe"},
        {"stale": "2"},
        {"drafts": "no"},
    ],
)
def test_a_filter_that_cannot_be_understood_is_refused_at_its_name(query, italy):
    assert set(problem(read(italy, "/activities/", **query), 400)["errors"]) == set(query)


def test_the_filters_are_those_of_the_page(italy, france, hidden):
    day = datetime.date(2026, 5, 1)
    one = {"countries": ("TN",), "themes": ("protection",), "kind": "visit", "level": "eu"}
    ActivityFactory(title="Wanted", starts_on=day, ends_on=day, status="completed", **one)
    ActivityFactory(title="Other", countries=("NE",), starts_on=datetime.date(2027, 1, 1))
    ActivityFactory(title="French", originator="france", starts_on=datetime.date(2027, 1, 1))
    ActivityFactory(title="Draft", draft=True)
    for query in (
        {"country": "TN"},
        {"theme": "protection"},
        {"kind": "visit"},
        {"level": "eu"},
        {"status": "completed"},
        {"period_to": "2026-12-31"},
        {"words": "want"},
    ):
        assert titles(read(france, "/activities/", **query)) == {"Wanted"}, query
    assert titles(read(france, "/activities/", actor="france")) == {"French"}
    assert titles(read(france, "/activities/", mine="true")) == {"French"}
    assert titles(read(france, "/activities/", country=["TN", "NE"])) == {"Wanted", "Other", "French"}
    assert titles(read(italy, "/activities/", drafts="true")) == {"Draft"}
    assert titles(read(france, "/activities/", stale="1")) == set()


def test_cards_have_a_list_of_their_own(france, malta, italy, hidden):
    row = ActivityFactory(title=CANARY, shared_with=["malta"], announced_to="members", contact="Desk, Rome")
    [card] = read(france, "/existence-cards/").json()["results"]
    assert card["country"]["code"] == "NE"
    assert card["contact"] == "Desk, Rome"
    assert CANARY not in str(card)
    assert card["audience"]["words"] == "All members"
    assert read(france, "/activities/").json()["results"] == []
    assert read(malta, "/existence-cards/").json()["results"] == [], "Malta reads the entry itself"

    assert read(france, f"/existence-cards/{card['id']}/").json() == card
    assert read(france, f"/existence-cards/{row.pk}/").status_code == 404
    assert read(france, f"/activities/{card['id']}/").status_code == 404
    shown = read(italy, f"/activities/{row.pk}/").json()["card"]
    assert shown == {"choice": "members", "named": [], "country_team": False, "contact": "Desk, Rome"}
    assert read(malta, f"/activities/{row.pk}/").json()["card"] is None


def test_the_card_list_takes_the_filters_that_cards_can_answer(france):
    ActivityFactory(shared_with=[], announced_to="members", countries=("TN",))
    assert len(read(france, "/existence-cards/", country="TN").json()["results"]) == 1
    assert read(france, "/existence-cards/", country="NE").json()["results"] == []
    assert "words" in problem(read(france, "/existence-cards/", words="x"), 400)["errors"]


def test_the_matrix_counts_what_the_reader_may_read(france, italy, hidden):
    ActivityFactory(countries=("NE", "TN"))
    ActivityFactory(shared_with=[], announced_to="members", countries=("TN",))
    body = read(france, "/matrix/").json()
    assert body["axis"] == "actor-country"
    assert body["rows"] == [{"code": "italy", "label": "Italy"}]
    assert body["columns"] == [{"code": "NE", "label": "Niger"}, {"code": "TN", "label": "Tunisia"}]
    assert {(cell["column"], cell["entries"], cell["cards"]) for cell in body["cells"]} == {
        ("NE", 1, 0),
        ("TN", 1, 1),
    }
    assert {cell["entries"] for cell in read(italy, "/matrix/").json()["cells"]} == {2}

    themes = read(france, "/matrix/", axis="theme-actor", country="NE").json()
    assert themes["rows"] == [{"code": "migrant-smuggling", "label": "Migrant smuggling"}]
    assert "axis" in problem(read(france, "/matrix/", axis="x"), 400)["errors"]
    assert "country" in problem(read(france, "/matrix/", country="XX"), 400)["errors"]
    assert "drafts" in problem(read(france, "/matrix/", drafts="1"), 400)["errors"]


def test_reference_lists_have_details(italy):
    assert read(italy, "/organisations/italy/").json()["kind"]["code"] == "state"
    assert read(italy, "/countries/NE/").json()["iso3"] == "NER"
    assert read(italy, "/themes/readmission/").json()["domain"]["code"] == "return-readmission"
    assert read(italy, "/mandates/jvap-2015/").json()["adopted_on"].startswith("2015")
    assert {
        row["kind"]["code"] for row in read(italy, "/organisations/", kind="state").json()["results"]
    } == {"state"}
    assert "kind" in problem(read(italy, "/organisations/", kind="x"), 400)["errors"]
    africa = read(italy, "/countries/", region=read(italy, "/countries/NE/").json()["region"]["code"]).json()
    assert "NE" in {row["code"] for row in africa["results"]}
    assert "region" in problem(read(italy, "/countries/", region="x"), 400)["errors"]
    for path in ("/organisations/x/", "/countries/ZZ/", "/themes/x/", "/mandates/x/"):
        assert problem(read(italy, path), 404)


def test_me_says_who_i_am(italy, italy_interior, admin, presidency):
    mine = read(italy, "/me/").json()
    assert mine["organisation"] == {"code": "italy", "label": "Italy"}
    assert mine["speaks_for"] == [{"code": "italy", "label": "Italy"}]
    assert read(italy_interior, "/me/").json()["speaks_for"] == []
    assert read(admin, "/me/").json()["functions"] == ["administrator"]
    assert "chair" in read(presidency, "/me/").json()["functions"]


@pytest.mark.parametrize("path", ["/activities/", "/existence-cards/", "/matrix/"])
def test_the_number_of_queries_is_flat(path, france):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert read(france, path).status_code == 200
        return len(caught)

    read(france, path)  # the references are read once
    for number in range(10):
        ActivityFactory(shared_with=["france"] if number % 2 else "members", announced_to=None)
        ActivityFactory(shared_with=[], announced_to="members")
    few = queries()
    for _ in range(40):
        ActivityFactory(shared_with=["france"])
        ActivityFactory(shared_with=[], announced_to="members")
    assert queries() == few
    assert few <= 12
