"""What stands above all policies: authorise(), permissions, the actor, and who may add what at all."""

import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from coordination.access.actor import Actor, Function
from coordination.access.errors import Hidden, Refused, Stale, UnknownAction
from coordination.access.gate import authorise, authorise_create, permissions, with_permissions
from coordination.access.models import Gated
from coordination.access.reader import Reader, current_reader, reading_as
from coordination.people.models import Organisation
from coordination.register.models import Activity
from tests.access.asking import everyone, who
from tests.factories import ActivityFactory

pytestmark = [pytest.mark.row("B20"), pytest.mark.policy("all"), pytest.mark.usefixtures("db")]

SPEAKING = {"italy", "france", "malta", "presidency", "commission", "eeas", "gsc"}
OUTSIDE = {"eud_niger", "frontex"}  # they speak for themselves, and are no members
MINISTRIES = {"italy_interior", "italy_labour"}
DRAFTING = {"commission", "eeas", "gsc"}
CREATES = {
    **dict.fromkeys(("Consultation", "Synthesis", "ReplyDraft", "Reply", "Position"), SPEAKING),
    **dict.fromkeys(("ExtensionRequest", "MinistryInput", "Fiche", "Measure"), SPEAKING),
    **dict.fromkeys(("Document", "Release", "Body", "Meeting", "AgendaItem"), SPEAKING | OUTSIDE),
    **dict.fromkeys(("ItemPreparation", "FollowUp", "NoteLine", "Pen", "Outcome"), SPEAKING | OUTSIDE),
    **dict.fromkeys(("PrivateNote", "AgendaRequest", "ExistenceCard", "Import"), SPEAKING | OUTSIDE),
    **dict.fromkeys(("Contribution", "FicheContribution", "Renewal"), SPEAKING | OUTSIDE),
    **dict.fromkeys(("Activity", "InternalNote"), SPEAKING | OUTSIDE | MINISTRIES),
    **dict.fromkeys(("Plan", "PlanVersion", "Action", "ActionTerms"), DRAFTING),
    "AccessRequest": {"gsc"},
}


def test_who_may_add_a_row_of_each_kind():
    actors = everyone()
    kinds = {model.__name__: model for model in apps.get_models() if issubclass(model, Gated)}
    assert {name: who(model.policy.may_create, actors) for name, model in kinds.items()} == CREATES


def test_somebody_with_a_voice_creates(france):
    authorise_create(france.actor(), Activity)


# --- authorise ---------------------------------------------------------------------------


def test_a_hidden_row_is_hidden_before_anything_else_is_said(italy, malta):
    entry = ActivityFactory(originator="italy", shared_with=[])
    actor = malta.actor()
    for row in (entry, Activity(pk=uuid.uuid4())):
        with reading_as(actor), pytest.raises(Hidden):
            authorise(actor, "change", row, version=99)


def test_a_readable_row_is_refused_with_the_reason_before_its_version_is_compared(france):
    entry = ActivityFactory(originator="italy", shared_with="members")
    actor = france.actor()
    with reading_as(actor), pytest.raises(Refused) as refusal:
        authorise(actor, "change", entry, version=99)
    assert refusal.value.reason == str(Activity.policy.reasons["change"])


@pytest.mark.row("D14")
def test_an_older_version_is_stale_and_brings_the_row_as_it_stands(italy):
    entry = ActivityFactory(originator="italy")
    actor = italy.actor()
    with reading_as(actor), pytest.raises(Stale) as stale:
        authorise(actor, "change", entry, version=entry.version - 1)
    assert stale.value.current.pk == entry.pk


def test_the_row_comes_back_read_again_and_locked(italy):
    entry = ActivityFactory(originator="italy", title="As stored")
    entry.title = "As somebody sent it"
    actor = italy.actor()
    with reading_as(actor), CaptureQueriesContext(connection) as queries:
        assert authorise(actor, "change", entry, version=1).title == "As stored"
    assert "FOR UPDATE" in queries[-1]["sql"]


def test_an_action_without_a_rule_raises(italy):
    entry = ActivityFactory(originator="italy")
    actor = italy.actor()
    for action in ("delete", "reason", "rule", "may_create", "__init__", ""):
        with reading_as(actor), pytest.raises(UnknownAction):
            authorise(actor, action, entry)


def test_nobody_without_a_voice_creates(italy_reader, admin, removed):
    for persona in (italy_reader, admin, removed):
        with pytest.raises(Refused):
            authorise_create(persona.actor(), Activity)


def test_permissions_say_for_each_action_yes_or_why_not(italy, france, malta):
    entry = ActivityFactory(originator="italy", shared_with=[france.organisation])
    every = {}
    for persona in (italy, france, malta):
        actor = persona.actor()
        with reading_as(actor):
            every[persona.name] = permissions(actor, entry)

    reasons = {action: str(reason) for action, reason in Activity.policy.reasons.items()}
    assert every["france"] == every["malta"] == reasons
    allowed = dict.fromkeys(("change", "share", "confirm", "retire"))
    assert every["italy"] == reasons | allowed


def test_the_version_that_was_read_is_enough(italy):
    entry = ActivityFactory(originator="italy")
    actor = italy.actor()
    with reading_as(actor):
        assert authorise(actor, "change", entry, version=entry.version).pk == entry.pk
        assert authorise(actor, "change", entry).pk == entry.pk


def test_a_page_asks_about_the_actions_that_it_shows(italy, france):
    ActivityFactory(originator="italy")
    for persona, may in ((italy, True), (france, False)):
        actor = persona.actor()
        with reading_as(actor):
            (row,) = with_permissions(actor, Activity.objects.visible_to(actor), "change", "clear")
        assert row.may == {"change": may, "clear": False}


def test_a_rule_without_a_condition_allows(france, monkeypatch):
    monkeypatch.setattr(type(Activity.policy), "change", lambda self, actor: Q())
    entry = ActivityFactory(originator="italy")
    actor = france.actor()
    with reading_as(actor):
        assert permissions(actor, entry)["change"] is None


# --- The actor ---------------------------------------------------------------------------


def test_an_actor_is_nobody_until_told_otherwise():
    nobody = Actor()
    assert nobody.reader == Reader()
    assert not any((nobody.is_member, nobody.is_institution, nobody.chairs_next, nobody.is_chair))
    assert not any((nobody.is_administrator, nobody.may_contribute))


def test_functions_are_what_was_given():
    actor = Actor(functions=frozenset({Function.DELEGATE, Function.ADMINISTRATOR}))
    assert actor.is_administrator
    assert not actor.is_chair
    assert actor.has({Function.DELEGATE, Function.HEAD})
    assert not actor.has({Function.HEAD})
    assert not actor.has(())
    assert not Actor(functions=frozenset({Function.CHAIR})).is_administrator


def test_the_reader_is_the_person_of_the_organisation():
    actor = Actor(
        user_id=7, organisation=Organisation(pk=3), circles=frozenset({1}), audiences=frozenset({2})
    )
    assert actor.reader == Reader(7, 3, frozenset({1}), frozenset({2}))


def test_an_audience_is_joined_once_and_read_at_once():
    actor = Actor(user_id=7, audiences=frozenset({2}))
    with reading_as(actor):
        before = current_reader()
        actor.join_audience(2)
        assert current_reader() is before
        actor.join_audience(5)
        assert current_reader() == actor.reader == Reader(7, audiences=frozenset({2, 5}))
    assert actor.audiences == {2, 5}
