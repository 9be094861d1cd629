"""Plans and fiches: who is told of what, by which rule; and what the clock brings to mind."""

import datetime

import pytest
from django.db import transaction

from actionplans.fiches import services as fiches
from actionplans.fiches.kinds import Stage
from actionplans.plans import services as plans
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action, Contribution, PlanComment
from coordination.access.reader import reading_as
from coordination.notices import services
from coordination.notices.kinds import Rule
from coordination.people.models import today
from coordination.people.queries import organisations
from tests.factories.fiches import FicheFactory, contribution, endorse, measures_of, report, written
from tests.factories.notices import forget, notices_of, tell, told
from tests.factories.plans import PlanFactory, speaking_for

pytestmark = [pytest.mark.row("B22"), pytest.mark.usefixtures("db")]


# --- Rules of plans and fiches -------------------------------------------------------------


def test_a_plan_in_consultation_is_told_to_all_who_speak(everybody):
    PlanFactory(state=VersionState.CONSULTATION, actions=[{"title": "Led by Italy", "lead": "italy"}])
    tell()
    readers = {name for name, one in everybody.items() if ("plan.consulted", "readers") in told(one)}
    assert readers == {"italy", "france", "malta", "presidency", "eeas", "gsc", "eud_niger"}
    assert ("action.asked", "asked") in told(everybody["italy"])
    assert ("action.asked", "asked") not in told(everybody["france"])


def test_a_narrow_action_is_asked_of_its_lead_and_nobody_hears_of_it(italy, france, malta):
    PlanFactory(
        state=VersionState.CONSULTATION,
        actions=[{"title": "Of few", "lead": "france", "shared_with": ["france"]}],
    )
    tell()
    assert ("action.asked", "asked") in told(france)
    for persona in (italy, malta):
        assert {kind for kind, _rule in told(persona)} == {"plan.consulted"}


def test_the_way_of_a_question(italy, france, commission):
    PlanFactory(state=VersionState.AGREED, actions=[{"title": "Open", "lead": "france"}])
    forget()
    italy_id = organisations().by_code["italy"].pk
    with transaction.atomic(), reading_as(actor := speaking_for("commission")):
        action = Action.objects.visible_to(actor).get()
        plans.invite(actor=actor, action=action, organisation_ids=[italy_id])
    tell()
    assert told(italy) == {("action.asked", "asked")}
    assert told(france) == told(commission) == set()
    forget()
    with transaction.atomic(), reading_as(actor := speaking_for("italy")):
        asked = Contribution.objects.visible_to(actor).get(organisation=italy_id)
        plans.answer(actor=actor, contribution=asked, version=None, accepted=True)
    tell()
    assert told(commission) == {("action.answered", "owner")}
    assert told(france) == {("action.answered", "lead")}
    assert told(italy) == set()


def test_a_moved_date_is_told_with_both_days(italy, france, commission, malta):
    PlanFactory(state=VersionState.AGREED, actions=[{"title": "Open", "lead": "italy"}])
    forget()
    day = datetime.date(2028, 1, 31)
    with transaction.atomic(), reading_as(actor := speaking_for("italy")):
        action = Action.objects.visible_to(actor).get()
        plans.report(
            actor=actor,
            action=action,
            version=None,
            light="at-risk",
            words="Late.",
            due_after=day,
            reason="The ministry reorganises",
        )
    tell()
    assert told(commission) == {("action.moved", "owner")}
    assert told(france) == told(malta) == told(italy) == set()
    [notice] = notices_of(commission)
    assert notice.announcement.words["after"] == "2028-01-31"


def test_comments_go_to_the_drafter_and_answers_to_their_author(commission, italy, france):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[])
    forget()
    with transaction.atomic(), reading_as(actor := speaking_for("italy")):
        remark = plans.comment(actor=actor, on=version, field="context", text="Say where.")
    tell()
    assert (told(commission), told(france)) == ({("plan.commented", "owner")}, set())
    forget()
    with transaction.atomic(), reading_as(actor := speaking_for("commission")):
        remark = PlanComment.objects.visible_to(actor).get(pk=remark.pk)
        plans.resolve(actor=actor, remark=remark, words="Said.")
    tell()
    assert (told(italy), told(france)) == ({("plan.resolved", "author")}, set())


