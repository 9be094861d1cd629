"""What consultations bring to the desk: to whom, how it is said, and nothing of what others write."""

import datetime

import pytest
from django.utils import timezone

from coordination.consultations import services
from coordination.consultations.kinds import Readership, Stand
from tests.factories.consultations import (
    acting,
    again,
    cleared,
    convenor_of,
    draft_reply,
    in_days,
    input_of,
    lift,
    more_time,
    opened,
    position,
    reply,
    silence,
    synthesis,
)
from tests.factories.documents import DocumentFactory

from .test_desk import changed, queries, tasks

pytestmark = pytest.mark.usefixtures("db")


def waiting(persona) -> dict[str, str]:
    return {row["title"]: row["second"] for row in persona.client.get("/").context["waiting"]}


@pytest.mark.row("B20")
def test_a_delegation_is_asked_to_write_then_to_clear_then_to_submit(
    italy, france, presidency, italy_interior
):
    row = opened(title="Partnerships")
    assert tasks(italy) == {"Partnerships": ("This week", "Write reply")}
    draft_reply(row, "italy")
    assert tasks(italy) == {"Partnerships": ("This week", "Review drafts")}
    cleared(row, "italy")
    assert tasks(italy) == {"Partnerships": ("This week", "Submit replies")}
    reply(row, "italy")
    assert tasks(italy) == {"Partnerships": ("This week", "Write reply")}  # one question is left
    reply(row, "italy", 2)
    assert tasks(italy) == {}
    assert tasks(france) == {"Partnerships": ("This week", "Write reply")}
    assert tasks(presidency) == tasks(italy_interior) == {}


def test_past_its_deadline_only_the_convenor_has_something_to_do(italy, presidency, monkeypatch):
    opened(title="Partnerships", deadline=in_days(0.5))
    later = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "Partnerships" not in tasks(italy)
    assert tasks(presidency)["Partnerships"][1] == "Close consultation"


@pytest.mark.row("B21")
def test_silence_asks_for_a_position_and_lifting_asks_for_a_note(italy, france, presidency, monkeypatch):
    text = silence(title="Five principles", deadline=in_days(2))
    assert tasks(italy) == {"Five principles": ("This week", "State position")}
    broken = position(text, "italy", Stand.RESERVATION)
    assert tasks(italy) == {}
    later = timezone.now() + datetime.timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert tasks(france) == tasks(presidency) == {}
    services.keep_time()
    assert tasks(presidency) == {}
    lift(again(broken))
    assert tasks(presidency)["Five principles"][1] == "Open consultation"
    assert tasks(france) == {}


def test_more_time_is_for_the_convenor_to_answer(presidency, france):
    row = opened(title="Partnerships", shared_with=["italy", "france"])
    more_time(row, "italy", reason="The capital is away.")
    assert tasks(presidency) == {"Partnerships": ("Later", "Answer")}
    assert set(tasks(france).values()) == {("This week", "Write reply")}


@pytest.mark.row("A6")
def test_a_ministry_is_asked_and_its_delegation_waits(italy, italy_labour, italy_interior, france):
    row = opened(title="Partnerships")
    input_of(row, "italy-labour", 2)
    assert tasks(italy_labour) == {"How are partnerships embedded?": ("Later", "Write input")}
    assert tasks(italy_interior) == {}
    assert list(waiting(italy).values()) == ["Input to question 2 is asked and not given"]
    assert waiting(france) == {}
    input_of(row, "italy-labour", 2, "More places.")
    assert tasks(italy_labour) == {}
    assert waiting(italy) == {}


@pytest.mark.parametrize("readership", list(Readership))
def test_the_convenor_sees_how_many_have_replied_and_no_draft_counts(readership, presidency, italy):
    row = opened(title="Partnerships", readership=readership)
    draft_reply(row, "malta")
    cleared(row, "greece")
    reply(row, "france")
    reply(row, "france", 2)
    assert waiting(presidency)["Partnerships"] == "1 of 26 have replied"
    assert waiting(italy) == {}


def test_changes_are_those_that_the_reader_reads(italy, france, malta, presidency):
    row = opened(title="Partnerships", readership=Readership.CONVENOR)
    text = silence(title="Five principles")
    assert changed(malta) == {"Partnerships": "opened", "Five principles": "opened"}
    draft_reply(row, "italy")
    input_of(row, "italy-labour", 1)
    synthesis(row, 1)
    assert changed(malta) == changed(france) == {"Partnerships": "opened", "Five principles": "opened"}
    reply(row, "italy", 2)
    position(text, "italy")
    assert changed(malta) == {"Partnerships": "opened", "Five principles": "position stated"}
    assert changed(presidency) == {"Partnerships": "reply submitted", "Five principles": "position stated"}
    input_of(row, "italy-labour", 1, "More places.")
    assert changed(italy)["Partnerships"] == "input of a ministry written"
    assert changed(malta) == {"Partnerships": "opened", "Five principles": "position stated"}


def test_nobody_learns_of_a_paper_that_they_may_not_read(malta):
    row = opened(title="Partnerships")
    paper = DocumentFactory(originator="ireland", shared_with=["france"])
    before = malta.client.get("/").context["changed"]["rows"]
    with acting(convenor_of(row)) as chair:
        services.attach(actor=chair, consultation=row, papers=(paper.pk,))
    assert malta.client.get("/").context["changed"]["rows"] == before


@pytest.mark.row("B20")
def test_the_statements_of_the_desk_stay_the_same_however_much_there_is(italy, presidency):
    opened()
    few = {persona.name: queries(persona.client) for persona in (italy, presidency)}
    for number in range(4):
        row = opened(title=f"Number {number}")
        reply(row, "france")
        reply(row, "italy")
        input_of(row, "italy-labour", 2)
        more_time(row, "italy")
        position(silence(), "france", Stand.OBJECT, "Too early.")
    many = {persona.name: queries(persona.client) for persona in (italy, presidency)}
    assert many == few
