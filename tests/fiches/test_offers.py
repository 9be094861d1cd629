"""What the page of a fiche offers, and when: contributions, endorsement, templates, the Presidency's words."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.fiches import services
from actionplans.fiches.kinds import Procedure, Stage, Stand
from actionplans.fiches.models import FicheContribution
from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.people.queries import presidency as term_of
from tests.factories.fiches import (
    FicheFactory,
    bring_to,
    contribution,
    drafter_of,
    endorse,
    measures_of,
    report,
    written,
)
from tests.factories.plans import speaking_for

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def closed(db):
    """A closed fiche in which France accepted and Malta never answered."""
    fiche = FicheFactory(stage=Stage.COMMENTS)
    accepted, _asked = contribution(fiche), contribution(fiche, "malta")
    with reading_as(actor := speaking_for("france")):
        services.answer(actor=actor, contribution=accepted, version=None, accepted=True)
    return bring_to_closed(fiche)


def bring_to_closed(fiche):
    """The steps after the comments, each by whoever may take it."""
    fiche = endorse(fiche)
    drafter = drafter_of(fiche)
    with reading_as(drafter):
        fiche = services.start(actor=drafter, fiche=fiche)
        fiche = services.evaluate(
            actor=drafter, fiche=fiche, version=None, worked="All.", did_not="", lesson="Begin earlier."
        )
    for measure in measures_of(fiche):
        report(measure, by=drafter, done=True, evidence="A letter.")
    with reading_as(drafter):
        return services.close(actor=drafter, fiche=fiche, version=None, evidence="The final report.")


@pytest.mark.row("A2")
def test_a_contribution_to_a_closed_fiche_is_neither_answered_nor_reported(closed, france, malta, italy):
    for persona, deed in ((malta, "answer"), (france, "answer"), (france, "report")):
        actor = persona.actor()
        with reading_as(actor):
            part = FicheContribution.objects.visible_to(actor).get(party__in=actor.speaks_for)
            with pytest.raises(Refused, match="until the fiche is closed"):
                if deed == "answer":
                    services.answer(actor=actor, contribution=part, version=None, accepted=True)
                else:
                    services.report_part(
                        actor=actor, contribution=part, version=None, light="on-track", words="Still."
                    )
        address = f"/fiches/contributions/{part.pk}/{deed}/"
        assert persona.client.get(address).status_code == 403
    for persona in (france, malta, italy):
        page = persona.client.get(f"/fiches/{closed.pk}/")
        assert [row["deeds"] for row in page.context["contributions"]] == [[], []]
        assert [row["deeds"] for row in page.context["measures"]] == [[]]
    assert "Answer" not in {
        row["action"]["label"] for group in malta.client.get("/").context["due"] for row in group["rows"]
    }


def test_the_chair_is_offered_endorsement_once_it_can_be_done(presidency, france, time_machine):
    fiche = written(shared_with=["france", "ireland"])
    step = presidency.client.get(f"/fiches/{fiche.pk}/").context["step"]
    assert step["label"] == ""
    assert "Silence is consent from" in step["words"]
    with reading_as(actor := france.actor()):
        services.state_position(actor=actor, fiche=fiche, stand=Stand.OBJECT, words="Not yet.")
    assert "objection" in presidency.client.get(f"/fiches/{fiche.pk}/").context["step"]["words"]
    with reading_as(actor := france.actor()):
        services.state_position(actor=actor, fiche=fiche, stand=Stand.AGREE)
    with CaptureQueriesContext(connection) as captured:
        step = presidency.client.get(f"/fiches/{fiche.pk}/").context["step"]
    assert step["label"] == "Endorse fiche"
    assert len(captured) <= 24


def test_silence_that_has_ended_lets_the_chair_endorse(presidency, time_machine):
    time_machine.move_to(timezone.now() - datetime.timedelta(days=5), tick=False)
    fiche = written(shared_with=["france", "ireland"], procedure=Procedure.SILENCE)
    assert presidency.client.get(f"/fiches/{fiche.pk}/").context["step"]["label"] == ""
    time_machine.shift(datetime.timedelta(days=3))
    with reading_as(chair := presidency.actor()):
        assert services.hindrance(chair, fiche) == ""


def test_a_template_says_template_and_nothing_of_endorsement(commission, malta):
    fiche = bring_to(FicheFactory(title="Pattern", originator="commission"), Stage.TEMPLATE)
    for persona in (commission, malta):
        page = persona.client.get(f"/fiches/{fiche.pk}/").content.decode().split("<main", 1)[1]
        assert "Template" in page
        for words in ("Not endorsed yet", "Yours", "How it is endorsed", "Endorse"):
            assert words not in page, words
        listed = persona.client.get("/fiches/?state=template").content.decode().split("<main", 1)[1]
        assert "Yours" not in listed.split("<tbody", 1)[1]


@pytest.mark.row("C2")
def test_the_presidency_reads_whose_presidency_a_fiche_is_shared_with(presidency):
    FicheFactory(title="For the chair", stage=Stage.COMMENTS, shared_with="presidency")
    holder = term_of().holder
    assert holder is not None
    assert holder.code == "ireland"
    page = presidency.client.get("/fiches/").content.decode()
    assert "Irish Presidency" in page
    assert "Presidency of a term" not in page


@pytest.mark.row("A2")
def test_fiches_are_found_by_their_words_and_hidden_ones_are_not(malta, italy):
    FicheFactory(title="Réadmission talks", stage=Stage.COMMENTS, purpose="On the corridor.")
    FicheFactory(title="Readmission in confidence", stage=Stage.COMMENTS, shared_with=["france"])
    FicheFactory(title="Border", stage=Stage.COMMENTS)

    def found(persona, words):
        api = persona.api.get("/api/v1/fiches/", {"words": words}).json()["results"]
        page = persona.client.get("/fiches/", {"words": words})
        assert {row["title"] for row in page.context["rows"]} == {row["title"] for row in api}
        return {row["title"] for row in api}

    assert found(malta, "readmission") == {"Réadmission talks"}
    assert found(malta, "readm corridor") == {"Réadmission talks"}
    assert found(italy, "readmission") == {"Réadmission talks", "Readmission in confidence"}
    assert found(malta, "nowhere") == set()
    active = malta.client.get("/fiches/", {"words": "readm"}).context["active"]
    assert [chip["label"] for chip in active] == ["Words: readm"]
