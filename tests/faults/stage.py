"""A product of its own, served as in `manage.py demo`, whose processes can be hurt one by one."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

BASE_DIR = Path(__file__).resolve().parent.parent.parent
OURS = (
    "TESTING",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DJANGO_SETTINGS_MODULE",
    "PROOF",
    "POOL",
    "SECRET_KEY",
)
ACTIVITIES = "/api/v1/activities/"
HEALTHY = {"status": "ok", "database": "ok", "migrations": "ok", "worker": "ok"}


def environment(folder: Path) -> dict[str, str]:
    """That of the product, and nothing of the tests."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"ROUNDTABLE_DATA": str(folder), "LOG_LEVEL": "CRITICAL"}


@dataclass
class Answer:
    """Status 0 stands for a line that was cut."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0

    @property
    def said(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Stage:
    """What a test may ask of the product that is served, and of the processes behind it."""

    folder: Path
    port: int = 0
    tokens: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    # --- It runs ---

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        with (self.folder.parent / "stage.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.serve", str(self.port)],
                cwd=BASE_DIR,
                env=environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            said = (self.folder.parent / "stage.log").read_text()[-3000:]
            raise RuntimeError(f"The product did not start:\n{said}")
        self.tokens = json.loads(line)

    def stop(self) -> None:
        if self.process is None:
            return
        for number in self.database():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def manage(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of the product, in its folder."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=BASE_DIR,
            env=environment(self.folder) | {"DEMO": "1"} | more,
            capture_output=True,
            text=True,
            check=False,
        )

    # --- It answers ---

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        who: str = "italy",
        patience: float = 40,
        **headers: str,
    ) -> Answer:
        """One request on a line of its own; a line that is cut is an answer too."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if who:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        begun = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return Answer(0, seconds=time.monotonic() - begun)
        finally:
            line.close()
        return Answer(answer.status, content, dict(answer.getheaders()), time.monotonic() - begun)

    def log(self, title: str, key: str = "", **rest: Any) -> Answer:
        """An entry of Italy, read by all members."""
        entry = {
            "title": title,
            "kind": "visit",
            "countries": ["NE"],
            "themes": ["readmission"],
            "starts_on": "2026-12-07",
            "sharing": {"choice": "members"},
        }
        headers: Any = {"Idempotency_Key": key} if key else {}
        return self.ask("POST", ACTIVITIES, entry, **headers, **rest)

    def send_file(self, path: str, name: str, content: bytes, *, key: str = "", **rest: Any) -> Answer:
        """A form of one file to the API."""
        mark = "the-end-of-a-part"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        headers: Any = {"Idempotency_Key": key} if key else {}
        return self.ask("POST", path, body, Content_Type=kind, **headers, **rest)

    def seconds_until(self, condition: Callable[[], bool], most: float = 60) -> float:
        """How long it takes until the condition holds."""
        begun = time.monotonic()
        while not condition():
            assert time.monotonic() - begun < most, f"not within {most} seconds"
            time.sleep(0.02)
        return time.monotonic() - begun

    def reads(self) -> bool:
        return self.ask("GET", ACTIVITIES, patience=5).status == 200

    def ready(self) -> bool:
        answer = self.ask("GET", "/readyz", who="", patience=10)
        return answer.status == 200 and answer.said == HEALTHY

    # --- Its processes ---

    def web_master(self) -> int:
        assert self.process is not None
        return one(number for number in children(self.process.pid) if "gunicorn" in command(number))

    def web_workers(self) -> list[int]:
        return children(self.web_master())

    def job_worker(self) -> int:
        assert self.process is not None
        return one(number for number in children(self.process.pid) if "procrastinate" in command(number))

    def postmaster(self) -> int:
        try:
            return int((self.folder / "database/cluster/postmaster.pid").read_text().split()[0])
        except (OSError, IndexError):
            return 0

    def database(self) -> list[int]:
        first = self.postmaster()
        return [first, *children(first)] if first and command(first) else []

    def backends(self) -> list[int]:
        return [number for number in children(self.postmaster()) if "roundtable" in command(number)]

    def supervisor(self) -> int:
        return int(Path(f"/proc/{self.postmaster()}/stat").read_text().rpartition(")")[2].split()[1])

    # --- What its database holds ---

    @contextlib.contextmanager
    def connect(self, role: str = "owner") -> Iterator[psycopg.Connection[Any]]:
        access = json.loads((self.folder / "database/access.json").read_text())
        place: Any = {"host": f"{access['runtime']}/s", "dbname": "roundtable", "connect_timeout": 10}
        with psycopg.connect(user=role, password=access[role], autocommit=True, **place) as line:
            yield line

    def rows(self, sql: Any, *given: Any) -> list[Any]:
        with self.connect() as line:
            return line.execute(sql, given).fetchall()


def children(parent: int) -> list[int]:
    try:
        return [
            int(number)
            for task in Path(f"/proc/{parent}/task").iterdir()
            for number in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def command(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def one(found: Iterator[int]) -> int:
    """The process, or 0 while there is none."""
    return next(found, 0)
