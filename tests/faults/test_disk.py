"""No room left: people are told so, nothing is half kept, and all goes on once there is room."""

import contextlib
import os
import resource
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.proof import IN_FULL

from .figures import record
from .stage import Answer, Stage
from .writers import half_states, lost, second_ones, writing

PLANTED = {
    "a full disk is told of": "`is_full` that knows no errors of the disk",
    "no half file stays of what was refused": "`kept_or_deleted` that deletes nothing",
}
DOCUMENTS = "/api/v1/documents/"
HEAD = {
    "kind": "note",
    "subject": "A paper",
    "from_words": "Presidency",
    "to_words": "Delegations",
    "dated_on": "2026-04-26",
    "countries": ["NE"],
    "marking": "limite",
    "sharing": {"choice": "members"},
}
LARGE = ("paper " * 300 + "\n").encode() * 2_000  # 3.6 MB
FULL_SECONDS = 90 if IN_FULL else 4
SMALL = b"A short paper."


def kept_files(stage: Stage) -> set[str]:
    folder = stage.folder / "files"
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def file_it(stage: Stage, pk: str, content: bytes, key: str) -> Answer:
    return stage.send_file(f"{DOCUMENTS}{pk}/versions/", "paper.txt", content, key=key)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """The file system of this folder without a free byte."""
    ballast = folder / "ballast"
    try:
        with ballast.open("wb") as file, contextlib.suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free - 2**16)
        with ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(b"\0" * 512):
                pass
        yield
    finally:
        ballast.unlink(missing_ok=True)


@contextlib.contextmanager
def short_files(stage: Stage, most: int) -> Iterator[None]:
    """Processes of the web server that may write no file longer than this: where nobody may mount."""
    numbers = stage.web_workers()
    before = {number: resource.prlimit(number, resource.RLIMIT_FSIZE) for number in numbers}
    try:
        for number in numbers:
            resource.prlimit(number, resource.RLIMIT_FSIZE, (most, before[number][1]))
        yield
    finally:
        for number in numbers:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(number, resource.RLIMIT_FSIZE, before[number])


@pytest.fixture
def paper(served: Stage) -> str:
    made = served.ask("POST", DOCUMENTS, HEAD, Idempotency_Key="paper of the disk")
    assert made.status in {200, 201}, made.body
    return str(made.said["id"])


def told(answer: Answer) -> tuple[int, str, bool]:
    return answer.status, answer.said["title"], "nothing of it was kept" in answer.said["detail"]


FULL = (503, "No room left", True)


def test_a_file_that_finds_no_room_is_refused_in_words_and_leaves_nothing(served: Stage, paper: str) -> None:
    before = kept_files(served)
    with short_files(served, 64 * 1024):
        # One is laid aside on the disk before it is looked at, the other is cut off in the store itself.
        assert told(file_it(served, paper, LARGE, "no room")) == FULL
        assert told(file_it(served, paper, LARGE[:500_000], "half")) == FULL
        assert kept_files(served) == before
        assert file_it(served, paper, SMALL, "room for little").status == 201
    assert served.ask("GET", f"{DOCUMENTS}{paper}/").said["versions"][0]["number"] == 1
    again = file_it(served, paper, LARGE, "no room")
    assert again.status == 201
    of_paper = (
        "SELECT count(*), count(DISTINCT stored_as) FROM coordination_documentfile WHERE document_id = %s"
    )
    assert served.rows(of_paper, paper) == [(2, 2)]
    stored = {name for (name,) in served.rows("SELECT stored_as FROM coordination_documentfile")}
    assert kept_files(served) - before == stored - before
    assert len(stored - before) == 2


def test_a_full_disk_is_survived(served: Stage, disk: Path, paper: str) -> None:
    if not disk.is_mount():
        pytest.skip("Nobody may mount a file system here, and filling the machine's disk hurts others.")
    before = kept_files(served)
    with writing(served, people=2) as writers:
        served.seconds_until(lambda: all(writer.acknowledged for writer in writers))
        with full(disk):
            said = file_it(served, paper, LARGE, "full")
            served.seconds_until(lambda: any(writer.unanswered for writer in writers), most=90)
            entry = served.log("on a full disk", key="on a full disk")
            page = served.ask("GET", "/")
            # Nor can it write down that it recovered: it tries until there is room.
            os.kill(served.postmaster(), signal.SIGKILL)
            time.sleep(FULL_SECONDS)
            health = served.ask("GET", "/readyz", who="")
        back = served.seconds_until(served.reads, most=30)
        served.seconds_until(
            lambda: served.log("after the disk", key="after the disk").status in {200, 201}, most=10
        )
    record("disk full: seconds until read again", round(back, 2), unit="s", full_for=FULL_SECONDS)
    assert told(said) == FULL
    assert (entry.status, health.status) == (503, 503)
    assert page.status in {200, 302}, "what is there can still be read"
    assert [wrong for writer in writers for wrong in writer.wrong] == []
    assert lost(served, writers) == set()
    assert second_ones(served, writers) == []
    assert half_states(served) == {}
    assert kept_files(served) == before
