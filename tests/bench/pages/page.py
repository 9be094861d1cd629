"""What is measured of one page, and the rows that a reader can open."""

from dataclasses import dataclass

from .. import bare

COUNTRY = "NE"


@dataclass(frozen=True)
class Page:
    """One page for one reader; without `plain` or `floor` there is nothing to compare it with.

    `strict` is the plain view without its count, with pages by key. `budget` is a limit in
    milliseconds of its own. `beside_own` holds a page of many rows, that is no list, to the plain
    view of these very rows.
    """

    name: str
    address: str
    plain: str = ""
    strict: str = ""
    floor: bare.Query | None = None
    budget: float = 0
    needs_token: bool = False
    beside_own: bool = False


@dataclass(frozen=True)
class Examples:
    """Rows that a reader can open; empty where there is none. `amended` is the version in force.

    `issued`, `running` and `held` are meetings of 25 items and 27 delegations, `asked` a consultation.
    """

    entry: str = ""
    cursor: str = ""
    plan: str = ""
    amended: str = ""
    fiche: str = ""
    issued: str = ""
    running: str = ""
    held: str = ""
    asked: str = ""
