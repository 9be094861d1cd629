"""A redacted public release of a whole plan: two people, nothing narrower than the plan, later changes seen."""

import pytest
from django.db import transaction

from actionplans.plans.kinds import VersionState
from actionplans.plans.models import PlanVersion
from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.documents import services
from coordination.documents.releases.sources import source_of
from tests.factories.plans import PlanFactory
from tests.factories.releases import let_through

pytestmark = [pytest.mark.row("C9"), pytest.mark.usefixtures("db")]

NOUN = PlanVersion._meta.db_table


@pytest.fixture
def version(db):
    """An agreed plan of the Commission for Niger, with an action that only Italy reads beside it."""
    return PlanFactory(
        state=VersionState.AGREED,
        actions=[
            {"title": "An open action", "deliverable": "A note"},
            {"title": "A narrow action", "lead": "commission", "shared_with": ["italy"]},
        ],
    )


def source(persona, version):
    actor = persona.actor()
    with transaction.atomic(), reading_as(actor):
        return source_of(actor, NOUN, version.pk)


def test_everybody_who_reads_the_plan_gets_the_same_paragraphs(version, commission, gsc, italy, malta):
    texts = [source(persona, version).paragraphs for persona in (commission, gsc, italy, malta)]
    assert all(text == texts[0] for text in texts)
    assert any(line.startswith("An open action. Lead: ") for line in texts[0])
    assert "narrow" not in str(texts)


def test_a_plan_is_released_by_two_people_and_found_by_its_readers(version, commission, gsc, malta, frontex):
    actor, record = commission.actor(), source(commission, version)
    with transaction.atomic(), reading_as(actor):
        proposal = services.Proposal("Niger", "en", let_through(record.paragraphs), "On our own initiative.")
        release = services.propose(actor=actor, source=record, proposal=proposal)
        with pytest.raises(Refused, match="Somebody else"), transaction.atomic():
            services.approve(actor=actor, release=release, read=release.digest)
    other = gsc.actor()
    with transaction.atomic(), reading_as(other):
        services.approve(actor=other, release=release, read=release.digest)
        services.publish(actor=other, release=release)
    listed = {who.name: len(who.client.get("/releases/").context["rows"]) for who in (malta, frontex)}
    assert listed == {"malta": 1, "frontex": 0}
    assert "An open action" in malta.client.get(f"/releases/{release.pk}/").content.decode()


def test_only_an_agreed_plan_is_released_and_only_by_those_who_handle_it(version, commission, gsc, malta):
    address = f"/releases/new/{NOUN}/{version.pk}/"
    seen = {who.name: who.client.get(address).status_code for who in (commission, gsc, malta)}
    assert seen == {"commission": 200, "gsc": 200, "malta": 403}
    draft = PlanFactory(state=VersionState.DRAFT, country="LY")
    assert commission.client.get(f"/releases/new/{NOUN}/{draft.pk}/").status_code == 403
    assert malta.client.get(f"/releases/new/{NOUN}/{draft.pk}/").status_code == 404
    offered = {
        who.name: "Propose a release" in who.client.get(f"/plans/{version.plan_id}/").content.decode()
        for who in (commission, gsc, malta)
    }
    assert offered == {"commission": True, "gsc": True, "malta": False}
