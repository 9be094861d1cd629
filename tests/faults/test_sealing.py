"""What was sealed cannot be touched without being found; each way of touching it is tried."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from coordination.access.reader import reading_as
from coordination.history import sealing, signing
from coordination.history.models import Seal, Verb
from coordination.history.trail import note
from tests import personas
from tests.factories import ActivityFactory

pytestmark = pytest.mark.row("B27")


@pytest.fixture(autouse=True)
def sealed(committed, settings) -> None:
    """Three lines of the trail in each of two seals."""
    settings.HISTORY_KEY = "a long random text of the tests"
    as_owner("TRUNCATE coordination_trailline, coordination_historyline, coordination_seal RESTART IDENTITY")
    for user in (1, 2):
        for _line in range(3):
            note(verb=Verb.SIGNED_IN, user_id=user)
        assert sealing.seal_all() == 1
    assert verdict() == ""


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def verdict(receipt: str = "") -> str:
    """What the command says does not hold; empty when all does."""
    try:
        call_command("verify_history", receipt=receipt, stdout=StringIO())
    except CommandError as fault:
        return str(fault)
    return ""


def test_what_nobody_touched_holds_and_gives_a_receipt():
    said = StringIO()
    call_command("verify_history", stdout=said)
    assert said.getvalue().strip().endswith(sealing.receipt())
    assert sealing.receipt().startswith("2:")


def test_nothing_new_makes_no_seal():
    assert sealing.seal_all() == 0


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE coordination_trailline SET user_id = 9 WHERE id = 2", "Seal 1 holds lines of the trail"),
        (
            "UPDATE coordination_trailline SET detail = '{\"a\": 1}' WHERE id = 6",
            "Seal 2 holds lines of the trail",
        ),
        ("UPDATE coordination_trailline SET at = at + interval '1 hour' WHERE id = 1", "Seal 1 holds lines"),
        (
            "DELETE FROM coordination_trailline WHERE id = 5",
            "Seal 2 held 3 lines of the trail, and there are 2",
        ),
        (
            "INSERT INTO coordination_trailline (at, change, verb, system, noun, record, detail)"
            " SELECT at, change, verb, system, noun, record, detail FROM coordination_trailline WHERE id = 1",
            "Seal 1 held 3 lines of the trail, and there are 4",
        ),
        (
            "UPDATE coordination_trailline AS line SET user_id = other.user_id FROM coordination_trailline AS other"
            " WHERE (line.id, other.id) IN ((3, 4), (4, 3))",
            "Seal 1 holds lines of the trail that say something else, or in another order",
        ),
        ("DELETE FROM coordination_seal WHERE id = 1", "Seal 2 does not follow the seal before it"),
        (
            "UPDATE coordination_seal SET at = at - interval '1 day' WHERE id = 2",
            "Seal 2 says something else",
        ),
        (
            "UPDATE coordination_seal SET signature = repeat('A', 86) || '==' WHERE id = 2",
            "Seal 2 is not signed",
        ),
        ("UPDATE coordination_seal SET key = '0000000000000000' WHERE id = 1", "Seal 1 is signed with a key"),
        ("UPDATE coordination_seal SET since = since + 1 WHERE id = 2", "Seal 2 does not begin where"),
        (
            "UPDATE coordination_seal SET trail_purged_at = now() WHERE id = 1",
            "Seal 1 was purged of its lines of the trail, and has 3 again",
        ),
    ],
    ids=lambda value: " ".join(value.split()[:6]),
)
def test_whatever_is_touched_is_found(statement, said):
    as_owner(statement)
    assert said in verdict()


def test_a_cut_tail_is_found_by_its_receipt():
    kept = sealing.receipt()
    as_owner("DELETE FROM coordination_trailline WHERE id > 3; DELETE FROM coordination_seal WHERE id = 2")
    assert verdict() == ""
    assert "Seal 2 is missing, though a receipt of it was kept: the tail was cut" in verdict(kept)


def test_a_history_written_anew_is_found_by_its_receipt():
    """Somebody with the key and the tables could seal again; whoever kept a receipt sees it."""
    kept = sealing.receipt()
    as_owner("UPDATE coordination_trailline SET user_id = 9; DELETE FROM coordination_seal")
    sealing.seal_all()
    sealing.seal_all()
    assert verdict() == ""
    assert verdict(kept) != ""


def test_another_key_signs_nothing(settings):
    former = signing.public_key()
    settings.HISTORY_KEY = "another key"
    assert "is signed with a key that is not known here" in verdict()
    settings.HISTORY_PUBLIC_KEYS = [former]
    assert verdict() == ""


def test_a_line_that_is_committed_late_is_sealed_all_the_same():
    """An early transaction writes a line with a small id and commits after a later one was sealed."""
    written, go_on = threading.Event(), threading.Event()

    def early() -> None:
        with transaction.atomic():
            note(verb=Verb.SIGNED_IN, user_id=7)
            written.set()
            go_on.wait(20)
        connections.close_all()

    thread = threading.Thread(target=early)
    thread.start()
    assert written.wait(20)
    note(verb=Verb.SIGNED_IN, user_id=8)
    # The early transaction still runs: neither line can be sealed yet.
    sealing.seal_all()
    assert Seal.objects.filter(trail_lines__gt=0).count() == 2
    go_on.set()
    thread.join()
    assert sealing.seal_all() == 1
    assert Seal.objects.latest("pk").trail_lines == 2
    as_owner("UPDATE coordination_trailline SET user_id = 9 WHERE user_id = 7")
    assert "Seal 3 holds lines of the trail" in verdict()


def test_after_a_restore_into_another_server_a_new_era_begins():
    """There the ids of transactions are small again; the old lines stay covered, and the new ones too."""
    note(verb=Verb.SIGNED_IN, user_id=3)  # not sealed when the backup was made
    # A later server's ids, so that those of this one are the small ones.
    as_owner("UPDATE coordination_trailline SET change = change + 4000000000;DELETE FROM coordination_seal")
    as_owner("ALTER FUNCTION roundtable_next_seal() RENAME TO roundtable_next_seal_kept")
    try:
        as_owner(
            "CREATE FUNCTION roundtable_next_seal() RETURNS jsonb LANGUAGE sql SECURITY DEFINER AS $$"
            " SELECT jsonb_build_object('id', 1, 'since', 0, 'until', max(change) FILTER (WHERE user_id = 2) + 1,"
            " 'closes', false, 'history_base', 0, 'trail_base', 0, 'history_top', 0, 'trail_top', 6,"
            " 'history_lines', 0, 'trail_lines', 6,"
            " 'history_digest', (SELECT digest FROM roundtable_batch_of_history(0, 9000000000, 0, 6)),"
            " 'trail_digest', (SELECT digest FROM roundtable_batch_of_trail(0, 9000000000, 0, 6)), 'previous', '')"
            " FROM coordination_trailline $$"
        )
        assert sealing.seal()
    finally:
        as_owner("DROP FUNCTION roundtable_next_seal()")
        as_owner("ALTER FUNCTION roundtable_next_seal_kept() RENAME TO roundtable_next_seal")
    assert verdict() == ""

    note(verb=Verb.SIGNED_IN, user_id=4)
    assert sealing.seal_all() == 2
    assert list(Seal.objects.values_list("closes", "trail_lines")) == [(False, 6), (True, 1), (False, 1)]
    assert verdict() == ""
    as_owner("UPDATE coordination_trailline SET verb = 'read' WHERE user_id = 4")
    assert "Seal 3 holds" in verdict()
    as_owner("UPDATE coordination_trailline SET verb = 'read' WHERE user_id = 3")
    assert "Seal 2 holds" in verdict()


def test_a_purge_takes_whole_batches_and_leaves_the_chain():
    as_owner("SELECT roundtable_purge_trail((SELECT at FROM coordination_seal WHERE id = 2))")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT array_agg(user_id) FROM coordination_trailline")
        assert cursor.fetchone()[0] == [2, 2, 2]
    assert verdict() == ""


def test_a_purge_of_a_record_empties_its_history_and_leaves_the_chain():
    with reading_as(personas.load("italy").actor()):
        entry = ActivityFactory(originator="italy", title="Zephyr mission")
    sealing.seal_all()
    as_owner(f"SELECT roundtable_empty_history('coordination_activity', ARRAY['{entry.pk}'])")
    assert verdict() == ""
    as_owner("UPDATE coordination_historyline SET fields = '{\"title\": [1, 2]}' WHERE sealed_as <> ''")
    assert "was emptied and is not empty" in verdict()


def test_an_edited_line_of_history_is_found():
    with reading_as(personas.load("italy").actor()):
        ActivityFactory(originator="italy", title="Zephyr mission")
    sealing.seal_all()
    as_owner("UPDATE coordination_historyline SET fields = '{}', reason = ''")
    assert "holds lines of the history that say something else" in verdict()


def test_a_seal_that_does_not_follow_the_newest_is_not_kept():
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="not the successor"), transaction.atomic():
        from coordination.access.functions import answer_of

        answer_of("roundtable_keep_seal", '{"id": 9, "previous": ""}')


def test_a_malformed_receipt_is_named():
    assert "A receipt reads" in verdict("nonsense")
