"""The schedule stands in the database as it is declared, and everybody reads it."""

import re

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.models import EmailField
from django.utils import translation

from coordination.access.models import Gated
from coordination.retention.kinds import BY_TWO, Way
from coordination.retention.models import DeclaredColumn, DeclaredKind, DeclaredTable
from coordination.retention.schedule import COLUMNS, COVERED, KINDS

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def columns_named(pattern: str) -> set[tuple[str, str]]:
    """Columns of our own tables whose name fits."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name ~ %s"
            " AND table_name NOT LIKE 'procrastinate%%' AND table_name NOT LIKE 'django%%'",
            [pattern],
        )
        return set(cursor.fetchall())


def test_the_database_holds_what_is_declared():
    assert set(DeclaredKind.objects.values_list("code", "way", "days")) == {
        (kind.code, kind.way, kind.days) for kind in KINDS.values()
    }
    assert set(DeclaredColumn.objects.values_list("of_table", "of_column", "fate")) == {
        (row.table, row.column, row.fate) for row in COLUMNS.values()
    }
    assert set(DeclaredTable.objects.values_list("pk", flat=True)) == set(COVERED)


def test_every_column_that_names_a_person_is_declared():
    """A new one that nobody declares would survive the erasure of the person it names."""
    found = columns_named(r"^(user_id|about_id|.+_by_id)$")
    organisations = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.model_name == "organisation"
    }
    numbers = {place for place, row in COLUMNS.items() if row.fate in ("keep", "delete")}
    assert found - organisations == numbers


def test_every_column_that_holds_an_address_is_emptied_with_its_person():
    held = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EmailField)
    } - {("coordination_user", "email")}  # made a pseudonym's by itself
    deleted = {row.table for row in COLUMNS.values() if row.fate == "delete"}
    addressed = {(row.table, row.column) for row in COLUMNS.values() if row.fate == "address"}
    assert {(table, column) for table, column in held if table not in deleted} == addressed


def test_every_column_that_names_a_file_is_declared():
    assert columns_named("^stored_as$") == {
        (row.table, row.column) for row in COLUMNS.values() if row.fate == "file"
    }


def test_what_is_deleted_has_a_time_and_what_is_kept_has_none():
    for kind in KINDS.values():
        ends = kind.way in (*BY_TWO, Way.SWEEP)
        assert (kind.days is not None) == ends, kind.code
        assert bool(kind.since) == (ends and kind.model is not None), kind.code


def test_what_a_purge_deletes_can_be_held():
    """A table in the schedule of two people, and every record that goes to the archives, has its trigger."""
    wanted = {
        kind.table for kind in KINDS.values() if kind.model and kind.way in (*BY_TWO, Way.TRANSFER, Way.KEEP)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'held'")
        guarded = {table for (table,) in cursor.fetchall()}
    assert wanted <= set(COVERED)
    assert guarded == set(COVERED)


def test_every_gated_noun_stands_in_the_schedule_or_can_be_held():
    """What is neither is a part that goes with its record."""
    parts = {
        *("Body", "ItemPreparation", "Outcome", "Pen", "FicheContribution", "Contribution"),
    }
    nouns = {model for model in apps.get_models() if issubclass(model, Gated)}
    assert {model.__name__ for model in nouns if model._meta.db_table not in COVERED} == parts


@pytest.mark.parametrize("persona", ["italy", "frontex", "italy_interior", "admin"])
def test_everybody_reads_the_schedule(persona, request):
    page = request.getfixturevalue(persona).client.get("/retention/").content.decode()
    told = set(re.findall(r'<th scope="row">([^<]+)</th>', page))
    assert told == {str(kind.label).replace("’", "’") for kind in KINDS.values()}
    assert "5 years" in page
    assert ("/retention/purges/" in page) == (persona == "admin")


def test_periods_are_said_in_the_language_of_the_reader(italy):
    italy.client.cookies["language"] = "fr"
    page = italy.client.get("/retention/").content.decode()
    with translation.override("fr"):
        assert KINDS["activity.retired"].period == "5 ans"
        assert KINDS["receipt"].period == "30 jours"
    assert "5 ans" in page
    assert "30 jours" in page


def test_a_code_is_entered_once():
    from coordination.retention.schedule import Kind, register_kinds

    with pytest.raises(ValueError, match="receipt"):
        register_kinds(Kind("receipt", label="", clock="", way=Way.SWEEP, ground="", days=1))


def test_every_column_that_a_report_tells_has_words():
    from coordination.retention.report_paper import HEADS

    assert {name for row in COLUMNS.values() if row.fate != "file" for name in row.told} == set(HEADS)
