"""Small rules of plans: when a report is due, cycles, dates, invitations to a gap, links."""

import datetime

import pytest

from actionplans.plans import services
from actionplans.plans.kinds import Rhythm, VersionState
from actionplans.plans.models import ActionLink, ActionTerms, Contribution, Objective
from actionplans.plans.rhythm import next_report, report_due
from actionplans.plans.services.terms import Words
from coordination.access.reader import reading_as
from coordination.meetings.kinds import MeetingState
from tests.factories import ActivityFactory
from tests.factories.meetings import MeetingFactory, in_days, make_body
from tests.factories.plans import DUE, PlanFactory
from tests.factories.room import acting
from tests.plans.test_pages import EMPTY_LINES, only, post


@pytest.mark.row("B2")
@pytest.mark.parametrize(
    ("rhythm", "last", "due"),
    [
        (Rhythm.MONTHLY, (2026, 1, 31), (2026, 2, 28)),
        (Rhythm.MONTHLY, (2027, 12, 15), (2028, 1, 15)),
        (Rhythm.QUARTERLY, (2026, 11, 30), (2027, 2, 28)),
        (Rhythm.MEETING, (2026, 9, 1), (2026, 12, 1)),
    ],
)
def test_when_the_next_report_is_due(rhythm, last, due):
    assert next_report(rhythm, datetime.date(*last)) == datetime.date(*due)


@pytest.mark.row("B2")
def test_before_each_meeting_means_with_the_papers_of_the_next_one_that_all_may_know_of(db, commission):
    body = make_body()
    MeetingFactory(body=body, day=in_days(10))  # a draft
    MeetingFactory(convenor="italy", members=["commission"], state=MeetingState.ISSUED, day=in_days(12))
    narrow = make_body(members=["commission", "italy", "ireland", "gsc"])
    MeetingFactory(body=narrow, state=MeetingState.ISSUED, day=in_days(14))
    due = {}
    for days in (40, 20):
        meeting = MeetingFactory(body=body, state=MeetingState.ISSUED, day=in_days(days))
        due[days] = meeting.papers_due_on
    assert acting(commission, report_due, rhythm=Rhythm.MEETING, last=in_days(0)) == due[20]
    assert acting(commission, report_due, rhythm=Rhythm.MEETING, last=due[20]) == due[40]
    assert acting(commission, report_due, rhythm=Rhythm.MEETING, last=due[40]) == next_report(
        Rhythm.QUARTERLY, due[40]
    )


def test_actions_that_would_wait_for_one_another_are_refused(commission):
    version = PlanFactory(actions=[{"title": "First"}, {"title": "Second"}, {"title": "Third"}])
    drafter = commission.actor()

    def wait(title, other):
        with reading_as(drafter):
            found = {row.title: row for row in ActionTerms.objects.visible_to(drafter)}
            objective = Objective.objects.visible_to(drafter).get(plan_version=version, number=1)
            terms = found[title]
            words = Words(
                fields={
                    "title": title,
                    "objective_id": objective.pk,
                    "lead_id": terms.lead_id,
                    "due_on": DUE,
                    "waits_for_id": found[other].action_id,
                }
            )
            return services.change_terms(actor=drafter, terms=terms, version=terms.version, words=words)

    wait("First", "Second")
    wait("Second", "Third")
    with pytest.raises(services.CycleFound, match="wait for one another"):
        wait("Third", "First")


def test_an_action_due_before_it_starts_is_refused_at_its_field(commission):
    version = PlanFactory()
    form = commission.client.get(f"/versions/{version.pk}/actions/new/").context["form"]
    answer = post(
        commission,
        f"/versions/{version.pk}/actions/new/",
        400,
        **EMPTY_LINES
        | {
            "title": "Typed and kept",
            "objective": form.fields["objective"].choices[1][0],
            "lead": "italy",
            "due_on": "2026-01-01",
            "starts_on": "2026-02-01",
            "serves": "eu",
            "level": "eu",
            "horizon": "short",
        },
    )
    assert "due before it starts" in answer.content.decode()
    assert "Typed and kept" in answer.content.decode()


@pytest.mark.row("C4")
def test_a_gap_is_offered_to_somebody_in_one_click(commission, italy):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "First"}, {"title": "Second"}])
    with reading_as(commission.actor()) as reader:
        assert reader
        key = Objective.objects.visible_to(commission.actor()).get(plan_version=version, number=1).key
    address = f"/plans/{version.plan_id}/invite/"
    for _click in range(3):  # the third finds nothing left to ask for
        post(commission, address, objective=key, organisation="spain")
    asked = Contribution.objects.visible_to(commission.actor())
    with reading_as(commission.actor()):
        assert asked.filter(organisation__code="spain").count() == 2
    assert post(commission, address, 404, objective=version.pk, organisation="spain")
    post(italy, address, objective=key, organisation="malta")
    with reading_as(commission.actor()):
        assert not asked.filter(organisation__code="malta").exists()


def test_entries_of_the_register_are_linked_and_shown_to_those_who_read_both(commission, italy, malta):
    PlanFactory(state=VersionState.AGREED, actions=[{"title": "Common"}])
    shown = ActivityFactory(originator="italy", title="Shown to all")
    kept = ActivityFactory(originator="italy", title="Kept to itself", shared_with=[])
    terms = only(ActionTerms, italy)
    address = f"/actions/{terms.action_id}/"
    for entry in (shown, kept):
        post(italy, f"{address}link/", activity=entry.pk)

    def links(persona):
        return {link["title"] for link in persona.client.get(address).context["links"]}

    assert links(italy) == {"Shown to all", "Kept to itself"}
    assert links(malta) == {"Shown to all"}
    assert post(malta, f"{address}unlink/", 404, activity=shown.pk)
    post(italy, f"{address}unlink/", activity=kept.pk)
    assert only(ActionLink, italy).activity_id == shown.pk
