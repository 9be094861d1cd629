"""The retention schedule: each slice declares here what it keeps, how long, and which columns name a person.

What is declared is written into the database by every migration (`keep_declared`), where the purge
reads it: the application itself may not change it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections, models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .kinds import BY_TWO, Fate, Way

Words = str | Promise

ARCHIVES = _(
    "Regulation (EEC, Euratom) No 354/83, Article 7: files of the institutions go to the historical archives"
)
NO_LONGER_THAN_NEEDED = _("Regulation (EU) 2018/1725, Article 4(1)(e): no longer than needed")
ACCOUNTABLE = _("Regulation (EU) 2018/1725, Articles 4(2) and 33: who did what can be shown")
FRESH = _("The register says what is done now; what was retired is kept for questions about it")


def last_change(table: str) -> str:
    """The moment of the last line of history of row `t`; its creation, where none was written."""
    return (
        "coalesce((SELECT max(line.at) FROM coordination_historyline AS line"  # noqa: S608 (names of tables)
        f" WHERE line.noun = '{table}' AND line.record = t.id), t.created_at)"
    )


@dataclass(frozen=True)
class Kind:
    """One kind of record and how long it is kept.

    `clock` says in words what starts the period and `since` in SQL, over the row `t`; `when` is the SQL
    condition for being of this kind. `days` is empty for what is kept. `children` are tables, each with
    the condition for what hangs on the row with the key `$1`, that are emptied before it; `files` is SQL that lists the names of its
    stored files. `later` moves a kind behind those that point to it.
    """

    code: str
    label: Words
    clock: Words
    way: Way
    ground: Words
    days: int | None = None
    model: type[models.Model] | None = None
    when: str = "true"
    since: str = ""
    key: str = "id"
    organisation: str = "NULL"
    children: tuple[tuple[str, str], ...] = ()
    files: str = ""
    later: int = 0

    @property
    def table(self) -> str:
        return self.model._meta.db_table if self.model else ""

    @property
    def period(self) -> str:
        """How long, in words: whole years where they are years."""
        if self.days is None:
            return ""
        if self.days % 365 == 0:
            years = self.days // 365
            return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
        return ngettext("%(n)d day", "%(n)d days", self.days) % {"n": self.days}


@dataclass(frozen=True)
class Column:
    """A column that names a person, or a stored file; `told` are the columns that the person's report shows.

    Of a column that names a person by address (`Fate.ADDRESS`) they are also those that an erasure empties.
    """

    table: str
    column: str
    label: Words
    fate: Fate
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Covered:
    """A table whose rows a legal hold can cover; its migration has `HoldTable`.

    `countries` is SQL that lists the countries of a row, given as JSON in `$1`, where they stand elsewhere.
    """

    model: type[models.Model]
    countries: str = ""


KINDS: dict[str, Kind] = {}
COVERED: dict[str, Covered] = {}
COLUMNS: dict[tuple[str, str], Column] = {}


def register_kinds(*kinds: Kind) -> None:
    """Enter kinds of record into the schedule; a code is entered once."""
    for kind in kinds:
        if KINDS.setdefault(kind.code, kind) != kind:
            raise ValueError(f"{kind.code} stands in the schedule already.")


def register_covered(*tables: Covered) -> None:
    """Declare whose rows a legal hold can cover."""
    for table in tables:
        COVERED[table.model._meta.db_table] = table


def register_columns(*columns: Column) -> None:
    """Declare which columns name a person or a file."""
    for column in columns:
        COLUMNS[column.table, column.column] = column


def purgeable() -> list[Kind]:
    """The kinds that a run can take up, in the order of the schedule."""
    return [kind for kind in KINDS.values() if kind.way in BY_TWO]


def swept() -> list[Kind]:
    """The kinds that go by themselves."""
    return [kind for kind in KINDS.values() if kind.way == Way.SWEEP and kind.model]


def keep_declared(*, using: str, **kwargs: Any) -> None:
    """Write what is declared into the database after every migration, where only the owner may."""
    from .models import DeclaredColumn, DeclaredKind, DeclaredTable  # models load after this module is read

    if using != "owner" or DeclaredColumn._meta.db_table not in _tables(using):
        return
    DeclaredKind.objects.using(using).all().delete()
    DeclaredKind.objects.using(using).bulk_create(_row(DeclaredKind, kind) for kind in KINDS.values())
    DeclaredTable.objects.using(using).all().delete()
    DeclaredTable.objects.using(using).bulk_create(
        DeclaredTable(of_table=name, countries=table.countries) for name, table in COVERED.items()
    )
    DeclaredColumn.objects.using(using).all().delete()
    DeclaredColumn.objects.using(using).bulk_create(
        DeclaredColumn(of_table=row.table, of_column=row.column, fate=row.fate, told=list(row.told))
        for row in COLUMNS.values()
    )


def _row(model: Any, kind: Kind) -> Any:
    return model(
        code=kind.code,
        way=kind.way,
        days=kind.days,
        of_table=kind.table,
        of_key=kind.key,
        condition=kind.when,
        since=kind.since,
        organisation=kind.organisation,
        children=[list(pair) for pair in kind.children],
        files=kind.files,
        later=kind.later,
    )


def _tables(using: str) -> list[str]:
    return connections[using].introspection.table_names()
