"""Following: all filters must fit, and nobody learns of what they may not read."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from actionplans.plans import services as plans
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action
from coordination.access.errors import Hidden
from coordination.access.reader import reading_as
from coordination.meetings.kinds import MeetingState
from coordination.world.queries import countries, themes
from tests.factories import ActivityFactory
from tests.factories.meetings import MeetingFactory, in_days
from tests.factories.notices import follow, forget, kept_among, notices_of, tell, told
from tests.factories.plans import PlanFactory, speaking_for
from tests.factories.room import end, follow_up, running, seen

pytestmark = [pytest.mark.row("B22"), pytest.mark.usefixtures("db")]


# --- Following -----------------------------------------------------------------------------


def test_all_filters_of_a_subscription_must_fit(malta):
    niger, tunisia = (countries().by_code[code].pk for code in ("NE", "TN"))
    follow(malta, country_id=niger, theme_id=themes().by_code["migrant-smuggling"].pk)
    ActivityFactory(title="Both", countries=["NE"], themes=["migrant-smuggling"])
    ActivityFactory(title="Country", countries=["NE"], themes=["readmission"])
    ActivityFactory(title="Theme", countries=["TN"], themes=["migrant-smuggling"])
    tell()
    assert len(notices_of(malta)) == 1
    forget()
    follow(malta, country_id=tunisia)
    ActivityFactory(title="Other", countries=["TN"], themes=["readmission"])
    tell()
    assert told(malta) == {("activity.logged", "followed")}


def test_a_domain_stands_for_its_parts(malta):
    part = next(row for row in themes().by_id.values() if row.parent_id)
    follow(malta, theme_id=part.parent_id)
    ActivityFactory(themes=[part.code])
    tell()
    assert told(malta) == {("activity.logged", "followed")}


def test_a_search_is_followed_as_the_list_would_answer_it(malta):
    query = "country=NE&status=planned&words=reception"
    follow(malta, noun="coordination_activity", query=query)
    ActivityFactory(title="Reception centre", status="planned")
    ActivityFactory(title="Reception centre", status="running")
    ActivityFactory(title="Another thing", status="planned")
    hidden = ActivityFactory(title="Reception of few", status="planned", shared_with=["france"])
    tell()
    [notice] = notices_of(malta)
    assert notice.announcement.record != hidden.pk
    assert notice.rule == "followed"


def test_a_record_is_followed_with_what_belongs_to_it(malta):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Open", "lead": "italy"}])
    follow(malta, noun="actionplans_plan", record=version.plan_id)
    forget()
    with transaction.atomic(), reading_as(actor := speaking_for("italy")):
        action = Action.objects.visible_to(actor).get()
        plans.report(actor=actor, action=action, version=None, light="on-track", words="As planned.")
    tell()
    assert told(malta) == {("action.reported", "followed")}


def followed_action(persona):
    PlanFactory(state=VersionState.AGREED, actions=[{"lead": "italy", "title": "Charter"}])
    (action,) = seen(Action, "commission")
    follow(persona, noun="actionplans_action", record=action.pk)
    return action


def task_of(action):
    """A meeting asks for something that serves an action, and tells of it."""
    meeting, (item,) = running({"title": "Niger"})
    follow_up(item, "Ask for the list", owner="italy", target_noun="actionplans_action", target_id=action.pk)
    end(meeting)
    tell()


TASK = ("follow-up.asked", "followed")


def test_what_belongs_to_a_followed_record_is_told_while_that_can_be_read(malta):
    action = followed_action(malta)
    forget()
    task_of(action)
    assert TASK in told(malta)
    kept_among(action, "commission", "presidency")
    assert TASK not in told(malta)
    with reading_as(malta.actor()), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM coordination_notice WHERE rule = 'followed'")
        assert cursor.fetchone() == (0,)


def test_what_belongs_to_a_followed_record_that_was_narrowed_is_told_to_nobody(malta):
    action = followed_action(malta)
    kept_among(action, "commission", "presidency")
    forget()
    task_of(action)
    assert TASK not in told(malta)
    page = malta.client.get(reverse("following")).content.decode()
    assert "something that you may not read now" in page.lower()


def test_what_one_may_not_read_cannot_be_followed(malta):
    entry = ActivityFactory(shared_with=[])
    with pytest.raises(Hidden):
        follow(malta, noun="coordination_activity", record=entry.pk)


def test_followers_learn_nothing_of_what_is_hidden(malta, france):
    for persona in (malta, france):
        follow(persona, country_id=countries().by_code["NE"].pk)
    ActivityFactory(shared_with=["france"])
    ActivityFactory(shared_with=[])
    tell()
    assert told(malta) == set()
    assert told(france) == {("activity.logged", "shared")}


def test_what_happened_before_is_no_news_to_who_follows_now(malta):
    ActivityFactory()
    follow(malta, country_id=countries().by_code["NE"].pk)
    tell()
    assert told(malta) == set()


def test_own_doings_are_told_to_nobody_of_the_delegation(italy):
    follow(italy, country_id=countries().by_code["NE"].pk)
    ActivityFactory(originator="italy")
    tell()
    assert told(italy) == set()


def test_a_meeting_and_an_action_are_followed_from_their_pages(malta, italy):
    meeting = MeetingFactory(state=MeetingState.ISSUED, day=in_days(20))
    PlanFactory(state=VersionState.AGREED, actions=[{"lead": "italy", "title": "Charter"}])
    (action,) = seen(Action, "malta")
    for address, noun, pk in (
        (reverse("meeting", args=[meeting.pk]), "meeting", meeting.pk),
        (reverse("action", args=[action.pk]), "action", action.pk),
    ):
        follow_url = f"{reverse('notice-follow')}?noun={noun}&amp;record={pk}"
        assert follow_url in malta.client.get(address).content.decode()
        malta.client.post(reverse("notice-follow"), query_params={"noun": noun, "record": str(pk)})
        assert "Unfollow" in malta.client.get(address).content.decode()
        assert "Unfollow" not in italy.client.get(address).content.decode()
