"""A purge deletes exactly what two administrators agreed on, and nothing that changed, is held or is used."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.documents.kinds import State
from coordination.register import services as register
from coordination.retention import services
from coordination.retention.kinds import RunState
from coordination.retention.models import PurgeCount, PurgeRun
from coordination.retention.schedule import KINDS, purgeable
from tests import personas
from tests.factories import ActivityFactory, ImportFactory, MembershipFactory
from tests.factories.documents import DocumentFactory, files_of, plain_file
from tests.factories.fiches import FicheFactory, drafter_of
from tests.factories.plans import PlanFactory, speaking_for, write_action
from tests.factories.retention import (
    acting,
    administrator,
    approved,
    carried_out,
    grown_old,
    hold_of,
    proposed,
    stored_rows,
)


@pytest.fixture
def two(committed):
    """Two administrators."""
    return personas.load("admin").user, administrator()


def test_what_is_due_is_purged_and_nothing_else(two):
    first, second = two
    ActivityFactory(originator="italy", retired=True, title="Old and retired")
    ActivityFactory(originator="italy", draft=True, retired=True, title="Old and discarded")
    ActivityFactory(originator="france", title="Old and current")
    grown_old(5 * 365 + 1)
    ActivityFactory(originator="italy", retired=True, title="Retired today")

    run = proposed("activity.retired", "activity.discarded", by=first)
    told = set(PurgeCount.objects.filter(run=run).values_list("kind", "proposed"))
    approved(run, second)

    assert told == {("activity.retired", 1), ("activity.discarded", 1)}
    assert carried_out(run) == {"activity.retired": (1, 0), "activity.discarded": (1, 0)}
    assert PurgeRun.objects.get(pk=run.pk).state == RunState.DONE
    assert stored_rows("coordination_activity") == 2
    assert stored_rows("coordination_activity", "title LIKE 'Old and %' AND state <> 'current'") == 0


def test_a_purged_record_leaves_a_line_and_no_word(two):
    first, second = two
    entry = ActivityFactory(
        originator="italy", retired=True, title="Ostrich farm", aim="Feathers", partners=["iom"]
    )
    grown_old(5 * 365 + 1)
    carried_out(approved(proposed("activity.retired", by=first), second))

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT verb, system, fields::text || reason FROM coordination_historyline WHERE record = %s ORDER BY id",
            [entry.pk],
        )
        lines = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM coordination_memberstext WHERE record = %s", [entry.pk])
        words = cursor.fetchone()[0]
    assert ("purged", "purge", "{}") in lines
    assert {said for _verb, _system, said in lines} == {"{}"}
    assert "created" in {verb for verb, _system, _said in lines}
    assert words == 0
    assert stored_rows("coordination_activitycountry") == stored_rows("coordination_activitypartner") == 0


def test_what_changed_since_is_left_out(two):
    first, second = two
    entry = ActivityFactory(originator="italy", retired=True)
    grown_old(5 * 365 + 1)
    run = proposed("activity.retired", by=first)
    with transaction.atomic(), reading_as(italy := acting(personas.load("italy").user)):
        register.restore(actor=italy, activity=entry)
    approved(run, second)

    assert carried_out(run) == {"activity.retired": (0, 1)}
    assert stored_rows("coordination_activity") == 1


def test_the_set_is_bound_when_it_is_proposed(two):
    """What falls due afterwards waits for the next run."""
    first, second = two
    ActivityFactory(originator="italy", retired=True)
    grown_old(5 * 365 + 1)
    run = proposed("activity.retired", by=first)
    ActivityFactory(originator="italy", retired=True)
    grown_old(5 * 365 + 1)
    approved(run, second)

    assert carried_out(run) == {"activity.retired": (1, 0)}
    assert stored_rows("coordination_activity") == 1


def test_nobody_approves_what_they_proposed(two):
    first, _second = two
    ActivityFactory(originator="italy", retired=True)
    grown_old(5 * 365 + 1)
    run = proposed("activity.retired", by=first)

    with pytest.raises(Refused):
        approved(run, first)
    with pytest.raises(IntegrityError, match="purgerun_is_approved_by_somebody_else"), transaction.atomic():
        PurgeRun.objects.filter(pk=run.pk).update(
            state="approved", approved_by_id=first.pk, approved_at="2026-01-01T00:00Z"
        )
    with pytest.raises(IntegrityError, match="purgerun_runs_once_it_is_approved"), transaction.atomic():
        PurgeRun.objects.filter(pk=run.pk).update(state="approved")
    assert carried_out(run) == {"activity.retired": (0, 0)}
    assert stored_rows("coordination_activity") == 1


@pytest.mark.parametrize("persona", ["italy", "presidency", "gsc", "frontex"])
def test_administrators_alone_purge(two, persona):
    ActivityFactory(originator="italy", retired=True)
    grown_old(5 * 365 + 1)
    run = proposed("activity.retired", by=two[0])
    somebody = personas.load(persona).user
    for deed in (
        lambda: proposed("activity.retired", by=somebody),
        lambda: approved(run, somebody),
        lambda: services.drop(actor=acting(somebody), run_id=run.pk),
    ):
        with pytest.raises(Refused):
            deed()


def test_nothing_due_makes_no_run(two):
    ActivityFactory(originator="italy", retired=True)
    with pytest.raises(ValidationError, match="Nothing of these kinds is due"):
        proposed("activity.retired", by=two[0])
    with pytest.raises(ValidationError, match="Choose kinds"):
        proposed("activity.current", by=two[0])
    assert not PurgeRun.objects.exists()


def test_a_dropped_run_deletes_nothing(two):
    first, second = two
    ActivityFactory(originator="italy", retired=True)
    grown_old(5 * 365 + 1)
    run = approved(proposed("activity.retired", by=first), second)
    with transaction.atomic():
        services.drop(actor=acting(first), run_id=run.pk)

    assert carried_out(run) == {"activity.retired": (0, 0)}
    assert PurgeRun.objects.get(pk=run.pk).state == RunState.DROPPED
    assert stored_rows("coordination_activity") == 1


def test_files_go_with_their_document(two):
    first, second = two
    old = DocumentFactory(originator="italy", files={"en": plain_file("Secret word")}, state=State.WITHDRAWN)
    kept = DocumentFactory(originator="italy", files={"en": plain_file("Other word")})
    names = [file.stored_as for document in (old, kept) for file in files_of(document, speaking_for("italy"))]
    grown_old(5 * 365 + 1)
    carried_out(approved(proposed("document.withdrawn", by=first), second))

    assert [default_storage.exists(name) for name in names] == [False, True]
    assert stored_rows("coordination_documentfile") == 1
    default_storage.delete(names[1])


def test_what_is_still_used_is_left_out(two):
    """A card to which a current activity points stays; the other rows of the run go."""
    first, second = two
    entry = ActivityFactory(originator="italy", shared_with=[], announced_to="members")
    ActivityFactory(originator="italy", shared_with=[], announced_to="members", retired=True)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE coordination_existencecard SET state = 'retired' WHERE id = %s", [entry.card_id]
        )
    grown_old(5 * 365 + 1)
    run = approved(proposed("activity.retired", "card.retired", by=first), second)

    assert carried_out(run) == {"activity.retired": (1, 0), "card.retired": (1, 1)}
    assert stored_rows("coordination_existencecard") == 1


def test_discarded_drafts_of_plans_and_fiches_go_with_all_their_parts(two):
    from actionplans.fiches import services as fiches
    from actionplans.plans import services as plans

    first, second = two
    fiche = FicheFactory(originator="italy", measures=({"owner": "france"},))
    with transaction.atomic(), reading_as(drafter := drafter_of(fiche)):
        fiches.discard(actor=drafter, fiche=fiche)
    version = PlanFactory(country="NE")
    write_action(version)
    author = speaking_for("commission")
    with transaction.atomic(), reading_as(author):
        plans.discard(actor=author, plan_version=version)
    grown_old(91)
    run = approved(proposed("fiche.discarded", "plan.discarded", by=first), second)

    assert carried_out(run) == {"fiche.discarded": (1, 0), "plan.discarded": (1, 0)}
    for table in ("fiche", "measure", "fichecountry", "planversion", "actionterms", "action", "objective"):
        assert stored_rows(f"actionplans_{table}") == 0, table


def test_an_agreed_text_is_still_not_deleted_by_the_application(two):
    version = PlanFactory(country="NE", state="agreed")
    author = acting(personas.load("commission").user)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        reading_as(author),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL roundtable.system = 'purge'")
        cursor.execute("DELETE FROM actionplans_objective")
        cursor.execute("DELETE FROM actionplans_planversion WHERE id = %s", [version.pk])


def test_every_kind_that_can_be_purged_can_be_asked_for(two):
    """Each rule of the schedule is SQL that PostgreSQL takes, and with nothing due nothing is found."""
    hold_of(personas.load("removed").user)
    for kind in purgeable():
        with pytest.raises(ValidationError, match="Nothing of these kinds is due"):
            proposed(kind.code, by=two[0])
    assert services.sweep() == dict.fromkeys([kind.code for kind in KINDS.values() if kind.way == "sweep"], 0)


def test_the_application_neither_reads_nor_widens_the_set(two):
    first, _second = two
    ActivityFactory(originator="italy", retired=True)
    grown_old(5 * 365 + 1)
    run = proposed("activity.retired", by=first)
    with connection.cursor() as cursor:
        for statement in (
            "SELECT * FROM coordination_purgeitem",
            f"INSERT INTO coordination_purgeitem (run_id, kind, record, digest, outcome) VALUES ('{run.pk}', '', '', '', '')",
            "UPDATE coordination_purgecount SET purged = 5",
            "UPDATE coordination_declaredkind SET days = 0",
            "DELETE FROM coordination_purgerun",
            "SELECT roundtable_due('activity.retired')",
            "SELECT roundtable_purge_one('activity.retired', '', '')",
            "SELECT roundtable_empty_history('coordination_activity', '{}')",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
        with pytest.raises(DatabaseError, match="prepared once"), transaction.atomic():
            cursor.execute("SELECT roundtable_prepare_purge(%s)", [run.pk])
        with pytest.raises(DatabaseError, match="goes by itself"), transaction.atomic():
            cursor.execute("SELECT roundtable_sweep('activity.retired', 5)")
        cursor.execute(
            "SELECT roundtable_purge_batch(%s, 5), roundtable_purge_batch(%s, 5)", [run.pk, uuid.uuid4()]
        )
        assert cursor.fetchone() == (None, None)


def test_accounts_of_people_who_left_are_erased_after_a_year(two):
    first, second = two
    hold_of(personas.load("removed").user)  # who left long ago, and is needed by other tests
    left = MembershipFactory(organisation="spain", ends_on="2020-05-31", post="First Secretary").user
    again = MembershipFactory(organisation="spain", ends_on="2020-05-31").user
    MembershipFactory(user=again, organisation="malta")
    run = approved(proposed("account.ended", by=first), second)

    done = carried_out(run)
    left.refresh_from_db()
    again.refresh_from_db()
    assert done["account.ended"][1] == 0
    assert left.email == f"former-{left.pk}@person.invalid"
    assert again.erased_at is None


def test_imports_keep_their_report_for_a_year(two):
    first, second = two
    ImportFactory(originator="italy", state="done", finished_at="2020-01-01T00:00Z")
    ImportFactory(originator="italy", state="running")
    carried_out(approved(proposed("import", by=first), second))
    assert stored_rows("coordination_import") == 1


def test_the_trail_goes_by_its_time_alone(two):
    """No caller says how old: the application may not call what takes a date."""
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute("SELECT roundtable_purge_trail(now())")
    with connection.cursor() as cursor:
        cursor.execute("SELECT roundtable_sweep_trail()")
        assert cursor.fetchone() == (0,)


def test_the_trail_tells_who_proposed_and_who_approved(two):
    from coordination.history.models import TrailLine

    first, second = two
    ActivityFactory(originator="italy", retired=True)
    grown_old(5 * 365 + 1)
    run = approved(proposed("activity.retired", by=first), second)
    with transaction.atomic(), reading_as(acting(first)):
        lines = set(TrailLine.objects.filter(record=str(run.pk)).values_list("verb", "user_id"))
        details = str(list(TrailLine.objects.filter(record=str(run.pk)).values_list("detail", flat=True)))
    assert lines == {("added", first.pk), ("changed", second.pk)}
    assert "Yearly purge" not in details
