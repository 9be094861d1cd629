"""The second wall: what PostgreSQL itself shows and refuses, with plain SQL and no Django filter."""

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, connections, transaction

from coordination.access.models import Gated, GatedPart
from coordination.access.reader import reading_as
from coordination.history.models import HistoryLine
from coordination.register.models import Activity, ExistenceCard
from tests.access import documents, fiches, private_consultations, private_meetings, private_plans, reports
from tests.factories import ActivityFactory, ImportFactory
from tests.factories.register import relative_of

pytestmark = [pytest.mark.row("C23"), pytest.mark.django_db(databases=["default", "owner"])]

GATED = [model for model in apps.get_models() if issubclass(model, Gated | GatedPart)]
PARTS = [model for model in GATED if issubclass(model, GatedPart)]
# Tables that repeat an audience or belong to one person without being Gated themselves.
ALSO_WALLED = {
    "coordination_announcement",
    "coordination_audience",
    "coordination_countrytally",
    "coordination_formdraft",
    "coordination_historyline",
    "coordination_mail",
    "coordination_narrowtext",
    "coordination_notice",
    "coordination_preference",
    "coordination_receipt",
    "coordination_roomchange",
    "coordination_subscription",
    "coordination_themetally",
    "coordination_trailline",
}


def sql(text: str, *values: Any, using: str = "default") -> list[tuple]:
    with connections[using].cursor() as cursor:
        cursor.execute(text, values or None)
        return cursor.fetchall() if cursor.description else []


