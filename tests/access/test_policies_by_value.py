"""Rules on records that no test brings about with services, asked by their values.

`holds` evaluates a rule as PostgreSQL does (see test_matrix.py), so that a row may be in any state.
"""

from itertools import product

import pytest

from actionplans.plans.kinds import ActionState, Answer, VersionState
from actionplans.plans.models import Action, Contribution, PlanVersion
from actionplans.reports.models import Renewal
from coordination.consultations.kinds import InputState, Kind, Outcome, Stand, State
from coordination.consultations.kinds import RequestState as Asked
from coordination.consultations.models import (
    Consultation,
    ExtensionRequest,
    MinistryInput,
    Position,
    Synthesis,
)
from coordination.documents.kinds import ReleaseState, RequestState
from coordination.documents.models import AccessRequest, Release
from coordination.meetings.kinds import MeetingState
from coordination.meetings.kinds import RequestState as AskedItem
from coordination.meetings.models import AgendaItem, AgendaRequest, Body, Meeting
from coordination.meetings.models import Outcome as Notes
from coordination.meetings.room_kinds import OutcomeState
from tests.access.by_value import CHAIRING, COMING, COMMISSION, GSC, ITALY, NEXT, PEOPLE, SPEAKING, VOICE, may

pytestmark = [pytest.mark.row("B20"), pytest.mark.policy("all")]

# --- Documents ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ReleaseState)
def test_releases(state):
    row = {"originator_id": ITALY, "state": state, "proposed_by_id": 1}
    handling = {"italy", "job", "secretariat"}
    waiting = state in {ReleaseState.PROPOSED, ReleaseState.APPROVED}
    assert may(Release, "change", **row) == may(Release, "drop", **row) == (handling if waiting else set())
    approving = handling - {"italy"} if state == ReleaseState.PROPOSED else set()
    assert may(Release, "approve", **row) == approving
    assert may(Release, "publish", **row) == (handling if state == ReleaseState.APPROVED else set())


def test_applications():
    for state, extended, decision in product(RequestState, [False, True], ["full", "refused"]):
        row = {"holder_id": ITALY, "state": state, "extended": extended, "decision": decision}
        running = state in {RequestState.OPEN, RequestState.CONFIRMATORY}
        gsc, answered = {"secretariat"}, state == RequestState.ANSWERED
        assert may(AccessRequest, "extend", **row) == (gsc if running and not extended else set())
        assert may(AccessRequest, "answer", **row) == (gsc if running else set())
        assert may(AccessRequest, "advise", **row) == (VOICE if running else set())
        assert may(AccessRequest, "confirm", **row) == (gsc if answered and decision != "full" else set())
        assert may(AccessRequest, "close", **row) == (gsc if answered else set())


# --- Consultations ------------------------------------------------------------------------


def test_consultations():
    """Of Italy: its own, or what it asked as the Presidency and whoever chairs now runs."""
    for state, kind, outcome, by_chair in product(State, Kind, ["", *Outcome], [False, True]):
        row = {"originator_id": ITALY, "state": state, "kind": kind, "outcome": outcome, "by_chair": by_chair}
        running, draft, opened = {"chair"} if by_chair else VOICE, state == State.DRAFT, state == State.OPEN
        asked = {name for name in SPEAKING - VOICE if PEOPLE[name].is_member}
        questions = kind == Kind.QUESTIONS
        right = {
            "change": VOICE if draft else set(),
            "discard": VOICE if draft else set(),
            "open": VOICE & running if draft else set(),
            "attach": (VOICE if draft else set()) | (running if opened else set()),
            **dict.fromkeys(("extend", "close", "withdraw"), running if opened else set()),
            "remind": running if opened and questions else set(),
            "conclude": running
            if (state, kind, outcome) == (State.CLOSED, Kind.SILENCE, Outcome.BROKEN)
            else set(),
            "compile": running if state in {State.OPEN, State.CLOSED} and questions else set(),
            "reply": asked if opened and questions else set(),
            "position": asked if opened and not questions else set(),
            "ask": asked if opened else set(),
        }
        assert {
            action: may(Consultation, action, **row) for action in Consultation.policy.actions()
        } == right, row


def test_positions():
    for stand, lifted, state, outcome in product(Stand, [None, "yesterday"], State, ["", *Outcome]):
        row = {
            "originator_id": ITALY,
            "stand": stand,
            "lifted_at": lifted,
            "consultation__state": state,
            "consultation__outcome": outcome,
        }
        broke = stand in {Stand.RESERVATION, Stand.OBJECT} and lifted is None
        open_still = broke and (state, outcome) == (State.CLOSED, Outcome.BROKEN)
        assert may(Position, "lift", **row) == (VOICE if open_still else set())


