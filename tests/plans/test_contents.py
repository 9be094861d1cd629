"""What a plan holds beside its actions stands on its pages, for whoever reads the plan."""

import re
from typing import Any

import pytest

from actionplans.plans import services
from actionplans.plans.kinds import Horizon, VersionState
from actionplans.plans.models import Lever, PartnerPriority, Plan, PlanVersion, Risk, Stakeholder
from coordination.world.queries import mandates
from tests.access.worlds import acting, action_named, drawn_up
from tests.factories.plans import bring_to, write_action

PARTS: dict[Any, list[dict[str, Any]]] = {
    PartnerPriority: [
        {"text": "Seasonal places", "source": "Joint declaration", "is_request": False},
        {"text": "Visas for students", "source": "Letter of March", "is_request": True},
    ],
    Risk: [{"text": "Access is lost", "likelihood": "high", "impact": "medium", "mitigation": "Remote work"}],
    Stakeholder: [{"post": "Ministry of the Interior", "stance": "blocker", "note": "Wants more budget"}],
    Lever: [
        {
            "incentive": "Visa facilitation",
            "trigger": "Ten returns a month",
            "trust_risk": "high",
            "more_for_more": True,
        }
    ],
}


@pytest.fixture
def version(db) -> PlanVersion:
    draft = drawn_up(themes=["root-causes"])
    with acting("commission") as drafter:
        draft = PlanVersion.objects.visible_to(drafter).get(pk=draft.pk)
        services.change_version(
            actor=drafter, plan_version=draft, version=draft.version, fields={}, parts=PARTS
        )
    mandate = next(iter(mandates().values()))
    write_action(draft, title="Short one", mandate_id=mandate.pk)
    write_action(draft, title="Long one", horizon=Horizon.LONG)
    return bring_to(draft, VersionState.AGREED)


def page(persona, address: str) -> str:
    answer = persona.client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.row("A17")
@pytest.mark.row("A57")
@pytest.mark.row("A59")
@pytest.mark.row("A62")
@pytest.mark.row("B5")
@pytest.mark.parametrize("tab", ["lines/", "print/"])
def test_priorities_requests_risks_stances_and_levers(tab, version, italy, italy_interior):
    text = page(italy, f"/plans/{version.plan_id}/{tab}")
    for said in (
        "Seasonal places", "Joint declaration", "Visas for students", "Letter of March",
        "Access is lost", "Remote work", "Ministry of the Interior", "Blocker", "Wants more budget",
        "Visa facilitation", "Ten returns a month",
    ):  # fmt: skip
        assert said in text
    assert italy_interior.client.get(f"/plans/{version.plan_id}/{tab}").status_code == 404


@pytest.mark.row("A10")
@pytest.mark.row("A16")
def test_an_action_names_its_mandate_and_its_horizon(version, italy):
    mandate = next(iter(mandates().values()))
    short = page(italy, f"/actions/{action_named(version, 'Short one').pk}/")
    long = page(italy, f"/actions/{action_named(version, 'Long one').pk}/")
    assert mandate.title.split("'")[0][:30] in short
    assert mandate.title.split("'")[0][:30] not in long
    assert ("Short term" in short, "Long term" in long) == (True, True)


@pytest.mark.row("B1")
def test_a_draft_with_objectives_is_opened_for_editing_again(version, commission):
    """It was fetched without the theme of its objectives, and failed."""
    with acting("commission") as drafter:
        draft = services.amend(actor=drafter, plan=Plan(pk=version.plan_id))
    form = commission.client.get(f"/versions/{draft.pk}/edit/")
    assert form.status_code == 200
