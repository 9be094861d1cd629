"""A second factor for everybody, a passkey for administrators and the chair (SECURITY 12)."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from coordination.access.routes import routes
from coordination.people import factors, invitations
from coordination.people.models import User
from tests import personas
from tests.factories import MembershipFactory
from tests.people.keys import Key

PASSWORD = "a sentence that is easy to keep"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def delegate(db) -> User:
    user = MembershipFactory(organisation="spain").user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def with_app(delegate) -> User:
    TOTP.activate(delegate, SECRET)
    return delegate


def enter(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": user.email, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


# --- The first factor ---------------------------------------------------------------------


def test_whoever_has_no_factor_is_led_to_enrol_one_and_reaches_nothing_else(delegate):
    client = enter(delegate)
    led = "/account/protect/?next="
    for path, _view in routes():
        if "<" in path or path.startswith(("api/", "healthz", "readyz", "sign-", "language/", "account/")):
            continue
        answer = client.get(f"/{path}")
        assert answer.status_code == 405 or answer.headers["Location"].startswith(led), path
    for path in ("/account/", "/api/v1/docs/"):
        assert client.get(path).headers["Location"].startswith(led)
    assert client.post("/account/sessions/end/", {"which": "others"}).headers["Location"].startswith(led)
    assert client.get("/api/v1/me/").status_code == 403
    assert client.get("/account/protect/").context["may_add"]


def test_an_invitation_leads_to_an_app_to_recovery_codes_and_in(db):
    membership = MembershipFactory(organisation="spain")
    client = Client()
    link = invitations.path_for(membership.user)
    client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    page = client.get(client.get("/").headers["Location"])
    app = client.get(page.context["app_url"])
    secret = app.context["secret"].replace(" ", "")
    wrong = client.post("/account/app/add/", {"code": "000000"})
    assert wrong.status_code == 400
    assert not is_in(client)

    codes = client.post("/account/app/add/", {"code": code(secret), "next": "/countries/"})
    assert len(codes.context["codes"]) == 10
    assert codes.context["next"] == "/countries/"
    assert is_in(client)
    kinds = set(Authenticator.objects.filter(user=membership.user).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


def test_secrets_are_not_kept_in_the_clear(with_app):
    RecoveryCodes.activate(with_app)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        kept = " ".join(text for (text,) in cursor.fetchall())
    assert SECRET not in kept
    with override_settings(SECRET_KEY="another" * 10, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert Authenticator.objects.get(type="totp").wrap().validate_code(code())


# --- The second step ----------------------------------------------------------------------


def test_the_password_alone_opens_no_session(with_app):
    client = enter(with_app)
    assert "_auth_user_id" not in client.session
    assert not is_in(client)
    page = client.get("/sign-in/second-factor/")
    assert page.context["proof"]["code_form"] is not None
    assert not page.context["proof"]["passkey"]
    before = client.session.session_key
    answer = client.post("/sign-in/second-factor/", {"proof-code": code()})
    assert answer.headers["Location"] == "/"
    assert is_in(client)
    assert client.session.session_key != before


def test_the_way_on_survives_the_second_step(with_app):
    client = Client()
    client.post("/sign-in/", {"username": with_app.email, "password": PASSWORD, "next": "/countries/"})
    assert client.post("/sign-in/second-factor/", {"proof-code": code()}).headers["Location"] == "/countries/"


@pytest.mark.parametrize("sent", ["", "000000", "x" * 5000, "000000000000"])
def test_a_wrong_code_opens_nothing(sent, with_app):
    client = enter(with_app)
    answer = client.post("/sign-in/second-factor/", {"proof-code": sent})
    assert answer.status_code == 200
    assert answer.context["proof"]["code_form"].errors
    assert not is_in(client)


def test_a_code_works_once(with_app):
    used = code()
    assert is_in_by_code(with_app, used)
    assert not is_in_by_code(with_app, used)


def test_a_recovery_code_works_once(with_app):
    kept = RecoveryCodes.activate(with_app).get_unused_codes()[3]
    assert is_in_by_code(with_app, kept)
    assert not is_in_by_code(with_app, kept)


def is_in_by_code(user: User, sent: str) -> bool:
    client = enter(user)
    client.post("/sign-in/second-factor/", {"proof-code": sent})
    return is_in(client)


def test_codes_are_not_guessed(with_app):
    client = enter(with_app)
    for _ in range(5):
        client.post("/sign-in/second-factor/", {"proof-code": "000000"})
    assert not is_in_by_code(with_app, code())


def test_nobody_comes_to_the_second_step_without_the_first(with_app):
    assert Client().get("/sign-in/second-factor/").headers["Location"] == "/sign-in/"
    assert Client().post("/sign-in/second-factor/", {"proof-code": code()}).headers["Location"] == "/sign-in/"


# --- Passkeys -----------------------------------------------------------------------------


def test_a_passkey_is_a_second_factor_and_signs_in_alone(delegate):
    key, client = Key(), enter(delegate)
    assert key.enrol(client).status_code == 200
    assert is_in(client)

    again = enter(delegate)
    assert again.get("/sign-in/second-factor/").context["proof"]["passkey"]
    assert key.answer(again, "/sign-in/second-factor/").headers["Location"] == "/"
    assert is_in(again)

    alone = Client()
    answer = key.answer(alone, "/sign-in/passkey/", next="/countries/")
    assert answer.headers["Location"] == "/countries/"
    assert is_in(alone)


def test_an_answer_to_another_question_opens_nothing(delegate):
    key, client = Key(), enter(delegate)
    key.enrol(client)
    first, second = enter(delegate), enter(delegate)
    old = key.respond(first.post("/sign-in/second-factor/?options").json())
    second.post("/sign-in/second-factor/?options")
    assert second.post("/sign-in/second-factor/", {"proof-credential": old}).status_code == 200
    assert not is_in(second)
    # And an answer is taken once.
    first.post("/sign-in/second-factor/", {"proof-credential": old})
    assert is_in(first)
    third = Client()
    third.cookies["session"] = first.cookies["session"].value
    assert third.post("/sign-in/passkey/", {"proof-credential": old}).context["failed"]


def test_a_key_of_somebody_else_opens_nothing(delegate, with_app):
    other = MembershipFactory(organisation="spain").user
    other.set_password(PASSWORD)
    other.save()
    Key().enrol(enter(other))
    stranger = Key()
    client = enter(other)
    client.post("/sign-in/second-factor/?options")
    assert stranger.answer(client, "/sign-in/second-factor/").status_code == 200
    assert not is_in(client)


def test_a_key_that_does_not_recognise_its_person_is_not_enough(delegate):
    key, client = Key(), enter(delegate)
    assert Key(verifies=False).enrol(client).status_code == 400
    key.enrol(client)
    key.verifies = False
    alone = Client()
    assert key.answer(alone, "/sign-in/passkey/").context["failed"]
    assert not is_in(alone)


@pytest.mark.parametrize("sent", ["", "x", "[]", "{}", "null", '{"response": []}', '{"id": 1}', '"a"'])
def test_what_is_no_answer_is_refused_on_the_page(sent, delegate):
    client = Client()
    client.post("/sign-in/passkey/?options")
    assert client.post("/sign-in/passkey/", {"proof-credential": sent}).context["failed"]
    half = enter(delegate)
    half.post("/account/passkeys/add/?options")
    assert half.post("/account/passkeys/add/", {"credential": sent}).status_code == 400
    assert not is_in(half)


def test_a_closed_account_is_opened_by_no_passkey(delegate):
    key = Key()
    key.enrol(enter(delegate))
    User.objects.filter(pk=delegate.pk).update(is_active=False)
    alone = Client()
    assert key.answer(alone, "/sign-in/passkey/").context["failed"]


# --- Who needs a passkey ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["admin", "presidency"])
def test_administrators_and_the_chair_come_in_by_passkey_alone(name, everybody):
    user = everybody[name].user
    by_code, by_passkey = Client(), Client()
    personas.sign_in(by_code, user, proof=factors.CODE)
    personas.sign_in(by_passkey, user, proof=factors.PASSKEY)
    assert by_code.get("/").headers["Location"].startswith("/account/protect/")
    page = by_code.get("/account/protect/")
    assert page.context["needs_passkey"]
    assert "/account/app/add/" not in page.content.decode()
    assert by_passkey.get("/").status_code == 200


def test_for_a_delegate_a_code_is_enough(italy):
    client = Client()
    personas.sign_in(client, italy.user, proof=factors.CODE)
    assert is_in(client)


def test_whoever_holds_a_passkey_cannot_add_another_by_code(admin):
    """Else a stolen password with a stolen app would make a passkey."""
    Key().enrol(admin.client)
    TOTP.activate(admin.user, SECRET)
    client = Client()
    personas.sign_in(client, admin.user, proof=factors.CODE)
    assert not client.get("/account/protect/").context["may_add"]
    assert client.get("/account/passkeys/add/").status_code == 403
    assert Key().enrol(client).status_code == 403
    personas.sign_in(client, admin.user, proof=factors.RECOVERY)
    assert client.get("/account/protect/").context["may_add"]
    assert Key().enrol(client).status_code == 302
    assert is_in(client)


def test_a_session_from_before_the_first_factor_must_show_it(delegate):
    early, other = enter(delegate), enter(delegate)
    Key().enrol(other)
    assert not early.get("/account/protect/").context["may_add"]
    assert Key().enrol(early).status_code == 403


# --- The exemption of the demonstration ---------------------------------------------------


def test_the_note_of_the_demonstration_is_believed_nowhere_else(italy):
    client = Client()
    personas.sign_in(client, italy.user, proof="")
    session = client.session
    session["account_authentication_methods"] = [{"method": factors.DEMONSTRATION, "at": time.time()}]
    session["account_authentication_methods_user"] = str(italy.user.pk)
    session.save()
    assert not is_in(client)
    with override_settings(DEMO=True):
        assert is_in(client)


# --- What allauth brings and we do not use ------------------------------------------------


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_email", "account_reset_password", "mfa_index"]
)
def test_pages_of_allauth_do_not_exist(name, db):
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert Client().get("/accounts/login/").status_code == 404
