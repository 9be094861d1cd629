"""Follow-ups for the sake of a plan action or of a measure: chosen by who reads it, shown on both pages."""

import pytest
from django.urls import reverse

from actionplans.fiches.kinds import Stage
from actionplans.fiches.models import Measure
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action
from coordination.access.errors import Hidden
from coordination.meetings import targets
from coordination.world.queries import countries
from tests.factories.fiches import FicheFactory
from tests.factories.plans import PlanFactory
from tests.factories.room import acting, end, follow_up, fresh, running, seen

pytestmark = [pytest.mark.row("A5"), pytest.mark.row("B13"), pytest.mark.usefixtures("db")]

ACTION, MEASURE = Action._meta.db_table, Measure._meta.db_table


def plan_action(**said):
    """A running action of an agreed plan for Niger, led by Italy."""
    PlanFactory(state=VersionState.AGREED, actions=[{"lead": "italy", "title": "Charter", **said}])
    (action,) = seen(Action, "commission")
    return action


def measure(shared_with="members"):
    """An open measure of an endorsed fiche on Niger."""
    FicheFactory(stage=Stage.ENDORSED, measures=[{"title": "Book seats"}], shared_with=shared_with)
    (found,) = seen(Measure, "italy")
    return found


def offered(who, country="NE"):
    groups = acting(who, targets.choices, country_id=countries().by_code[country].pk)
    return {key: words for _label, rows in groups for key, words in rows}


def asked_for(noun, row, **circle):
    """A follow-up of a meeting that has ended, for the sake of a record."""
    meeting, (item,) = running({"title": "Niger", **circle})
    task = follow_up(item, "Ask for the list", owner="italy", target_noun=noun, target_id=row.pk)
    end(meeting)
    return fresh(task)


def test_open_actions_and_measures_of_the_country_are_offered():
    action, booked = plan_action(), measure()
    everything = {f"{ACTION}:{action.pk}": "Charter", f"{MEASURE}:{booked.pk}": "Book seats"}
    assert offered("presidency") == everything
    assert offered("presidency", country="TN") == {}


def test_what_one_may_not_read_is_neither_offered_nor_taken():
    action = plan_action(shared_with=["italy", "france"])
    assert set(offered("italy")) == {f"{ACTION}:{action.pk}"}
    assert offered("presidency") == {}
    _meeting, (item,) = running()
    with pytest.raises(Hidden):
        follow_up(item, target_noun=ACTION, target_id=action.pk)


def test_the_page_of_the_action_tells_what_was_asked_for_its_sake(malta):
    action = plan_action()
    task = asked_for(ACTION, action)
    page = malta.client.get(reverse("action", args=[action.pk])).content.decode()
    assert "Ask for the list" in page
    assert reverse("follow-up", args=[task.pk]) in page
    assert (
        reverse("action", args=[action.pk])
        in malta.client.get(reverse("follow-up", args=[task.pk])).content.decode()
    )


def test_the_page_of_the_fiche_tells_what_was_asked_for_the_sake_of_a_measure(malta):
    booked = measure()
    asked_for(MEASURE, booked)
    page = malta.client.get(reverse("fiche", args=[booked.fiche_id])).content.decode()
    assert "Ask for the list" in page


def test_a_follow_up_of_a_closed_item_is_not_told_on_the_action(malta, italy):
    action = plan_action()
    asked_for(ACTION, action, circle=["italy"])
    address = reverse("action", args=[action.pk])
    assert "Ask for the list" in italy.client.get(address).content.decode()
    page = malta.client.get(address).content.decode()
    assert "Ask for the list" not in page
    assert "Asked in meetings" not in page


def test_an_action_that_is_hidden_is_not_told_on_the_follow_up(malta, italy):
    action = plan_action(title="Zebedee", shared_with=["italy", "ireland"])
    task = asked_for(ACTION, action)
    address = reverse("follow-up", args=[task.pk])
    assert "Zebedee" in italy.client.get(address).content.decode()
    assert "Zebedee" not in malta.client.get(address).content.decode()
