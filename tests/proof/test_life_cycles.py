"""Records lead their lives in the hands of random people, in random order (Hypothesis, stateful).

At every step: a deed succeeds for those whom the rules name and for nobody else; the record is read by
whom the rules name, over the query, the page and the API; each change left its line in the history; who
saves over somebody else's text is told so; and no record gets stuck before its end.
"""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from coordination.access.errors import Hidden, Refused, Stale
from coordination.access.reader import reading_as
from coordination.history.models import HistoryLine
from tests import personas
from tests.access.proof import IN_FULL
from tests.personas import ROLES
from tests.proof.figures import record
from tests.proof.lives import LIVES

pytestmark = [pytest.mark.row("C23")]

NAMES = st.sampled_from(sorted(ROLES))
RUNS, STEPS = (40, 50) if IN_FULL else (4, 15)


class Walker(RuleBasedStateMachine):
    """One record and everybody round it; `life` and `everybody` are set by the test."""

    life = None
    everybody = None
    steps = 0
    seen: set = set()

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.row = self.life.make()
        self.state, self.stale = self.life.first, None
        self.seen.add(self.state)

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def actor(self, name):
        return self.everybody[name].actor()

    def stored(self):
        """The record as its keeper finds it now."""
        actor = self.actor(self.life.keeper)
        with reading_as(actor):
            return type(self.row).objects.visible_to(actor).get(pk=self.row.pk)

    def attempt(self, name, deed):
        """What somebody's deed comes to: "done", "refused", "hidden", "stale", or what it lacks."""
        actor, row = self.actor(name), self.stored()
        before = self.lines(name)
        try:
            with transaction.atomic(), reading_as(actor):
                deed(actor, row)
        except Hidden:
            return "hidden"
        except Refused:
            return "refused"
        except Stale:
            return "stale"
        except ValidationError as error:
            return f"lacking: {error}"
        assert self.lines(name) > before, "a change without a line in the history"
        return "done"

    def lines(self, name):
        """How much history somebody reads, of all records."""
        actor = self.actor(name)
        with reading_as(actor):
            return HistoryLine.objects.visible_to(actor).count()

    def deeds(self):
        return self.life.deeds[self.state]

    @rule(name=NAMES, data=st.data())
    def act(self, name, data):
        """Somebody tries something that leads on from here, or anywhere."""
        known = {action: deed for deeds in self.life.deeds.values() for action, deed in deeds.items()}
        here = self.deeds()
        action = data.draw(st.sampled_from(sorted(known)))
        self._tries(name, action, here.get(action, known[action]), action in here)

    @precondition(lambda self: self.deeds())
    @rule(data=st.data())
    def go_on(self, data):
        """Somebody who may does what leads on."""
        action = data.draw(st.sampled_from(sorted(self.deeds())))
        name = data.draw(st.sampled_from(sorted(self.life.rights[self.state][action])))
        self._tries(name, action, self.deeds()[action], True)

    def _tries(self, name, action, deed, here):
        reads = name in self.life.readers[self.state]
        may = reads and here and name in self.life.rights[self.state].get(action, set())
        came_to = self.attempt(name, deed.do)
        said = f"{name}, {action}, {self.state}: {came_to}"
        type(self).steps += 1
        if may:
            assert came_to == "done", said
            self.state = deed.to or self.state
            self.seen.add(self.state)
        elif name not in self.life.rights[self.state].get(action, set()):
            assert came_to == ("refused" if reads else "hidden"), said

    @rule(name=NAMES | st.none())
    def save_over_others(self, name):
        """Somebody, often who may, saves what was read before another saved: nothing of the other is lost."""
        name = name or self.life.keeper
        row = self.stored()
        may = name in self.life.rights[self.state].get(self.life.rewritten, set())
        came_to = self.attempt(name, lambda actor, row: self.life.rewrite(actor, row, row.version - 1))
        reads = name in self.life.readers[self.state]
        assert came_to == ("stale" if may else "refused" if reads else "hidden"), (
            f"{name}, {self.state}: {came_to}"
        )
        assert self.stored().version == row.version

    @rule(name=NAMES)
    def look(self, name):
        """What somebody reads is what the rules say, over every way to it."""
        right = name in self.life.readers[self.state]
        actor = self.actor(name)
        with reading_as(actor):
            found = type(self.row).objects.visible_to(actor).filter(pk=self.row.pk).exists()
        assert found == right, f"{name} reads {self.state}: {found}"
        api = self.everybody[name].api.get(f"/api/v1/{self.life.address}/{self.row.pk}/")
        page = self.everybody[name].client.get(self.life.page(self.row))
        shown = {200} if right else {403, 404} if name == "removed" else {404}
        assert api.status_code in shown, f"{name}, API, {self.state}: {api.status_code}"
        if self.state in self.life.bare:
            shown |= {404}
        assert page.status_code in shown, f"{name}, page, {self.state}: {page.status_code}"


@pytest.mark.parametrize("noun", LIVES)
def test_lives(noun, stage, plain_rendering):
    life, everybody = LIVES[noun](), personas.load_all()
    for persona in everybody.values():  # once: what a run makes is taken back with it
        assert persona.client and persona.api  # noqa: PT018
    machine = type(f"{noun.title()}Walker", (Walker,), {"life": life, "everybody": everybody, "seen": set()})
    # A class of its own is no inheritor of bundles; the rules are those of the walker.
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not IN_FULL,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    record("steps of lives", machine.steps, noun=noun, states=sorted(machine.seen))
    if IN_FULL:
        assert machine.seen == set(life.deeds), "states that nobody reached"


@pytest.mark.parametrize("noun", LIVES)
def test_every_life_leads_to_its_end(noun, django_db_setup):
    """From every state that can be reached something leads on, but from the ends."""
    life = LIVES[noun]()
    reached, waiting = {life.first}, [life.first]
    for state in waiting:
        leads = {deed.to for deed in life.deeds[state].values() if deed.to} - reached
        reached |= leads
        waiting += sorted(leads)
        moves = [
            deed for action, deed in life.deeds[state].items() if deed.to and life.rights[state].get(action)
        ]
        assert bool(moves) or state in life.ends, state
    assert reached == set(life.deeds)
