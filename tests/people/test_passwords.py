"""New passwords: asked for, forgotten, refused as common."""

import datetime

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from coordination.people import passwords, services
from coordination.people.models import User
from tests.people.test_factors import PASSWORD, SECRET, code, delegate, enter, is_in, with_app

__all__ = ["delegate", "with_app"]

OTHER = "another sentence that is easy to keep"
BOTH = {"new_password1": OTHER, "new_password2": OTHER}


@pytest.mark.parametrize(
    "password",
    [
        "fourteen chars",
        "passwordpassword",
        "password12345678",
        "12345678901234567890",
        "!!iloveyou!!!!!!!!",
        "sunshineprincess",
        "aaaaaaaaaaaaaaaa",
        "xyzxyzxyzxyzxyzxyz",
        "qwertyuiopasdfgh",
    ],
)
def test_what_is_short_or_common_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, OTHER, "correct horse battery staple", "ni ponts ni barques", "x7Kq-29fL-mmPz-0aWd"],
)
def test_nothing_is_said_about_composition(password):
    validate_password(password)


def test_a_new_password_ends_all_other_sessions(delegate):
    TOTP.activate(delegate, SECRET)
    here, there = Client(), Client()
    for number, client in enumerate((here, there)):
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2 * number - 3)):
            client.post("/sign-in/", {"username": delegate.email, "password": PASSWORD})
            client.post("/sign-in/second-factor/", {"proof-code": code()})
    assert is_in(here)
    assert is_in(there)
    assert here.post("/account/password/", BOTH).headers["Location"] == "/account/"
    assert is_in(here)
    assert not is_in(there)
    assert Session.objects.filter(session_key__startswith=f"{delegate.pk:x}-").count() == 1
    assert "_auth_user_id" not in enter(delegate).session
    assert enter(delegate, OTHER).get("/sign-in/second-factor/").status_code == 200


# --- Forgotten ----------------------------------------------------------------------------


def ask(email: str):
    return Client().post("/sign-in/forgotten/", {"email": email})


def link_for(user: User) -> str:
    mail.outbox.clear()
    services.mail_password_link(email=user.email)
    body = mail.outbox[0].body
    return body[body.index("/sign-in/reset/") :].split()[0]


def test_the_answer_is_the_same_for_every_address(with_app, monkeypatch):
    closed = User.objects.create(email="closed@spain.example", is_active=False)
    told = {
        answer.content.replace(answer.context["csrf_token"].__str__().encode(), b"")
        for answer in map(ask, [with_app.email, closed.email, "nobody@nowhere.example"])
    }
    assert len({page.split(b"<main")[1] for page in told}) == 1
    assert mail.outbox == []  # it is sent later, in the background


def test_only_who_can_have_one_is_mailed_a_link(with_app, db):
    invited = User.objects.create(email="invited@spain.example", password="!")
    for email in (invited.email, "nobody@nowhere.example"):
        services.mail_password_link(email=email)
    assert mail.outbox == []
    services.mail_password_link(email=with_app.email)
    assert [message.to for message in mail.outbox] == [[with_app.email]]
    assert mail.outbox[0].body.count("/sign-in/reset/") == 2


def test_the_mailbox_alone_sets_no_password(with_app):
    link, client = link_for(with_app), Client()
    assert client.get(link).context["proof"]["code_form"]
    client.post(link, BOTH)
    client.post(link, BOTH | {"proof-code": "000000"})
    with_app.refresh_from_db()
    assert with_app.check_password(PASSWORD)


def test_with_the_second_factor_it_does_and_all_sessions_end(with_app):
    inside = enter(with_app)
    inside.post("/sign-in/second-factor/", {"proof-code": code(steps=-1)})
    assert is_in(inside)
    link, client = link_for(with_app), Client()
    assert client.post(link, {"proof-code": code()}).headers["Location"] == link
    assert client.post(link, BOTH).headers["Location"] == "/sign-in/"
    with_app.refresh_from_db()
    assert with_app.check_password(OTHER)
    assert not is_in(inside)
    assert not is_in(client)
    assert client.get(link).status_code == 404  # it works once


def test_a_link_ends_after_an_hour_and_with_the_account(with_app):
    link = link_for(with_app)
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=passwords.WORKS_FOR + 5)):
        assert Client().get(link).status_code == 404
    User.objects.filter(pk=with_app.pk).update(is_active=False)
    assert Client().get(link).status_code == 404


def test_a_proof_for_one_link_opens_no_other(with_app, db):
    from tests.factories import MembershipFactory

    other = MembershipFactory(organisation="spain").user
    other.set_password(PASSWORD)
    other.save()
    TOTP.activate(other, SECRET)
    client = Client()
    client.post(link_for(with_app), {"proof-code": code()})
    assert client.get(link_for(other)).context["proof"]