def refused(text: str, *values: object) -> str:
    """What the database says no with."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        sql(text, *values)
    return str(refusal.value).splitlines()[0]


# --- The roles ---------------------------------------------------------------------------


def test_these_tests_run_as_the_role_that_the_walls_bind():
    ((role, superuser, bypass, create),) = sql(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb OR rolcreaterole FROM pg_roles"
        " WHERE rolname = current_user"
    )
    assert (role, superuser, bypass, create) == ("app", False, False, False)


def test_the_role_is_a_member_of_no_other_and_owns_nothing():
    assert sql("SELECT 1 FROM pg_auth_members WHERE member = 'app'::regrole") == []
    assert sql("SELECT relname FROM pg_class WHERE relowner = 'app'::regrole") == []
    assert "permission denied" in refused("SET ROLE owner")
    assert "permission denied" in refused("SET session_replication_role = replica")


def test_the_role_makes_no_tables_and_no_functions():
    assert "permission denied" in refused("CREATE TABLE public.mine (a int)")
    assert "permission denied" in refused(
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    )


# --- The walls ---------------------------------------------------------------------------


def test_every_table_with_an_audience_is_behind_a_wall():
    with_audience = {
        table
        for (table,) in sql(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'audience_id' AND table_schema = 'public'"
        )
    }
    expected = {model._meta.db_table for model in GATED} | ALSO_WALLED
    walled = {
        table for (table,) in sql("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    }
    assert with_audience <= expected
    assert walled == expected


def test_the_policies_name_the_two_roles_and_nobody_else():
    found = sql("SELECT tablename, policyname, roles::text FROM pg_policies")
    assert {(name, roles) for _, name, roles in found} == {("reader", "{app}"), ("owner", "{owner}")}
    assert len(found) == 2 * (len(GATED) + len(ALSO_WALLED))


@pytest.mark.parametrize("model", GATED, ids=lambda model: model.__name__)
def test_plain_sql_shows_the_originators_rows_to_the_originator_alone(model, everybody):
    entry = ActivityFactory(
        originator="italy",
        shared_with=[],
        announced_to=[],
        amount=5,
        partners=["iom"],
        mandates=[some_mandate()],
    )
    relative_of(entry)
    problem_of(ImportFactory(originator="italy"))
    fiches.make_private()
    documents.make_private()
    private_plans.make_private()
    private_meetings.make_private()
    private_consultations.make_private()
    reports.make_private()

    for name, persona in everybody.items():
        with reading_as(persona.actor()):
            ((count,),) = sql(f"SELECT count(*) FROM {model._meta.db_table}")
        assert (count > 0) == (name in {"italy", "italy_reader", "italy_interior"}), name
    ((count,),) = sql(f"SELECT count(*) FROM {model._meta.db_table}")
    assert count == 0


def some_mandate() -> str:
    from coordination.world.queries import mandates

    return next(iter(mandates().values())).code


def problem_of(run) -> None:
    from coordination.people.actors import for_organisation
    from coordination.people.queries import organisations
    from coordination.register.models import ImportProblem

    with reading_as(for_organisation(organisations().by_code["italy"])):
        ImportProblem.of(run, message="Not read.").save()


def test_no_view_goes_round_the_wall():
    assert sql("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []


# --- Writing past the wall ---------------------------------------------------------------


def test_a_row_cannot_be_moved_to_readers_of_whom_the_writer_is_none(italy, france):
    mine = ActivityFactory(originator="italy", shared_with=[france.organisation])
    other = ActivityFactory(originator="malta", shared_with=[])
    with reading_as(france.actor()):
        assert "row-level security" in refused(
            "UPDATE coordination_activity SET audience_id = %s WHERE id = %s", other.audience_id, mine.pk
        )


def test_what_is_not_read_is_not_changed(italy, malta):
    entry = ActivityFactory(originator="italy", shared_with=[], title="Before")
    with reading_as(malta.actor()):
        sql("UPDATE coordination_activity SET title = 'After'")
        sql("DELETE FROM coordination_activity")
    with reading_as(italy.actor()):
        assert sql("SELECT title FROM coordination_activity") == [("Before",)]
    assert entry.pk


@pytest.mark.parametrize("model", GATED, ids=lambda model: model.__name__)
def test_nothing_is_truncated(model):
    assert "permission denied" in refused(f"TRUNCATE {model._meta.db_table} CASCADE")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO coordination_historyline (at, change, system, noun, record, part, verb, fields, reason,"
        " audience_id, audience_then_id) VALUES (now(), 1, '', 'x', gen_random_uuid(), '', 'x', '{}', '', 1, 1)",
        "UPDATE coordination_historyline SET verb = 'x'",
        "DELETE FROM coordination_historyline",
        "TRUNCATE coordination_historyline",
        "SELECT roundtable_write_history('coordination_activity', gen_random_uuid(), '', 'x', '{}', '', 1, 1)",
        "INSERT INTO coordination_trailline (at, change, verb, system, noun, record, detail)"
        " VALUES (now(), 1, 'read', '', '', '', '{}')",
        "UPDATE coordination_trailline SET verb = 'x'",
        "DELETE FROM coordination_trailline",
        "TRUNCATE coordination_trailline",
        "UPDATE coordination_seal SET digest = 'x'",
        "DELETE FROM coordination_seal",
        "ALTER TABLE coordination_membership DISABLE TRIGGER trail",
        "ALTER TABLE coordination_activity DISABLE TRIGGER history",
        "DROP TRIGGER history ON coordination_activity",
        "ALTER TABLE coordination_activity DISABLE ROW LEVEL SECURITY",
        "SELECT * FROM coordination_memberstext",
        "DELETE FROM coordination_memberstext",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
    ],
    ids=lambda statement: " ".join(statement.split()[:4]),
)
def test_the_application_cannot(statement, italy):
    ActivityFactory(originator="italy")
    with reading_as(italy.actor()):
        said = refused(statement)
    assert "permission denied" in said or "must be owner" in said


def test_the_text_index_is_not_written_by_the_application(italy):
    entry = ActivityFactory(originator="italy", shared_with=[])
    with reading_as(italy.actor()):
        sql("DELETE FROM coordination_narrowtext")
        sql("UPDATE coordination_narrowtext SET title = 'x'")
        ((title,),) = sql("SELECT title FROM coordination_narrowtext")
        assert title == entry.title.lower()
        assert "row-level security" in refused(
            "INSERT INTO coordination_narrowtext (record, noun, title, vector, audience_id, for_members)"
            " VALUES (gen_random_uuid(), 'coordination_activity', 'x', '', %s, false)",
            entry.audience_id,
        )


def test_a_deed_on_a_hidden_or_missing_row_is_not_recorded(italy, malta):
    entry = ActivityFactory(originator="italy", shared_with=[])
    with reading_as(malta.actor()):
        for pk in (entry.pk, uuid.uuid4()):
            sql("SELECT roundtable_record('coordination_activity', %s, 'confirmed', '')", pk)
        assert "not a gated table" in refused(
            "SELECT roundtable_record('django_session', %s, 'x', '')", entry.pk
        )
    actor = italy.actor()
    with reading_as(actor):
        verbs = {line.verb for line in HistoryLine.objects.visible_to(actor).of(entry)}
    assert verbs == {"created", "added"}


# --- Parts follow their row --------------------------------------------------------------


def test_narrowing_a_row_narrows_its_parts_in_plain_sql_as_well(italy, france):
    entry = ActivityFactory(
        originator="italy", shared_with="members", amount=7, partners=["iom"], mandates=[some_mandate()]
    )
    relative_of(entry)
    narrow = ActivityFactory(originator="italy", shared_with=[])
    tables = [model._meta.db_table for model in PARTS if model.parent == "activity"]
    with reading_as(france.actor()):
        before = [sql(f"SELECT count(*) FROM {table} WHERE activity_id = %s", entry.pk) for table in tables]
    assert before == [[(1,)]] * len(tables)

    with reading_as(italy.actor()):
        sql("UPDATE coordination_activity SET audience_id = %s WHERE id = %s", narrow.audience_id, entry.pk)
        kept = [sql(f"SELECT audience_id FROM {table} WHERE activity_id = %s", entry.pk) for table in tables]
    assert kept == [[(narrow.audience_id,)]] * len(tables)

    with reading_as(france.actor()):
        after = [sql(f"SELECT count(*) FROM {table} WHERE activity_id = %s", entry.pk) for table in tables]
    assert after == [[(0,)]] * len(tables)


def test_a_part_cannot_be_wider_than_its_row(italy):
    entry = ActivityFactory(originator="italy", shared_with=[])
    wide = ActivityFactory(originator="italy", shared_with="members")
    with reading_as(italy.actor()), pytest.raises(IntegrityError), transaction.atomic():
        sql(
            "UPDATE coordination_activitycountry SET audience_id = %s WHERE activity_id = %s",
            wide.audience_id,
            entry.pk,
        )


def test_the_copied_columns_follow_too(italy):
    entry = ActivityFactory(originator="italy", status="planned")
    with reading_as(italy.actor()):
        sql("UPDATE coordination_activity SET status = 'running' WHERE id = %s", entry.pk)
        assert sql("SELECT status FROM coordination_activitycountry") == [("running",)]


# --- Full text ---------------------------------------------------------------------------


@pytest.mark.row("B24")
def test_the_text_index_finds_for_each_reader_what_that_reader_may_read(everybody):
    from coordination.register import queries

    rows = {
        "members": ActivityFactory(originator="italy", shared_with="members", title="Quixotic wells"),
        "team": ActivityFactory(
            originator="italy", shared_with="members", country_team=True, title="Quixotic wells shared on"
        ),
        "france": ActivityFactory(originator="italy", shared_with=["france"], title="Quixotic talks"),
        "own": ActivityFactory(originator="italy", shared_with=[], title="Quixotic plans"),
        "frontex": ActivityFactory(originator="frontex", shared_with=[], title="Quixotic flights"),
        "both": ActivityFactory(originator="frontex", shared_with="members", title="Quixotic boats"),
    }
    names = {row.pk: name for name, row in rows.items()}
    found = {}
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            by_words = queries.select(actor, queries.Selection(words="quixotic"))
            found[name] = {names[row.pk] for row in by_words}
            by_likeness = queries.similar(actor, title="Quixotic wells", country_id=None, theme_id=None)
            assert {names[row.pk] for row in by_likeness} <= found[name]
            raw = sql(
                "SELECT * FROM roundtable_find('coordination_activity', to_tsquery('simple', 'quixotic'))"
            )
            assert {names[pk] for (pk,) in raw} == found[name]

    wide = {"members", "team", "both"}
    italian = wide | {"france", "own"}
    assert found == {
        "italy": italian,
        "italy_reader": italian,
        "france": wide | {"france"},
        **dict.fromkeys(["malta", "presidency", "commission", "eeas", "gsc"], wide),
        "italy_interior": {"team", "france", "own"},
        "italy_labour": set(),
        "eud_niger": {"team"},
        "frontex": {"frontex", "both"},
        "admin": set(),
        "removed": set(),
    }


def test_a_word_taken_out_or_hidden_is_found_no_more(italy, france):
    from coordination.register import queries

    entry = ActivityFactory(originator="italy", shared_with="members", title="Zephyr mission")
    narrow = ActivityFactory(originator="italy", shared_with=[], title="Other")

    def hits(persona) -> int:
        actor = persona.actor()
        with reading_as(actor):
            return len(
                sql("SELECT * FROM roundtable_find('coordination_activity', to_tsquery('simple', 'zephyr'))")
            )

    assert (hits(italy), hits(france)) == (1, 1)
    with reading_as(italy.actor()):
        Activity.objects.filter(pk=entry.pk).update(audience=narrow.audience_id)
    assert (hits(italy), hits(france)) == (1, 0)
    with reading_as(italy.actor()):
        Activity.objects.filter(pk=entry.pk).update(title="Breeze mission")
    assert (hits(italy), hits(france)) == (0, 0)
    assert queries.NOUN == "coordination_activity"


@pytest.mark.row("C1")
def test_a_card_points_nowhere():
    """What announces an entry leads to it in no column (DESIGN 2, existence cards)."""
    linked = {field.related_model for field in ExistenceCard._meta.get_fields() if field.is_relation}
    assert Activity not in linked


def test_the_owner_reads_through_a_policy_of_its_own_and_not_by_bypass():
    ((superuser, bypass),) = sql(
        "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user", using="owner"
    )
    assert not superuser
    assert not bypass
    assert connection.alias == "default"
    with pytest.raises(ProgrammingError):
        sql("TRUNCATE coordination_circle CASCADE")
