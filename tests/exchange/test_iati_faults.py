"""What is wrong is told at its line, and the sound rest is kept."""

from decimal import Decimal

import pytest

from coordination.exchange import iati

from .conftest import GOOD, Read, activity, iati_file

VALUE = '<transaction><transaction-type code="2"/><transaction-date iso-date="2026-01-01"/>{}</transaction>'


@pytest.mark.parametrize(
    ("inside", "field", "words"),
    [
        ('<activity-date type="1" iso-date="2026-02-30"/>', "activity-date", "2026-02-30"),
        ('<activity-date type="1" iso-date="12 March"/>', "activity-date", "12 March"),
        ('<activity-date type="1" iso-date="9999-01-01"/>', "activity-date", "9999"),
        ('<activity-date type="1"/>', "activity-date", "missing"),
        ('<activity-date type="start" iso-date="2026-01-01"/>', "activity-date", "start"),
        ('<recipient-country code="QX"/>', "recipient-country", "QX"),
        ("<recipient-country/>", "recipient-country", "missing"),
        ('<recipient-country code="NE" percentage="lots"/>', "recipient-country", "lots"),
        ('<recipient-country code="NE" percentage="70"/>', "recipient-country", "70"),
        (
            '<sector code="15190" percentage="70"/><sector code="72010" percentage="40"/>',
            "sector",
            "110",
        ),
        ('<sector code="15190" percentage="100"/><sector code="72010"/>', "sector", "100"),
        ('<sector vocabulary="1"/>', "sector", "missing"),
        ("<location><point/></location>", "location", "position"),
        ("<location><point><pos>91 200</pos></point></location>", "location", "position"),
        ('<participating-org ref="X" role="Funding"/>', "participating-org", "Funding"),
        ('<participating-org role="1"/>', "participating-org", "neither"),
        ('<related-activity type="1"/>', "related-activity", "missing"),
        (VALUE.format('<value currency="EUR">1,000</value>'), "transaction", "1,000"),
        (VALUE.format('<value currency="EUR">NaN</value>'), "transaction", "NaN"),
        (VALUE.format('<value currency="EUR">1e9</value>'), "transaction", "1e9"),
        (VALUE.format('<value currency="EUR"/>'), "transaction", "not an amount"),
        (VALUE.format("<value>10</value>"), "transaction", "no currency"),
        (VALUE.format('<value currency="ABC">10</value>'), "transaction", "ABC"),
        (VALUE.format(""), "transaction", "missing"),
        ('<transaction><value currency="EUR">1</value></transaction>', "transaction", "type"),
        ('<transaction><transaction-type code="D"/></transaction>', "transaction", "D"),
        ('<budget type="1"><value currency="EUR">x</value></budget>', "budget", "x"),
    ],
)
def test_a_faulty_piece_is_told_and_left_out(read: Read, inside: str, field: str, words: str) -> None:
    [found], [problem] = read(f"\n{inside}")

    assert (problem.field, problem.severity, problem.identifier) == (
        field,
        iati.Severity.KEPT_WITHOUT,
        "XM-TEST-1",
    )
    assert words in problem.message
    assert found.title == {"": "Wells for Agadez"}
    assert (found.commitments, found.budgets, found.locations) == ((), (), ())
    assert all(country.percentage is None for country in found.countries)
    assert all(sector.percentage is None for sector in found.sectors)


def test_the_line_is_that_of_the_fault(read: Read) -> None:
    _found, [problem] = read('\n\n\n<activity-date type="1" iso-date="never"/>')
    data = iati_file(activity('\n\n\n<activity-date type="1" iso-date="never"/>')).decode()
    assert "never" in data.splitlines()[problem.line - 1]


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        ({1: "2026-05-01", 3: "2026-04-01"}, {"planned_start"}),
        ({2: "2026-05-01", 4: "2026-04-01"}, {"actual_start"}),
        ({1: "2026-01-01", 2: "2026-05-01", 3: "2026-04-01"}, {"planned_start", "actual_start"}),
        ({1: "2026-05-01", 4: "2026-04-01"}, {"planned_start"}),
    ],
)
def test_an_end_before_the_start_is_left_out(read: Read, dates: dict[int, str], kept: set[str]) -> None:
    inside = "".join(f'<activity-date type="{kind}" iso-date="{day}"/>' for kind, day in dates.items())
    [found], [problem] = read(inside)

    names = {"planned_start", "actual_start", "planned_end", "actual_end"}
    assert {name for name in names if getattr(found, name)} == kept
    assert problem.field == "activity-date"
    assert "before the start" in problem.message