def test_requests_for_time():
    for state, asked, by_chair in product(State, Asked, [False, True]):
        row = {
            "state": asked,
            "consultation__state": state,
            "consultation__by_chair": by_chair,
            "consultation__originator_id": ITALY,
        }
        running = {"chair"} if by_chair else VOICE
        waiting = (state, asked) == (State.OPEN, Asked.ASKED)
        assert may(ExtensionRequest, "answer", **row) == (running if waiting else set())


def test_syntheses():
    """Whoever wrote it, while it runs the consultation: a former Presidency does not any more."""
    for writer, by_chair, published in product([ITALY, CHAIRING], [False, True], [None, "yesterday"]):
        row = {
            "originator_id": writer,
            "published_at": published,
            "consultation__by_chair": by_chair,
            "consultation__originator_id": ITALY,
        }
        wrote, runs = VOICE if writer == ITALY else {"chair"}, {"chair"} if by_chair else VOICE
        assert may(Synthesis, "change", **row) == wrote & runs
        assert may(Synthesis, "publish", **row) == (wrote & runs if published is None else set())


@pytest.mark.parametrize("state", InputState)
def test_what_ministries_write(state):
    row = {"originator_id": ITALY, "ministry_id": COMING, "state": state}
    writes = NEXT | {"reader of the next"}  # whoever is of that body
    assert may(MinistryInput, "write", **row) == (set() if state == InputState.TAKEN_BACK else writes)
    waiting = state in {InputState.ASKED, InputState.WRITING}
    assert may(MinistryInput, "take_back", **row) == (VOICE if waiting else set())


def test_the_chair_also_runs_what_its_own_organisation_asks():
    row = {"originator_id": CHAIRING, "by_chair": False, "state": State.OPEN, "kind": Kind.QUESTIONS}
    assert may(Consultation, "close", **row) == {"chair"}


# --- Meetings -----------------------------------------------------------------------------


def led_by(organisation: int | None, starts: str = "", prefix: str = "") -> dict:
    """A meeting of a Presidency, or of Italy itself."""
    import datetime

    begins = {"later": datetime.date.max, "before": datetime.date.min}.get(starts)
    values = {
        "originator_id": organisation or ITALY,
        "term": organisation and 1,
        "term__organisation_id": organisation,
        "term__starts_on": begins,
    }
    return {f"{prefix}{name}": value for name, value in values.items()}


def test_meetings():
    for state, whose in product(
        MeetingState, [led_by(None), led_by(CHAIRING, "before"), led_by(COMING, "later")]
    ):
        row = {"state": state, **whose}
        runs = {"chair"} if whose["term"] else VOICE
        coming = whose["term__organisation_id"] == COMING
        early = state in {MeetingState.DRAFT, MeetingState.TEMPLATE}
        prepares = runs | (NEXT if coming and early else set())
        opened = state in {MeetingState.DRAFT, MeetingState.ISSUED}
        issued, running = state == MeetingState.ISSUED, state == MeetingState.RUNNING
        changed = prepares if opened or early else set()
        right = {
            "change": changed,
            "arrange": changed,
            "issue": runs if opened else set(),
            "invite": prepares if opened or running else set(),
            "cancel": prepares if opened else set(),
            "begin": runs if issued else set(),
            "run": runs if running else set(),
            "conclude": runs if state == MeetingState.HELD else set(),
            "ask": SPEAKING - runs if issued else set(),
            "answer": SPEAKING if issued else set(),
            "number": {"secretariat"} if whose["term"] and not early else set(),
            "copy": prepares,
        }
        assert {action: may(Meeting, action, **row) for action in Meeting.policy.actions()} == right, row


def test_papers_of_items():
    for state, presenting, organisation in product(MeetingState, [(), (ITALY,), (COMING,)], [None, CHAIRING]):
        row = {
            "meeting__state": state,
            "party_ids": presenting,
            **led_by(organisation, "before", "meeting__"),
        }
        runs = {"chair"} if organisation else VOICE
        presents = {name for name in SPEAKING - {"secretariat"} if PEOPLE[name].speaks_for & set(presenting)}
        supplying = runs | presents | ({"secretariat"} if organisation else set())
        opened = state in {MeetingState.DRAFT, MeetingState.ISSUED, MeetingState.RUNNING}
        assert may(AgendaItem, "supply", **row) == (supplying if opened else set())


def test_bodies():
    for led, closed in product([False, True], [None, "yesterday"]):
        row = {"by_presidency": led, "originator_id": ITALY, "closed_on": closed}
        assert may(Body, "change", **row) == ({"chair", "secretariat"} if led else VOICE)
        assert may(Body, "convene", **row) == (set() if closed else {"chair"} | NEXT if led else VOICE)


