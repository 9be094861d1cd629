"""Whom news of a consultation reaches: those who read what it is about, each told of its own alone."""

import datetime

import pytest
from django.utils import timezone

from coordination.access.errors import Refused
from coordination.consultations import services
from coordination.consultations.kinds import Readership, Stand
from coordination.notices.services import remind
from coordination.people.queries import organisations
from tests.factories.consultations import (
    acting,
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
from tests.factories.notices import follow, forget, kept_among, notices_of, tell, told

from .test_way import bring_to_closed

pytestmark = [pytest.mark.row("B22"), pytest.mark.usefixtures("db")]


def reached(everybody, kind: str) -> dict[str, str]:
    """Who was told of a kind of news, and by which rule."""
    tell()
    found = {name: dict(told(persona)) for name, persona in everybody.items() if name != "removed"}
    return {
        name: rules[f"consultation.{kind}"]
        for name, rules in found.items()
        if f"consultation.{kind}" in rules
    }


def test_whoever_is_asked_is_told_by_that_rule(everybody):
    opened()
    asked = reached(everybody, "opened")
    assert {name for name, rule in asked.items() if rule == "asked"} >= {
        "italy",
        "france",
        "malta",
        "commission",
    }
    assert "presidency" not in asked  # its own doing
    assert not {"italy_interior", "italy_labour", "delegation_niamey", "administrator"} & set(asked)


def test_in_confidence_among_named_delegations_nobody_is_named_to_the_others(everybody):
    opened(shared_with=["italy", "france"], readership=Readership.CONVENOR)
    asked = reached(everybody, "opened")
    assert asked == {"italy": "readers", "france": "readers"}
    tell()
    [notice] = notices_of(everybody["italy"])
    assert "asked" not in notice.announcement.told


@pytest.mark.parametrize(
    ("readership", "readers"),
    [(Readership.CONVENOR, {"presidency"}), (Readership.ASKED, {"presidency", "france"})],
)
def test_a_reply_and_a_position_are_told_to_those_who_read_them(readership, readers, everybody):
    row, text = opened(readership=readership), silence(readership=readership)
    for one in (row, text):
        follow(everybody["france"], noun="coordination_consultation", record=one.pk)
    forget()
    draft_reply(row, "italy")
    assert reached(everybody, "replied") == {}
    reply(row, "italy", 2)
    position(text, "italy", Stand.RESERVATION)
    assert set(reached(everybody, "replied")) == readers
    assert set(reached(everybody, "position")) == readers


def test_only_the_convenor_is_told_who_asks_for_time_and_only_that_delegation_what_it_is_told(everybody):
    row = opened()
    follow(everybody["france"], noun="coordination_consultation", record=row.pk)
    forget()
    request = more_time(row, "italy")
    assert reached(everybody, "more-time") == {"presidency": "owner"}
    with acting(convenor_of(row)) as chair:
        services.decline(actor=chair, request=request, words="The paper is due.")
    assert reached(everybody, "declined") == {"italy": "author"}


def test_a_moved_deadline_and_the_end_reach_all_who_read_it(everybody):
    row, text = opened(), silence()
    broken = position(text, "italy", Stand.OBJECT, "Too early.")
    synthesis(row, 1)
    forget()
    with acting(convenor_of(row)) as chair:
        services.extend(actor=chair, consultation=row, version=None, deadline=in_days(9), reason="Asked.")
    assert set(reached(everybody, "extended")) >= {"italy", "france", "commission"}
    assert reached(everybody, "synthesis") == {}
    synthesis(row, 1, published=True)
    assert set(reached(everybody, "synthesis")) >= {"italy", "france", "commission"}
    for one in (row, text):
        bring_to_closed(one)
    assert set(reached(everybody, "closed")) >= {"italy", "france", "commission"}
    lift(broken)
    assert set(reached(everybody, "lifted")) == {"presidency"}


def test_a_ministry_is_told_what_it_is_asked_and_its_delegation_what_it_gave(everybody):
    row = opened()
    forget()
    input_of(row, "italy-labour")
    tell()
    kinds = {name: told(persona) for name, persona in everybody.items() if name != "removed"}
    assert {name for name, found in kinds.items() if found} == {"italy_labour"}
    assert kinds["italy_labour"] == {("input.asked", "shared")}
    input_of(row, "italy-labour", 2, "More places.")
    tell()
    assert ("input.given", "owner") in told(everybody["italy"])
    assert told(everybody["france"]) == set()


# --- Reminders -----------------------------------------------------------------------------


def test_the_convenor_reminds_whoever_has_not_replied_once_a_day(everybody):
    row = opened(readership=Readership.CONVENOR)
    reply(row, "france")
    forget()
    with acting(convenor_of(row)) as chair:
        told_of = services.remind(actor=chair, consultation=row)
    states = {organisations().by_code[code].pk for code in ("italy", "malta", "greece")}
    assert states <= set(told_of)
    assert organisations().by_code["france"].pk not in told_of
    assert (
        organisations().by_code["commission"].pk not in told_of
    )  # all members are asked: states are waited for
    assert reached(everybody, "reminded") == {"italy": "asked", "malta": "asked"}
    for name in ("italy", "malta"):
        [notice] = notices_of(everybody[name])
        assert notice.announcement.told["asked"] == [organisations().by_code[name].pk]
    with acting(convenor_of(row)) as chair, pytest.raises(Refused, match="today"):
        services.remind(actor=chair, consultation=row)


def test_nobody_is_reminded_once_all_have_replied_or_the_deadline_has_passed(monkeypatch):
    row = opened(shared_with=["italy"])
    reply(row, "italy")
    with acting(convenor_of(row)) as chair, pytest.raises(Refused, match="All delegations have replied"):
        services.remind(actor=chair, consultation=row)
    late = opened(deadline=in_days(0.5))
    later = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with acting(convenor_of(late)) as chair, pytest.raises(services.TooLate, match="The deadline was"):
        services.remind(actor=chair, consultation=late)


def test_the_clock_reminds_each_delegation_of_what_it_has_not_answered_and_of_nothing_of_others(everybody):
    row, text = opened(deadline=in_days(3)), silence(deadline=in_days(3))
    opened(deadline=in_days(30))
    reply(row, "france")
    position(text, "malta")
    forget()
    remind()
    tell()
    due = {
        name: {notice.announcement.record for notice in notices_of(everybody[name])}
        for name in ("italy", "france", "malta", "presidency")
    }
    assert due == {
        "italy": {row.pk, text.pk},
        "france": {text.pk},
        "malta": {row.pk},
        "presidency": set(),
    }
    remind()
    tell()
    assert len(notices_of(everybody["italy"])) == 2  # once


def test_how_silence_ended_is_told_to_all_who_were_asked(everybody, monkeypatch):
    text = silence(deadline=in_days(0.5))
    forget()
    later = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    services.keep_time()
    remind()
    assert set(reached(everybody, "ended")) >= {"italy", "france", "presidency", "commission"}
    [notice] = notices_of(everybody["italy"])
    assert notice.announcement.record == text.pk


def test_voices_of_the_same_delegation_are_not_told_of_their_own_doing(everybody):
    row = opened()
    forget()
    reply(row, "italy")
    tell()
    assert told(everybody["italy"]) == set()


@pytest.mark.parametrize("readable", [True, False])
def test_what_goes_with_a_consultation_is_told_to_its_followers_while_they_read_it(readable, malta):
    whole = opened()
    annex = silence(part_of_id=whole.pk)
    follow(malta, noun="coordination_consultation", record=whole.pk)
    if not readable:
        kept_among(whole, "presidency")
    forget()
    position(annex, "italy", Stand.AGREE)
    tell()
    assert told(malta) == ({("consultation.position", "followed")} if readable else set())
