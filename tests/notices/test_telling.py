"""What is announced, whom it reaches, and with the rights of which moment."""

import datetime
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from actionplans.plans.kinds import VersionState
from actionplans.plans.models import ActionTerms
from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.notices import services
from coordination.notices.models import Announcement, Untold
from coordination.notices.nouns import NOUNS
from coordination.notices.services import telling
from coordination.people.models import Membership, today
from coordination.people.queries import circles, organisations
from coordination.register import services as register
from coordination.register.models import Activity
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries, themes
from tests.factories import ActivityFactory, MembershipFactory
from tests.factories.notices import changed, follow, forget, narrowed, notices_of, tell, told
from tests.factories.plans import PlanFactory, speaking_for

pytestmark = [pytest.mark.row("B22"), pytest.mark.usefixtures("db")]


# --- The writer's part ---------------------------------------------------------------------


def test_a_writer_writes_one_row_and_its_number_whoever_is_told():
    ActivityFactory(shared_with="members")
    ActivityFactory(shared_with=[])
    assert (Announcement.objects.count(), Untold.objects.count()) == (0, 2)  # as nobody in particular
    tell()
    assert Untold.objects.count() == 0


def test_what_is_rolled_back_is_announced_to_nobody(france):
    with transaction.atomic():
        ActivityFactory(shared_with=["france"])
        transaction.set_rollback(True)
    tell()
    assert told(france) == set()


def test_a_draft_is_announced_once_it_is_cleared(france, italy):
    draft = ActivityFactory(drafted_by="italy-interior")
    assert Untold.objects.count() == 0
    with transaction.atomic(), reading_as(actor := italy.actor()):
        register.change(
            actor=actor,
            activity=Activity.objects.visible_to(actor).get(pk=draft.pk),
            version=draft.version,
            entry=register.Entry(
                {"title": "Cleared"},
                (register.Place(countries().by_code["NE"].pk),),
                (themes().by_code["migrant-smuggling"].pk,),
            ),
            sharing=Sharing(Choice.NAMED, (organisations().by_code["france"].pk,)),
            clear_draft=True,
        )
    tell()
    assert told(france) == {("activity.logged", "shared")}


# --- Rules of the register -----------------------------------------------------------------


def test_whom_an_entry_names_is_told_and_nobody_else(everybody):
    ActivityFactory(shared_with=["france"])
    tell()
    for name, persona in everybody.items():
        if name != "removed":
            expected = {("activity.logged", "shared")} if name == "france" else set()
            assert (name, told(persona)) == (name, expected)


def test_sharing_wider_tells_those_let_in_and_nobody_else(italy, france, malta):
    entry = ActivityFactory(shared_with=["france"])
    forget()
    changed(entry, shared_with=["france", "malta"])
    tell()
    assert told(malta) == {("activity.shared", "shared")}
    assert told(france) == set()  # with whom others share is no news


def test_a_save_that_only_narrows_tells_nobody(france, malta):
    entry = ActivityFactory(shared_with=["france", "malta"])
    follow(france, noun="coordination_activity", record=entry.pk)
    forget()
    changed(entry, shared_with=["france"])
    tell()
    assert told(france) == told(malta) == set()


def test_a_change_before_a_wider_sharing_is_told_to_those_who_could_read_it(france, malta):
    entry = ActivityFactory(shared_with=["france"])
    for persona in (france, malta):
        follow(persona, country_id=countries().by_code["NE"].pk)
    forget()
    changed(entry, title="Other words", shared_with=["france", "malta"])
    tell()
    assert told(france) == {("activity.changed", "followed")}
    assert told(malta) == {("activity.shared", "shared")}


# --- Rights of the moment ------------------------------------------------------------------


def test_a_narrowed_record_takes_its_notices_out_of_sight_and_a_wider_one_brings_none(france, malta):
    entry = ActivityFactory(shared_with=["france"])
    tell()
    assert told(france) == {("activity.logged", "shared")}
    narrowed(entry)
    assert told(france) == set()
    changed(entry, shared_with=["malta"])
    tell()
    # What was announced before is no news to whoever is let in later.
    assert told(malta) == {("activity.shared", "shared")}
    assert told(france) == set()


def test_who_lost_access_before_the_round_is_not_told(france):
    ActivityFactory(shared_with=["france"])
    Membership.objects.filter(user=france.user).update(ends_on=today() - datetime.timedelta(days=1))
    tell()
    Membership.objects.filter(user=france.user).update(ends_on=None)
    assert told(france) == set()


def test_an_entry_narrowed_before_the_round_is_told_to_nobody(france):
    entry = ActivityFactory(shared_with=["france"])
    narrowed(entry)
    tell()
    changed(entry, shared_with="members")
    tell()
    assert told(france) == set()


def test_a_round_that_was_cut_off_tells_the_rest_and_nobody_twice(france, malta, monkeypatch):
    ActivityFactory(shared_with=["france", "malta"])
    real, left = telling._tell, [None]

    def cut_off(actor, news):
        real(actor, news)
        if left:
            left.pop()
            raise KeyboardInterrupt

    monkeypatch.setattr(telling, "_tell", cut_off)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        services.tell()
    tell()
    tell()
    for persona in (france, malta):
        assert len(notices_of(persona)) == 1


def test_nobody_announces_what_they_do_not_read(malta):
    entry = ActivityFactory(shared_with=[])
    with transaction.atomic(), reading_as(actor := malta.actor()):
        own = intern(actor=actor, circles=[circles().of_organisation[malta.organisation.pk]])
        entry.audience_id = own.pk
        with pytest.raises(DatabaseError), transaction.atomic():
            services.announce(actor=actor, kind="activity.changed", row=entry)


def test_the_announcement_of_a_deleted_row_goes_with_it(italy, france):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[{"title": "Proposed", "lead": "france"}])
    tell()
    assert "action.asked" in {kind for kind, _rule in told(france)}
    with transaction.atomic(), reading_as(actor := speaking_for("commission")):
        terms = ActionTerms.objects.visible_to(actor).get(plan_version=version)
        records = {terms.pk, terms.action_id}
        assert Announcement.objects.visible_to(actor).filter(record__in=records).exists()
        ActionTerms.objects.visible_to(actor).filter(pk=terms.pk).delete()
        assert not Announcement.objects.visible_to(actor).filter(record=terms.pk).exists()


def test_everybody_is_told_in_as_many_statements_as_there_are_circles_not_people(
    django_assert_max_num_queries,
):
    for _copy in range(30):
        MembershipFactory(organisation="spain")
    ActivityFactory(shared_with=[])
    # Savepoints are counted too: one for each person here, where in production there is nothing to send.
    with django_assert_max_num_queries(160):
        services.tell()


def test_a_search_that_fails_for_one_holds_up_nobody_else(france, malta, monkeypatch, caplog):
    follow(malta, noun="coordination_activity", query="words=anything")

    def fails(actor, query):
        raise RuntimeError

    noun = NOUNS["coordination_activity"]
    broken = replace(noun, search=replace(noun.search, matching=fails))
    monkeypatch.setitem(NOUNS, "coordination_activity", broken)
    ActivityFactory(shared_with=["france", "malta"])
    ActivityFactory()
    tell()
    assert told(france) == {("activity.logged", "shared")}
    assert "Somebody could not be told" in caplog.text
    assert Untold.objects.count() == 0
