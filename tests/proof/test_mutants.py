"""The faults that are planted are the ones that are meant, and they are gone afterwards."""

import importlib

import pytest

from coordination.access.policy import NO_ROW
from coordination.register import policy
from tests.proof.equivalent import EQUIVALENT
from tests.proof.mutants import MODULES, mutants_of, planted


class Italian:
    speaks_for = frozenset({1})
    organisations = frozenset({1, 2})
    contributes_to: frozenset[int] = frozenset()


@pytest.fixture(scope="module")
def mutants():
    return {f"{mutant.place}: {mutant.was} → {mutant.now}": mutant for mutant in mutants_of(policy)}


def test_each_changes_one_rule_and_leaves_no_trace(mutants):
    rule = policy.ActivityPolicy().clear
    before = str(rule(Italian()))
    for name, mutant in mutants.items():
        with planted(mutant):
            if mutant.place == "ActivityPolicy.clear":
                assert str(rule(Italian())) != before, name
        assert str(rule(Italian())) == before, name


@pytest.mark.parametrize(
    "name",
    [
        "ActivityPolicy.clear: Q(originator_id__in=actor.speaks_for, state=State.DRAFT) → Q(state=State.DRAFT)",
        "ActivityPolicy.clear: actor.speaks_for → actor.organisations",
        "ActivityPolicy.clear: State.DRAFT → State.CURRENT",
        "CardPolicy.may_create: return bool(actor.speaks_for) → return True",
    ],
)
def test_the_faults_that_people_make_are_among_them(name, mutants):
    assert name in mutants


def test_a_rule_can_be_lost_and_opened_to_all(mutants):
    lost = [mutant for mutant in mutants.values() if mutant.now in {"return Q()", "return Q(pk__in=[])"}]
    rules = {"change", "share", "clear", "confirm", "retire", "restore", "cancel"}
    assert {mutant.place.split(".")[1] for mutant in lost} == rules
    assert str(NO_ROW) == "(AND: ('pk__in', []))"


def test_what_is_set_aside_is_still_there():
    known = {str(mutant) for name in MODULES for mutant in mutants_of(importlib.import_module(name))}
    assert set(EQUIVALENT) - known == set()
