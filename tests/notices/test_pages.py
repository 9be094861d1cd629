"""Pages of notices: one's own, readable now, marked by a post, followed with one click."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplans.fiches.kinds import Stage
from coordination.notices import services
from coordination.notices.kinds import Way
from coordination.world.queries import countries
from tests.factories import ActivityFactory
from tests.factories.consultations import more_time, opened, reply
from tests.factories.fiches import FicheFactory, contribution, written
from tests.factories.notices import (
    changed,
    follow,
    forget,
    kinds,
    mails_of,
    narrowed,
    notices_of,
    tell,
    told,
    wish,
)
from tests.factories.plans import PlanFactory

pytestmark = [pytest.mark.row("B22"), pytest.mark.usefixtures("db")]


def titles(persona, address: str = "/notices/") -> list[str]:
    return [row["title"] for row in persona.client.get(address).context["rows"]]


# --- The list ------------------------------------------------------------------------------


def test_the_list_says_what_who_why_and_when(france):
    ActivityFactory(title="Shared", shared_with=["france"])
    tell()
    [row] = france.client.get("/notices/").context["rows"]
    assert (row["title"], row["country"], row["words"], row["who"]) == ("Shared", "Niger", "logged", "Italy")
    assert row["rule_words"] == "it is shared with your organisation by name"


def test_what_is_followed_is_named_to_its_follower(malta):
    follow(malta, country_id=countries().by_code["NE"].pk)
    entry = ActivityFactory(title="Followed")
    follow(malta, noun="coordination_activity", record=entry.pk)
    tell()
    changed(entry, title="Followed too")
    tell()
    words = {row["rule_words"] for row in malta.client.get("/notices/?all=true").context["rows"]}
    assert words == {"you follow Niger", "you follow “Followed too”"}


@pytest.mark.row("D1")
def test_a_narrowed_record_leaves_list_count_and_address(france):
    entry = ActivityFactory(title="Shared", shared_with=["france"])
    ActivityFactory(title="Kept", shared_with=["france"])
    tell()
    [hidden] = [row for row in notices_of(france) if row.announcement.record == entry.pk]
    narrowed(entry)
    assert titles(france) == ["Kept"]
    assert france.client.get("/").context["changed"]["notices"] == "1 unread notice"
    missing = france.client.get(f"/notices/{uuid.uuid4()}/")
    answer = france.client.get(f"/notices/{hidden.pk}/")
    assert (answer.status_code, answer.content) == (404, missing.content)
    france.client.post("/notices/read/", {"notice": str(hidden.pk)})
    # What was hidden was not marked by it.
    changed(entry, shared_with=["france"])
    assert sorted(titles(france)) == ["Kept", "Shared"]


def test_a_notice_leads_to_its_record_for_its_reader_alone(france, malta):
    entry = ActivityFactory(shared_with=["france", "malta"])
    tell()
    [notice] = notices_of(france)
    assert france.client.get(f"/notices/{notice.pk}/").headers["Location"] == f"/activities/{entry.pk}/"
    assert malta.client.get(f"/notices/{notice.pk}/").status_code == 404


def test_a_look_reads_nothing_and_a_post_does(france, malta):
    for _copy in range(3):
        ActivityFactory(shared_with=["france", "malta"])
    tell()
    first, *_rest = notices_of(france)
    france.client.get(f"/notices/{first.pk}/")
    assert len(titles(france)) == 3
    france.client.post("/notices/read/", {"notice": str(first.pk)})
    assert len(titles(france)) == 2
    assert len(titles(france, "/notices/?all=true")) == 3
    france.client.post("/notices/read/?all=true")
    assert titles(france) == []
    assert len(titles(malta)) == 3


def test_what_several_did_alike_is_one_row_and_marked_at_once(italy):
    row = opened(convenor="italy", by_chair=False, title="Four questions")
    for code in ("france", "spain", "malta", "greece", "cyprus"):
        reply(row, code)
    more_time(row, "poland")
    tell()
    rows = {shown["words"]: shown for shown in italy.client.get("/notices/").context["rows"]}
    assert rows["replied to"]["who"] == "Cyprus, Greece, Malta and 2 more"
    assert (len(rows["replied to"]["ids"]), len(rows)) == (5, 2)
    italy.client.post("/notices/read/", {"notice": [str(pk) for pk in rows["replied to"]["ids"]]})
    assert [shown["who"] for shown in italy.client.get("/notices/").context["rows"]] == ["Poland"]


def test_nobody_marks_the_notices_of_others(france, malta):
    ActivityFactory(shared_with=["france", "malta"])
    tell()
    [notice] = notices_of(malta)
    france.client.post("/notices/read/", {"notice": [str(notice.pk), "x", ""]})
    assert len(notices_of(malta)) == 1


def test_the_list_has_pages(france):
    for number in range(53):
        ActivityFactory(title=f"Number {number}", shared_with=["france"])
    tell()
    page = france.client.get("/notices/")
    assert len(page.context["rows"]) == 50
    rest = france.client.get(page.context["next_url"])
    assert [row["title"] for row in rest.context["rows"]] == ["Number 2", "Number 1", "Number 0"]
    assert rest.context["next_url"] == ""


def test_the_list_costs_the_same_for_one_and_for_fifty(france):
    def queries() -> int:
        france.client.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            assert france.client.get("/notices/").status_code == 200
        return len(asked)

    ActivityFactory(shared_with=["france"])
    FicheFactory(stage=Stage.COMMENTS)
    PlanFactory(state="consultation", actions=[{"title": "Asked", "lead": "france"}])
    follow(france, country_id=countries().by_code["TN"].pk)
    ActivityFactory(countries=["TN"])
    tell()
    few = queries()
    for _copy in range(12):
        ActivityFactory(shared_with=["france"])
        ActivityFactory(countries=["TN"])
        FicheFactory(stage=Stage.COMMENTS)
    tell()
    assert queries() == few <= 12


# --- Following -----------------------------------------------------------------------------


def follow_button(persona, address: str) -> dict:
    actions = persona.client.get(address).context["page"]["actions"]
    [button] = [one for one in actions if "ollow" in one["label"]]
    return button


def test_one_click_follows_a_record_and_another_ends_it(malta):
    entry = ActivityFactory()
    fiche = FicheFactory(stage=Stage.COMMENTS)
    version = PlanFactory(state="agreed", actions=[])
    for address in (f"/activities/{entry.pk}/", f"/fiches/{fiche.pk}/", f"/plans/{version.plan_id}/"):
        button = follow_button(malta, address)
        assert (button["label"], button["post"]) == ("Follow", True)
        assert malta.client.post(button["url"]).headers["Location"] == address
        button = follow_button(malta, address)
        assert button["label"] == "Unfollow"
        assert malta.client.post(button["url"]).headers["Location"] == address
        assert follow_button(malta, address)["label"] == "Follow"


def test_a_country_is_followed_on_a_page_that_says_whether_it_is(malta):
    button = follow_button(malta, "/countries/NE/")
    page = malta.client.get(button["url"])
    assert page.context["page"]["title"] == "Niger"
    assert page.context["page"]["subtitle"] == "You do not follow it"
    malta.client.post("/notices/follow/", {"country": "NE", "way": "at-once"})
    page = malta.client.get(button["url"])
    assert page.context["page"]["subtitle"] == "You follow it"
    assert page.context["form"].initial["way"] == Way.AT_ONCE
    malta.client.post(page.context["drop_url"])
    assert malta.client.get(button["url"]).context["page"]["subtitle"] == "You do not follow it"


def test_a_search_is_followed_from_the_list_however_it_was_typed(malta):
    button = follow_button(malta, "/activities/?status=planned&country=NE&sort=title&after=x")
    assert button["label"] == "Follow this search"
    assert (
        malta.client.post("/notices/follow/", dict(pair.split("=") for pair in ["noun=activity"])).status_code
        == 400
    )
    malta.client.post(button["url"])
    malta.client.post(follow_button(malta, "/activities/?country=NE&status=planned")["url"])
    [row] = malta.client.get("/notices/following/").context["rows"]
    assert row["words"] == "The search “Country: Niger; Status: Planned”"
    assert row["url"] == "/activities/?country=NE&status=planned"
    assert not [
        one for one in malta.client.get("/activities/").context["page"]["actions"] if "ollow" in one["label"]
    ]


@pytest.mark.row("D1")
def test_what_is_hidden_cannot_be_followed_and_answers_as_if_missing(malta):
    entry = ActivityFactory(shared_with=[])
    answers = [
        (answer.status_code, answer.content)
        for pk in (entry.pk, uuid.uuid4())
        for answer in (
            malta.client.get(f"/notices/follow/?noun=activity&record={pk}"),
            malta.client.post(f"/notices/follow/?noun=activity&record={pk}"),
            malta.client.post(f"/notices/unfollow/?noun=activity&record={pk}"),
        )
    ]
    assert answers[:3] == answers[3:]
    assert {code for code, _body in answers} == {404}


def test_what_was_followed_and_is_hidden_now_says_no_more(malta):
    entry = ActivityFactory(title="Secret", shared_with=["malta"])
    follow(malta, noun="coordination_activity", record=entry.pk)
    narrowed(entry)
    page = malta.client.get("/notices/following/")
    [row] = page.context["rows"]
    assert row["words"] == "Something that you may not read now"
    assert "Secret" not in page.content.decode()
    assert malta.client.post(row["drop_url"]).status_code == 302
    assert malta.client.get("/notices/following/").context["rows"] == []


def test_a_subscription_is_ended_by_its_owner_alone(france, malta):
    subscription = follow(malta, country_id=countries().by_code["NE"].pk)
    assert france.client.post(f"/notices/following/{subscription.pk}/end/").status_code == 404
    assert len(malta.client.get("/notices/following/").context["rows"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [{}, {"country": "XX"}, {"noun": "nothing", "record": "x"}, {"query": "country=NE"}, {"way": "nothing"}],
)
def test_what_cannot_be_followed_is_said(wrong, malta):
    answer = malta.client.post("/notices/follow/", wrong)
    assert answer.status_code == 400
    assert answer.context["form"].errors


def test_there_is_an_end_to_what_is_followed(malta, monkeypatch):
    from coordination.notices.services import following

    monkeypatch.setattr(following, "MOST", 1)
    malta.client.post("/notices/follow/", {"country": "NE"})
    answer = malta.client.post("/notices/follow/", {"country": "TN"})
    assert answer.status_code == 400
    assert "You follow 1 things" in answer.content.decode()


# --- How one is told -----------------------------------------------------------------------


def usual() -> dict[str, str]:
    """The form of settings as it is first shown."""
    return {"digest": "daily", "budget": "5", "language": "en"} | {f"way-{kind}": "usual" for kind in kinds()}


def test_settings_are_kept_and_hold(france):
    given = usual() | {"digest": "weekly", "budget": "2", "language": "fr", "way-fiche.asked": "nothing"}
    assert france.client.post("/notices/settings/", given).status_code == 302
    form = france.client.get("/notices/settings/").context["form"]
    assert (
        form.initial | {"digest": "weekly", "budget": 2, "stopped": False, "language": "fr"} == form.initial
    )
    assert form["way-fiche.asked"].value() == "nothing"
    fiche = written()
    forget()
    contribution(fiche)
    tell()
    assert told(france) == set()


@pytest.mark.parametrize(
    "wrong", [{"budget": "0"}, {"budget": "21"}, {"digest": "hourly"}, {"way-fiche.asked": "x"}]
)
def test_settings_that_cannot_be_are_named(wrong, france):
    given = usual() | wrong
    answer = france.client.post("/notices/settings/", given)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == set(wrong)


def test_every_kind_of_notice_can_be_chosen(france):
    fields = france.client.get("/notices/settings/").context["form"].fields
    assert {name.removeprefix("way-") for name in fields if name.startswith("way-")} == kinds()


# --- The demonstration ---------------------------------------------------------------------


def test_mails_of_the_demonstration_are_read_by_their_recipient(settings, france, malta):
    settings.ROOT_URLCONF = "tests.notices.demonstration_urls"
    wish(france, ways={"activity.logged": Way.AT_ONCE.value})
    ActivityFactory(title="Secret", shared_with=["france"])
    tell()
    assert services.post(user_id=france.user.pk)
    [mail] = mails_of(france)
    page = france.client.get("/notices/mail/").content.decode()
    assert mail.subject in page
    assert "Secret" not in page
    assert "/notices/stop/" in page
    assert mail.subject not in malta.client.get("/notices/mail/").content.decode()
    assert Client().get("/notices/mail/").status_code == 302


def test_there_is_no_page_of_mails_outside_the_demonstration(france):
    assert france.client.get("/notices/mail/").status_code == 404
