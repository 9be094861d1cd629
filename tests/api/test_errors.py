"""Every refusal is a problem in the form of RFC 9457, and the hidden is the missing, byte for byte."""

import json

import pytest
from django.test import Client

from tests import personas

from .conftest import PROBLEM, ROOT, ActivityFactory, problem, read, send

MISSING = "00000000-0000-4000-8000-000000000000"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
DEEDS = ["clear", "confirm", "retire", "restore", "history"]
ADDRESSES = ["/activities/{}/", *(f"/activities/{{}}/{deed}/" for deed in DEEDS), "/existence-cards/{}/"]
BODIES = ["{}", "{bad json", "", '{"title": 5}']


@pytest.fixture
def hidden(db):
    return ActivityFactory(title="CANARY", shared_with=[], announced_to=["malta"])


def same(one, other):
    return (one.status_code, one.content, dict(one.headers)) == (
        other.status_code,
        other.content,
        dict(other.headers),
    )


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", METHODS)
def test_hidden_is_missing_for_every_method_body_and_version(address, method, france, hidden):
    found = hidden.card_id if "cards" in address else hidden.pk
    for body in BODIES:
        for match in (None, 1, 99, "*"):
            answers = [
                send(france, method, address.format(pk), body, match=match, **{"Idempotency-Key": "k"})
                for pk in (found, MISSING)
            ]
            assert same(*answers), (method, body, match)
            assert answers[0].status_code == 404
            assert answers[0]["Content-Type"] == PROBLEM


@pytest.mark.parametrize("query", ["?nonsense=1", "?limit=0"])
def test_hidden_is_missing_whatever_the_parameters(query, france, hidden):
    answers = [read(france, f"/activities/{pk}/{query}") for pk in (hidden.pk, MISSING)]
    assert same(*answers)
    assert answers[0].status_code == 404


def test_hidden_is_missing_for_a_session_too(france, hidden):
    answers = [france.client.get(f"{ROOT}/activities/{pk}/") for pk in (hidden.pk, MISSING)]
    assert answers[0].status_code == 404
    assert answers[0].content == answers[1].content
    answers = [
        france.client.post(f"{ROOT}/activities/{pk}/retire/", "{bad", content_type="application/json")
        for pk in (hidden.pk, MISSING)
    ]
    assert same(*answers)


@pytest.mark.parametrize("pk", ["x", "1", MISSING[:-1], MISSING + "0", "%00", "../.."])
def test_a_malformed_id_is_missing(pk, italy):
    assert read(italy, f"/activities/{pk}/").status_code in (404, 400)
    assert problem(read(italy, "/activities/not-a-uuid/"), 404)


def test_an_address_that_does_not_exist_is_missing(italy):
    assert problem(read(italy, "/nothing/"), 404)


def test_nobody_is_told_nothing(db, hidden):
    response = Client().get(f"{ROOT}/activities/")
    assert problem(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"
    for path in (
        "/activities/",
        f"/activities/{hidden.pk}/",
        "/matrix/",
        "/me/",
        "/schema/",
        "/organisations/",
    ):
        assert Client().get(ROOT + path).status_code == 401
    assert Client().post(f"{ROOT}/activities/", "{", content_type="application/json").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "x y", "\xff", "a" * 5000])
def test_a_wrong_token_is_refused(token, db):
    response = Client().get(f"{ROOT}/activities/", headers={"Authorization": f"Bearer {token}"})
    assert problem(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"


def test_whose_post_has_ended_is_refused(removed):
    assert "ended" in problem(read(removed, "/activities/"), 403)["detail"]


def test_a_session_writes_with_the_token_against_forgery_only(italy, small):
    browser = Client(enforce_csrf_checks=True)
    personas.sign_in(browser, italy.user)
    assert browser.get(f"{ROOT}/activities/").status_code == 200
    body = json.dumps(small)
    refused = browser.post(f"{ROOT}/activities/", body, content_type="application/json")
    assert "CSRF" in problem(refused, 403)["detail"]
    token = browser.get(f"{ROOT}/docs/").context["csrf_token"]
    sent = browser.post(
        f"{ROOT}/activities/", body, content_type="application/json", headers={"X-CSRFToken": str(token)}
    )
    assert sent.status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/activities/"), ("PUT", "/activities/"), ("POST", "/matrix/"), ("POST", "/countries/"),
     ("PATCH", "/organisations/italy/"), ("OPTIONS", "/activities/"), ("TRACE", "/activities/")],
)  # fmt: skip
def test_a_method_that_is_not_there_is_a_problem(method, path, italy):
    response = send(italy, method, path)
    assert problem(response, 405)
    assert "GET" in response["Allow"]


def test_a_form_is_no_json(italy):
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"):
        assert problem(italy.api.post(f"{ROOT}/activities/", "a=1", content_type=kind), 415)


def test_what_cannot_be_shown_as_asked_is_a_problem(italy):
    assert problem(italy.api.get(f"{ROOT}/activities/", headers={"Accept": "image/png"}), 406)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "nul",
        '{"a": NaN}',
        "[" * 100_000,
        '{"title": "\\ud800"}',
        '{"\\ud800": 1}',
        b"\xff\xfe{}",
        "9" * 5000,
    ],
)
def test_bad_json_is_a_problem(body, italy):
    assert problem(send(italy, "POST", "/activities/", body), 400)


@pytest.mark.parametrize("body", ["[]", '"text"', "5", "null", "true", "[[]]"])
def test_json_that_is_no_object_is_a_problem(body, italy):
    assert problem(send(italy, "POST", "/activities/", body), 400)


def test_ten_megabytes_are_too_much(italy, small):
    body = {**small, "aim": "x" * 10_000_000}
    assert problem(send(italy, "POST", "/activities/", body), 413)
    browser = Client()
    personas.sign_in(browser, italy.user)
    sent = browser.post(f"{ROOT}/activities/", json.dumps(body), content_type="application/json")
    assert problem(sent, 413)
    row = ActivityFactory()
    assert problem(send(italy, "PATCH", f"/activities/{row.pk}/", body, match=1), 413)


def test_half_a_megabyte_of_text_is_refused_at_its_field(italy, small):
    errors = problem(send(italy, "POST", "/activities/", {**small, "aim": "x" * 500_000}), 400)["errors"]
    assert set(errors) == {"aim"}


def test_a_reader_is_told_why_not(italy_reader, admin, small):
    for persona in (italy_reader, admin):
        assert problem(send(persona, "POST", "/activities/", small), 403)["detail"]
        assert problem(send(persona, "POST", "/activities/", "{bad"), 403)