def test_a_project_that_began_and_ended_late_keeps_all_its_dates(read: Read) -> None:
    days = {1: "2025-01-01", 2: "2026-05-01", 3: "2026-04-01", 4: "2026-09-01"}
    [found], problems = read(
        "".join(f'<activity-date type="{kind}" iso-date="{day}"/>' for kind, day in days.items())
    )
    assert problems == []
    assert found.planned_end is not None


@pytest.mark.parametrize("identifier", ["", " \n "])
def test_an_activity_without_identifier_is_rejected_and_the_next_one_read(
    read: Read, identifier: str
) -> None:
    found, [problem] = read(iati_file(activity(identifier=identifier) + activity(identifier="XM-TEST-2")))
    assert [one.identifier for one in found] == ["XM-TEST-2"]
    assert (problem.field, problem.severity) == ("iati-identifier", iati.Severity.REJECTED)


def test_the_second_activity_of_one_identifier_is_rejected(read: Read) -> None:
    found, [problem] = read(iati_file(activity() + activity()))
    assert len(found) == 1
    assert problem.severity == iati.Severity.REJECTED
    assert "line 3" in problem.message


def test_what_every_activity_must_have_is_missed(read: Read) -> None:
    [found], problems = read(iati_file(activity(good="")))
    assert {problem.field for problem in problems} == {"reporting-org", "title", "activity-status"}
    assert {problem.severity for problem in problems} == {iati.Severity.KEPT_WITHOUT}
    assert found.identifier == "XM-TEST-1"


@pytest.mark.parametrize(
    "inside",
    [
        '<recipient-country code="NE" percentage="33.33"/><recipient-country code="ML" percentage="33.33"/>'
        '<recipient-country code="TD" percentage="33.33"/>',
        '<recipient-country code="NE" percentage="40"/><recipient-region code="298" percentage="60"/>',
        '<recipient-country code="NE" percentage="50"/><recipient-region code="298" percentage="25"/>'
        '<recipient-region vocabulary="99" code="A1" percentage="25"/>',
        '<recipient-country code="NE" percentage="100"/><recipient-region code="298" percentage="100"/>',
        '<recipient-country code="NE"/><recipient-country code="XK"/>',
    ],
)
def test_shares_that_add_up_are_kept(read: Read, inside: str) -> None:
    [_found], problems = read(inside)
    assert problems == []


def test_ten_megabytes_in_a_title_are_cut_and_told(read: Read) -> None:
    good = GOOD.replace("Wells for Agadez", "x" * 10_000_000)
    [found], [problem] = read(iati_file(activity(good=good)))
    assert len(found.title[""]) == 20_000
    assert "20000" in problem.message


def test_a_flood_of_faults_is_summed_up(read: Read) -> None:
    [found], problems = read('<activity-date type="1" iso-date="no"/>' * 500)
    assert len(problems) == 51
    assert "450" in problems[-1].message
    assert found.planned_start is None


def test_a_flood_of_pieces_is_cut_and_told(read: Read) -> None:
    [found], [problem] = read('<related-activity ref="A" type="3"/>' * 6_000)
    assert len(found.related) == 5_000
    assert "6000" in problem.message


def test_a_flood_inside_a_piece_is_passed_over(read: Read) -> None:
    names = "".join(f'<narrative xml:lang="en-x{number}">n</narrative>' for number in range(20_000))
    [found], _problems = read(f"<location><name>{names}</name></location>")
    assert found.locations == (iati.IatiLocation("n"),)


def test_control_and_direction_marks_do_not_come_through(read: Read) -> None:
    good = GOOD.replace("Wells", "We\u0085ll\u202es\u0090")
    [found], _problems = read(iati_file(activity(good=good)))
    assert found.title[""] == "We lls for Agadez"


def test_a_file_without_version_is_read_and_that_is_told(read: Read) -> None:
    [_found], [problem] = read(iati_file(activity()).replace(b'version="2.03"', b""))
    assert problem.field == "version"


def test_amounts_that_cannot_be_told_apart_from_zero_stay_numbers(read: Read) -> None:
    [found], problems = read(VALUE.format('<value currency="eur"> 0.004 </value>'))
    assert problems == []
    assert found.commitments[0].amount == Decimal(0)
