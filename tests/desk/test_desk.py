"""My desk: what is due from me, what others changed, and nothing of what I may not read."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.fiches.kinds import Stage
from actionplans.plans import services as plans
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action, ActionTerms
from coordination.access.reader import reading_as
from coordination.people.actors import for_organisation
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register import services
from coordination.register.models import Activity, stale_before
from tests import personas
from tests.factories import ActivityFactory, MembershipFactory
from tests.factories.fiches import FicheFactory
from tests.factories.plans import PlanFactory

DAY = datetime.timedelta(days=1)


def tasks(persona) -> dict[str, tuple[str, str]]:
    """Title: group and verb."""
    groups = persona.client.get("/").context["due"]
    return {
        row["title"]: (str(group["label"]), row["action"]["label"])
        for group in groups
        for row in group["rows"]
    }


def changed(persona) -> dict[str, str]:
    return {change["title"]: change["words"] for change in persona.client.get("/").context["changed"]["rows"]}


def test_entries_are_due_when_they_turn_stale(italy, france):
    stale = ActivityFactory(title="Stale", confirmed_on=stale_before() - DAY)
    this_week = ActivityFactory(title="This week", confirmed_on=stale_before() + 3 * DAY)
    later = ActivityFactory(title="Later", confirmed_on=stale_before() + 20 * DAY)
    ActivityFactory(title="Fresh", confirmed_on=today())
    ActivityFactory(title="Over", confirmed_on=stale_before() - DAY, status="completed")
    ActivityFactory(title="Of France", confirmed_on=stale_before() - DAY, originator="france")
    assert tasks(italy) == {
        stale.title: ("Late", "Confirm"),
        this_week.title: ("This week", "Confirm"),
        later.title: ("Later", "Confirm"),
    }
    assert set(tasks(france)) == {"Of France"}
    [late] = [group for group in italy.client.get("/").context["due"] if group["label"] == "Late"]
    assert late["rows"][0]["late_label"] == "1 day late"


def test_one_click_confirms(italy):
    stale = ActivityFactory(title="Stale", confirmed_on=stale_before() - DAY)
    [group] = italy.client.get("/").context["due"]
    action = group["rows"][0]["action"]
    assert action["post"]
    assert italy.client.post(action["url"]).headers["Location"] == f"/activities/{stale.pk}/"
    assert tasks(italy) == {}


def test_many_entries_to_confirm_are_five_and_a_row_that_leads_to_all(italy):
    for _copy in range(9):
        ActivityFactory(confirmed_on=stale_before() - DAY)
    verbs = [verb for _group, verb in tasks(italy).values()]
    assert verbs == ["Confirm"] * 5 + ["Open entries"]


def test_drafts_wait_for_the_delegation_and_its_ministry_sees_its_own(
    italy, italy_interior, italy_reader, france
):
    ActivityFactory(title="Ministry's", drafted_by="italy-interior")
    ActivityFactory(title="Own", draft=True)
    assert tasks(italy) == {"Ministry's": ("Later", "Review draft"), "Own": ("Later", "Open draft")}
    assert tasks(italy_interior) == {"Ministry's": ("Later", "Open draft")}
    assert tasks(france) == {}
    assert "Due from you" in italy_reader.client.get("/").content.decode()


def test_freshness_counts_own_entries_only(italy, france):
    ActivityFactory(confirmed_on=today())
    ActivityFactory(confirmed_on=stale_before() + 30 * DAY)
    ActivityFactory(confirmed_on=stale_before() - DAY)
    ActivityFactory(status="cancelled")
    ActivityFactory(originator="france")
    words = italy.client.get("/").context["freshness"]["words"]
    assert [entry["n"] for entry in words] == [1, 1, 1, 1]
    assert [entry["n"] for entry in france.client.get("/").context["freshness"]["words"]] == [1, 0, 0, 0]


def test_changes_of_others_that_the_reader_may_read(italy, france, malta):
    ActivityFactory(title="For all")
    ActivityFactory(title="For France", shared_with=["france"])
    ActivityFactory(title="Kept", shared_with=[])
    assert changed(italy) == {}
    assert changed(france) == {"For all": "logged", "For France": "logged"}
    assert changed(malta) == {"For all": "logged"}


def test_a_change_is_said_in_the_readers_words_and_sharing_is_not_told(italy, france):
    row = ActivityFactory(title="Readmission talks", shared_with=["france"])
    actor = for_organisation(organisations().by_code["italy"])
    with transaction.atomic(), reading_as(actor):
        row = services.confirm(actor=actor, activity=Activity.objects.visible_to(actor).get(pk=row.pk))
    assert changed(france) == {"Readmission talks": "confirmed as still true"}


def test_ten_records_each_once(malta):
    for number in range(12):
        ActivityFactory(title=f"Number {number}", countries=("NE", "TN", "LY"))
    assert list(changed(malta)) == [f"Number {number}" for number in range(11, 1, -1)]


def test_nothing_hidden_comes_to_the_desk(malta, removed):
    for kept in ([], ["france"], "presidency", "institutions"):
        ActivityFactory(title="Canary", shared_with=kept, confirmed_on=stale_before() - DAY)
    ActivityFactory(title="Canary", drafted_by="italy-interior")
    assert "Canary" not in malta.client.get("/").content.decode()
    assert removed.client.get("/").status_code == 403


def test_administrators_see_accounts(admin, italy):
    soon = MembershipFactory(organisation="spain", post="Ends soon", ends_on=today() + 5 * DAY)
    MembershipFactory(organisation="spain", post="Ends later", ends_on=today() + 50 * DAY)
    context = admin.client.get("/").context
    rows = {row["title"]: row for group in context["due"] for row in group["rows"] if row["due_on"]}
    assert set(rows) == {"Spain, Ends soon"}
    assert soon.user.email in rows["Spain, Ends soon"]["second"]
    invited = [
        row for group in context["due"] for row in group["rows"] if row["action"]["label"] == "Invite again"
    ]
    assert invited
    assert not [row for row in tasks(italy) if "Spain" in row]


def test_the_presidency_is_named_and_the_chair_told(presidency, malta):
    assert "you chair" in presidency.client.get("/").content.decode()
    assert "you chair" not in malta.client.get("/").content.decode()


def queries(client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    return len(asked)


@pytest.mark.parametrize("persona", ["italy", "italy_interior", "commission", "admin"])
def test_the_desk_costs_the_same_for_one_and_for_thirty(persona, everybody):
    def fill(number: int) -> None:
        for _copy in range(number):
            ActivityFactory(confirmed_on=stale_before() - DAY)
            ActivityFactory(originator="france", countries=("NE", "TN"))
            ActivityFactory(drafted_by="italy-interior")
            MembershipFactory(organisation="spain", ends_on=today() + DAY)

    client = everybody[persona].client
    fill(1)
    few = queries(client)
    fill(15)
    assert queries(client) == few <= 12


def test_plans_their_actions_and_fiches_say_what_changed(italy, france, malta, commission):
    version = PlanFactory(
        state=VersionState.AGREED,
        actions=[
            {"title": "Led by Italy", "lead": "italy"},
            {"title": "Of few", "shared_with": ["france"], "lead": "france"},
        ],
    )
    FicheFactory(title="For all", originator="commission", stage=Stage.COMMENTS)
    FicheFactory(title="For France", originator="commission", stage=Stage.COMMENTS, shared_with=["france"])
    FicheFactory(title="Draft", originator="commission")
    plan = "action plan, version 1"
    told = {"For all": "put out for comments", plan: "agreed"}
    assert changed(malta) == told
    # In a test all that was written is one save, so the actions go with their plan.
    assert changed(france) == told | {"For France": "put out for comments"}
    page = malta.client.get("/")
    [row] = [row for row in page.context["changed"]["rows"] if row["title"] == plan]
    assert (row["country"], row["url"]) == ("Niger", f"/plans/{version.plan_id}/?version=1")
    assert "Of few" not in page.content.decode()
    assert "For France" not in page.content.decode()
    assert "Draft" not in set(changed(malta))


def test_a_report_on_an_action_is_told_to_its_readers(committed):
    with transaction.atomic():
        PlanFactory(
            state=VersionState.AGREED,
            actions=[
                {"title": "Led by Italy", "lead": "italy"},
                {"title": "Of few", "shared_with": ["france"], "lead": "france"},
            ],
        )
    for code, title in (("italy", "Led by Italy"), ("france", "Of few")):
        with transaction.atomic(), reading_as(actor := for_organisation(organisations().by_code[code])):
            terms = ActionTerms.objects.visible_to(actor).get(title=title)
            action = Action.objects.visible_to(actor).get(pk=terms.action_id)
            plans.report(actor=actor, action=action, version=None, light="on-track", words="As planned.")
    malta, france = personas.load("malta"), personas.load("france")
    assert changed(malta) == {"action plan, version 1": "agreed", "Led by Italy": "reported on"}
    assert changed(france) == {"action plan, version 1": "agreed", "Led by Italy": "reported on"}
    commission = personas.load("commission")
    assert changed(commission)["Of few"] == "reported on"
