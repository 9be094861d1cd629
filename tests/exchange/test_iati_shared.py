"""Real files of real publishers, where the folder of open data lies beside the project."""

import csv
import re
import tracemalloc
from pathlib import Path

import pytest

from coordination.exchange import iati

DATA = Path(__file__).parents[3] / "shared" / "data"
FOLDER = DATA / "iati"
FILES = sorted(FOLDER.glob("*.xml"))

pytestmark = pytest.mark.skipif(not FILES, reason="no ../shared/data/iati beside the project")


def _expected() -> dict[str, int]:
    """Activities a file, as the description of the folder states them."""
    told = (DATA / "README.md").read_text(encoding="utf-8")
    return {
        name: int(count) for name, count in re.findall(r"`iati/([^`]+\.xml)`[^\n]*?; (\d+) activities,", told)
    }


def _read(path: Path) -> tuple[list[iati.IatiActivity], list[iati.IatiProblem]]:
    with path.open("rb") as source:
        items = list(iati.read(source))
    activities = [item for item in items if isinstance(item, iati.IatiActivity)]
    return activities, [item for item in items if isinstance(item, iati.IatiProblem)]


@pytest.mark.parametrize(
    "path", [path for path in FILES if "organisation" not in path.name], ids=lambda path: path.stem
)
def test_every_file_goes_through(path: Path) -> None:
    activities, problems = _read(path)

    assert len(activities) == _expected()[path.name]
    assert [problem for problem in problems if problem.severity is iati.Severity.REJECTED] == []
    assert all(problem.message and problem.line for problem in problems)
    assert all(one.title and one.reporting_ref and one.status in iati.ACTIVITY_STATUS for one in activities)
    assert all(not one.ends_on or not one.starts_on or one.starts_on <= one.ends_on for one in activities)


def test_no_contact_data_comes_through() -> None:
    """Telephone numbers and e-mail addresses stand in nearly every activity of these files."""
    for path in FILES:
        if "organisation" in path.name:
            continue
        contacts = set(re.findall(r"<(?:email|telephone)>([^<]+)<", path.read_text(encoding="utf-8")))
        words = repr(_read(path))
        assert [contact for contact in contacts if len(contact) > 6 and contact in words] == []


@pytest.mark.parametrize(
    ("name", "line", "field"),
    [
        ("fr-afd_100_invalid.xml", 2822, "location"),
        ("nl-mfa_it-aics_100_invalid.xml", 7357, "sector"),
    ],
)
def test_the_invalid_files_say_where_they_are_invalid(name: str, line: int, field: str) -> None:
    if not (FOLDER / name).exists():
        pytest.skip(f"no {name}")
    activities, problems = _read(FOLDER / name)
    assert (line, field) in {(problem.line, problem.field) for problem in problems}
    assert len(activities) == 100


def test_the_organisation_file_is_refused() -> None:
    [path] = [path for path in FILES if "organisation" in path.name]
    with pytest.raises(iati.IatiRefused, match="organisation file"):
        _read(path)


def test_memory_stays_flat_over_the_largest_file() -> None:
    largest = max(FILES, key=lambda path: path.stat().st_size)
    with largest.open("rb") as source:
        tracemalloc.start()
        try:
            for _item in iati.read(source):
                pass
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 3_000_000


def test_the_oecd_codes_that_are_mapped_exist() -> None:
    path = DATA / "reference" / "dac-crs" / "sectors.csv"
    with path.open(encoding="utf-8", newline="") as source:
        known = {code.strip() for row in csv.DictReader(source) for code in row.values() if code}
    five_digits = {code for code in iati.SECTOR_THEMES if len(code) == 5}
    assert five_digits - known == set()
