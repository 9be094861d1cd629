"""What is kept of a sound activity."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from coordination.exchange import iati

from .conftest import Read, activity, iati_file

ROOT = Path(__file__).parents[2]

FULL = """
  <description type="2"><narrative>Water for all.</narrative></description>
  <participating-org ref="BE-1" role="1" type="10"><narrative>Belgium</narrative></participating-org>
  <participating-org role="4" type="22"><narrative xml:lang="FR">Les puits</narrative></participating-org>
  <activity-date type="1" iso-date="2026-01-01"/>
  <activity-date type="2" iso-date="2026-02-01"/>
  <activity-date type="3" iso-date="2028-12-31Z"/>
  <contact-info><person-name><narrative>Zorro Canary</narrative></person-name>
    <email>zorro@canary.example</email></contact-info>
  <activity-scope code="4"/>
  <recipient-country code="ne" percentage="60"/>
  <recipient-country code="ML" percentage="40"/>
  <location><name><narrative>Agadez</narrative></name><point><pos>16.97 7.99</pos></point></location>
  <sector code="14030" percentage="70"/>
  <sector code="15190" percentage="30"/>
  <sector vocabulary="99" code="OWN"><narrative>Our own list</narrative></sector>
  <tag vocabulary="1" code="6"><narrative>Water</narrative></tag>
  <policy-marker code="1" significance="2"/>
  <collaboration-type code="1"/>
  <default-flow-type code="10"/><default-finance-type code="110"/><default-aid-type code="C01"/>
  <budget type="1"><period-start iso-date="2026-01-01"/><period-end iso-date="2026-12-31"/>
    <value value-date="2026-01-01">100</value></budget>
  <transaction><transaction-type code="2"/><transaction-date iso-date="2026-01-15"/>
    <value currency="USD" value-date="2026-01-20">1000.50</value></transaction>
  <transaction><transaction-type code="3"/><transaction-date iso-date="2026-03-01"/>
    <value>200</value></transaction>
  <transaction><transaction-type code="4"/><transaction-date iso-date="2026-04-01"/>
    <value value-date="2026-04-02">-50</value></transaction>
  <transaction><transaction-type code="1"/><transaction-date iso-date="2026-01-15"/>
    <value>7777</value></transaction>
  <related-activity ref="XM-TEST-0" type="1"/><related-activity ref="XM-TEST-1-A" type="2"/>
  <result type="1"><title><narrative>40 wells dug</narrative></title></result>
