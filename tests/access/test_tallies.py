"""The kept counts of the matrix tell nobody of rows that they may not read."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from coordination.access.reader import NOBODY, reading_as
from coordination.register import services
from tests.factories import ActivityFactory

pytestmark = [pytest.mark.row("C23"), pytest.mark.django_db(databases=["default", "owner"])]

TABLES = ("coordination_countrytally", "coordination_themetally")


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("counted_anew", [False, True])
@pytest.mark.parametrize("table", TABLES)
def test_plain_sql_shows_the_counts_of_readable_entries_alone(table, counted_anew, everybody):
    ActivityFactory(originator="italy", shared_with=[])
    ActivityFactory(originator="italy", shared_with=["france"])
    ActivityFactory(originator="italy", shared_with="members")
    if counted_anew:
        services.recount(most_changes=-1)

    shown = {}
    for name, persona in everybody.items():
        with reading_as(persona.actor()):
            ((shown[name],),) = sql(f"SELECT coalesce(sum(entries), 0) FROM {table}")

    assert (shown["italy"], shown["france"], shown["malta"], shown["admin"]) == (3, 2, 1, 0)
    with reading_as(NOBODY):
        assert sql(f"SELECT * FROM {table}") == []


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {} (audience_id, lead_id, entries, old) VALUES (1, 1, 1, 0)",
        "UPDATE {} SET entries = 9",
        "DELETE FROM {}",
        "TRUNCATE {}",
    ],
)
def test_the_application_writes_none(statement, table, italy):
    ActivityFactory(originator="italy")
    with (
        reading_as(italy.actor()),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        sql(statement.format(table))


def test_the_trigger_is_nobodys_to_call(db):
    with pytest.raises(DatabaseError), transaction.atomic():
        sql("SELECT roundtable_tally()")


def test_counting_anew_tells_its_caller_nothing_of_hidden_rows(malta):
    """The same answer whether hidden rows are there or not; who reads changes nothing either."""
    ActivityFactory(originator="italy", shared_with=[])
    with reading_as(malta.actor()):
        assert sql("SELECT roundtable_recount(current_date - 365, -1)") == [(True,)]
        assert sql("SELECT * FROM coordination_countrytally") == []


def test_no_count_lies_with_an_audience_that_has_no_entry(everybody):
    """What left an audience leaves nothing there that a later recount would not find."""
    entry = ActivityFactory(originator="italy", shared_with="members")
    narrow = ActivityFactory(originator="italy", shared_with=[])
    services.recount(most_changes=-1)
    with reading_as(everybody["italy"].actor()):
        sql("UPDATE coordination_activity SET audience_id = %s WHERE id = %s", narrow.audience_id, entry.pk)
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT audience_id, sum(entries) FROM {table} GROUP BY 1 HAVING sum(entries) <> 0"
            )
            assert [
                (audience, n) for audience, n in cursor.fetchall() if audience != narrow.audience_id
            ] == []
