"""A backup is made while people write, and restored elsewhere: all of it is there, and the walls stand."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.database import embedded

from .figures import record
from .stage import Stage
from .test_disk import HEAD, file_it, kept_files
from .writers import half_states, writing

PLANTED = {
    "every row is there": "the policy of `owner` on one table narrowed: the backup is refused (in the test itself)",
    "sums": "one byte of the dump changed, one file taken out: both refused (in the test itself)",
    "the history seal": "restored without the key that signed it: refused",
}
# Filled from the code after every migration, with the same and under new numbers.
WRITTEN_ANEW = {"coordination_declaredcolumn"}
# Asked of both databases beside the command's own comparison, in words of its own.
ASKED = {
    "forced row security": "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relrowsecurity ORDER BY 1",
    "policies": "SELECT * FROM pg_policies ORDER BY tablename, policyname",
    "rights of the application": "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
    " WHERE grantee = 'app' ORDER BY 1, 2",
    "triggers": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "roles": "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN ('app', 'owner') ORDER BY 1",
    "temporary tables": "SELECT has_database_privilege('app', current_database(), 'TEMPORARY')",
}


@contextlib.contextmanager
def running(stage: Stage) -> Iterator[None]:
    """The database of a product that is not served."""
    embedded.start(stage.folder / "database")
    try:
        yield
    finally:
        embedded.release(stage.folder / "database")


@pytest.fixture(scope="module")
def backup(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made while three people write."""
    made = stage.ask("POST", "/api/v1/documents/", HEAD | {"subject": "Saved"}, Idempotency_Key="saved")
    assert made.status in {200, 201}, made.body
    for number in range(3):
        assert file_it(stage, made.said["id"], f"Paper {number}".encode(), f"paper {number}").status == 201
    folder = tmp_path_factory.mktemp("backups") / "monday"
    with writing(stage) as writers:
        done = stage.manage("backup", str(folder))
    assert done.returncode == 0, done.stderr
    assert sum(len(writer.acknowledged) for writer in writers) > 0
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Stage:
    return Stage(tmp_path / "elsewhere")


@pytest.mark.row("C15")
def test_what_was_saved_is_restored_and_the_walls_stand(served: Stage, backup: Path, other: Stage) -> None:
    key = (served.folder / "history-key").read_text()  # the seals of the history are signed with it
    done = other.manage("restore", str(backup), HISTORY_KEY=key)
    assert done.returncode == 0, done.stderr
    first = json.loads((backup / "manifest.json").read_text())
    assert kept_files(other) == set(first["files"])
    assert len(first["files"]) >= 3
    with running(other):
        for question, sql in ASKED.items():
            assert other.rows(sql) == served.rows(sql), question
        counts = {table: other.rows(f'SELECT count(*) FROM "{table}"')[0][0] for table in first["rows"]}
        assert half_states(other) == {}
    assert counts == {table: count for table, (count, _sum) in first["rows"].items()}
    assert counts["coordination_activity"] > 0
    assert counts["coordination_historyline"] > counts["coordination_activity"]
    again = other.manage("backup", str(backup.with_name("of the restored")))
    assert again.returncode == 0, again.stderr
    second = json.loads((backup.with_name("of the restored") / "manifest.json").read_text())
    parts = ("walls", "files", "migrations")
    assert {part: second[part] for part in parts} == {part: first[part] for part in parts}
    changed = {table for table in first["rows"] if first["rows"][table] != second["rows"].get(table)}
    assert changed <= WRITTEN_ANEW
    record(
        "backup restored: tables, rows, files equal",
        len(counts),
        rows=sum(counts.values()),
        files=len(first["files"]),
    )


def test_a_damaged_backup_is_refused(backup: Path, other: Stage, tmp_path: Path) -> None:
    dump = backup / "database.dump"
    whole = dump.read_bytes()
    place = len(whole) // 2
    try:
        dump.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        done = other.manage("restore", str(backup))
        assert (done.returncode, "The backup is damaged: database.dump" in done.stderr) == (1, True)
    finally:
        dump.write_bytes(whole)
    [first, *_rest] = sorted((backup / "files").rglob("*/*/*"))
    first.rename(tmp_path / "taken out")
    try:
        done = other.manage("restore", str(backup), "--check-only")
        assert (done.returncode, "The backup is damaged: files/" in done.stderr) == (1, True)
    finally:
        (tmp_path / "taken out").rename(first)
    assert other.manage("restore", str(backup), "--check-only").returncode == 0


def test_nothing_is_restored_over_something(served: Stage, backup: Path) -> None:
    done = served.manage("restore", str(backup))
    assert (done.returncode, "The database is not empty" in done.stderr) == (1, True)
    done = served.manage("backup", str(backup))
    assert (done.returncode, "is not empty: name a new folder" in done.stderr) == (1, True)


def test_a_table_that_the_backup_cannot_read_stops_it(served: Stage, tmp_path: Path) -> None:
    [[condition]] = served.rows(
        "SELECT qual FROM pg_policies WHERE tablename = 'coordination_activity' AND policyname = 'owner'"
    )
    assert condition == "true"
    with served.connect() as line:
        try:
            line.execute("ALTER POLICY owner ON coordination_activity USING (title <> 'x')")
            done = served.manage("backup", str(tmp_path / "backup"))
        finally:
            line.execute("ALTER POLICY owner ON coordination_activity USING (true)")
    assert (done.returncode, "does not read all of coordination_activity" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []
