"""Which notices a list holds: the same on the page, in its files and in the API, newest first."""

import csv
import io

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from actionplans.fiches import services as fiches
from coordination.access.reader import reading_as
from coordination.world.queries import countries
from tests.factories import ActivityFactory
from tests.factories.fiches import written
from tests.factories.notices import changed, follow, narrowed, notices_of, tell

pytestmark = [pytest.mark.row("B22"), pytest.mark.row("B26"), pytest.mark.usefixtures("db")]

LIST, FILE, API = "/notices/", "/notices/file/", "/api/v1/notices/"


@pytest.fixture
def read(france, malta):
    """What France was told, the oldest first and read; and what only Malta was told."""
    follow(france, country_id=countries().by_code["NE"].pk)
    made = {
        title: ActivityFactory(title=title, countries=places, shared_with=readers)
        for title, places, readers in (
            ("Read", ["NE"], ["france"]),
            ("Hidden", ["NE"], ["malta"]),
            ("In Niger", ["NE"], ["france"]),
            ("In both", ["NE", "TN"], ["france"]),
        )
    }
    tell()
    [first] = [row for row in notices_of(france) if row.announcement.record == made["Read"].pk]
    france.client.post("/notices/read/", {"notice": str(first.pk)})
    changed(made["In both"], title="In both now")
    tell()
    return made


def on_page(persona, query: str = "") -> list[tuple[str, str]]:
    answer = persona.client.get(LIST + query)
    assert answer.status_code == 200
    return [(row["title"], row["kind"]) for row in answer.context["rows"]]


