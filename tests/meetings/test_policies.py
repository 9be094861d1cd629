"""The policies of bodies, meetings, items, preparations and requests: every action for every persona and state."""

import pytest

from coordination.access.gate import permissions
from coordination.access.reader import reading_as
from coordination.meetings.kinds import MeetingState, RequestState
from coordination.meetings.models import AgendaItem, AgendaRequest, Body, ItemPreparation, Meeting
from tests.factories.meetings import BodyFactory, MeetingFactory, ask_for, items_of

pytestmark = [pytest.mark.row("B20"), pytest.mark.row("A4")]

CHAIR, SECRETARIAT = {"presidency"}, {"gsc"}
# Whoever speaks for an organisation that reads what all members read; the chair runs it instead.
DELEGATIONS = {"italy", "france", "malta", "commission", "eeas", "gsc"}
ARRANGED = {
    "change": CHAIR,
    "arrange": CHAIR,
    "issue": CHAIR,
    "invite": CHAIR,
    "cancel": CHAIR,
    "copy": CHAIR,
}


def allowed(row, everybody) -> dict[str, set[str]]:
    """For each action, who may."""
    table: dict[str, set[str]] = {}
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            for action, reason in permissions(actor, row).items():
                if reason is None:
                    table.setdefault(action, set()).add(name)
    return table


MEETINGS = {
    MeetingState.DRAFT: ARRANGED,
    MeetingState.ISSUED: ARRANGED
    | {"begin": CHAIR, "ask": DELEGATIONS | {"frontex"}, "answer": DELEGATIONS | CHAIR | {"frontex"}}
    | {"number": SECRETARIAT},
    MeetingState.RUNNING: {"invite": CHAIR, "run": CHAIR, "copy": CHAIR, "number": SECRETARIAT},
    MeetingState.HELD: {"conclude": CHAIR, "copy": CHAIR, "number": SECRETARIAT},
    MeetingState.LOCKED: {"copy": CHAIR, "number": SECRETARIAT},
    MeetingState.CANCELLED: {"copy": CHAIR, "number": SECRETARIAT},
}


@pytest.mark.parametrize("state", MEETINGS)
def test_a_meeting_of_the_presidency(state, everybody):
    meeting = MeetingFactory(state=state, guests=["frontex"])
    assert allowed(meeting, everybody) == MEETINGS[state]


def test_a_meeting_of_another_convenor(everybody):
    meeting = MeetingFactory(convenor="italy", members=["france"], state=MeetingState.ISSUED)
    italy = {"italy"}
    assert allowed(meeting, everybody) == {
        "change": italy,
        "arrange": italy,
        "issue": italy,
        "invite": italy,
        "cancel": italy,
        "begin": italy,
        "copy": italy,
        "ask": {"france"},
        "answer": {"italy", "france"},
    }


ITEMS = {
    MeetingState.DRAFT: {"change": CHAIR, "supply": CHAIR | SECRETARIAT},
    MeetingState.ISSUED: {"change": CHAIR, "supply": CHAIR | SECRETARIAT | {"italy"}},
    MeetingState.RUNNING: {"run": CHAIR, "supply": CHAIR | SECRETARIAT | {"italy"}},
    MeetingState.HELD: {},
    MeetingState.LOCKED: {},
    MeetingState.CANCELLED: {},
}


@pytest.mark.parametrize("state", ITEMS)
def test_an_item_and_its_preparation(state, everybody):
    meeting = MeetingFactory(state=state, items=[{"presented_by": ["italy"]}])
    (item,) = items_of(meeting)
    assert isinstance(item, AgendaItem)
    assert allowed(item, everybody) == ITEMS[state]
    with reading_as(everybody["presidency"].actor()) as reader:
        assert reader.audiences
        preparation = ItemPreparation.objects.visible_to(everybody["presidency"].actor()).get(item=item)
    arranging = ITEMS[state].get("change")
    assert allowed(preparation, everybody) == ({"change": arranging} if arranging else {})


def test_bodies(everybody):
    assert allowed(BodyFactory(), everybody) == {"change": CHAIR | SECRETARIAT, "convene": CHAIR}
    circle = BodyFactory(convenor="italy", members=["france"])
    assert isinstance(circle, Body)
    assert allowed(circle, everybody) == {"change": {"italy"}, "convene": {"italy"}}


def test_requests(everybody):
    meeting = MeetingFactory(state=MeetingState.ISSUED)
    request = ask_for(meeting, "italy")
    assert isinstance(request, AgendaRequest)
    assert request.state == RequestState.ASKED
    assert allowed(request, everybody) == {"change": {"italy"}, "withdraw": {"italy"}, "answer": CHAIR}


def test_requests_to_another_convenor(everybody):
    meeting = MeetingFactory(convenor="france", members=["italy"], state=MeetingState.ISSUED)
    request = ask_for(meeting, "italy")
    assert allowed(request, everybody) == {"change": {"italy"}, "withdraw": {"italy"}, "answer": {"france"}}


def test_who_may_add_anything(everybody):
    speaking = DELEGATIONS | CHAIR | {"eud_niger", "frontex"}
    for model in (Body, Meeting, AgendaItem, ItemPreparation, AgendaRequest):
        found = {name for name, persona in everybody.items() if model.policy.may_create(persona.actor())}
        assert found == speaking, model.__name__