def test_the_chair_also_runs_what_its_own_organisation_convenes():
    own = {"originator_id": CHAIRING, "term": None, "by_presidency": False}
    assert may(Meeting, "run", **own, state=MeetingState.RUNNING) == {"chair"}
    assert may(Body, "change", **own) == may(Body, "convene", **own, closed_on=None) == {"chair"}
    asked = {"by_presidency": False, "convenor_id": CHAIRING, "state": AskedItem.ASKED}
    assert may(AgendaRequest, "answer", **asked) == {"chair"}
    held = {"state": OutcomeState.DRAFT, "meeting__state": MeetingState.HELD}
    assert may(Notes, "write", **own, **held) == may(Notes, "issue", **own, **held) == {"chair"}


def test_the_secretariat_issues_its_own_notes():
    row = {"originator_id": GSC, "by_presidency": False, "state": OutcomeState.DRAFT}
    assert may(Notes, "issue", **row, meeting__state=MeetingState.HELD) == {"secretariat"}


def test_nobody_prepares_a_term_for_others():
    """A draft of Italy, in a term to come that it does not hold, and the other way round."""
    for originator, holder in ((ITALY, COMING), (COMING, ITALY)):
        row = led_by(holder, "later") | {"originator_id": originator, "state": MeetingState.DRAFT}
        assert may(Meeting, "change", **row) == {"chair"}


def test_requests_for_items():
    for led, state in product([False, True], AskedItem):
        row = {"by_presidency": led, "convenor_id": ITALY, "originator_id": COMING, "state": state}
        waiting = state == AskedItem.ASKED
        assert may(AgendaRequest, "answer", **row) == (({"chair"} if led else VOICE) if waiting else set())
        assert may(AgendaRequest, "change", **row) == (NEXT if waiting else set())


def test_notes():
    """Of Italy, in its term or as a convenor of its own: a later chair keeps them and does not issue them."""
    for led, state, of_meeting in product(
        [False, True], OutcomeState, [MeetingState.RUNNING, MeetingState.HELD, MeetingState.LOCKED]
    ):
        row = {"by_presidency": led, "originator_id": ITALY, "state": state, "meeting__state": of_meeting}
        keeps = VOICE | ({"chair", "secretariat"} if led else set())
        issues = VOICE | ({"secretariat"} if led else set())
        written = state in {OutcomeState.DRAFT, OutcomeState.COMMENTS}
        running, held = of_meeting == MeetingState.RUNNING, of_meeting == MeetingState.HELD
        right = {
            "write": keeps if written else set(),
            "assist": keeps if running else set(),
            "floor": SPEAKING if running else set(),
            "issue": issues if written and held else set(),
            "comment": SPEAKING if state == OutcomeState.COMMENTS else set(),
            "agree": keeps if state == OutcomeState.COMMENTS else set(),
            "reopen": keeps if state == OutcomeState.AGREED else set(),
        }
        assert {action: may(Notes, action, **row) for action in Notes.policy.actions()} == right, row


# --- Plans --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", VersionState)
def test_versions(state):
    """Of the Commission."""
    row = {"originator_id": COMMISSION, "state": state}
    drafts = {"commission"}
    right = {
        "consult": drafts if state == VersionState.DRAFT else set(),
        "withdraw": drafts if state == VersionState.CONSULTATION else set(),
        "agree": {"chair"} if state == VersionState.CONSULTATION else set(),
        "review": drafts | {"chair"} if state == VersionState.AGREED else set(),
        "keep": drafts | {"chair"} if state == VersionState.REVIEW else set(),
    }
    assert {action: may(PlanVersion, action, **row) for action in right} == right, row


def test_only_who_speaks_for_an_institution_drafts_plans():
    assert {name for name, actor in PEOPLE.items() if PlanVersion.policy.may_create(actor)} == {
        "commission",
        "secretariat",
    }


def test_a_second_person_checks():
    """An action of the Commission that Italy leads; a job is nobody, and a reader has no say."""
    for closer, state in product([None, 1, 6], ActionState):
        row = {"originator_id": COMMISSION, "lead_party_id": ITALY, "state": state, "closed_by_id": closer}
        seconds = {name for name in ("italy", "commission", "chair") if PEOPLE[name].user_id != closer}
        assert may(Action, "check", **row) == (seconds if state == ActionState.CLOSING else set())


def test_parts_are_answered_while_the_action_goes_on():
    for state, answer in product(ActionState, Answer):
        row = {"originator_id": COMMISSION, "party_id": ITALY, "answer": answer, "action__state": state}
        goes_on = state in {ActionState.PROPOSED, ActionState.OPEN, ActionState.CLOSING}
        assert may(Contribution, "answer", **row) == (VOICE if goes_on else set())
        assert may(Contribution, "report", **row) == (
            VOICE if goes_on and answer == Answer.ACCEPTED else set()
        )
        unanswered = goes_on and answer == Answer.UNANSWERED
        assert may(Contribution, "withdraw", **row) == ({"commission"} if unanswered else set())


def test_renewals():
    assert may(Renewal, "answer", originator_id=ITALY) == VOICE
