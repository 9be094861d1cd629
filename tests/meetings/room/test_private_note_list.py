"""The list of private notes and its files: what was asked for, in one order, to its readers alone."""

import csv
import io

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coordination.meetings import services
from coordination.world.queries import countries
from tests.factories.meetings import in_days
from tests.factories.room import acting, private_note, running

pytestmark = [pytest.mark.row("A68"), pytest.mark.usefixtures("db")]

LIST, FILE = "/private-notes/", "/private-notes/file/"


@pytest.fixture
def notes():
    """Notes of several delegations, the oldest first."""
    niger, tunisia = (countries().by_code[code].pk for code in ("NE", "TN"))
    _meeting, (item,) = running({"title": "State of play", "country_id": None})
    told = [
        {"by": "malta", "text": "Hidden of Malta.", "country_id": niger},
        {"by": "malta", "text": "Shown by Malta.", "country_id": niger, "shown_to": ["italy"]},
        {"text": "On Tunis.", "country_id": tunisia},
        {"text": "On an item.", "item": item},
        {"text": "On Agadez.", "country_id": niger, "title": "Coffee", "counterpart": "Two counsellors"},
    ]
    return [private_note(held_on=in_days(day - 9), **note) for day, note in enumerate(told)]


def on_page(persona, query: str = "") -> list[str]:
    answer = persona.client.get(LIST + query)
    assert answer.status_code == 200
    return [row["text"] for row in answer.context["rows"]]


def in_csv(persona, query: str = "") -> list[dict[str, str]]:
    text = b"".join(persona.client.get(f"{FILE}csv/{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def in_xlsx(persona, query: str = "") -> list[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(persona.client.get(f"{FILE}xlsx/{query}").content))
    head, *rows = book.get_sheet_by_index(0).to_python()
    return [str(row[head.index("Note")]) for row in rows]


SELECTED = [
    ("", ["On Agadez.", "On an item.", "On Tunis.", "Shown by Malta."]),
    ("?country=NE", ["On Agadez.", "Shown by Malta."]),
    ("?country=NE&country=TN", ["On Agadez.", "On Tunis.", "Shown by Malta."]),
    ("?country=LY", []),
    ("?mine=true", ["On Agadez.", "On an item.", "On Tunis."]),
    ("?mine=true&country=NE", ["On Agadez."]),
    ("?words=agadez", ["On Agadez."]),
    ("?words=counsellors", ["On Agadez."]),
    ("?words=hidden", []),
]


@pytest.mark.row("B26")
@pytest.mark.parametrize(("query", "expected"), SELECTED)
def test_page_and_files_hold_exactly_what_was_asked_for(query, expected, italy, notes):
    assert on_page(italy, query) == expected
    assert [row["Note"] for row in in_csv(italy, query)] == expected
    assert in_xlsx(italy, query) == expected


def test_nothing_of_another_delegation_is_in_page_or_file(france, malta, presidency, notes):
    assert on_page(malta) == ["Shown by Malta.", "Hidden of Malta."]
    assert [row["Note"] for row in in_csv(malta)] == ["Shown by Malta.", "Hidden of Malta."]
    for who in (france, presidency):
        for query in ("", "?country=NE", "?mine=true", "?words=malta"):
            assert (on_page(who, query), in_csv(who, query), in_xlsx(who, query)) == ([], [], [])


def test_what_was_taken_away_is_in_no_file(italy, notes):
    acting(italy, services.discard_note, note=notes[-1])
    assert [row["Note"] for row in in_csv(italy, "?mine=true")] == ["On an item.", "On Tunis."]


def test_a_file_says_what_each_note_is_about_and_who_reads_it(italy, notes):
    coffee, item, _tunis, shown = in_csv(italy)
    assert (coffee["Title"], coffee["With whom"]) == ("Coffee", "Two counsellors")
    assert (coffee["Country, ISO code"], coffee["Country"]) == ("NE", "Niger")
    assert (coffee["Delegation, code"], coffee["Who can read it"]) == ("italy", "Italy")
    assert item["Item"].endswith("State of play")
    assert item["Meeting"]
    assert (shown["Delegation, code"], shown["Who can read it"]) == ("malta", "Named delegations")
    assert {row["Made for"] for row in (coffee, shown)} == {"Italy"}


def test_the_list_has_pages_and_its_file_holds_all(italy):
    day = timezone.localdate()
    for number in range(52):
        private_note(text=f"Note {number}", held_on=day)
    page = italy.client.get(f"{LIST}?mine=true")
    assert page.context["order_words"] == "First 50, newest first."
    first = [row["text"] for row in page.context["rows"]]
    rest = italy.client.get(page.context["next_url"])
    assert (len(first), rest.context["next_url"]) == (50, "")
    assert rest.context["first_url"] == f"{LIST}?mine=true"
    listed = first + [row["text"] for row in rest.context["rows"]]
    assert listed == [f"Note {number}" for number in reversed(range(52))]
    assert [
        row["Note"] for row in in_csv(italy, f"?mine=true&after={page.context['rows'][-1]['id']}")
    ] == listed


def test_the_head_keeps_the_filters_for_tabs_and_files(italy, notes):
    page = italy.client.get(f"{LIST}?country=NE&mine=true").context
    assert page["page"]["subtitle"] == "Niger"
    assert page["page"]["marking"]["narrow"]
    assert [chip["label"] for chip in page["active"]] == ["Country: Niger", "Notes of your delegation"]
    everybodys, own, *_rest = page["page"]["tabs"]
    assert (everybodys["url"], own["current"]) == (f"{LIST}?country=NE", True)
    assert page["page"]["actions"][0]["url"] == f"{FILE}xlsx/?country=NE&mine=true"
    empty = italy.client.get(f"{LIST}?country=LY").context["empty"]
    assert empty["title"] == "No private note that you may read matches these filters"
    assert empty["steps"][0]["url"] == LIST


def test_what_is_no_filter_is_named_and_gives_no_file(italy, notes):
    for address in (LIST, f"{FILE}csv/"):
        answer = italy.client.get(f"{address}?country=XX")
        assert answer.status_code == 400
        assert set(answer.context["filter"].form.errors) == {"country"}
    assert italy.client.get(f"{FILE}pdf/").status_code == 404


def test_the_address_answers_with_the_rows_alone_where_they_are_swapped(italy, notes):
    rows = italy.client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert rows.lstrip().startswith('<div id="private-notes"')
    assert "On Agadez." in rows
