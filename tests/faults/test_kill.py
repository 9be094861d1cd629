"""Processes are killed in the middle of writes: nothing acknowledged is lost, nothing is half there."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.access.proof import IN_FULL

from .figures import record
from .stage import Stage
from .writers import half_states, lost, second_ones, writing

PLANTED = {
    "a key makes one thing": "`once` without its receipt",
    "back within five seconds": "`mend` of manage.py demo without `child.start()`",
    "a killed job is taken up again": "`pick_up_stalled` that stops at work which was queued again (as it was)",
}
# The machine of a usual run has other things to do, and a web server that starts anew needs it.
BACK_SECONDS = 5 if IN_FULL else 15
STEADY_SECONDS = 1.5
ROUNDS = 5 if IN_FULL else 1
SEED = 1905

VICTIMS: dict[str, Callable[[Stage], int]] = {
    "a web worker": lambda stage: random.choice(stage.web_workers()),
    "the web server's first process": Stage.web_master,
    "the worker of jobs": Stage.job_worker,
    "a backend of the database": lambda stage: random.choice(stage.backends()),
    "the database's first process": Stage.postmaster,
    "the supervisor of the database": Stage.supervisor,
}


def test_kill_in_the_middle_of_writes(served: Stage) -> None:
    random.seed(SEED)
    order = [name for _ in range(ROUNDS) for name in random.sample(sorted(VICTIMS), len(VICTIMS))]
    back: dict[str, list[float]] = {name: [] for name in VICTIMS}
    with writing(served) as writers:
        served.seconds_until(lambda: all(writer.acknowledged for writer in writers))
        for name in order:
            time.sleep(random.uniform(0.2, 1.2))
            victim = served_victim(served, name)
            os.kill(victim, signal.SIGKILL)
            back[name].append(outage(served))

    written = sum(len(writer.acknowledged) for writer in writers)
    unanswered = sum(len(writer.unanswered) for writer in writers)
    slowest = {name: round(max(seconds), 2) for name, seconds in back.items()}
    for name, seconds in slowest.items():
        record("killed: seconds until all is well", seconds, unit="s", victim=name, times=ROUNDS)
    record("killed: writes acknowledged, none lost", written, kills=len(order), cut_off=unanswered)
    assert [wrong for writer in writers for wrong in writer.wrong] == []
    assert written > 10 * len(order)
    assert lost(served, writers) == set()
    assert second_ones(served, writers) == []
    assert half_states(served) == {}
    assert max(slowest.values()) <= BACK_SECONDS, slowest


def served_victim(stage: Stage, name: str) -> int:
    """The process to kill; waits until there is one."""
    found: list[int] = []

    def there() -> bool:
        with contextlib.suppress(OSError, IndexError):
            found[:] = [VICTIMS[name](stage)]
        return bool(found and found[0])

    stage.seconds_until(there)
    return found[0]


def outage(stage: Stage) -> float:
    """How long after now a read or a write still failed; returns once none did for a while."""
    killed = good = time.monotonic()
    while time.monotonic() < good + STEADY_SECONDS or not stage.ready():
        assert time.monotonic() < killed + 60
        if not (stage.reads() and stage.log("probe", key="probe").status in {200, 201}):
            good = time.monotonic()
        time.sleep(0.02)
    return good - killed


def alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@pytest.mark.row("C15")
def test_a_killed_job_is_taken_up_again(served: Stage) -> None:
    """The job hangs on a lock that we hold; its worker is killed; the next worker does its work.

    The clock has queued the same work meanwhile, as it does every minute: that must not be in the way.
    """
    doing = (
        "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND task_name LIKE '%%notices.jobs.tell'"
    )
    with served.connect() as line:
        line.execute("BEGIN")
        line.execute("LOCK TABLE coordination_untold IN ACCESS EXCLUSIVE MODE")
        served.manage("shell", "-c", DEFER_TELL)  # unless one waits already
        served.seconds_until(lambda: bool(served.rows(doing)))
        [[job]] = served.rows(doing)
        served.manage("shell", "-c", DEFER_TELL)
        victim = served.job_worker()
        os.kill(victim, signal.SIGKILL)
        served.seconds_until(lambda: not alive(victim), most=5)
        line.execute("ROLLBACK")
        [killed] = line.execute("SELECT now()").fetchone() or [None]
    served.seconds_until(lambda: served.job_worker() not in {0, victim})
    if not IN_FULL:  # in full one waits until the heart has not beaten for half a minute, and the clock
        with served.connect() as line:
            line.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
            )
        assert served.manage("shell", "-c", DEFER_PICK_UP).returncode == 0

    done = """SELECT count(*) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
        WHERE j.task_name LIKE '%%notices.jobs.tell' AND e.type = 'succeeded' AND e.at > %s"""
    took = served.seconds_until(lambda: served.rows(done, killed) != [(0,)], most=150)
    record("killed job: seconds until its work was done", round(took, 1), unit="s")
    assert served.rows("SELECT status::text FROM procrastinate_jobs WHERE id = %s", job) != [("doing",)]
    served.seconds_until(lambda: served.rows("SELECT count(*) FROM coordination_untold") == [(0,)])


DEFER_TELL = "from coordination.notices.jobs import tell; tell.defer(timestamp=0)"
DEFER_PICK_UP = "from coordination.register.jobs import pick_up_stalled; pick_up_stalled.defer(timestamp=0)"
