"""A first draft from the record: what is proposed, why, and that nothing leaves its circle by way of the agenda."""

import datetime

import pytest
from django.db import transaction

from actionplans.fiches.kinds import Procedure, Stage
from actionplans.plans.kinds import VersionState
from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.checks import GREEN, RED
from coordination.meetings.kinds import ItemKind, MeetingState
from coordination.meetings.proposals import Group
from coordination.meetings.queries import reading
from coordination.meetings.queries.building import building
from coordination.register.kinds import Kind, Status
from tests.factories import ActivityFactory
from tests.factories.fiches import FicheFactory
from tests.factories.meetings import (
    BodyFactory,
    MeetingFactory,
    ask_for,
    bring_to,
    convenor_of,
    in_days,
    items_of,
    write_item,
)
from tests.factories.plans import PlanFactory

pytestmark = [pytest.mark.row("C5"), pytest.mark.usefixtures("db")]

LATE = datetime.date(2026, 3, 31)


def built(meeting, actor=None):
    actor = actor or convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        found = reading.one(actor, meeting.pk)
        return building(actor, found)


def proposed(meeting, actor=None):
    return {(proposal.group, proposal.title) for proposal in built(meeting, actor).proposals}


def add(meeting, title):
    proposal = next(one for one in built(meeting).proposals if one.title == title)
    actor = convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        return services.add_proposal(actor=actor, meeting=meeting, proposal=proposal)


@pytest.fixture
def meeting():
    return MeetingFactory(day=in_days(30), items=())


@pytest.fixture
def record():
    """One of each kind that the chair may read, and of each one that it may not."""
    for shared_with, sign in (("members", ""), (["france"], "hidden ")):
        FicheFactory(
            stage=Stage.IMPLEMENTATION if not sign else Stage.DRAFT,
            shared_with=shared_with,
            title=f"{sign}fiche",
            due_on=LATE,
            measures=({"title": f"{sign}measure", "due_on": LATE},),
        )
        ActivityFactory(
            kind=Kind.VISIT,
            shared_with=shared_with,
            status=Status.COMPLETED,
            title=f"{sign}visit",
            starts_on=in_days(-5),
            ends_on=in_days(-4),
        )


def test_each_proposal_has_its_reason(meeting, record):
    assert proposed(meeting) == {
        (Group.OVERDUE, "measure"),
        (Group.REVIEW, "Fiche: fiche"),
        (Group.DEBRIEFS, "visit"),
    }
    assert all(proposal.reason for proposal in built(meeting).proposals)


def test_a_fiche_that_waits_for_a_meeting_is_proposed_for_endorsement(meeting):
    FicheFactory(stage=Stage.COMMENTS, procedure=Procedure.MEETING, title="To endorse")
    item = add(meeting, "Fiche: To endorse")
    assert item.handling == "endorsement"
    (shown,) = items_of(meeting)
    assert shown.source_id is not None


def test_plans_due_for_review_are_proposed(meeting):
    PlanFactory(state=VersionState.AGREED, actions=({},))
    assert (Group.REVIEW, "Niger: state of play of the action plan") not in proposed(meeting)


def test_requests_and_kept_points_are_proposed_to_whoever_runs_the_body(meeting, italy, presidency):
    issued = MeetingFactory(state=MeetingState.ISSUED, day=in_days(12))
    request = ask_for(issued, "italy", title="Rabat process")
    assert (Group.ASKED, "Rabat process") in proposed(issued)
    assert (Group.ASKED, "Rabat process") not in proposed(meeting)  # of another body
    actor = convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        item = services.accept(actor=actor, request=request, meeting=issued)
    found = built(issued)
    assert [found.number_of(one) for one in found.proposals if one.title == "Rabat process"] == [
        next(entry.number for entry in found.entries if entry.pk == item.pk)
    ]


