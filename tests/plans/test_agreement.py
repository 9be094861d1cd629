"""From a draft to agreement and on to the next version: who moves it, who reads it, what stays."""

import datetime

import pytest
from django.db import DatabaseError, transaction

from actionplans.plans import services
from actionplans.plans.kinds import ActionState, Answer, Remark, VersionState
from actionplans.plans.models import (
    Action,
    ActionTerms,
    Contribution,
    Objective,
    Plan,
    PlanVersion,
)
from actionplans.plans.queries.fingerprint import fingerprint
from coordination.access.errors import Refused, Stale
from coordination.access.reader import reading_as
from tests.factories.plans import PlanFactory, agree, bring_to, speaking_for, write_action

OPEN_ACTION = {"title": "Train border officers"}
NARROW_ACTION = {"title": "Renew the protocol", "shared_with": ["france"], "lead": "france"}


def seen_by(persona):
    """The states of all versions and the titles of all terms that a person may read."""
    actor = persona.actor()
    with reading_as(actor):
        versions = PlanVersion.objects.visible_to(actor).order_by("number").values_list("state", flat=True)
        terms = ActionTerms.objects.visible_to(actor).values_list("title", flat=True)
        return list(versions), set(terms)


@pytest.mark.row("A1")
@pytest.mark.parametrize(
    ("state", "others", "allies"),
    [
        (VersionState.DRAFT, ([], set()), ([], set())),
        (VersionState.DISCARDED, ([], set()), ([], set())),
        (VersionState.CONSULTATION, (["consultation"], {"Train border officers"}), None),
        (VersionState.AGREED, (["agreed"], {"Train border officers"}), None),
    ],
)
def test_a_version_and_its_actions_are_read_by_exactly_their_circles(
    state, others, allies, italy, france, commission, eud_niger, frontex, admin
):
    PlanFactory(state=state, actions=[OPEN_ACTION, NARROW_ACTION])
    allies = allies or (others[0], others[1] | {"Renew the protocol"})

    assert seen_by(italy) == others
    assert seen_by(eud_niger) == others
    assert seen_by(france) == allies
    assert seen_by(commission) == ([state], {"Train border officers", "Renew the protocol"})
    assert seen_by(frontex) == seen_by(admin) == ([], set())


def test_taking_a_text_back_closes_it_to_others(italy, france, commission):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[OPEN_ACTION, NARROW_ACTION])
    drafter = commission.actor()
    with reading_as(drafter):
        services.withdraw(actor=drafter, plan_version=version)
    assert seen_by(italy) == seen_by(france) == ([], set())

    bring_to(version, VersionState.CONSULTATION)
    assert seen_by(italy) == (["consultation"], {"Train border officers"})
    assert seen_by(france) == (["consultation"], {"Train border officers", "Renew the protocol"})


@pytest.mark.row("B3")
def test_an_agreed_text_never_changes_whoever_writes(commission):
    version = PlanFactory(
        state=VersionState.AGREED, actions=[OPEN_ACTION | {"milestones": [{"title": "First"}]}]
    )
    drafter = commission.actor()
    with reading_as(drafter), pytest.raises(Refused):
        services.change_version(
            actor=drafter, plan_version=version, version=version.version, fields={"context": "x"}, parts={}
        )
    forged = [
        lambda: PlanVersion.objects.visible_to(drafter).update(context="Forged"),
        lambda: ActionTerms.objects.visible_to(drafter).update(title="Forged"),
        lambda: ActionTerms.objects.visible_to(drafter).update(frozen=False),
        lambda: ActionTerms.objects.visible_to(drafter).delete(),
        lambda: Objective.objects.visible_to(drafter).update(title="Forged"),
        lambda: Objective.of(version, title="Forged", theme_id=1).save(),
    ]
    for write in forged:
        refused = pytest.raises(DatabaseError, match="an agreed text does not change")
        with reading_as(drafter), refused, transaction.atomic():
            write()


@pytest.mark.row("B3")
def test_an_amendment_takes_the_place_of_the_version_in_force(commission, presidency):
    version = PlanFactory(state=VersionState.AGREED, actions=[OPEN_ACTION, {"title": "To be dropped"}])
    drafter = commission.actor()
    with reading_as(drafter):
        plan = Plan.objects.visible_to(drafter).get(pk=version.plan_id)
        draft = services.amend(actor=drafter, plan=plan)
        with pytest.raises(Refused, match="open draft"):
            services.amend(actor=drafter, plan=plan)
        gone = ActionTerms.objects.visible_to(drafter).get(plan_version=draft, title="To be dropped")
        services.drop_terms(actor=drafter, terms=gone, reason="Overtaken.")
    write_action(draft, title="Added")
    agreed = agree(bring_to(draft, VersionState.CONSULTATION))

    with reading_as(drafter):
        states = dict(PlanVersion.objects.visible_to(drafter).values_list("number", "state"))
        terms = ActionTerms.objects.visible_to(drafter).filter(plan_version=agreed)
        assert states == {1: "superseded", 2: "agreed"}
        assert set(terms.values_list("title", "action__state")) == {
            ("Train border officers", "open"),
            ("Added", "open"),
        }
        assert Action.objects.visible_to(drafter).filter(state=ActionState.DROPPED).count() == 1


