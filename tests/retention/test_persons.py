"""What the product holds about a person: all of it for the person, numbers alone for administrators."""

import json
import re
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from pypdf import PdfReader

from coordination.access.reader import reading_as
from coordination.notices.models import Mail
from coordination.people import tokens
from coordination.register.services import drafts
from coordination.retention.schedule import COLUMNS
from tests import personas
from tests.factories import ActivityFactory, MembershipFactory
from tests.factories.notices import follow
from tests.factories.retention import acting, administrator
from tests.people.test_end import signed_in


@pytest.fixture
def anna(committed):
    """A delegate of Spain with rows of every kind that are hers alone, and a record that she wrote."""
    membership = MembershipFactory(organisation="spain", post="First Secretary Anna")
    user = membership.user
    client = signed_in(user)
    answer = client.post(
        "/activities/new/",
        {"title": "Ostrich farm", "kind": "project", "status": "running", "idempotency_key": "1"},
    )
    assert answer.status_code in (200, 302, 400)
    actor = acting(user)
    with transaction.atomic(), reading_as(actor):
        drafts.keep_draft(actor=actor, key="new", fields={"title": ["Half a thought"]})
        Mail.objects.create(
            user_id=user.pk, kind="digest", key="1", day="2026-11-01", subject="News", body="…"
        )
    tokens.issue(user=user, label="Her laptop")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "a secret of hers"})
    follow(personas.Persona("anna", user, membership.organisation), country_id=1)
    return user


def kept(report: dict) -> dict[str, int]:
    return {row["where"]: row["number"] for row in report["kept"]}


def test_the_person_fetches_everything(anna):
    client = signed_in(anna)
    answer = client.get("/account/data/file/json/")
    report = json.loads(answer.content)

    assert answer["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    assert report["account"]["email"] == anna.email
    assert len(report["sessions_began_on"]) == 2
    assert kept(report)["coordination_formdraft.user_id"] == 1
    assert kept(report)["coordination_mail.user_id"] == 1
    assert kept(report)["coordination_apitoken.user_id"] == 1
    assert kept(report)["coordination_subscription.user_id"] == 1
    rows = {row["where"]: row["rows"] for row in report["kept"]}
    assert rows["coordination_formdraft.user_id"][0]["fields"] == {"title": ["Half a thought"]}
    assert rows["coordination_apitoken.user_id"][0]["label"] == "Her laptop"
    assert "First Secretary Anna" in str(rows["coordination_membership.user_id"])
    assert "Authenticator app" in report["factors"]
    assert "a secret of hers" not in json.dumps(report)
    assert "digest" not in str(rows["coordination_apitoken.user_id"])  # no secret, not even its sum


def test_the_page_and_the_paper_say_the_same(anna):
    client = signed_in(anna)
    page = client.get("/account/data/").content.decode()
    paper = "".join(
        part.extract_text()
        for part in PdfReader(BytesIO(client.get("/account/data/file/pdf/").content)).pages
    )
    for words in (anna.email, "First Secretary Anna", "Her laptop", "Half a thought"):
        assert words in page, words
        assert words in re.sub(r"\s+", " ", paper), words
    client.cookies["language"] = "fr"
    assert "Ce que l’espace de travail détient sur vous" in client.get("/account/data/").content.decode()


def test_what_was_written_is_told_as_far_as_it_may_be_read_now(committed):
    italy = personas.load("italy")
    entry = ActivityFactory(originator="italy", title="Camel farm")
    actor = acting(italy.user)
    with transaction.atomic(), reading_as(actor), connection.cursor() as cursor:
        cursor.execute("UPDATE coordination_activity SET title = 'Goat farm' WHERE id = %s", [entry.pk])
    report = json.loads(italy.client.get("/account/data/file/json/").content)
    other = json.loads(personas.load("france").client.get("/account/data/file/json/").content)

    assert [(row["noun"], row["record"], row["changes"]) for row in report["written"]] == [
        ("Activity", str(entry.pk), 1)
    ]
    assert other["written"] == []
    assert "farm" not in json.dumps(report)


def test_an_administrator_gets_numbers_alone(anna):
    client = signed_in(administrator())
    page = client.get(f"/retention/persons/{anna.pk}/").content.decode()
    for words in ("Half a thought", "Her laptop", "News", "Ostrich"):
        assert words not in page
    assert "What was typed and not saved" in page


def test_the_database_tells_what_rows_say_to_the_person_alone(anna):
    """Also when the application asks for somebody else."""
    with transaction.atomic(), reading_as(acting(administrator())), connection.cursor() as cursor:
        cursor.execute("SELECT roundtable_person(%s)", [anna.pk])
        told = json.loads(cursor.fetchone()[0])
    assert told["coordination_formdraft.user_id"] == {"number": 1, "rows": None}
    assert {row["rows"] for row in told.values()} == {None}
    assert set(told) == {
        "django_session",
        *(f"{row.table}.{row.column}" for row in COLUMNS.values() if row.fate != "file"),
    }


def test_who_is_not_signed_in_gets_nothing(client, db):
    assert client.get("/account/data/").status_code == 302
    assert client.get("/account/data/file/json/").status_code == 302


def test_an_unknown_form_is_missing(italy):
    assert italy.client.get("/account/data/file/xml/").status_code == 404


def test_the_page_needs_few_statements(anna, django_assert_max_num_queries):
    client = signed_in(anna)
    client.get("/account/data/")
    with django_assert_max_num_queries(12):
        client.get("/account/data/")
    office = signed_in(administrator())
    for number in range(3):
        MembershipFactory(organisation="spain", ends_on=f"2020-05-1{number}")
    for address in ("/retention/persons/", f"/retention/persons/{anna.pk}/"):
        office.get(address)
        with django_assert_max_num_queries(12):
            assert office.get(address).status_code == 200
