"""Makes the measured database: once, by its owner alone, and before the walls stand.

COPY is refused under row security and triggers would take hours, so the tables are opened first and
closed again when the rows are in; the text index, which a trigger keeps, is filled by one statement.
"""

import hashlib
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from actionplans.management import example_plan
from coordination.access.reference import Reference
from coordination.people.models import Membership, User
from coordination.people.queries import organisations
from coordination.register.models import stale_before
from coordination.register.services import recount
from tests import factories, personas

from . import meetings, plans, vocabulary, world
from .world import COLUMNS, World

PEOPLE = 10_000
MANY = 1_000_000
# Actions of the large plan, and fiches; fewer in a world that is made in passing.
PLANNED = {True: (300, 60), False: (40, 10)}
# Meetings of the past, and consultations beside the one that all have answered.
MET = {True: (60, 40), False: (2, 1)}
MADE_BY = ("migrations/*.py", "*/operations.py", "*/reference/*.csv", "*/services/*.py")
TEXTS = ("memberstext", "narrowtext")
# In their own order: what points to a row comes after it.
LOADED = ("audience", *COLUMNS, *TEXTS)

FILL_TEXTS = """
CREATE TEMPORARY TABLE reach AS
SELECT a.id, bool_or(c.kind = 'members') AS members,
       coalesce(bool_or(c.kind = 'country-team' OR o.kind NOT IN ('state', 'institution')), false) AS others
FROM coordination_audience a JOIN coordination_circle c ON c.id = ANY (a.circles)
LEFT JOIN coordination_organisation o ON o.id = c.organisation_id GROUP BY a.id;
ANALYZE reach;

CREATE TEMPORARY TABLE words AS
SELECT y.id AS record, 'coordination_activity' AS noun, roundtable_plain(title) AS title,
       setweight(to_tsvector('simple', roundtable_plain(title)), 'A') || setweight(to_tsvector('simple',
       roundtable_plain(concat_ws(' ', aim, results, lesson, counterpart, source, reference, external_id))), 'B')
       AS vector, audience_id, members, others
FROM coordination_activity y JOIN reach ON reach.id = audience_id;

INSERT INTO coordination_memberstext (record, noun, title, vector)
SELECT record, noun, title, vector FROM words WHERE members;
INSERT INTO coordination_narrowtext (record, noun, title, vector, audience_id, for_members)
SELECT record, noun, title, vector, audience_id, members FROM words WHERE others OR NOT members;
DROP TABLE words, reach;
"""
ASIDE = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND (conrelid = ANY (%s::regclass[]) OR confrelid = ANY (%s::regclass[]))
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index i WHERE indrelid = ANY (%s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = indexrelid AND contype IN ('p', 'u', 'x'))
"""

Say = Callable[[str], None]


def _fingerprint(entries: int) -> str:
    """Changes with whatever the rows or the tables are made by."""
    modules = (world, meetings, plans, vocabulary, personas, example_plan)
    files = [Path(module.__file__ or "") for module in modules] + [Path(__file__)]
    files += Path(factories.__file__ or "").parent.glob("*.py")
    for config in (apps.get_app_config("coordination"), apps.get_app_config("actionplans")):
        for made_by in MADE_BY:
            files += Path(config.path).glob(made_by)
    found = hashlib.sha256(str(entries).encode())
    for file in sorted(files):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


def prepare(entries: int, say: Say, *, anew: bool = False) -> None:
    """Lead both aliases to a database that holds the world, making it when there is none yet."""
    name = "roundtable_bench" if entries == MANY else f"roundtable_bench_{entries}"
    mark = _fingerprint(entries)
    with _alone() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        found = cursor.fetchone()
        if found == (mark,) and not anew:
            say(f"{name}: {entries:,} entries are there from an earlier run")
            _lead_to(name)
            recount()
            return
        if found:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    _lead_to(name)
    begun = time.monotonic()
    _load(entries, lambda words: say(f"{time.monotonic() - begun:4.0f} s  {words}"))
    with _alone() as cursor:  # the mark comes last: what was cut off has none
        cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{mark}'")


@contextmanager
def _alone() -> Iterator[Any]:
    """The owner's cursor in the product's own database, for orders about databases."""
    with connections["owner"]._nodb_cursor() as cursor:
        yield cursor


def _lead_to(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name
    Reference.forget_all()


def _load(entries: int, say: Say) -> None:
    say("tables, reference data, people")
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    with transaction.atomic():
        personas.create_all()
        _crowd()
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET work_mem = '128MB'")
        again = _open(cursor)
        _copy(cursor, World(entries), say)
        say("text index")
        cursor.execute(FILL_TEXTS)
        say(f"{sum('INDEX' in order for order in again)} indexes, keys, walls")
        _close(cursor, again)
        cursor.execute("SELECT roundtable_recount(%s, -1)", [stale_before()])
        say("VACUUM ANALYZE")
        cursor.execute("VACUUM (ANALYZE)")
        _refuse_open_tables(cursor)
        actions, fiches = PLANNED[entries >= MANY]
        say(f"plans, the largest of {actions} actions, and {fiches} fiches, by the services")
        plans.Plans().load(actions, fiches)
        past, asked = MET[entries >= MANY]
        say(f"{past} meetings of the past, three of {meetings.ITEMS} items, and {asked} consultations")
        meetings.Meetings().load(past, asked)
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(_written())}")
    owner.close()
    say("loaded")


def _crowd() -> None:
    """Ten thousand accounts with a post each."""
    User.objects.bulk_create(User(email=f"delegate-{n}@demo.example", password="!") for n in range(PEOPLE))
    bodies = [row for row in organisations().by_id.values() if row.has_accounts]
    users = User.objects.filter(email__startswith="delegate-").order_by("pk")
    Membership.objects.bulk_create(
        Membership(
            user=user,
            organisation=bodies[n % len(bodies)],
            function="delegate",
            post="Counsellor",
            starts_on="2020-01-01",
        )
        for n, user in enumerate(users)
    )


def _tables() -> list[str]:
    return [f"coordination_{name}" for name in LOADED]


def _written() -> list[str]:
    """The tables that the services wrote to."""
    labels = ("actionplans", "coordination")
    found = [model._meta.db_table for label in labels for model in apps.get_app_config(label).get_models()]
    return [table for table in found if table not in _tables()] + ["coordination_audience"]


def _open(cursor: Any) -> list[str]:
    """Take down walls, triggers, keys and indexes; returns the orders that put the last two back."""
    cursor.execute(ASIDE, [_tables()] * 3)
    orders = cursor.fetchall()
    for table in _tables():
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER")
    for down, _again in orders:
        cursor.execute(down)
    for order in _defaults():
        cursor.execute(order)
    # Keys last: they need the unique indexes that they point to.
    return sorted((again for _down, again in orders), key=lambda order: "FOREIGN KEY" in order)


def _defaults() -> Iterator[str]:
    """The models' defaults as the database's own, for columns of which the world says nothing."""
    for name in COLUMNS:
        for field in apps.get_model("coordination", name)._meta.concrete_fields:
            named = field.primary_key or field.column in COLUMNS[name].split()
            if not (named or field.has_db_default()) and (value := field.get_default()) is not None:
                column = f'coordination_{name} ALTER COLUMN "{field.column}"'
                yield f"ALTER TABLE {column} SET DEFAULT '{value}'"


def _close(cursor: Any, again: list[str]) -> None:
    for order in again:
        cursor.execute(order)
    for table in _tables():
        if not table.endswith("memberstext"):  # no wall: the application has no right on it at all
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _refuse_open_tables(cursor: Any) -> None:
    call_command("check", databases=["default"], tags=["database"], stdout=io.StringIO())
    cursor.execute(
        "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D' AND tgrelid = ANY (%s::regclass[])",
        [_tables()],
    )
    if cursor.fetchone() != (0,):
        raise RuntimeError("Some triggers are still disabled.")


def _copy(cursor: Any, made: World, say: Say) -> None:
    done = 0
    for lines in made.chunks():
        for table, found in lines.items():
            _copy_lines(cursor, table, COLUMNS[table], found)
        done = min(done + world.CHUNK, made.entries)
        if done % (5 * world.CHUNK) == 0 or done == made.entries:
            say(f"{done:,} of {made.entries:,} entries, {len(made.audiences):,} audiences")
    _copy_lines(cursor, "audience", "id circles", made.audience_lines())
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('coordination_audience', 'id'), %s)", [len(made.audiences)]
    )


def _copy_lines(cursor: Any, table: str, columns: str, lines: list[str]) -> None:
    names = ", ".join(columns.split())
    with cursor.copy(f"COPY coordination_{table} ({names}) FROM STDIN") as copy:
        copy.write("".join(lines))