def test_a_fiche_out_for_comments_and_its_endorsement(italy, france, malta, presidency):
    fiche = FicheFactory(stage=Stage.COMMENTS, shared_with=["france"], measures=({"owner": "france"},))
    tell()
    assert told(france) == {("fiche.circulated", "readers")}
    assert told(malta) == told(presidency) == told(italy) == set()
    wide = FicheFactory(stage=Stage.COMMENTS, measures=({"owner": "france"},))
    tell()
    assert told(presidency) == {("fiche.circulated", "chair")}
    forget()
    endorse(wide)
    tell()
    assert told(france) == {("fiche.endorsed", "asked")}
    assert told(italy) == {("fiche.endorsed", "owner")}
    assert told(malta) == set()
    assert fiche.pk not in {row.announcement.record for row in notices_of(malta)}


def test_contributions_positions_and_measures(italy, france, presidency):
    fiche = written(measures=({"owner": "france"},))
    forget()
    contribution(fiche)
    tell()
    assert told(france) == {("fiche.asked", "asked")}
    forget()
    with transaction.atomic(), reading_as(actor := speaking_for("malta")):
        fiches.state_position(actor=actor, fiche=fiche, stand="object", words="Not yet.")
    tell()
    assert told(italy) == {("fiche.position", "owner")}
    assert told(presidency) == {("fiche.position", "chair")}
    assert told(france) == set()
    running = FicheFactory(stage=Stage.IMPLEMENTATION, measures=({"owner": "france"},))
    forget()
    report(measures_of(running)[0], due_after=datetime.date(2028, 1, 31), reason="The host asked.")
    tell()
    assert told(italy) == {("measure.moved", "owner")}
    [notice] = notices_of(italy)
    assert notice.announcement.place == "measure-1"


# --- What is due ---------------------------------------------------------------------------


def test_what_falls_due_is_brought_to_mind_once_and_once_more_when_late(france, italy, malta, time_machine):
    day = today() + datetime.timedelta(days=5)
    FicheFactory(stage=Stage.IMPLEMENTATION, due_on=day, measures=({"owner": "france", "due_on": day},))
    forget()
    assert services.remind() == 1
    assert services.remind() == 0
    tell()
    assert told(france) == {("measure.due", "lead")}
    assert told(italy) == told(malta) == set()
    forget()
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=6))
    assert services.remind() == 1
    assert services.remind() == 0
    tell()
    assert told(france) == {("measure.due", "lead")}


def test_a_reminder_of_a_narrow_measure_reaches_its_owner_alone(france, malta, presidency):
    day = today() + datetime.timedelta(days=2)
    PlanFactory(
        state=VersionState.AGREED,
        actions=[{"title": "Of few", "lead": "france", "shared_with": ["france"], "due_on": day}],
    )
    forget()
    assert services.remind() == 1
    tell()
    assert told(france) == {("action.due", "lead")}
    assert told(malta) == told(presidency) == set()


def test_a_ministry_is_told_where_it_is_asked_itself(italy, italy_interior, italy_labour):
    fiche = FicheFactory(stage=Stage.COMMENTS, shared_with=["france"])
    forget()
    with transaction.atomic(), reading_as(actor := speaking_for("france")):
        ministries = [organisations().by_code[code].pk for code in ("italy-interior", "italy-labour")]
        services.announce(actor=actor, kind="fiche.asked", row=fiche, told={Rule.ASKED: ministries})
    tell()
    assert told(italy_interior) == {("fiche.asked", "asked")}
    assert told(italy) == told(italy_labour) == set()  # not asked; and reads nothing of it