"""


def test_a_full_activity_is_read_whole(read: Read) -> None:
    attributes = (
        'default-currency="EUR" xml:lang="EN" hierarchy="2" humanitarian="1" '
        'last-updated-datetime="2026-05-01T10:00:00Z"'
    )
    [found], problems = read(iati_file(activity(FULL, attributes=attributes)))

    assert problems == []
    assert found == iati.IatiActivity(
        identifier="XM-TEST-1",
        line=3,
        reporting_ref="XM-TEST",
        reporting_name="Test agency",
        reporting_type="10",
        title={"en": "Wells for Agadez"},
        description={"en": "Drinking water."},
        objectives={"en": "Water for all."},
        status="2",
        planned_start=date(2026, 1, 1),
        actual_start=date(2026, 2, 1),
        planned_end=date(2028, 12, 31),
        countries=(iati.IatiCountry("NE", Decimal(60)), iati.IatiCountry("ML", Decimal(40))),
        locations=(iati.IatiLocation("Agadez", 16.97, 7.99),),
        organisations=(
            iati.IatiOrganisation("BE-1", "Belgium", "1", "10"),
            iati.IatiOrganisation("", "Les puits", "4", "22"),
        ),
        sectors=(
            iati.IatiSector("1", "14030", Decimal(70)),
            iati.IatiSector("1", "15190", Decimal(30)),
            iati.IatiSector("99", "OWN", None, "Our own list"),
        ),
        related=(iati.IatiRelation("XM-TEST-0", "1"), iati.IatiRelation("XM-TEST-1-A", "2")),
        hierarchy=2,
        scope="4",
        collaboration_type="1",
        default_currency="EUR",
        default_language="en",
        default_flow_type="10",
        default_finance_type="110",
        default_aid_type="C01",
        commitments=(iati.IatiTotal("USD", Decimal("1000.50"), date(2026, 1, 20), 1),),
        payments=(iati.IatiTotal("EUR", Decimal("150.00"), date(2026, 4, 2), 2),),
        budgets=(iati.IatiTotal("EUR", Decimal("100.00"), date(2026, 1, 1), 1),),
        tags=(iati.IatiTag("1", "6", "Water"),),
        policy_markers=(iati.IatiMarker("1", "1", "2"),),
        results=1,
        results_text="40 wells dug",
        humanitarian=True,
        last_updated=datetime(2026, 5, 1, 10, tzinfo=UTC),
    )
    assert (found.starts_on, found.ends_on) == (date(2026, 2, 1), date(2028, 12, 31))
    assert (found.parents, found.children) == (("XM-TEST-0",), ("XM-TEST-1-A",))


def test_contact_persons_are_never_read(read: Read) -> None:
    [found], problems = read(FULL)
    assert "canary" not in f"{found!r}{problems!r}".lower()


def test_a_revised_budget_replaces_the_original_of_its_period(read: Read) -> None:
    line = (
        '<budget type="{}"><period-start iso-date="{}-01-01"/><period-end iso-date="{}-12-31"/>'
        '<value currency="EUR" value-date="2026-01-01">{}</value></budget>'
    )
    lines = [(1, 2026, 2026, 100), (2, 2026, 2026, 130), (1, 2027, 2027, 50)]
    [found], _problems = read("".join(line.format(*values) for values in lines))
    assert [(total.amount, total.count) for total in found.budgets] == [(Decimal(180), 2)]


def test_places_and_sectors_of_transactions_serve_where_the_activity_has_none(read: Read) -> None:
    paid = (
        '<transaction><transaction-type code="3"/><transaction-date iso-date="2026-03-01"/>'
        '<value currency="EUR">1</value><sector code="15190"/><recipient-country code="TN"/></transaction>'
    )
    [bare], _ = read(paid * 2)
    [stated], _ = read('<recipient-country code="LY"/><sector code="72010"/>' + paid)

    assert bare.countries == (iati.IatiCountry("TN"),)
    assert bare.sectors == (iati.IatiSector("1", "15190"),)
    assert stated.countries == (iati.IatiCountry("LY"),)
    assert [sector.code for sector in stated.sectors] == ["72010"]


@pytest.mark.parametrize(
    ("texts", "language", "chosen"),
    [
        ({"fr": "puits", "en": "wells"}, "en", "wells"),
        ({"fr": "puits", "en": "wells"}, "fr", "puits"),
        ({"sv": "brunnar", "fr": "puits"}, "en", "puits"),
        ({"sv": "brunnar", "it": "pozzi"}, "en", "brunnar"),
        ({"en-gb": "wells"}, "en", "wells"),
        ({"": "nameless"}, "fr", "nameless"),
        ({}, "fr", ""),
    ],
)
def test_text_prefers_the_language_then_english_then_french_then_any(
    texts: dict[str, str], language: str, chosen: str
) -> None:
    assert iati.text(texts, language) == chosen


def test_a_text_without_language_takes_that_of_its_activity_then_that_of_the_file(read: Read) -> None:
    body = activity(identifier="A", attributes='xml:lang="FR"') + activity(identifier="B")
    found, _problems = read(iati_file(body, attributes='xml:lang="Es"'))
    assert [dict(one.title) for one in found] == [{"fr": "Wells for Agadez"}, {"es": "Wells for Agadez"}]


@pytest.mark.parametrize("version", ["2.01", "2.02", "2.03"])
def test_all_versions_two_are_read(read: Read, version: str) -> None:
    found, problems = read(iati_file(activity(), version=version))
    assert (len(found), problems) == (1, [])


def test_every_theme_that_a_sector_maps_to_exists() -> None:
    with (ROOT / "coordination/world/reference/themes.csv").open(encoding="utf-8", newline="") as source:
        themes = {row["code"] for row in csv.DictReader(source)}
    assert set(iati.SECTOR_THEMES.values()) <= themes


@pytest.mark.parametrize(
    ("vocabulary", "code", "theme"),
    [
        ("1", "15190", "migration-governance"),
        ("1", "24050", "remittances"),
        ("1", "11330", "education-skills"),
        ("2", "112", "education-skills"),
        ("1", "99810", None),
        ("99", "15190", None),
        ("1", "", None),
    ],
)
def test_a_sector_finds_its_theme_by_purpose_then_by_category(
    vocabulary: str, code: str, theme: str | None
) -> None:
    assert iati.theme_of(iati.IatiSector(vocabulary, code)) == theme
