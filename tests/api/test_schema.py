"""The description says what the API does: valid, complete, and true of its answers."""

import warnings

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from .conftest import ROOT, ActivityFactory, read, send


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_description_is_valid_and_without_warnings(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


def test_it_is_served_as_openapi_3_1(italy):
    response = italy.api.get(f"{ROOT}/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.1")
    assert f"{ROOT}/activities/{{id}}/" in response.json()["paths"]
    assert read(italy, "/schema/").status_code == 200


def test_both_ways_to_sign_in_are_described(schema):
    kinds = {scheme["type"] for scheme in schema["components"]["securitySchemes"].values()}
    assert kinds == {"http", "apiKey"}


def test_no_audience_id_is_described(schema):
    assert "audience_id" not in str(schema)


@pytest.mark.parametrize(
    "path", ["/activities/", "/existence-cards/", "/organisations/", "/countries/", "/themes/", "/mandates/",
             "/matrix/", "/me/", "/activities/{}/", "/activities/{}/history/"],
)  # fmt: skip
def test_answers_are_as_described(path, schema, france):
    row = ActivityFactory(amount=5, partners=["germany"], mandates=["jvap-2015"])
    ActivityFactory(shared_with=[], announced_to="members")
    assert_as_described(path, read(france, path.format(row.pk)).json(), schema)


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("/plans/", "plan"),
        ("/plans/{}/", "plan"),
        ("/versions/{}/", "version"),
        ("/versions/{}/comments/", "version"),
        ("/actions/", "action"),
        ("/actions/{}/", "action"),
        ("/actions/{}/comments/", "action"),
        ("/contributions/{}/", "contribution"),
        ("/remarks/{}/", "remark"),
    ],
)
def test_answers_on_plans_are_as_described(path, subject, schema, agreed, italy):
    version, terms, _narrow = agreed
    action = f"/actions/{terms.action_id}/"
    said = send(italy, "POST", f"{action}comments/", {"field": "title", "text": "Why?"}).json()
    send(italy, "POST", f"/versions/{version.pk}/comments/", {"field": "plan", "text": "Why?"})
    moved = {"light": "at-risk", "words": "It moves.", "due_after": "2027-09-30", "reason": "The court."}
    told = send(italy, "POST", f"{action}report/", moved, match="*").json()
    ids = {
        "plan": version.plan_id,
        "version": version.pk,
        "action": terms.action_id,
        "contribution": told["contributions"][0]["id"],
        "remark": said["key"],
    }
    assert_as_described(path, read(italy, path.format(ids[subject])).json(), schema)


def assert_as_described(path, answer, schema):
    described = next(
        operations["get"]
        for address, operations in schema["paths"].items()
        if address.replace("{id}", "{}") == ROOT + path
    )
    shape = described["responses"]["200"]["content"]["application/json"]["schema"]
    errors = list(Draft202012Validator({**shape, "components": schema["components"]}).iter_errors(answer))
    assert errors == []
    assert_complete(answer, shape, schema)


def assert_complete(answer, shape, schema):
    """No field is shown that the description does not name."""
    if "$ref" in shape:
        shape = schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    if isinstance(answer, dict) and "properties" in shape:
        assert set(answer) == set(shape["properties"])
        for name, value in answer.items():
            assert_complete(value, shape["properties"][name], schema)
    elif isinstance(answer, list) and answer and "items" in shape:
        assert_complete(answer[0], shape["items"], schema)


def test_the_docs_run_under_the_content_policy(italy):
    response = italy.client.get(f"{ROOT}/docs/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "<style" not in page
    assert "<script>" not in page
    assert "//" not in page.replace("<!doctype", ""), "nothing comes from elsewhere"
