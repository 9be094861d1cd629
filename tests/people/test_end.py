"""Ending an access takes effect at the next request, in every session and with every token."""

import datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.access.actor import Function
from coordination.access.errors import Hidden, Refused
from coordination.people import services, tokens
from coordination.people.models import Membership, today
from tests import personas
from tests.factories import MembershipFactory


def signed_in(user) -> Client:
    client = Client()
    personas.sign_in(client, user)
    return client


def gone(client: Client) -> bool:
    response = client.get("/")
    return response.status_code == 302 and response.headers["Location"].startswith("/sign-in/")


def test_one_click_ends_membership_sessions_and_tokens(admin, italy):
    membership = MembershipFactory(organisation="spain")
    desk, telephone = signed_in(membership.user), signed_in(membership.user)
    token = tokens.issue(user=membership.user)
    other = italy.client
    assert desk.get("/").status_code == telephone.get("/").status_code == 200

    address = f"/administration/memberships/{membership.pk}/end/"
    assert admin.client.get(address).status_code == 200
    assert desk.get("/").status_code == 200
    assert admin.client.post(address).headers["Location"] == "/administration/"

    assert gone(desk)
    assert gone(telephone)
    assert Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/me/").status_code == 401
    assert other.get("/").status_code == 200
    assert not Session.objects.filter(session_key__startswith=f"{membership.user.pk:x}-").exists()
    membership.user.refresh_from_db()
    assert not membership.user.is_active
    assert Membership.objects.get(pk=membership.pk).ends_on == today() - datetime.timedelta(days=1)


def test_who_holds_another_membership_signs_in_again_and_has_that_one_only(admin):
    first = MembershipFactory(organisation="spain", function=Function.DELEGATE)
    second = MembershipFactory(user=first.user, organisation="spain", function=Function.READER)
    client = signed_in(first.user)
    services.end(actor=admin.actor(), membership_id=first.pk)
    assert gone(client)
    first.user.refresh_from_db()
    assert first.user.is_active
    client = signed_in(first.user)
    assert client.get("/").context["actor"].functions == {Function.READER}
    assert Membership.objects.get(pk=second.pk).ends_on is None


def test_what_began_today_can_end_today(admin):
    membership = MembershipFactory(organisation="spain", starts_on=today())
    ended = services.end(actor=admin.actor(), membership_id=membership.pk)
    assert ended.ends_on == today() - datetime.timedelta(days=1)
    assert not Membership.objects.current().filter(pk=membership.pk).exists()


@pytest.mark.parametrize("path", ["/", "/activities/", "/countries/", "/people/", "/api/v1/activities/"])
def test_the_day_after_the_last_nothing_opens(path, db):
    membership = MembershipFactory(organisation="spain", ends_on=today())
    client = signed_in(membership.user)
    assert client.get(path).status_code == 200
    Membership.objects.filter(pk=membership.pk).update(ends_on=today() - datetime.timedelta(days=1))
    assert client.get(path).status_code == 403


def test_nobody_ends_their_own_access_so_one_administrator_always_stays(admin):
    own = Membership.objects.get(user=admin.user)
    address = f"/administration/memberships/{own.pk}/end/"
    assert admin.client.get(address).status_code == 403
    assert admin.client.post(address).status_code == 403
    with pytest.raises(Refused):
        services.end(actor=admin.actor(), membership_id=own.pk)
    assert Membership.objects.current().filter(pk=own.pk).exists()


@pytest.mark.parametrize("persona", ["italy", "presidency", "gsc"])
def test_nobody_but_administrators_ends(persona, everybody):
    membership = MembershipFactory(organisation="spain")
    assert (
        everybody[persona].client.post(f"/administration/memberships/{membership.pk}/end/").status_code == 403
    )
    with pytest.raises(Refused):
        services.end(actor=everybody[persona].actor(), membership_id=membership.pk)
    assert Membership.objects.current().filter(pk=membership.pk).exists()


def test_a_membership_that_never_was_is_missing(admin):
    assert admin.client.get("/administration/memberships/99999999999999999999/end/").status_code == 404
    assert admin.client.post("/administration/memberships/999999/end/").status_code == 404
    with pytest.raises(Hidden):
        services.end(actor=admin.actor(), membership_id=999_999)


def test_administration_ends_at_once_too(admin):
    """An administrator who was ended ends nobody any more, also in an open window."""
    membership = MembershipFactory(organisation="administration", function=Function.ADMINISTRATOR)
    client = signed_in(membership.user)
    assert client.get("/administration/").status_code == 200
    services.end(actor=admin.actor(), membership_id=membership.pk)
    assert client.get("/administration/").status_code == 302


def test_sessions_end_after_thirty_minutes_and_polling_does_not_prolong_them(db):
    membership = MembershipFactory(organisation="spain")
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client, polling = signed_in(membership.user), signed_in(membership.user)
        for _minute in range(4):
            clock.shift(datetime.timedelta(minutes=10))
            answer = client.get("/")
            left = polling.get("/", headers={"HX-Request": "true", "HX-Trigger": "progress"})
        assert answer.status_code == 200
        assert left.headers.get("HX-Redirect", "").startswith("/sign-in/")
        clock.shift(datetime.timedelta(minutes=31))
        assert gone(client)


def test_sessions_end_after_twelve_hours_whatever_is_done(db):
    membership = MembershipFactory(organisation="spain")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(membership.user)
        for _step in range(12 * 3):
            clock.shift(datetime.timedelta(minutes=20))
            assert client.get("/").status_code == 200
        clock.shift(datetime.timedelta(minutes=1))
        assert gone(client)


def test_a_request_within_a_minute_writes_no_session(italy):
    italy.client.get("/people/")
    with CaptureQueriesContext(connection) as asked:
        italy.client.get("/people/")
    assert not [query for query in asked if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


def test_every_sign_in_has_a_key_of_its_own(db):
    membership = MembershipFactory(organisation="spain")
    client = signed_in(membership.user)
    before = client.cookies["session"].value
    personas.sign_in(client, membership.user)
    after = client.cookies["session"].value
    assert before != after
    assert {before[: len(f"{membership.user.pk:x}-")], after[: len(f"{membership.user.pk:x}-")]} == {
        f"{membership.user.pk:x}-"
    }
    assert not Session.objects.filter(session_key=before).exists()
