"""The reference and demonstration files agree with each other; no database is needed to know it."""

import csv
import datetime
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree

from coordination.register.kinds import Kind, Level, Precision, Role, Stage, State, Status

ROOT = Path(__file__).resolve().parents[2] / "coordination"
WORLD = ROOT / "world" / "reference"
PEOPLE = ROOT / "people" / "reference"
DEMONSTRATION = ROOT / "register" / "demonstration"
FILES = sorted([*WORLD.glob("*.csv"), *PEOPLE.glob("*.csv"), *DEMONSTRATION.glob("*.csv")])
IATI_FILES = sorted(DEMONSTRATION.glob("*.xml"))

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(path: Path, name: str) -> list[str]:
    return [row[name] for row in rows(path)]


def several(value: str) -> list[str]:
    return [part for part in value.split(";") if part]


def day(value: str) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None


COUNTRIES = set(column(WORLD / "countries.csv", "code"))
THEMES = set(column(WORLD / "themes.csv", "code"))
MANDATES = set(column(WORLD / "mandates.csv", "code"))
ORGANISATIONS = {row["code"]: row for row in rows(PEOPLE / "organisations.csv")}
IATI_REFS = {ref for row in ORGANISATIONS.values() for ref in row["iati_refs"].split()}
EXAMPLES = rows(DEMONSTRATION / "examples.csv")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_table_is_utf_8_with_plain_line_ends_and_full_rows(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    widths = {len(cells) for cells in csv.reader(text.splitlines(keepends=True))}
    assert len(widths) == 1


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (WORLD / "regions.csv", "code"),
        (WORLD / "countries.csv", "code"),
        (WORLD / "countries.csv", "iso3"),
        (WORLD / "routes.csv", "code"),
        (WORLD / "themes.csv", "code"),
        (WORLD / "themes.csv", "order"),
        (WORLD / "mandates.csv", "code"),
        (PEOPLE / "organisations.csv", "code"),
        (DEMONSTRATION / "examples.csv", "key"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_codes_are_unique(path: Path, key: str) -> None:
    codes = column(path, key)
    assert all(codes)
    assert len(codes) == len(set(codes))


def test_every_name_is_given_in_both_languages() -> None:
    for path in (WORLD / "regions.csv", WORLD / "countries.csv", WORLD / "routes.csv", WORLD / "themes.csv"):
        assert all(row["name_en"] and row["name_fr"] for row in rows(path)), path.name
    for row in ORGANISATIONS.values():
        assert all(row[name] for name in ("name_en", "name_fr", "short_en", "short_fr")), row["code"]
    for path in (WORLD / "mandates.csv", PEOPLE / "posts.csv"):
        assert all(row["title_en"] and row["title_fr"] for row in rows(path)), path.name


def test_there_are_all_countries_of_iso_3166_and_kosovo_with_its_footnote() -> None:
    assert len(COUNTRIES) == 250
    kosovo = next(row for row in rows(WORLD / "countries.csv") if row["code"] == "XK")
    assert kosovo["name_en"] == "Kosovo*"
    assert "1244" in kosovo["note_en"]
    assert "1244" in kosovo["note_fr"]


def test_the_world_refers_only_to_what_exists() -> None:
    regions = set(column(WORLD / "regions.csv", "code"))
    routes = set(column(WORLD / "routes.csv", "code"))
    assert set(column(WORLD / "countries.csv", "region")) == regions
    assert set(column(WORLD / "country_routes.csv", "route")) == routes
    assert set(column(WORLD / "country_routes.csv", "country")) <= COUNTRIES
    assert set(column(WORLD / "tiers.csv", "country")) <= COUNTRIES
    assert {parent for parent in column(WORLD / "themes.csv", "parent") if parent} <= THEMES


def test_the_five_domains_each_map_to_one_strand() -> None:
    themes = rows(WORLD / "themes.csv")
    domains = {row["code"]: row["strand"] for row in themes if not row["parent"]}
    assert len(domains) == len(set(domains.values())) == 5
    for row in themes:
        if row["parent"]:
            assert row["strand"] == domains[row["parent"]], row["code"]


def test_a_country_has_one_tier_at_a_time_and_each_has_its_source() -> None:
    spans: dict[str, list[tuple[datetime.date, datetime.date]]] = {}
    for row in rows(WORLD / "tiers.csv"):
        assert row["source"]
        span = (datetime.date.fromisoformat(row["starts_on"]), day(row["ends_on"]) or datetime.date.max)
        spans.setdefault(row["country"], []).append(span)
    for country, held in spans.items():
        held.sort()
        for (_, ends), (starts, _) in pairwise(held):
            assert ends < starts, country


def test_there_are_27_states_in_the_order_of_their_own_names() -> None:
    states = [row for row in ORGANISATIONS.values() if row["kind"] == "state"]
    assert len(states) == len({row["country"] for row in states}) == 27
    assert all(row["name_own"] for row in states)
    states.sort(key=lambda row: int(row["protocol_order"]))
    assert " ".join(row["country"] for row in states) == (
        "BE BG CZ DK DE EE IE GR ES FR HR IT CY LV LT LU HU MT NL AT PL PT RO SI SK FI SE"
    )


def test_organisations_hang_together() -> None:
    orders = [row["protocol_order"] for row in ORGANISATIONS.values()]
    assert len(orders) == len(set(orders))
    for code, row in ORGANISATIONS.items():
        assert not row["parent"] or row["parent"] in ORGANISATIONS, code
        assert not row["country"] or row["country"] in COUNTRIES, code
        if row["kind"] == "ministry":
            assert ORGANISATIONS[row["parent"]]["kind"] == "state", code
        if row["kind"] == "eu-delegation":
            assert row["parent"] == "eeas", code
            assert row["country"], code
        if row["kind"] == "implementer":
            assert row["has_accounts"] == "0", code


def test_an_iati_reference_belongs_to_one_organisation() -> None:
    refs = [ref for row in ORGANISATIONS.values() for ref in row["iati_refs"].split()]
    assert len(refs) == len(set(refs))


def test_the_presidency_is_held_without_gap_or_overlap_from_2020_to_2030() -> None:
    terms = rows(PEOPLE / "terms.csv")
    assert len(terms) == 22
    expected = datetime.date(2020, 1, 1)
    for term in terms:
        assert ORGANISATIONS[term["organisation"]]["kind"] == "state"
        assert day(term["starts_on"]) == expected
        expected = datetime.date.fromisoformat(term["ends_on"]) + datetime.timedelta(days=1)
        country = ORGANISATIONS[term["organisation"]]["country"]
        # A trio names states as the Union does: EL for Greece.
        assert country.replace("GR", "EL") in term["trio"].split("-")
    assert expected == datetime.date(2031, 1, 1)


def test_posts_belong_to_organisations_and_name_nobody() -> None:
    for row in rows(PEOPLE / "posts.csv"):
        assert row["organisation"] in ORGANISATIONS
        assert not row["country"] or row["country"] in COUNTRIES
        assert row["example"] in {"0", "1"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda row: row["key"])
def test_an_entry_uses_only_words_and_codes_that_exist(example: Row) -> None:
    assert example["lead"] in ORGANISATIONS
    assert example["kind"] in Kind
    assert example["level"] in Level
    assert example["status"] in Status
    assert example["precision"] in Precision
    assert example["state"] in State
    assert several(example["countries"])
    assert set(several(example["countries"])) <= COUNTRIES
    assert set(several(example["themes"])) <= THEMES
    assert set(several(example["mandates"])) <= MANDATES
    assert {area.partition(":")[0] for area in several(example["areas"])} <= set(
        several(example["countries"])
    )
    for partner in several(example["partners"]):
        organisation, _, role = partner.partition(":")
        assert organisation in ORGANISATIONS
        assert role in Role
    for amount in several(example["amounts"]):
        currency, value, stage, as_of, instrument = amount.split(" ", 4)
        assert re.fullmatch("[A-Z]{3}", currency)
        assert float(value) > 0
        assert stage in Stage
        assert day(as_of)
        assert instrument


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda row: row["key"])
def test_an_entry_is_a_sourced_fact_or_marked_as_an_example(example: Row) -> None:
    assert example["example"] in {"0", "1"}
    if example["example"] == "0":
        assert example["source"]
        assert example["audience"] == "members"
    assert day(example["status_on"])
    assert day(example["confirmed_on"])
    starts, ends = day(example["starts_on"]), day(example["ends_on"])
    assert not (starts and ends) or starts <= ends


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda row: row["key"])
def test_an_audience_and_a_card_can_be_read(example: Row) -> None:
    words = {"own", "presidency", "institutions", "members", "members+team"}
    for audience in filter(None, (example["audience"], example["card"])):
        if audience.startswith("named:"):
            assert {ORGANISATIONS[code]["kind"] for code in several(audience[6:])} == {"state"}
        else:
            assert audience in words
    assert bool(example["card"]) == bool(example["card_contact"])
    if example["card"]:
        assert example["themes"]
        assert example["starts_on"]
    assert not example["drafted_by"] or ORGANISATIONS[example["drafted_by"]]["parent"] == example["lead"]


