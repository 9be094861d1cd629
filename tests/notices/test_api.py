"""The API of notices: the same as the pages, and nobody else's."""

import uuid

import pytest

from coordination.world.queries import countries
from tests.factories import ActivityFactory
from tests.factories.notices import follow, narrowed, notices_of, tell

pytestmark = [pytest.mark.row("B26"), pytest.mark.row("B22"), pytest.mark.usefixtures("db")]

NOTICES, SUBSCRIPTIONS, SETTINGS = (
    "/api/v1/notices/",
    "/api/v1/subscriptions/",
    "/api/v1/notice-settings/",
)


def listed(persona, query: str = "") -> list[dict]:
    return persona.api.get(NOTICES + query).json()["results"]


def send(persona, method: str, address: str, data=None, **headers):
    return getattr(persona.api, method)(address, data, content_type="application/json", headers=headers)


def test_the_list_says_what_the_page_says(france):
    ActivityFactory(title="Shared", shared_with=["france"])
    tell()
    [row] = listed(france)
    assert (row["title"], row["country"], row["words"], row["who"]) == ("Shared", "Niger", "logged", "Italy")
    assert row["kind"] == {"code": "activity.logged", "label": "A new entry in the register"}
    assert row["rule"]["code"] == "shared"
    assert listed(france, "?kind=activity.retired") == []
    assert len(listed(france, "?kind=activity.logged&unread=true")) == 1


def test_a_narrowed_record_has_no_notice(france):
    entry = ActivityFactory(shared_with=["france"])
    tell()
    [row] = listed(france)
    narrowed(entry)
    assert listed(france) == []
    for address in (NOTICES + f"{row['id']}/", NOTICES + f"{uuid.uuid4()}/"):
        assert france.api.get(address).status_code == 404
    assert send(france, "post", f"{NOTICES}{row['id']}/read/").status_code == 404


def test_marking_one_and_all(france, malta):
    for _copy in range(2):
        ActivityFactory(shared_with=["france", "malta"])
    tell()
    first = listed(france)[0]["id"]
    assert send(france, "post", f"{NOTICES}{first}/read/").json()["unread"] is False
    assert [row["unread"] for row in listed(france)] == [False, True]
    assert send(france, "post", f"{NOTICES}{first}/unread/").json()["unread"] is True
    assert send(france, "post", f"{NOTICES}read-all/").json() == {"marked": 2}
    assert listed(france, "?unread=true") == []
    assert len(listed(malta, "?unread=true")) == 2
    assert send(malta, "post", f"{NOTICES}{first}/read/").status_code == 404


def test_pages_by_cursor(france):
    for _copy in range(3):
        ActivityFactory(shared_with=["france"])
    tell()
    page = france.api.get(NOTICES + "?limit=2").json()
    rest = france.api.get(f"{NOTICES}?limit=2&cursor={page['next']}").json()
    assert (len(page["results"]), len(rest["results"]), rest["next"]) == (2, 1, None)
    assert france.api.get(f"{NOTICES}?cursor={uuid.uuid4()}").status_code == 400


@pytest.mark.parametrize("query", ["?unread=perhaps", "?kind=none", "?colour=red"])
def test_what_is_not_understood_is_refused(query, france):
    assert france.api.get(NOTICES + query).status_code == 400


def test_following_by_the_api(malta):
    made = send(malta, "post", SUBSCRIPTIONS, {"country": "NE", "theme": "migrant-smuggling"})
    assert made.status_code == 201
    body = made.json()
    assert body["words"] == "Niger, Migrant smuggling"
    assert malta.api.get(f"{SUBSCRIPTIONS}{body['id']}/").json() == body
    again = send(
        malta, "post", SUBSCRIPTIONS, {"country": "NE", "theme": "migrant-smuggling", "way": "product"}
    )
    assert (again.json()["id"], again.json()["way"]["code"]) == (body["id"], "product")
    assert [row["id"] for row in malta.api.get(SUBSCRIPTIONS).json()["results"]] == [body["id"]]
    assert send(malta, "delete", f"{SUBSCRIPTIONS}{body['id']}/").status_code == 204
    assert malta.api.get(SUBSCRIPTIONS).json()["results"] == []


def test_a_record_is_followed_that_may_be_read_and_no_other(malta):
    shown, hidden = ActivityFactory(), ActivityFactory(shared_with=[])
    made = send(malta, "post", SUBSCRIPTIONS, {"noun": "activity", "record": str(shown.pk)})
    assert made.status_code == 201
    for pk in (hidden.pk, uuid.uuid4()):
        refused = send(malta, "post", SUBSCRIPTIONS, {"noun": "activity", "record": str(pk)})
        assert refused.status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"country": "XX"},
        {"noun": "nothing", "record": str(uuid.uuid4())},
        {"noun": "fiche", "query": "a=b"},
        {"country": "NE", "way": "nothing"},
        {"record": "x"},
    ],
)
def test_what_cannot_be_followed_is_refused(wrong, malta):
    assert send(malta, "post", SUBSCRIPTIONS, wrong).status_code == 400


def test_nobody_sees_or_ends_what_others_follow(malta, france):
    subscription = follow(malta, country_id=countries().by_code["NE"].pk)
    address = f"{SUBSCRIPTIONS}{subscription.pk}/"
    assert france.api.get(address).status_code == 404
    assert send(france, "delete", address).status_code == 404
    assert france.api.get(SUBSCRIPTIONS).json()["results"] == []
    assert malta.api.get(address).status_code == 200


def test_an_idempotency_key_follows_once(malta):
    key = {"Idempotency-Key": "once"}
    first = send(malta, "post", SUBSCRIPTIONS, {"country": "NE"}, **key)
    again = send(malta, "post", SUBSCRIPTIONS, {"country": "NE"}, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert send(malta, "post", SUBSCRIPTIONS, {"country": "TN"}, **key).status_code == 422


def test_settings(malta, france):
    given = {"digest": "weekly", "budget": 3, "stopped": True, "ways": {"fiche.asked": "product"}}
    assert send(malta, "put", SETTINGS, given).json() == given
    assert malta.api.get(SETTINGS).json() == given
    assert france.api.get(SETTINGS).json()["digest"] == "daily"
    for wrong in ({"budget": 0}, {"ways": {"nothing": "product"}}, {"ways": {"fiche.asked": "x"}}):
        assert send(malta, "put", SETTINGS, given | wrong).status_code == 400
    assert notices_of(malta) == []
