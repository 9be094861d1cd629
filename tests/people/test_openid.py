"""Signing in on a provider's word: an account is known by issuer and subject, never by e-mail (SECURITY 15)."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client, override_settings

from coordination.people import invitations
from coordination.people.models import Identity, User
from tests import personas
from tests.factories import MembershipFactory
from tests.people.identity_provider import CLIENT, SECRET, IdentityProvider, running
from tests.people.keys import Key
from tests.people.test_factors import SECRET as APP
from tests.people.test_factors import code, is_in

STRONG = "https://ecas.ec.europa.eu/loa/strong"


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with running() as provider:
        entry = {
            "key": "eu-login",
            "name": "EU Login",
            "issuer": provider.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "strong": [STRONG, "mfa"],
        }
        with override_settings(OPENID_PROVIDERS=[entry]):
            yield provider


@pytest.fixture
def linked(provider, db) -> User:
    user = MembershipFactory(organisation="spain").user
    Identity.objects.create(user=user, issuer=provider.issuer, subject=provider.subject)
    return user


def go(client: Client, **query: str) -> str:
    """Go to the provider, sign in there, and the address that leads back."""
    begun = client.get("/sign-in/with/eu-login/", query)
    assert begun.status_code == 302
    return requests.get(begun.headers["Location"], allow_redirects=False, timeout=5).headers["Location"]


def come_back(client: Client, address: str):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def through(client: Client, **query: str):
    return come_back(client, go(client, **query))


def refused(answer) -> bool:
    return answer.status_code == 403 and "opens no account here" in answer.content.decode()


def test_what_is_asked_of_the_provider(provider, db):
    begun = Client().get("/sign-in/with/eu-login/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.headers["Location"]).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://testserver/sign-in/with/eu-login/back/"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32


@pytest.mark.row("C21")
def test_a_linked_identity_with_strong_authentication_is_in(linked, provider):
    provider.claims = {"acr": STRONG}
    client = Client()
    assert through(client, next="/countries/").headers["Location"] == "/countries/"
    assert is_in(client)
    assert client.get("/").context["actor"].email == linked.email


def test_without_strong_authentication_a_second_factor_is_ours_to_ask(linked, provider):
    client = Client()
    assert through(client).headers["Location"] == "/"
    assert client.get("/").headers["Location"].startswith("/account/protect/")
    TOTP.activate(linked, APP)
    again = Client()
    assert through(again).headers["Location"] == "/sign-in/second-factor/"
    assert not is_in(again)
    again.post("/sign-in/second-factor/", {"proof-code": code()})
    assert is_in(again)


def test_a_provider_is_no_passkey(admin, provider):
    Identity.objects.create(user=admin.user, issuer=provider.issuer, subject=provider.subject)
    Key().enrol(admin.client)
    provider.claims = {"amr": ["pwd", "mfa"]}
    client = Client()
    through(client)
    assert client.get("/").headers["Location"].startswith("/account/protect/")


WRONG = {
    "nonce": {"nonce": "another"},
    "audience": {"aud": "another-client"},
    "several audiences": {"aud": [CLIENT, "another-client"]},
    "authorised party": {"azp": "another-client"},
    "issuer": {"iss": "https://elsewhere.example"},
    "expired": {"exp": int(time.time()) - 3600},
    "not yet": {"nbf": int(time.time()) + 3600},
    "from the future": {"iat": int(time.time()) + 3600},
    "no subject": {"sub": ""},
    "a subject that is no text": {"sub": 7},
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_token_with_a_wrong_claim_opens_nothing(fault, linked, provider):
    provider.claims = {"acr": STRONG} | WRONG[fault]
    client = Client()
    assert refused(through(client))
    assert not is_in(client)


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat", "nonce"])
def test_a_token_without_a_claim_opens_nothing(claim, linked, provider):
    provider.claims, provider.drops = {"acr": STRONG}, {claim}
    assert refused(through(Client()))


def test_a_tampered_token_opens_nothing(linked, provider):
    provider.tampers = True
    Identity.objects.create(user=linked, issuer=provider.issuer, subject="somebody-else")
    assert refused(through(Client()))


def test_a_token_signed_by_another_opens_nothing(linked, provider):
    provider.signs_with = provider.stranger
    assert refused(through(Client()))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_is_not_signed_by_a_key_pair_opens_nothing(algorithm, linked, provider):
    provider.algorithm = algorithm
    provider.signs_with = None if algorithm == "none" else SECRET * 3
    assert refused(through(Client()))


def test_a_provider_that_calls_itself_otherwise_is_not_believed(linked, provider):
    provider.calls_itself = "https://elsewhere.example"
    assert refused(Client().get("/sign-in/with/eu-login/"))


def test_a_provider_that_is_away_is_said_plainly(provider, db):
    [entry] = settings.OPENID_PROVIDERS
    with override_settings(OPENID_PROVIDERS=[entry | {"issuer": "http://127.0.0.1:9"}]):
        assert refused(Client().get("/sign-in/with/eu-login/"))


# --- What comes back ----------------------------------------------------------------------


def test_nobody_comes_back_who_was_not_sent(linked, provider):
    address = go(Client())
    assert refused(come_back(Client(), address))


def test_another_state_opens_nothing_and_uses_the_way_up(linked, provider):
    client = Client()
    address = go(client)
    assert refused(come_back(client, address.replace("state=", "state=x")))
    assert refused(come_back(client, address))
    assert not is_in(client)


def test_a_way_back_works_once(linked, provider):
    provider.claims = {"acr": STRONG}
    client = Client()
    address = go(client)
    come_back(client, address)
    assert refused(come_back(client, address))


def test_a_code_of_another_session_opens_nothing(linked, provider):
    """The verifier of PKCE is hidden in the session that began."""
    theirs, ours = go(Client()), Client()
    own = go(ours)
    stolen = parse_qs(urlsplit(theirs).query)["code"][0]
    code_here = parse_qs(urlsplit(own).query)["code"][0]
    assert refused(come_back(ours, own.replace(code_here, stolen)))


def test_an_answer_without_anybody_is_refused(provider, db):
    client = Client()
    go(client)
    state = client.session["openid"]["state"]
    assert refused(client.get("/sign-in/with/eu-login/back/", {"error": "access_denied", "state": state}))


def test_an_unknown_provider_is_not_there(provider, db):
    assert Client().get("/sign-in/with/elsewhere/").status_code == 404
    assert Client().get("/sign-in/with/elsewhere/back/").status_code == 404


# --- Whose account ------------------------------------------------------------------------


@pytest.mark.parametrize("subject", ["subject-2", "SUBJECT-1", "subject-1 "])
def test_the_same_e_mail_with_another_subject_opens_nothing_and_makes_nothing(subject, linked, provider):
    provider.subject = subject
    provider.claims = {"acr": STRONG, "email": linked.email, "email_verified": True}
    before = User.objects.count(), Identity.objects.count()
    client = Client()
    assert refused(through(client))
    assert not is_in(client)
    assert (User.objects.count(), Identity.objects.count()) == before


def test_the_same_subject_of_another_issuer_opens_nothing(linked, provider):
    Identity.objects.filter(user=linked).update(issuer="https://another.example")
    assert refused(through(Client()))


def test_a_closed_account_opens_no_more(linked, provider):
    User.objects.filter(pk=linked.pk).update(is_active=False)
    provider.claims = {"acr": STRONG}
    assert refused(through(Client()))


def test_an_invitation_is_taken_up_through_the_provider(provider, db):
    user = MembershipFactory(organisation="spain").user
    link = invitations.path_for(user)
    page = Client().get(link)
    [way] = page.context["providers"]
    assert way["name"] == "EU Login"
    provider.claims = {"acr": STRONG, "email": "elsewhere@other.example"}
    client = Client()
    begun = client.get(way["url"])
    address = requests.get(begun.headers["Location"], allow_redirects=False, timeout=5).headers["Location"]
    assert come_back(client, address).headers["Location"] == "/"
    assert is_in(client)
    assert list(Identity.objects.values_list("user_id", "issuer", "subject")) == [
        (user.pk, provider.issuer, provider.subject)
    ]
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert Client().get(link).status_code == 404  # void from then on
    again = Client()
    through(again)
    assert is_in(again)


def test_an_invitation_takes_no_identity_of_somebody_else(linked, provider):
    other = MembershipFactory(organisation="spain").user
    _, _, uidb64, token, _ = invitations.path_for(other).split("/")
    assert refused(through(Client(), invitation=f"{uidb64}/{token}"))
    assert Identity.objects.get().user_id == linked.pk
    assert refused(through(Client(), invitation="MQ/no-such-token"))


def test_ending_the_access_unlinks(linked, admin, provider):
    membership = linked.memberships.get()
    admin.client.post(f"/administration/memberships/{membership.pk}/end/")
    assert not Identity.objects.exists()


# --- A fresh proof ------------------------------------------------------------------------


def test_the_provider_asks_again_before_what_weighs_much(linked, provider):
    provider.claims = {"acr": STRONG}
    client = Client()
    through(client)
    session = client.session
    [record] = session["account_authentication_methods"]
    session["account_authentication_methods"] = [record | {"at": time.time() - 600}]
    session.save()
    asked = client.get("/activities/file/csv/")
    assert asked.status_code == 302
    [way] = client.get(asked.headers["Location"]).context["providers"]
    address = go(client, confirm="1", next="/activities/")
    assert provider.asked[-1]["prompt"] == "login"
    assert provider.asked[-1]["max_age"] == "0"
    assert "confirm" in way["url"]
    assert come_back(client, address).headers["Location"] == "/activities/"
    assert client.get("/activities/file/csv/").status_code == 200


@pytest.mark.parametrize("claims", [{"auth_time": 1}, {"auth_time": None}, {"sub": "subject-2"}, {"acr": ""}])
def test_an_old_sign_in_or_another_person_is_no_fresh_proof(claims, linked, provider):
    client = Client()
    personas.sign_in(client, linked, at=time.time() - 600)
    provider.claims = {"acr": STRONG} | claims
    assert refused(through(client, confirm="1", next="/activities/"))
    assert client.get("/activities/file/csv/").status_code == 302