def test_the_examples_show_every_kind_audience_and_state_but_retired() -> None:
    assert {row["kind"] for row in EXAMPLES} == set(Kind.values)
    assert {row["status"] for row in EXAMPLES} == set(Status.values)
    assert {row["state"] for row in EXAMPLES} == {State.DRAFT, State.CURRENT}
    assert {row["audience"].partition(":")[0] for row in EXAMPLES} == {
        "own",
        "named",
        "presidency",
        "institutions",
        "members",
        "members+team",
    }


def activities() -> Iterator[tuple[Path, Element]]:
    for path in IATI_FILES:
        for activity in ElementTree.fromstring(path.read_bytes()):
            yield path, activity


def test_iati_files_are_well_formed_and_every_identifier_is_there_once() -> None:
    assert IATI_FILES
    identifiers = [activity.findtext("iati-identifier") for _, activity in activities()]
    assert all(identifiers)
    assert len(identifiers) == len(set(identifiers))


def test_every_organisation_country_and_theme_of_the_iati_files_is_known() -> None:
    for path, activity in activities():
        where = f"{path.name}: {activity.findtext('iati-identifier')}"
        assert {org.get("ref") for org in activity.iter("reporting-org")} <= IATI_REFS, where
        for partner in activity.iter("participating-org"):
            assert partner.get("ref") is None or partner.get("ref") in IATI_REFS, where
        assert {country.get("code") for country in activity.iter("recipient-country")} <= COUNTRIES, where
        assert {tag.get("code") for tag in activity.iter("tag")} <= THEMES, where


def test_parents_and_children_of_the_iati_files_name_each_other() -> None:
    links = set()
    for _, activity in activities():
        for related in activity.iter("related-activity"):
            links.add((activity.findtext("iati-identifier"), related.get("type"), related.get("ref")))
    turned = {"1": "2", "2": "1"}
    assert links
    assert {(ref, turned.get(kind or ""), identifier) for identifier, kind, ref in links} == links


@pytest.mark.parametrize("path", [*FILES, *IATI_FILES], ids=lambda path: path.name)
def test_no_address_of_a_person_is_in_any_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"[\w.+-]+@[\w-]+\.\w+", text)
    assert not re.search(r"\b(Mr|Mrs|Ms|Mme|Mlle)\b\.? [A-Z]", text)
