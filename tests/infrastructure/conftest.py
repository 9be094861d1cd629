"""What these tests need: a product of their own, in a folder with a space in its name."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# What a process of the product does: hold the server, say so, then wait to be told to end.
HOLD = """
import sys
from pathlib import Path
from config.database import embedded
embedded.start(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""

Process = subprocess.Popen[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One database folder for the tests of a module; the first use makes the database."""
    return tmp_path_factory.mktemp("a folder") / "database"


@pytest.fixture
def hold() -> Iterator[Callable[[Path], Process]]:
    """Start a process that uses the server in a folder; all of them end with the test."""
    started: list[Process] = []

    def start(folder: Path) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(folder)],
            cwd=BASE_DIR,
            env={"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.communicate()


def answers(folder: Path) -> bool:
    """Whether the server in this folder takes sign-ins."""
    from config.database.supervisor import accepts

    return accepts(Path(json.loads((folder / "access.json").read_text())["runtime"], "s"))


def main_process(folder: Path) -> int:
    """The number of the server's first process."""
    return int((folder / "cluster" / "postmaster.pid").read_text().split()[0])


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether the condition comes true in time."""
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
