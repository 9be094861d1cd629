"""`pytest --mutants 60 …`: plants mutants in the policies one by one and runs the tests marked `policy`.

In one process and one database, so that a mutant costs no more than the tests that look for it.
"""

import importlib
import random
import time
from collections import Counter
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.proof.equivalent import EQUIVALENT
from tests.proof.figures import record
from tests.proof.mutants import MODULES, Mutant, mutants_of, planted

AT_LEAST = 0.95
LONGEST_SUITE = 10.0  # seconds, without making the database


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("proof")
    group.addoption("--mutants", default="", help="How many mutants of the policies to plant; `all` for all.")
    group.addoption("--mutants-of", default="", help="Only those whose name has this in it.")
    group.addoption("--mutants-seed", type=int, default=2027, help="Which mutants, when not all.")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    wanted = session.config.getoption("--mutants")
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
    for item, following in zip(rest, [*rest[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail or session.shouldstop:
            raise session.Interrupted(session.shouldfail or session.shouldstop)
    return True


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
        """Run the suite once as it is; its time in seconds, without the first test's database."""
        first = self.items[0]
        self._run(first)  # makes the database
        _keep(self.session, self.session)
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
        enough = share >= AT_LEAST and seconds < LONGEST_SUITE
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
