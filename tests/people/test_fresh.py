"""A fresh proof before releases, bulk exports and changes of who may do what (SECURITY 16)."""

import datetime
import re

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from coordination.access.routes import routes
from coordination.people.models import Nomination, today
from tests.factories import ActivityFactory, MembershipFactory
from tests.people.keys import Key
from tests.people.test_factors import SECRET, code

NEW = "new@spain.example"
ASKED = {
    "account/passkeys/add/",
    "account/passkeys/<int:factor_id>/name/",
    "account/app/add/",
    "account/factors/<int:factor_id>/remove/",
    "account/password/",
    "account/recovery-codes/",
    "plans/actions/file/<slug:form>/",
    "activities/file/<slug:form>/",
    "administration/memberships/<int:membership_id>/end/",
    "administration/memberships/<int:membership_id>/invite/",
    "consultations/file/<slug:form>/",
    "documents/file/<slug:form>/",
    "fiches/file/<slug:form>/",
    "follow-ups/file/<slug:form>/",
    "meetings/file/<slug:form>/",
    "notices/file/<slug:form>/",
    "private-notes/file/<slug:form>/",
    "people/nominations/<uuid:nomination_id>/verify/",
    "people/ours/admit/",
    "people/ours/<int:membership_id>/end/",
    "people/ours/<int:membership_id>/extend/",
    "people/ours/<int:membership_id>/substitute/",
    "releases/<uuid:pk>/approve/",
    "releases/<uuid:pk>/publish/",
    "retention/purges/<uuid:pk>/approve/",
    "retention/holds/<uuid:pk>/lift/",
    "retention/erasures/<uuid:pk>/approve/",
    "account/data/file/<slug:form>/",
}


def test_these_routes_ask_for_a_fresh_proof():
    """More may; and admitting does, whose address also answers while the form is filled in."""
    assert ASKED - {path for path, view in routes() if getattr(view, "fresh", False)} == set()


def fields() -> dict[str, str]:
    return {
        "organisation": "spain",
        "function": "delegate",
        "title": "Counsellor <for> migration",
        "email": NEW,
        "ends_on": (today() + datetime.timedelta(days=90)).isoformat(),
        "nomination": "Note verbale 12/2026",
        "idempotency_key": "once",
    }


@pytest.fixture
def later():
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6), tick=True):
        yield


@pytest.fixture
def key(admin) -> Key:
    key = Key()
    key.enrol(admin.client)
    return key


def test_a_form_that_was_open_too_long_asks_and_goes_on_with_what_was_typed(admin, key, later):
    asked = admin.client.post("/administration/admit/", fields())
    assert asked.status_code == 403
    assert dict(asked.context["typed"]) == fields()
    assert 'value="Counsellor &lt;for&gt; migration"' in asked.content.decode()
    assert not Nomination.objects.filter(email=NEW).exists()

    question = admin.client.post(asked.context["proof"]["options_url"]).json()
    typed = dict(asked.context["typed"]) | {"proof-credential": key.respond(question)}
    assert admin.client.post("/administration/admit/", typed).headers["Location"] == "/administration/"
    assert Nomination.objects.get().email == NEW
    # From now on it is fresh.
    assert admin.client.get("/activities/file/csv/").status_code == 200


@pytest.mark.parametrize("sent", ["x", "{}", ""])
def test_what_proves_nothing_does_nothing(sent, admin, key, later):
    answer = admin.client.post("/administration/admit/", fields() | {"proof-credential": sent})
    assert answer.status_code == 403
    assert dict(answer.context["typed"]) == fields()
    assert not Nomination.objects.filter(email=NEW).exists()


def test_a_code_is_no_proof_of_somebody_who_needs_a_passkey(admin, key, later):
    TOTP.activate(admin.user, SECRET)
    answer = admin.client.post("/administration/admit/", fields())
    assert answer.context["proof"]["code_form"] is None


def test_the_note_of_the_demonstration_proves_nothing_here(admin, key, later):
    answer = admin.client.post("/administration/admit/", fields() | {"proof-demonstration": "yes"})
    assert answer.status_code == 403
    assert not Nomination.objects.filter(email=NEW).exists()


def test_words_on_the_form_are_answered_without_a_question(admin, later):
    assert admin.client.post("/administration/admit/?will-read", fields()).status_code == 200


def test_an_end_of_access_is_asked_for_once_more(admin, key, later):
    membership = MembershipFactory(organisation="spain")
    path = f"/administration/memberships/{membership.pk}/end/"
    assert admin.client.get(path).headers["Location"] == f"/account/confirm/?next={path}"
    assert admin.client.post(path).status_code == 403
    membership.refresh_from_db()
    assert membership.ends_on is None or membership.ends_on >= today()


def test_a_bulk_export_leads_to_the_question_and_back_to_its_list(italy):
    ActivityFactory(originator="italy", title="Canary")
    TOTP.activate(italy.user, SECRET)
    assert italy.client.get("/activities/file/csv/").status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6), tick=True):
        asked = italy.client.get("/activities/file/csv/?country=NE&words=a")
        assert (
            asked.headers["Location"]
            == "/account/confirm/?next=/activities/file/csv/%3Fcountry%3DNE%26words%3Da"
        )
        page = italy.client.get(asked.headers["Location"])
        assert page.context["next"] == "/activities/file/csv/?country=NE&words=a"
        wrong = italy.client.post("/account/confirm/", {"proof-code": "000000", "next": page.context["next"]})
        assert wrong.status_code == 200
        assert italy.client.get("/activities/file/csv/").status_code == 302
        proved = italy.client.post("/account/confirm/", {"proof-code": code(), "next": page.context["next"]})
        assert proved.headers["Location"] == "/activities/?country=NE&words=a"
        assert italy.client.get("/activities/file/csv/").status_code == 200


def test_nobody_is_sent_elsewhere(italy):
    answer = italy.client.post("/account/confirm/", {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/account/"


def test_reading_and_writing_in_general_ask_nothing(italy, later):
    for path in ("/", "/activities/", "/activities/new/", "/account/"):
        assert italy.client.get(path).status_code == 200
    assert re.search("My sign-in", italy.client.get("/account/").content.decode())
