"""The policies of bodies, meetings, items, preparations and requests: every action for every persona and state."""

import datetime

import pytest
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.meetings.kinds import MeetingState, RequestState
from coordination.meetings.models import AgendaItem, AgendaRequest, Body, ItemPreparation, Meeting
from coordination.meetings.services import ItemWords, add_item, call
from coordination.people.models import today
from tests.access.asking import everyone, tables, who, wide
from tests.factories.meetings import BodyFactory, MeetingFactory, ask_for
from tests.factories.plans import speaking_for

pytestmark = [
    pytest.mark.row("B20"),
    pytest.mark.row("A4"),
    pytest.mark.policy("coordination.meetings.policy"),
]

CHAIR, SECRETARIAT, VOICE = {"presidency"}, {"gsc"}, {"italy"}
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


TEMPLATES = dict.fromkeys(("change", "arrange", "copy"), CHAIR)
NEXT = {"next"}  # speaks for the Presidency after this one
COMING = dict.fromkeys(("change", "arrange", "invite", "cancel", "copy"), CHAIR | NEXT) | {"issue": CHAIR}
OF_ITALY = {"change", "arrange", "issue", "invite", "cancel", "copy"}
CIRCLES = {
    MeetingState.DRAFT: dict.fromkeys(OF_ITALY, VOICE),
    MeetingState.ISSUED: dict.fromkeys(OF_ITALY | {"begin"}, VOICE)
    | {"ask": {"france"}, "answer": {"italy", "france"}},
    MeetingState.RUNNING: dict.fromkeys(("invite", "run", "copy"), VOICE),
    MeetingState.HELD: dict.fromkeys(("conclude", "copy"), VOICE),
    MeetingState.LOCKED: {"copy": VOICE},
    MeetingState.CANCELLED: {"copy": VOICE},
}
ITEMS = {
    MeetingState.DRAFT: {"change": CHAIR, "supply": CHAIR | SECRETARIAT},
    MeetingState.ISSUED: {"change": CHAIR, "supply": CHAIR | SECRETARIAT | {"italy"}},
    MeetingState.RUNNING: {"run": CHAIR, "supply": CHAIR | SECRETARIAT | {"italy"}},
    MeetingState.HELD: {},
    MeetingState.LOCKED: {},
    MeetingState.CANCELLED: {},
    MeetingState.TEMPLATE: {"change": CHAIR},
}
CIRCLE_ITEMS = {
    MeetingState.DRAFT: {"change": VOICE, "supply": VOICE},
    MeetingState.ISSUED: {"change": VOICE, "supply": VOICE},
    MeetingState.RUNNING: {"run": VOICE, "supply": VOICE},
    MeetingState.HELD: {},
    MeetingState.LOCKED: {},
    MeetingState.CANCELLED: {},
}


@pytest.fixture(scope="module")
def made(stage):
    """By kind and state: meetings of the Presidency with an item that Italy presents, and circles of Italy."""
    council, own = BodyFactory(guests=["frontex"]), BodyFactory(convenor="italy", members=["france"])
    led = {
        state: MeetingFactory(body=council, state=state, items=[{"presented_by": ["italy"]}])
        for state in MEETINGS
    }
    led[MeetingState.TEMPLATE] = wide(
        MeetingFactory(body=council, items=[{"presented_by": ["italy"]}]),
        "presidency",
        state=MeetingState.TEMPLATE,
    )
    circle = {state: MeetingFactory(body=own, state=state) for state in CIRCLES}
    with transaction.atomic(), reading_as(actor := speaking_for("lithuania")):
        starts_at = datetime.datetime(2027, 2, 1, 10, tzinfo=datetime.UTC)
        fields = {"title": "x", "starts_at": starts_at, "ends_at": starts_at + datetime.timedelta(hours=2)}
        coming = call(actor=actor, body=council, fields=fields)
        add_item(actor=actor, meeting=coming, words=ItemWords({"title": "x", "handling": "exchange"}))
        (item,) = AgendaItem.objects.visible_to(actor).filter(meeting=coming)
        preparation = ItemPreparation.objects.visible_to(actor).get(item=item)
    for row in (coming, item, preparation):
        wide(row, "lithuania")
    return {"led": led, "circle": circle, "coming": {"draft": coming}}


@pytest.fixture(scope="module")
def actors(made):
    return everyone(next="lithuania")


def test_a_meeting_of_the_presidency(made, actors):
    found = tables(made["led"], actors)
    delegations = {"ask": NEXT, "answer": NEXT}
    right = MEETINGS | {MeetingState.TEMPLATE: TEMPLATES}
    assert found == {
        state: {action: who | delegations.get(action, set()) for action, who in table.items()}
        for state, table in right.items()
    }


def test_a_meeting_of_another_convenor(made, actors):
    assert tables(made["circle"], actors) == CIRCLES


def test_the_next_presidency_prepares_its_own_term(made, actors):
    assert tables(made["coming"], actors) == {"draft": COMING}


def test_an_item_and_its_preparation(made, actors):
    for kind, convenor, right in (
        ("led", "presidency", ITEMS),
        ("circle", "italy", CIRCLE_ITEMS),
        ("coming", "lithuania", {"draft": {"change": CHAIR | NEXT, "supply": CHAIR | SECRETARIAT | NEXT}}),
    ):
        items, preparations = {}, {}
        for state, meeting in made[kind].items():
            with transaction.atomic(), reading_as(actor := speaking_for(convenor)):
                (items[state],) = AgendaItem.objects.visible_to(actor).filter(meeting=meeting)
                preparations[state] = ItemPreparation.objects.visible_to(actor).get(item=items[state])
        assert tables(items, actors) == right, kind
        kept = {
            state: {"change": table["change"]} if "change" in table else {} for state, table in right.items()
        }
        assert tables(preparations, actors) == kept, kind


def test_bodies(everybody):
    bodies = {
        "led": BodyFactory(),
        "closed": wide(BodyFactory(), "gsc", closed_on=today()),
        "circle": BodyFactory(convenor="italy", members=["france"]),
        "circle, closed": wide(BodyFactory(convenor="italy", members=["france"]), "italy", closed_on=today()),
    }
    keepers = CHAIR | SECRETARIAT
    assert tables(bodies, everyone(next="lithuania")) == {
        "led": {"change": keepers, "convene": CHAIR | NEXT},
        "closed": {"change": keepers},
        "circle": {"change": VOICE, "convene": VOICE},
        "circle, closed": {"change": VOICE},
    }


def test_requests(everybody):
    led = MeetingFactory(state=MeetingState.ISSUED)
    circle = MeetingFactory(convenor="france", members=["italy"], state=MeetingState.ISSUED)
    rows = {"to the Presidency": ask_for(led, "italy"), "to France": ask_for(circle, "italy")}
    rows |= {
        f"{state}": wide(ask_for(led, "italy"), "italy", state=state, answer="No.")
        for state in RequestState
        if state != RequestState.ASKED
    }
    own = {"change": VOICE, "withdraw": VOICE}
    assert tables(rows, everyone()) == {
        "to the Presidency": own | {"answer": CHAIR},
        "to France": own | {"answer": {"france"}},
    } | {f"{state}": {} for state in RequestState if state != RequestState.ASKED}


def test_who_may_add_anything(everybody):
    speaking = DELEGATIONS | CHAIR | {"eud_niger", "frontex"}
    actors = everyone()
    for model in (Body, Meeting, AgendaItem, ItemPreparation, AgendaRequest):
        assert who(model.policy.may_create, actors) == speaking, model.__name__
