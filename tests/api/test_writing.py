"""Changes through the API: the same services, errors at the field, versions, keys."""

import datetime

import pytest

from coordination.access.reader import reading_as
from coordination.register.models import Activity

from .conftest import ActivityFactory, problem, read, send


@pytest.fixture
def hidden(db):
    return ActivityFactory(title="CANARY", shared_with=[])


def stored(persona):
    """How many entries the persona's organisation has."""
    actor = persona.actor()
    with reading_as(actor):
        return Activity.objects.visible_to(actor).count()


def test_a_small_entry_is_logged_with_defaults_and_for_nobody_else(italy, france, small):
    response = send(italy, "POST", "/activities/", small)
    assert response.status_code == 201
    body = response.json()
    assert response["Location"] == f"/api/v1/activities/{body['id']}/"
    assert response["ETag"] == '"1"'
    assert (body["lead"]["code"], body["level"]["code"], body["state"]["code"]) == (
        "italy",
        "bilateral",
        "current",
    )
    assert body["status"]["code"] in {"planned", "completed", "running"}
    assert body["sharing"] == {"choice": "own", "named": [], "country_team": False}
    assert read(italy, f"/activities/{body['id']}/").json() == body
    assert read(france, f"/activities/{body['id']}/").status_code == 404


FULL = {
    "title": "Border training",
    "kind": "capacity",
    "lead": "germany",
    "level": "team-europe",
    "status": "running",
    "status_on": "2026-02-01",
    "starts_on": "2026-01-01",
    "ends_on": "2027-06-30",
    "precision": "month",
    "countries": [{"code": "NE", "areas": "Agadez"}, {"code": "TN"}],
    "themes": ["border-management", "readmission"],
    "partners": [
        {"role": "funding", "organisation": "france"},
        {"role": "implementing", "name": "A local body"},
    ],
    "amounts": [{"currency": "EUR", "amount": "1200000.50", "stage": "paid", "as_of": "2026-03-01"}],
    "mandates": ["jvap-2015"],
    "counterpart": "Ministry of the Interior",
    "aim": "First line\r\nsecond line",
    "results": "Trained 40",
    "lesson": "Start earlier",
    "places": 10,
    "staff": 3,
    "source": "Own",
    "reference": "T-1",
    "sharing": {"choice": "named", "named": ["france"], "country_team": True},
    "card": {"choice": "members", "contact": "Migration desk"},
}


def test_everything_that_an_entry_says_comes_back(italy, france, eud_niger):
    body = send(italy, "POST", "/activities/", FULL).json()
    assert [place["code"] for place in body["countries"]] == ["NE", "TN"]
    assert body["countries"][0]["areas"] == "Agadez"
    assert [theme["code"] for theme in body["themes"]] == ["border-management", "readmission"]
    assert body["aim"] == "First line\nsecond line"
    assert body["partners"][1] == {
        "role": {"code": "implementing", "label": "Implements"},
        "organisation": None,
        "name": "A local body",
    }
    assert body["amounts"][0]["amount"] == "1200000.50"
    assert body["mandates"][0]["code"] == "jvap-2015"
    assert body["card"]["contact"] == "Migration desk"
    for reader in (france, eud_niger):
        assert read(reader, f"/activities/{body['id']}/").json()["title"] == "Border training"


def test_what_was_read_can_be_sent_back_and_changes_nothing(italy):
    body = send(italy, "POST", "/activities/", FULL).json()
    again = send(italy, "PUT", f"/activities/{body['id']}/", body, match=1)
    assert again.status_code == 200, again.content
    assert {**again.json(), "version": 1} == body
    [created, *changed] = reversed(read(italy, f"/activities/{body['id']}/history/").json()["results"])
    assert created["verb"]["code"] == "created"
    assert changed == []


def test_a_patch_leaves_the_rest_alone(italy):
    body = send(italy, "POST", "/activities/", FULL).json()
    path = f"/activities/{body['id']}/"
    shown = send(italy, "PATCH", path, {"title": "Renamed"}, match=1).json()
    assert shown == {**body, "title": "Renamed", "version": 2}
    shown = send(italy, "PATCH", path, {"amounts": [{"amount": 5}], "countries": ["TN"]}, match=2).json()
    assert (shown["amounts"][0]["amount"], shown["amounts"][0]["currency"]) == ("5.00", "EUR")
    rest = {
        name: shown[name] for name in ("themes", "partners", "mandates", "sharing", "card", "title", "aim")
    }
    assert rest == {name: {**body, "title": "Renamed"}[name] for name in rest}


