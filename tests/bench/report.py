"""What the figures say of the budgets (DESIGN, speed), in words and as data."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from .measure import Figures, Growth

MOST_QUERIES = 12
MOST_TIMES_PLAIN = 1.5
PLAIN_LIST = "plain/"
FASTER_THAN_PLAIN = ("table", "API list")


def verdicts(found: list[Figures], grown: list[Growth]) -> Iterator[str]:
    """One line for each budget, with what misses it."""
    pages = [row for row in found if "CSV" not in row.page.name]
    yield ""
    yield _verdict(
        "the table and the API list are faster than the plain view",
        [
            f"{_name(row)} {ratio:.2f}"
            for row in found
            if row.page.name in FASTER_THAN_PLAIN
            and (ratio := row.ratio(row.plain)) is not None
            and ratio >= 1
        ],
    )
    yield _verdict(
        "the matrix takes less than 150 ms",
        [
            f"{_name(row)} {row.median:.0f} ms"
            for row in found
            if row.page.budget and row.median >= row.page.budget
        ],
    )
    yield _verdict(
        f"at most {MOST_QUERIES} queries a page",
        [f"{_name(row)} {row.queries}" for row in pages if row.queries > MOST_QUERIES],
    )
    # An entry as a page does more than its JSON: beside the plain list it has to stand, as DESIGN
    # has it; what is slower than the plain view of its very own rows is named all the same.
    lists = {row.reader: median(row.plain) for row in found if row.page.plain == PLAIN_LIST}
    most = MOST_TIMES_PLAIN
    beside = [(row, row.ratio(row.plain)) for row in pages]
    slower = [(row, ratio) for row, ratio in beside if ratio is None or ratio > most]
    own = [row for row in pages if row.page.beside_own]
    if own:
        yield _verdict(
            f"a plan, its coverage and its past under {most} × the plain view of the very same rows",
            [f"{_name(row)} {ratio:.2f}" for row, ratio in slower if ratio and row in own],
        )
    yield _verdict(
        f"no page over {most} × the plain view",
        [
            f"{_name(row)} {row.median / lists[row.reader]:.2f}"
            for row, _ratio in slower
            if row.reader in lists and row.median > most * lists[row.reader]
        ],
    )
    named = [f"{_name(row)} {ratio:.2f}" for row, ratio in slower if ratio is not None]
    if named:
        yield f"note    over {most} × the plain view of the very same rows: {', '.join(named)}"
    if grown:
        missed = [f"{row.name} {row.few} and {row.many}" for row in grown if row.few != row.many]
        yield _verdict("as many queries for few entries and actions as for most", missed)


def _name(row: Figures) -> str:
    return f"{row.page.name} ({row.reader})"


def _verdict(words: str, missed: list[str]) -> str:
    return f"MISSED  {words}: {', '.join(missed)}" if missed else f"met     {words}"


def as_data(found: list[Figures], grown: list[Growth]) -> dict[str, Any]:
    """The figures for a file."""
    return {
        "pages": [
            {
                "page": row.page.name,
                "reader": row.reader,
                "status": row.status,
                "median_ms": row.median,
                "p95_ms": row.p95,
                "sql_ms": median(row.database),
                "queries": row.queries,
                "bytes": row.sent,
                "to_plain": row.ratio(row.plain),
                "to_plain_keyset": row.ratio(row.strict),
                "to_bare": row.ratio(row.bare),
            }
            for row in found
        ],
        "queries": [vars(row) for row in grown],
    }
