"""The database stands still: people are told so, nothing hangs, and all goes on by itself."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from tests.access.proof import IN_FULL

from .figures import record
from .stage import ACTIVITIES, Answer, Stage
from .writers import half_states, lost, second_ones, writing

PLANTED = {
    "every request ends with a sentence": "DATABASE_PATIENCE=0: no limit to the wait for an answer",
    "the watchers are told": "DATABASE_PATIENCE=0, which also takes the limit from new connections",
}
FROZEN_SECONDS = 30 if IN_FULL else 14
# Ten for an answer, three for a new line, and some for the queue before eight threads.
MOST_SECONDS = 20


@contextlib.contextmanager
def frozen(stage: Stage, seconds: float) -> Iterator[None]:
    """All processes of the database stand still, for this long and no shorter."""
    stopped: set[int] = set()
    begun = time.monotonic()
    try:
        # Until the server itself stands still it may bring forth another process.
        while moving := set(stage.database()) - stopped:
            for number in moving:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGSTOP)
            stopped |= moving
        yield
        time.sleep(max(0, begun + seconds - time.monotonic()))
    finally:
        for number in stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGCONT)


@pytest.mark.row("C15")
def test_a_frozen_database_is_told_of_and_everything_goes_on_when_it_thaws(served: Stage) -> None:
    answers: dict[str, list[Answer]] = {}

    def keep_asking(path: str, until: float) -> None:
        who = "" if path in {"/readyz", "/healthz"} else "italy"
        while time.monotonic() < until:
            answers.setdefault(path, []).append(served.ask("GET", path, who=who))

    with writing(served, people=2) as writers:
        served.seconds_until(lambda: all(writer.acknowledged for writer in writers))
        with frozen(served, FROZEN_SECONDS):
            time.sleep(0.2)
            until = time.monotonic() + FROZEN_SECONDS - 4
            paths = (ACTIVITIES, "/", "/readyz", "/healthz")
            asking = [threading.Thread(target=keep_asking, args=(path, until)) for path in paths]
            for thread in asking:
                thread.start()
            while time.monotonic() < until:
                time.sleep(0.2)
        for thread in asking:
            thread.join()
        back = served.seconds_until(served.reads, most=5)
        served.seconds_until(
            lambda: served.log("after the frost", key="after the frost").status in {200, 201}, most=5
        )

    slowest = {path: max(answer.seconds for answer in of) for path, of in answers.items()}
    first = {path: of[0] for path, of in answers.items()}
    for path, seconds in slowest.items():
        record(
            "database frozen: slowest answer",
            round(seconds, 2),
            unit="s",
            path=path,
            frozen_for=FROZEN_SECONDS,
        )
    record("database frozen: seconds until read again", round(back, 2), unit="s")
    assert {path: answer.status for path, answer in first.items()} == {
        ACTIVITIES: 503,
        "/": 503,
        "/readyz": 503,
        "/healthz": 200,
    }
    assert max(slowest.values()) < MOST_SECONDS
    assert first[ACTIVITIES].headers["Content-Type"] == "application/problem+json"
    assert "does not answer" in first[ACTIVITIES].said["detail"]
    assert first[ACTIVITIES].headers["Retry-After"] == "10"
    assert b"The database does not answer" in first["/"].body
    assert first["/readyz"].said["database"] == "unreachable"
    assert [wrong for writer in writers for wrong in writer.wrong] == []
    assert sum(writer.cut for writer in writers) > 0
    assert lost(served, writers) == set()
    assert second_ones(served, writers) == []
    assert half_states(served) == {}