def test_a_put_without_a_field_empties_it_but_keeps_the_readers(italy, france, small):
    body = send(italy, "POST", "/activities/", FULL).json()
    shown = send(italy, "PUT", f"/activities/{body['id']}/", small, match=1).json()
    assert (shown["aim"], shown["partners"], shown["lead"]["code"]) == ("", [], "italy")
    assert (shown["sharing"], shown["card"]) == (body["sharing"], body["card"])


WRONG: list[tuple[dict, str]] = [
    ({"title": ""}, "title"),
    ({"title": None}, "title"),
    ({"title": 5.5e300, "kind": "x"}, "kind"),
    ({"title": ["a"]}, "title"),
    ({"title": "x" * 301}, "title"),
    ({"title": "two\nlines"}, "title"),
    ({"title": "bell \x07"}, "title"),
    ({"aim": "nul \x00"}, "aim"),
    ({"aim": "escape \x1b[31m"}, "aim"),
    ({"aim": "x" * 4001}, "aim"),
    ({"kind": "nothing"}, "kind"),
    ({"kind": {}}, "kind"),
    ({"kind": []}, "kind"),
    ({"countries": []}, "countries"),
    ({"countries": "NE"}, "countries"),
    ({"countries": ["XX"]}, "countries"),
    ({"countries": ["ne"]}, "countries"),
    ({"countries": ["DE"]}, "countries"),
    ({"countries": ["NE", "NE"]}, "countries"),
    ({"countries": [{"areas": "x"}]}, "countries"),
    ({"countries": ["NE"] * 200}, "countries"),
    ({"themes": []}, "themes"),
    ({"themes": ["nothing"]}, "themes"),
    ({"themes": ["readmission", "readmission"]}, "themes"),
    ({"themes": [{"label": "x"}]}, "themes"),
    ({"lead": "nobody"}, "lead"),
    ({"lead": {"code": 5}}, "lead"),
    ({"level": "local"}, "level"),
    ({"status": "done"}, "status"),
    ({"starts_on": "2026-02-30"}, "starts_on"),
    ({"starts_on": "07/12/2026"}, "starts_on"),
    ({"starts_on": "0001-01-01"}, "starts_on"),
    ({"starts_on": "9999-12-31"}, "starts_on"),
    ({"starts_on": None}, "starts_on"),
    ({"starts_on": 20261207}, "starts_on"),
    ({"ends_on": "2026-12-06"}, "ends_on"),
    ({"precision": "week"}, "precision"),
    ({"places": -1}, "places"),
    ({"places": 10**30}, "places"),
    ({"places": 1.5}, "places"),
    ({"staff": "many"}, "staff"),
    ({"partners": [{}]}, "partners"),
    ({"partners": [{"role": "funding"}]}, "partners"),
    ({"partners": [{"role": "funding", "organisation": "nobody"}]}, "partners"),
    ({"partners": [{"role": "paying", "name": "x"}]}, "partners"),
    ({"partners": [{"role": "funding", "name": "\x02"}]}, "partners"),
    ({"amounts": [{"amount": "-1"}]}, "amounts"),
    ({"amounts": [{"amount": "1e400"}]}, "amounts"),
    ({"amounts": [{"amount": "NaN"}]}, "amounts"),
    ({"amounts": [{"amount": "1.234"}]}, "amounts"),
    ({"amounts": [{"amount": "99999999999999"}]}, "amounts"),
    ({"amounts": [{"amount": 1, "currency": "EURO"}]}, "amounts"),
    ({"amounts": [{"amount": 1, "currency": "XTS"}]}, "amounts"),
    ({"amounts": [{"amount": 1, "as_of": "soon"}]}, "amounts"),
    ({"amounts": [{"amount": 1, "sum": 2}]}, "amounts"),
    ({"mandates": ["nothing"]}, "mandates"),
    ({"mandates": ["jvap-2015", "jvap-2015"]}, "mandates"),
    ({"sharing": {}}, "sharing"),
    ({"sharing": {"choice": "everybody"}}, "sharing"),
    ({"sharing": {"choice": "named"}}, "sharing"),
    ({"sharing": {"choice": "named", "named": ["nobody"]}}, "sharing"),
    ({"sharing": {"choice": "named", "named": ["france-interior"]}}, "sharing"),
    ({"sharing": {"choice": "own", "named": ["france"]}}, "sharing"),
    ({"sharing": {"choice": "own", "audience_id": 1}}, "sharing"),
    ({"card": {"choice": "members"}}, "sharing"),
    ({"sharing": {"choice": "own"}, "card": {"choice": "own"}}, "card"),
    ({"sharing": {"choice": "members"}, "card": {"choice": "members"}}, "card"),
    ({"reason": "\x00"}, "reason"),
    ({"titel": "x"}, "titel"),
    ({"audience_id": 1}, "audience_id"),
    ({"originator_id": 1}, "originator_id"),
    ({"draft": "perhaps"}, "draft"),
    ({"draft": True, "sharing": {"choice": "members"}}, "sharing"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(wrong, field, italy, small, hidden):
    before = stored(italy)
    body = problem(send(italy, "POST", "/activities/", {**small, **wrong}), 400)
    assert set(body["errors"]) == {field}
    assert stored(italy) == before


@pytest.mark.parametrize("field", ["title", "kind", "countries", "themes", "starts_on"])
def test_what_is_missing_is_said_at_its_field(field, italy, small):
    del small[field]
    assert set(problem(send(italy, "POST", "/activities/", small), 400)["errors"]) == {field}


@pytest.mark.parametrize(("wrong", "field"), [row for row in WRONG if "draft" not in row[0]])
def test_a_patch_is_checked_as_a_new_entry_is(wrong, field, italy):
    row = ActivityFactory(starts_on=datetime.date(2026, 12, 7), shared_with=[])
    body = problem(send(italy, "PATCH", f"/activities/{row.pk}/", wrong, match=1), 400)
    assert set(body["errors"]) == {field}
    assert read(italy, f"/activities/{row.pk}/").json()["version"] == 1


def test_the_end_is_compared_with_the_stored_start(italy):
    row = ActivityFactory(starts_on=datetime.date(2026, 12, 7))
    path = f"/activities/{row.pk}/"
    assert "ends_on" in problem(send(italy, "PATCH", path, {"ends_on": "2026-12-06"}, match=1), 400)["errors"]
    assert send(italy, "PATCH", path, {"ends_on": "2026-12-08"}, match=1).status_code == 200
    assert (
        "starts_on"
        in problem(send(italy, "PATCH", path, {"starts_on": "2027-01-01"}, match=2), 400)["errors"]
    )


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_names_the_version_that_was_read(method, italy, small, hidden):
    row = ActivityFactory()
    path = f"/activities/{row.pk}/"
    assert problem(send(italy, method, path, small), 428)
    response = send(italy, method, path, small, match=7)
    current = problem(response, 412)["current"]
    assert response["ETag"] == '"1"'
    assert current == read(italy, path).json()
    for odd in ("1", '"one"', '""', '"1', "x" * 5000, '"' + "9" * 50 + '"'):
        assert problem(send(italy, method, path, small, match=odd), 412)
    assert send(italy, method, path, small, match='"9", W/"1"').status_code in (200, 204)


def test_a_star_matches_whatever_stands(italy):
    row = ActivityFactory()
    assert send(italy, "PATCH", f"/activities/{row.pk}/", {"title": "New"}, match="*").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_visible_is_not_yours(method, france, small):
    row = ActivityFactory()
    for body, match in ((small, 1), ("{bad", 1), (small, None), (small, 99)):
        answer = problem(send(france, method, f"/activities/{row.pk}/", body, match=match), 403)
        assert "organisation that logged" in answer["detail"]


def test_a_key_creates_once(italy, france, small, hidden):
    first = send(italy, "POST", "/activities/", small, **{"Idempotency-Key": "k1"})
    again = send(italy, "POST", "/activities/", small, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = send(italy, "POST", "/activities/", {**small, "title": "Other"}, **{"Idempotency-Key": "k1"})
    assert problem(other, 422)
    assert send(italy, "POST", "/activities/", small, **{"Idempotency-Key": "k2"}).status_code == 201
    mine = send(france, "POST", "/activities/", small, **{"Idempotency-Key": "k1"})
    assert mine.status_code == 201, "keys are per user"
    assert problem(send(italy, "POST", "/activities/", small, **{"Idempotency-Key": "k" * 201}), 400)


def test_a_key_that_made_nothing_can_be_used_again(italy, small):
    assert problem(
        send(italy, "POST", "/activities/", {**small, "kind": "x"}, **{"Idempotency-Key": "k"}), 400
    )
    assert send(italy, "POST", "/activities/", small, **{"Idempotency-Key": "k"}).status_code == 201


def test_wider_sharing_needs_a_reason(italy, france):
    row = ActivityFactory(shared_with=[])
    path, wider = f"/activities/{row.pk}/", {"sharing": {"choice": "members"}}
    refused = send(italy, "PATCH", path, wider, match=1)
    assert refused.status_code in (400, 403)
    assert read(france, path).status_code == 404
    assert send(italy, "PATCH", path, {**wider, "reason": "Agreed"}, match=1).status_code == 200
    assert read(france, path).status_code == 200


def test_sharing_and_card_are_decided_together(italy):
    row = ActivityFactory(shared_with=[], announced_to="members")
    path = f"/activities/{row.pk}/"
    assert (
        "card" in problem(send(italy, "PATCH", path, {"sharing": {"choice": "own"}}, match=1), 400)["errors"]
    )
    assert "sharing" in problem(send(italy, "PATCH", path, {"card": None}, match=1), 400)["errors"]
    shown = send(italy, "PATCH", path, {"sharing": {"choice": "own"}, "card": None}, match=1).json()
    assert shown["card"] is None


def test_a_ministry_drafts_and_its_delegation_clears(italy, italy_interior, france, small):
    wider = {**small, "sharing": {"choice": "members"}}
    assert "sharing" in problem(send(italy_interior, "POST", "/activities/", wider), 400)["errors"]
    body = send(italy_interior, "POST", "/activities/", small).json()
    path = f"/activities/{body['id']}/"
    assert (body["state"]["code"], body["originator"]["code"]) == ("draft", "italy")
    shown = send(italy_interior, "PUT", path, {**body, "title": "Better"}, match=1)
    assert shown.status_code == 200, shown.content
    assert problem(send(italy_interior, "POST", path + "clear/", match=2), 403)
    cleared = send(italy, "POST", path + "clear/", match=2)
    assert cleared.json()["state"]["code"] == "current"
    assert cleared["ETag"] == '"3"'
    assert read(france, path).status_code == 404


def test_a_draft_stays_at_home(italy, france, small):
    body = send(italy, "POST", "/activities/", {**small, "draft": True}).json()
    assert body["state"]["code"] == "draft"
    assert read(italy, "/activities/").json()["results"] == []


def test_deeds_name_their_version_and_show_the_entry(italy, france, hidden):
    row = ActivityFactory()
    path = f"/activities/{row.pk}/"
    for deed in ("confirm", "retire"):
        assert problem(send(italy, "POST", f"{path}{deed}/", {"reason": "x"}), 428)
        assert problem(send(italy, "POST", f"{path}{deed}/", {"reason": "x"}, match=5), 412)
        assert problem(send(france, "POST", f"{path}{deed}/", {"reason": "x"}, match=1), 403)["detail"]
    assert send(italy, "POST", path + "confirm/", match=1).json()["version"] == 2
    assert "reason" in problem(send(italy, "POST", path + "retire/", match=2), 400)["errors"]
    retired = send(italy, "POST", path + "retire/", {"reason": "Never took place"}, match=2).json()
    assert retired["state"]["code"] == "retired"
    assert read(italy, "/activities/").json()["results"][0]["title"] == "CANARY"
    assert problem(send(italy, "PATCH", path, {"title": "x"}, match=3), 403)
    assert send(italy, "POST", path + "restore/", match=3).json()["state"]["code"] == "current"
    assert problem(send(italy, "POST", path + "restore/", match=4), 403)


def test_delete_retires(italy):
    row = ActivityFactory()
    path = f"/activities/{row.pk}/"
    response = send(italy, "DELETE", path, match=1)
    assert (response.status_code, response.content) == (204, b"")
    assert read(italy, path).json()["state"]["code"] == "retired"