def test_one_click_makes_a_draft_within_the_time(meeting, record):
    found = built(meeting)
    actor = convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        services.draft_agenda(actor=actor, meeting=meeting, proposals=found.proposals)
    titles = [item.title for item in items_of(meeting)]
    assert titles[0] == "Adoption of the agenda"
    assert titles[-1] == "Any other business"
    assert set(titles[1:-1]) == {"measure", "Fiche: fiche", "visit"}
    assert [check for check in built(meeting).checks if check.light == RED] == []
    assert bring_to(meeting, MeetingState.ISSUED).state == MeetingState.ISSUED


def test_a_second_click_adds_nothing_twice(meeting, record):
    actor = convenor_of(meeting)
    for _click in range(2):
        found = built(meeting)
        left = [one for one in found.proposals if not found.number_of(one)]
        with transaction.atomic(), reading_as(actor):
            services.draft_agenda(actor=actor, meeting=meeting, proposals=left)
    assert len(items_of(meeting)) == 5


def test_what_is_shared_with_few_becomes_a_closed_item(meeting, italy, france):
    """The title of an item would tell members of a visit that Italy shared with the Presidency alone."""
    ActivityFactory(
        kind=Kind.VISIT,
        shared_with="presidency",
        title="Quiet visit",
        starts_on=in_days(-5),
        ends_on=in_days(-4),
    )
    item = add(meeting, "Quiet visit")
    assert (item.kind, item.circle_ids) == (ItemKind.CLOSED, [italy.organisation.pk])
    write_item(meeting, title="Something common")
    issued = bring_to(meeting, MeetingState.ISSUED)
    assert {row.title for row in items_of(issued, italy.actor())} == {"Quiet visit", "Something common"}
    assert {row.title for row in items_of(issued, france.actor())} == {"Something common"}


def test_opening_such_an_item_stops_the_issue(meeting):
    ActivityFactory(
        kind=Kind.VISIT,
        shared_with="presidency",
        title="Quiet visit",
        starts_on=in_days(-5),
        ends_on=in_days(-4),
    )
    item = add(meeting, "Quiet visit")
    actor = convenor_of(meeting)
    words = services.ItemWords({"kind": ItemKind.COMMON, "circle_ids": []}, minutes=10)
    with transaction.atomic(), reading_as(actor):
        services.change_item(actor=actor, item=item, version=None, words=words)
    with pytest.raises(Refused, match="not everybody in the room"):
        bring_to(meeting, MeetingState.ISSUED)


def test_a_body_in_a_country_is_told_of_that_country_alone():
    body = BodyFactory(convenor="eud-niger", members=["italy"], country="NE", for_country_team=True)
    local = MeetingFactory(body=body, day=in_days(30), items=(), country="NE")
    for code, title in (("NE", "There"), ("TN", "Elsewhere")):
        ActivityFactory(
            originator="eud-niger",
            kind=Kind.VISIT,
            title=title,
            countries=(code,),
            starts_on=in_days(-5),
            ends_on=in_days(-4),
        )
    assert proposed(local) == {(Group.DEBRIEFS, "There")}


@pytest.mark.row("B12")
@pytest.mark.parametrize(
    ("item", "title"),
    [
        ({"handling": ""}, "Handling missing"),
        ({"presented_by": ["frontex"]}, "Presenter not invited"),
        ({"minutes": 181}, "Time"),
    ],
)
def test_what_has_to_be_solved_stops_the_issue(item, title):
    meeting = MeetingFactory(day=in_days(30), items=(item,))
    assert [check.title for check in built(meeting).checks if check.light == RED] == [title]
    with pytest.raises(services.NotReady, match=title):
        bring_to(meeting, MeetingState.ISSUED)


@pytest.mark.row("B16")
def test_a_late_paper_is_flagged_and_does_not_stop_the_issue():
    due = in_days(28)
    meeting = MeetingFactory(day=in_days(30), items=({"papers": [{"title": "Note", "due_on": due}]},))
    (check,) = [check for check in built(meeting).checks if check.title == "Paper late"]
    assert "would arrive 2 days before" in check.words
    assert "Time" in [check.title for check in built(meeting).checks if check.light == GREEN]
    assert bring_to(meeting, MeetingState.ISSUED).state == MeetingState.ISSUED
