"""A measure that is done is seen on its plan action, and nobody learns of a fiche that they may not read."""

import pytest

from actionplans.fiches import services
from actionplans.fiches.kinds import Stage
from actionplans.fiches.services import Told
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import ActionTerms, ProgressUpdate, TermsComment
from coordination.access.errors import Hidden
from coordination.access.reader import reading_as
from tests.factories.fiches import FicheFactory, measures_of, report, write_measure
from tests.factories.plans import PlanFactory, speaking_for

pytestmark = pytest.mark.usefixtures("db")


def plan_action(**action):
    """An agreed action of the Commission's plan, led by Italy unless said otherwise."""
    version = PlanFactory(
        state=VersionState.AGREED, actions=[{"lead": "italy", "title": "Charter", **action}]
    )
    reader = speaking_for("commission")
    with reading_as(reader):
        return ActionTerms.objects.visible_to(reader).get(plan_version=version).action_id


def said_on(model, reader):
    field = "words" if model is ProgressUpdate else "text"
    with reading_as(reader):
        return list(model.objects.visible_to(reader).values_list(field, flat=True))


@pytest.mark.row("A2")
def test_the_lead_of_the_action_reports_on_it_with_the_measure(malta):
    fiche = FicheFactory(
        measures=({"title": "Book seats", "action_id": plan_action()},),
        stage=Stage.ENDORSED,
        country_team=True,
    )
    done = report(measures_of(fiche)[0], done=True, evidence="Contract signed.")
    assert done.told == Told.REPORTED
    assert said_on(ProgressUpdate, malta.actor()) == [
        "A measure of a fiche is done: Book seats. Evidence: Contract signed."
    ]


@pytest.mark.row("A2")
def test_who_may_not_report_on_the_action_leaves_a_comment(malta):
    fiche = FicheFactory(
        measures=({"title": "Book seats", "owner": "france", "action_id": plan_action()},),
        stage=Stage.ENDORSED,
        country_team=True,
    )
    done = report(measures_of(fiche)[0], done=True, evidence="Contract signed.")
    assert done.told == Told.NOTED
    assert said_on(ProgressUpdate, malta.actor()) == []
    assert said_on(TermsComment, malta.actor()) == [
        "A measure of a fiche is done: Book seats. Evidence: Contract signed."
    ]


@pytest.mark.row("D3")
@pytest.mark.parametrize(
    ("for_action", "told", "seen"),
    [("", Told.KEPT, []), ("Seats are booked.", Told.REPORTED, ["Seats are booked."])],
)
def test_a_narrow_fiche_tells_readers_of_the_action_only_what_was_written_for_them(
    for_action, told, seen, malta
):
    fiche = FicheFactory(
        measures=({"title": "Secret seats", "action_id": plan_action()},),
        stage=Stage.ENDORSED,
        shared_with="presidency",
    )
    done = report(measures_of(fiche)[0], done=True, evidence="Secret.", for_action=for_action)
    assert done.told == told
    assert said_on(ProgressUpdate, malta.actor()) == seen
    assert said_on(TermsComment, malta.actor()) == []


def test_only_readable_actions_are_linked_and_a_hidden_link_stays(malta):
    narrow = plan_action(shared_with=["italy"])
    fiche = FicheFactory(originator="malta", measures=())
    with pytest.raises(Hidden):
        write_measure(fiche, action_id=narrow)
    mine = FicheFactory(measures=({"action_id": narrow},))
    measure = measures_of(mine)[0]
    assert measure.action_id == narrow
    drafter = speaking_for("italy")
    with reading_as(drafter):
        kept = services.change_measure(
            actor=drafter,
            measure=measure,
            version=None,
            fields={"title": "New words", "owner_id": measure.owner_id, "action_id": None},
        )
    assert kept.action_id is None
