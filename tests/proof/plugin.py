"""`pytest --mutants 60 …`: plants mutants in the policies one by one and runs the tests marked `policy`.

In one process and one database, so that a mutant costs no more than the tests that look for it.
"""

import gc
import importlib
import random
import time
from collections import Counter
from itertools import zip_longest
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.urls import get_resolver
from pytest_django.plugin import blocking_manager_key

from tests.access.proof import IN_FULL
from tests.proof.equivalent import EQUIVALENT
from tests.proof.figures import record
from tests.proof.mutants import MODULES, Mutant, mutants_of, planted
from tests.proof.planted import DEFECTS

RUNS: dict[str, dict[str, Any]] = {}
AT_LEAST = 0.95
LONGEST_SUITE = 10.0  # seconds on a machine of its own, once the database and the product are there


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("proof")
    group.addoption("--mutants", default="", help="How many mutants of the policies to plant; `all` for all.")
    group.addoption("--planted", action="store_true", help="Plant known defects; the named tests must fail.")
    group.addoption("--planted-of", default="", help="Only those whose name has this in it.")
    group.addoption("--mutants-of", default="", help="Only those whose name has this in it.")
    group.addoption("--mutants-seed", type=int, default=2027, help="Which mutants, when not all.")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Time and outcome of each file of tests, for `docs/proof.md`."""
    run = RUNS.setdefault(report.nodeid.partition("::")[0], {"value": 0, "failed": 0, "seconds": 0.0})
    run["seconds"] += report.duration
    run["value"] += report.when == "call"
    run["failed"] += report.failed


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return  # the process that leads them has all reports
    for file, run in RUNS.items():
        record("run", run["value"], file=file, failed=run["failed"], seconds=round(run["seconds"], 1))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    wanted = session.config.getoption("--mutants")
    if session.config.getoption("--planted") and not session.testsfailed:
        return _plant_defects(session)
    if not wanted or session.config.option.collectonly or session.testsfailed:
        return None
    items = [item for item in session.items if item.get_closest_marker("policy")]
    items.sort(key=lambda item: item.nodeid.partition("[")[0])  # a module's rows are made once
    run = MutationRun(session, items)
    seconds = run.usual()
    if not session.testsfailed:
        run.plant(_chosen(wanted, session.config))
        if not run.report(seconds, wanted):
            session.testsfailed += 1
    return _the_rest(session, items)


def _keep(session: pytest.Session, place: Any) -> None:
    """Take down what the tests made, but for what a module, or the whole run, still uses."""
    session._setupstate.teardown_exact(place)


def _the_rest(session: pytest.Session, done: list[pytest.Item]) -> bool:
    """The other tests of the run, as pytest runs them: a run of mutants may share its database."""
    rest = [item for item in session.items if item not in done]
    _keep(session, session if rest else None)
    for item, following in zip_longest(rest, rest[1:]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail or session.shouldstop:
            raise session.Interrupted(session.shouldfail or session.shouldstop)
    return True


def _plant_defects(session: pytest.Session) -> bool:
    """Each defect with its check; the usual tests are not run."""
    writer = session.config.get_terminal_writer()
    for defect in DEFECTS:
        if session.config.getoption("--planted-of") not in defect.name:
            continue
        checks = [item for item in session.items if defect.is_seen_by(item.nodeid)]
        if not checks:
            continue
        check = checks[0]
        sound = _passes(check)
        with session.config.stash[blocking_manager_key].unblock(), defect.plant():
            seen = not _passes(check)
        session.testscollected += 1
        writer.line(
            f"{'seen' if sound and seen else 'NOT SEEN'}: {defect.name} ({check.nodeid})", red=not seen
        )
        record("planted", sound and seen, defect=defect.name, check=check.nodeid)
        if not (sound and seen):
            session.testsfailed += 1
    _keep(session, None)
    return True


def _passes(item: pytest.Item) -> bool:
    """Whether a test passes, with all that its module makes made anew."""
    _keep(item.session, item.session)
    place: Any = item.session
    return all(report.passed for report in runtestprotocol(item, log=False, nextitem=place))


def _chosen(wanted: str, config: pytest.Config) -> list[Mutant]:
    known = [mutant for name in MODULES for mutant in mutants_of(importlib.import_module(name))]
    named = config.getoption("--mutants-of").split(",")
    known = [m for m in known if any(name in str(m) for name in named) and str(m) not in EQUIVALENT]
    if wanted == "all":
        return known
    chosen = random.Random(config.getoption("--mutants-seed")).sample(known, min(int(wanted), len(known)))
    return sorted(chosen, key=known.index)


class MutationRun:
    """The policy suite, as it is and with each mutant."""

    def __init__(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        self.session, self.items = session, items
        self.modules = {
            item: {name for mark in item.iter_markers("policy") for name in mark.args} for item in items
        }
        self.catches: Counter[tuple[str, pytest.Item]] = Counter()
        self.killed: list[Mutant] = []
        self.alive: list[Mutant] = []

    def usual(self) -> float:
        """Run the suite once as it is; its time in seconds, once the database and the product are there."""
        first = self.items[0]
        self._run(first)  # makes the database
        get_resolver().reverse_dict  # noqa: B018 - loads all views
        _keep(self.session, self.session)
        gc.collect()
        gc.freeze()  # what is loaded stays: not worth looking through for every mutant
        began = time.perf_counter()
        for item in self.items:
            self._run(item, log=True)
        return time.perf_counter() - began

    def _run(self, item: pytest.Item, *, log: bool = False) -> bool:
        """Whether a test passes; what its module made stays for the next test of the module."""
        module: Any = item.parent
        _keep(self.session, module)
        reports = runtestprotocol(item, log=log, nextitem=module)
        return all(report.passed for report in reports)

    def plant(self, mutants: list[Mutant]) -> None:
        for mutant in mutants:
            with planted(mutant):
                caught = self._caught_by(mutant)
            if caught:
                self.catches[mutant.place, caught] += 1
                self.killed.append(mutant)
            else:
                self.alive.append(mutant)

    def _caught_by(self, mutant: Mutant) -> pytest.Item | None:
        """The first test that fails; those that caught its neighbours are asked first."""
        concerned = [item for item in self.items if self.modules[item] & {mutant.module, "all"}]
        if mutant.module.startswith("coordination.access."):
            concerned = self.items
        for item in sorted(concerned, key=lambda item: -self.catches[mutant.place, item]):
            if not self._run(item):
                return item
        return None

    def report(self, seconds: float, wanted: str) -> bool:
        """Say what was found, and whether it is enough."""
        writer = self.session.config.get_terminal_writer()
        total = len(self.killed) + len(self.alive)
        share = len(self.killed) / max(total, 1)
        enough = share >= AT_LEAST and (seconds < LONGEST_SUITE or not IN_FULL)
        writer.line()
        for mutant in self.alive:
            writer.line(f"alive: {mutant} (line {mutant.line})")
        writer.line(
            f"policy suite: {len(self.items)} tests in {seconds:.1f} s; mutants killed: {len(self.killed)} of {total} "
            f"({share:.1%}); set aside as equal to the original: {len(EQUIVALENT)}",
            green=enough, red=not enough,
        )  # fmt: skip
        record("mutants killed", len(self.killed), of=total, equivalent=len(EQUIVALENT), sample=wanted)
        record("policy suite", round(seconds, 1), unit="s", tests=len(self.items))
        return enough