def test_the_date_that_moved_stays_unless_the_amendment_sets_another(commission):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Kept"}, {"title": "Set anew"}])
    drafter = commission.actor()
    moved, anew = datetime.date(2027, 9, 30), datetime.date(2027, 12, 31)
    with reading_as(drafter):
        for action in Action.objects.visible_to(drafter).filter(plan=version.plan_id):
            services.report(
                actor=drafter, action=action, version=action.version, light="at-risk", words="Late.",
                due_after=moved, reason="Access.",
            )  # fmt: skip
        draft = services.amend(actor=drafter, plan=Plan.objects.visible_to(drafter).get(pk=version.plan_id))
        terms = ActionTerms.objects.visible_to(drafter).get(plan_version=draft, title="Set anew")
        terms.due_on = anew
        terms.save()
    agree(bring_to(draft, VersionState.CONSULTATION))
    with reading_as(drafter):
        dates = ActionTerms.objects.visible_to(drafter).filter(plan_version=draft)
        assert dict(dates.values_list("title", "action__due_on")) == {"Kept": moved, "Set anew": anew}


def test_agreeing_with_an_open_objection_is_refused(italy, presidency, commission):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[OPEN_ACTION])
    objector = italy.actor()
    with reading_as(objector):
        terms = ActionTerms.objects.visible_to(objector).get()
        remark = services.comment(
            actor=objector, on=terms, field="title", text="Not at this level.", kind=Remark.OBJECTION
        )
    with pytest.raises(services.ObjectionsStand, match="1 objection is open"):
        agree(version)
    drafter = commission.actor()
    with reading_as(drafter), pytest.raises(Refused, match="withdrawn by the delegation"):
        services.resolve(actor=drafter, remark=remark, words="Overruled.")
    with reading_as(objector):
        services.resolve(actor=objector, remark=remark, words="Level changed.")
    assert agree(version).state == VersionState.AGREED


def test_agreeing_over_a_changed_text_is_refused(presidency, commission):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[OPEN_ACTION])
    chair, drafter = presidency.actor(), commission.actor()
    with reading_as(chair):
        read = fingerprint(chair, version)
    write_action(version, title="Added after the chair read it")
    with reading_as(chair), pytest.raises(Stale):
        services.agree(actor=chair, plan_version=version, read=read)
    with reading_as(drafter):
        assert PlanVersion.objects.visible_to(drafter).get().state == VersionState.CONSULTATION


def test_what_the_chair_may_not_read_neither_moves_the_text_nor_stays_behind(presidency, commission):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[OPEN_ACTION])
    chair = presidency.actor()
    with reading_as(chair):
        read = fingerprint(chair, version)
    hidden = write_action(version, title="Hidden from the chair", shared_with=["france"])
    with reading_as(chair):
        services.agree(actor=chair, plan_version=version, read=read)
        assert not ActionTerms.objects.visible_to(chair).filter(pk=hidden.pk).exists()
    drafter = commission.actor()
    with reading_as(drafter):
        terms = ActionTerms.objects.visible_to(drafter).select_related("action").get(pk=hidden.pk)
        assert (terms.frozen, terms.action.state) == (True, ActionState.OPEN)


@pytest.mark.row("B1")
def test_the_lead_is_asked_on_agreement_and_the_drafter_has_accepted_its_own(commission, italy):
    PlanFactory(state=VersionState.AGREED, actions=[{"title": "Own"}, {"title": "Of Italy", "lead": "italy"}])
    drafter = commission.actor()
    with reading_as(drafter):
        found = Contribution.objects.visible_to(drafter).values_list("organisation__code", "share", "answer")
        assert set(found) == {
            ("commission", "lead", Answer.ACCEPTED),
            ("italy", "lead", Answer.UNANSWERED),
        }


def test_only_one_plan_a_country_as_far_as_its_drafter_sees(commission):
    PlanFactory(country="NE")
    drafter = speaking_for("commission")
    with reading_as(drafter), pytest.raises(Refused, match="a plan already"):
        services.open_plan(
            actor=drafter, country_id=Plan.objects.visible_to(drafter).get().country_id, fields={}
        )


@pytest.mark.parametrize("name", ["italy", "france", "eud_niger", "italy_interior", "admin"])
def test_others_open_no_plan(name, everybody):
    actor = everybody[name].actor()
    with reading_as(actor), pytest.raises(Refused):
        services.open_plan(actor=actor, route_id=1, fields={})