def in_csv(persona, query: str = "") -> list[dict[str, str]]:
    text = b"".join(persona.client.get(f"{FILE}csv/{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def in_xlsx(persona, query: str = "") -> list[tuple[str, str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(persona.client.get(f"{FILE}xlsx/{query}").content))
    head, *rows = book.get_sheet_by_index(0).to_python()
    title, kind = head.index("What is new"), head.index("Kind, code")
    return [(str(row[title]), str(row[kind])) for row in rows]


def in_files(persona, query: str = "") -> list[tuple[str, str]]:
    found = in_xlsx(persona, query)
    assert [(row["What is new"], row["Kind, code"]) for row in in_csv(persona, query)] == found
    return found


def in_api(persona, query: str = "") -> list[tuple[str, str]]:
    answer = persona.api.get(API + query)
    assert answer.status_code == 200
    return [(row["title"], row["kind"]["code"]) for row in answer.json()["results"]]


CHANGED = ("In both now", "activity.changed")
BOTH = ("In both now", "activity.logged")
NIGER = ("In Niger", "activity.logged")
READ = ("Read", "activity.logged")
# What was asked for, what is unread of it, and what more there is among all.
SELECTED = [
    ("", [CHANGED, BOTH, NIGER], [READ]),
    ("kind=activity.logged", [BOTH, NIGER], [READ]),
    ("kind=activity.logged&kind=activity.changed", [CHANGED, BOTH, NIGER], [READ]),
    ("kind=activity.changed", [CHANGED], []),
    ("kind=activity.retired", [], []),
    ("country=TN", [BOTH], []),
    ("country=NE&country=TN", [CHANGED, BOTH, NIGER], [READ]),
    ("country=LY", [], []),
    ("kind=activity.logged&country=TN", [BOTH], []),
]


@pytest.mark.parametrize(("query", "unread", "more"), SELECTED)
def test_page_files_and_api_hold_exactly_what_was_asked_for(query, unread, more, france, read):
    assert on_page(france, f"?{query}") == in_files(france, f"?{query}") == unread
    assert in_api(france, f"?unread=true&{query}") == unread
    everything = unread + more
    assert on_page(france, f"?all=true&{query}") == in_files(france, f"?all=true&{query}") == everything
    assert in_api(france, f"?{query}") == everything


def test_nothing_that_others_were_told_is_in_page_or_file(france, malta, presidency, read):
    assert on_page(malta) == in_files(malta) == [("Hidden", "activity.logged")]
    assert on_page(presidency, "?all=true") == in_files(presidency, "?all=true") == []
    for title in ("Hidden", "hidden"):
        assert title not in b"".join(france.client.get(f"{FILE}csv/?all=true")).decode()


@pytest.mark.row("D1")
def test_a_file_leaves_out_what_cannot_be_read_any_more(france, read):
    narrowed(read["In Niger"])
    assert on_page(france) == in_files(france) == [CHANGED, BOTH]
    assert in_api(france, "?unread=true&country=NE") == [CHANGED, BOTH]


def test_a_file_says_why_one_was_told_of_what_and_who_reads_that(france, read):
    row = in_csv(france)[1]
    assert (row["Kind"], row["What happened"], row["By whom"]) == (
        "A new entry in the register",
        "logged",
        "Italy",
    )
    assert (row["Rule, code"], row["Unread"]) == ("shared", "true")
    assert row["You are told because"] == "it is shared with your organisation by name"
    assert (row["Countries, ISO codes"], row["Who can read it"]) == ("NE, TN", "Named delegations")
    assert (row["Marking of the row"], row["Made for"]) == ("LIMITE · NAMED DELEGATIONS", "France")


def test_an_owner_reads_all_readers_of_the_record_in_the_file_and_others_do_not(italy, france):
    fiche = written(shared_with=["france"])
    with transaction.atomic(), reading_as(actor := france.actor()):
        fiches.state_position(actor=actor, fiche=fiche, stand="object", words="Not yet.")
    tell()
    told = {(row["Kind, code"], row["Who can read it"]) for who in (italy, france) for row in in_csv(who)}
    assert told == {("fiche.position", "Italy, France"), ("fiche.circulated", "Named delegations")}


def test_marking_one_leads_back_to_the_list_as_it_was(france, read):
    address = f"{LIST}?all=true&kind=activity.logged&country=NE"
    page = france.client.get(address)
    assert 'name="kind" value="activity.logged"' in page.content.decode()
    kept = dict(page.context["drawn"]["kept"])
    assert kept == {"kind": "activity.logged", "country": "NE", "all": "true"}
    marked = france.client.post("/notices/read/", kept | {"notice": str(page.context["rows"][0]["id"])})
    assert marked.headers["Location"] == f"{LIST}?kind=activity.logged&country=NE&all=true"
    assert on_page(france) == [CHANGED, NIGER]


def test_marking_all_marks_what_the_list_shows(france, read):
    [*_files, button] = france.client.get(f"{LIST}?country=TN").context["page"]["actions"]
    assert (button["label"], button["post"]) == ("Mark all as read", True)
    assert france.client.post(button["url"]).headers["Location"] == LIST
    assert on_page(france) == [CHANGED, NIGER]
    [*_files, button] = france.client.get(LIST).context["page"]["actions"]
    france.client.post(button["url"])
    assert on_page(france) == []


def test_the_head_keeps_the_filters_for_tabs_and_files(france, read):
    page = france.client.get(f"{LIST}?country=TN&all=true").context
    unread, everything, *_others = page["page"]["tabs"]
    assert (unread["url"], unread["current"]) == (f"{LIST}?country=TN", False)
    assert (everything["url"], everything["current"]) == (f"{LIST}?country=TN&all=true", True)
    assert [chip["label"] for chip in page["active"]] == ["Country: Tunisia"]
    assert (page["clear_url"], page["page"]["subtitle"]) == (f"{LIST}?all=true", "Tunisia")
    assert page["page"]["actions"][1]["url"] == f"{FILE}csv/?country=TN&all=true"
    assert page["page"]["marking"]["note"] == "Only you see your notices"


def test_where_nothing_matches_the_next_step_is_named(france, read):
    empty = france.client.get(f"{LIST}?country=LY").context["empty"]
    assert empty["title"] == "Nothing unread matches these filters"
    assert [step["url"] for step in empty["steps"]] == [
        LIST,
        f"{LIST}?country=LY&all=true",
        "/notices/following/",
    ]
    all_empty = france.client.get(f"{LIST}?country=LY&all=true").context["empty"]
    assert all_empty["title"] == "No notice matches these filters"


def test_pages_keep_the_filters_and_the_file_holds_all(france):
    for number in range(52):
        ActivityFactory(title=f"Number {number}", shared_with=["france"])
    tell()
    page = france.client.get(f"{LIST}?country=NE").context
    rest = france.client.get(page["next_url"]).context
    assert (page["order_words"], len(page["rows"])) == ("First 50, newest first.", 50)
    assert (rest["first_url"], rest["next_url"]) == (f"{LIST}?country=NE", "")
    listed = [row["title"] for row in (*page["rows"], *rest["rows"])]
    assert listed == [f"Number {number}" for number in reversed(range(52))]
    assert [title for title, _kind in in_files(france, "?country=NE")] == listed


@pytest.mark.parametrize("name", ["kind", "country"])
def test_what_is_no_filter_is_refused_by_name(name, france, read):
    for address in (LIST, f"{FILE}csv/"):
        answer = france.client.get(address, {name: "nothing"})
        assert answer.status_code == 400
        assert set(answer.context["filter"].form.errors) == {name}
    refused = france.api.get(API, {name: "nothing"})
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {name}
    assert france.client.get(f"{FILE}pdf/").status_code == 404


def test_a_filtered_list_costs_no_more_than_twelve_statements(france, read):
    france.client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        on_page(france, "?all=true&country=NE&kind=activity.logged")
    assert len(asked) <= 12
