"""The mutual-benefit balance counts what its reader may read, and its percentages add up."""

import datetime

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import ActionTerms, Objective, Plan, PlanVersion
from actionplans.plans.queries import reading
from actionplans.plans.queries.balance import PlanBalance, balance, shares
from coordination.access.reader import reading_as
from coordination.people.models import today
from tests.factories.plans import PlanFactory, bring_to, write_action

pytestmark = [pytest.mark.row("A58")]

COUNTS = st.fixed_dictionaries({side: st.integers(0, 400) for side in ("partner", "eu", "both")})


@given(COUNTS)
def test_percentages_add_up_to_a_hundred_and_never_lie_by_more_than_one(counts):
    found = shares(counts)
    assert found.total == sum(counts.values())
    assert sum(share.percent for share in found.shares) == (100 if found.total else 0)
    for share in found.shares:
        assert abs(share.percent - 100 * share.n / (found.total or 1)) < 1
        assert share.n == counts[share.serves]


def test_three_equal_thirds_favour_nobody_by_more_than_one():
    assert [share.percent for share in shares({"partner": 1, "eu": 1, "both": 1}).shares] == [34, 33, 33]


def counted(found):
    return {share.serves: (share.n, share.percent) for share in found.shares if share.n}


def read_by(persona, version):
    actor = persona.actor()
    with reading_as(actor):
        return balance_of(actor, PlanVersion.objects.visible_to(actor).get(pk=version.pk))


def balance_of(actor, version):
    versions = reading.versions(actor, version.plan_id)
    return balance(actor, version, versions, reading.lines(actor, Objective, version))


def test_total_objectives_and_time_hold_exactly_the_readable_actions(commission, france, italy):
    version = PlanFactory(
        state=VersionState.AGREED,
        actions=[
            {"title": "Wells", "serves": "partner"},
            {"title": "Borders", "serves": "eu", "objective": 2},
            {"title": "Visas for returns", "serves": "both", "objective": 2},
            {"title": "Secret", "serves": "both", "objective": 2, "shared_with": ["france"]},
        ],
    )
    drafter = commission.actor()
    with reading_as(drafter):
        draft = services.amend(actor=drafter, plan=Plan.objects.visible_to(drafter).get(pk=version.plan_id))
        gone = ActionTerms.objects.visible_to(drafter).get(plan_version=draft, title="Borders")
        services.drop_terms(actor=drafter, terms=gone, reason="Overtaken.")
    write_action(draft, title="Scholarships", serves="partner")
    second = bring_to(draft, VersionState.AGREED)
    with reading_as(drafter):
        plan = Plan.objects.visible_to(drafter).get(pk=version.plan_id)
        third = services.amend(actor=drafter, plan=plan)
    write_action(third, title="Not agreed", serves="eu")

    found = read_by(italy, second)
    assert counted(found.total) == {"partner": (2, 67), "both": (1, 33)}
    assert [(o.number, o.title, counted(o.balance)) for o in found.objectives] == [
        (1, "Objective on root-causes", {"partner": (2, 100)}),
        (2, "Objective on migrant-smuggling", {"both": (1, 100)}),
    ]
    assert [(v.number, v.agreed_on, counted(v.balance)) for v in found.over_time] == [
        (1, today(), {"partner": (1, 34), "eu": (1, 33), "both": (1, 33)}),
        (2, today(), {"partner": (2, 67), "both": (1, 33)}),
    ]
    assert counted(read_by(france, second).total) == {"partner": (2, 50), "both": (2, 50)}
    assert [(v.number, v.agreed_on) for v in read_by(commission, third).over_time] == [
        (1, today()),
        (2, today()),
        (3, None),
    ]


def test_a_plan_of_which_only_hidden_actions_exist_looks_empty(italy):
    version = PlanFactory(
        state=VersionState.AGREED, actions=[{"title": "Secret", "serves": "both", "shared_with": ["france"]}]
    )
    found = read_by(italy, version)
    assert (found.total.total, counted(found.total)) == (0, {})
    assert [o.balance.total for o in found.objectives] == [0, 0]


def test_the_statements_do_not_grow_with_versions_and_actions(commission, django_assert_num_queries):
    version = PlanFactory(state=VersionState.SUPERSEDED, actions=[{"title": f"{n}"} for n in range(8)])
    actor = commission.actor()
    with reading_as(actor):
        newest = PlanVersion.objects.visible_to(actor).get(plan=version.plan_id, number=2)
        balance_of(actor, newest)  # the names of themes are in memory
        versions = reading.versions(actor, version.plan_id)
        objectives = reading.lines(actor, Objective, newest)
        with django_assert_num_queries(1):
            found = balance(actor, newest, versions, objectives)
    assert [v.balance.total for v in found.over_time] == [8, 8]
    assert all(isinstance(v.agreed_on, datetime.date) for v in found.over_time)


@pytest.mark.parametrize(("language", "words"), [("en", "2 of 3"), ("fr", "2 sur 3")])
def test_the_panel_says_its_bar_in_words_and_nothing_hidden(italy, language, words):
    version = PlanFactory(
        state=VersionState.AGREED,
        actions=[
            {"serves": "partner"},
            {"serves": "partner"},
            {"serves": "eu"},
            {"serves": "both", "shared_with": ["france"]},
        ],
    )
    found = read_by(italy, version)
    assert found.total.segments == [
        {"start": 0, "length": 2, "tone": "partner"},
        {"start": 2, "length": 1, "tone": "eu"},
    ]
    with override(language):
        drawn = render_to_string("plans/balance.html", {"balance": read_by(italy, version)})
    assert words in drawn
    assert (drawn.count("<rect"), "rt-bar__both" in drawn) == (2, False)


def test_a_panel_without_readable_actions_says_so():
    empty = shares({})
    drawn = render_to_string("plans/balance.html", {"balance": PlanBalance(empty, (), ())})
    assert "No action that you may read." in drawn
    assert "<svg" not in drawn
