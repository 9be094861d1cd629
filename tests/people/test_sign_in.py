"""Coming in and going out."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from coordination.people.models import Membership
from coordination.people.queries import presidency
from tests import personas
from tests.factories import MembershipFactory

PASSWORD = "a sentence that is easy to keep"


@pytest.fixture
def delegate(db):
    membership = MembershipFactory(organisation="spain")
    membership.user.set_password(PASSWORD)
    membership.user.save()
    return membership.user


def attempt(username: str, password: str = PASSWORD, **more):
    return Client().post("/sign-in/", {"username": username, "password": password} | more)


def test_the_visitor_is_sent_to_sign_in_and_back(delegate):
    answer = Client().get("/countries/?sort=tier")
    assert answer.headers["Location"] == "/sign-in/?next=/countries/%3Fsort%3Dtier"
    page = Client().get(answer.headers["Location"])
    assert 'name="next" value="/countries/?sort=tier"' in page.content.decode()
    assert (
        attempt(delegate.email, next="/countries/?sort=tier").headers["Location"] == "/countries/?sort=tier"
    )


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(address, delegate):
    assert attempt(delegate.email, next=address).headers["Location"] == "/"


def test_failures_look_the_same(delegate):
    closed = MembershipFactory(organisation="spain").user
    closed.set_password(PASSWORD)
    closed.is_active = False
    closed.save()
    invited = MembershipFactory(organisation="spain").user
    wrong = [
        attempt(delegate.email, "not the password at all"),
        attempt("nobody@nowhere.example"),
        attempt(closed.email),
        attempt(invited.email),
    ]
    assert {answer.status_code for answer in wrong} == {200}
    assert len({tuple(answer.context["form"].non_field_errors()) for answer in wrong}) == 1
    assert not any("session" in answer.cookies for answer in wrong)


@pytest.mark.parametrize(
    ("username", "password"), [("", ""), ("a\x00b@c.example", PASSWORD), ("x" * 5000, "y")]
)
def test_bad_input_is_answered_on_the_page(username, password, db):
    answer = attempt(username, password)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_signing_out_ends_the_session_on_the_server(delegate):
    client = Client()
    personas.sign_in(client, delegate)
    key = client.cookies["session"].value
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 200
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/").status_code == 302


def test_the_language_is_kept_in_a_cookie_and_changes_the_page(italy):
    answer = italy.client.post("/language/", {"language": "fr", "next": "/countries/NE/"})
    assert answer.headers["Location"] == "/countries/NE/"
    assert answer.cookies["language"].value == "fr"
    assert 'lang="fr"' in italy.client.get("/countries/NE/").content.decode()
    outside = italy.client.post("/language/", {"language": "fr", "next": "https://elsewhere.example/"})
    assert outside.headers["Location"] == "/"


def test_the_demonstration_is_not_there_in_production(db):
    with pytest.raises(NoReverseMatch):
        reverse("demo-sign-in")
    assert Client().get("/demo/sign-in/").status_code == 404
    assert Client().post("/demo/sign-in/", {"persona": "italy"}).status_code == 404


@pytest.fixture
def demonstration(db):
    with override_settings(ROOT_URLCONF="tests.people.demonstration_urls", DEMO=True):
        yield


def test_somebody_is_chosen_in_the_demonstration(demonstration):
    page = Client().get("/demo/sign-in/").content.decode()
    assert 'value="italy"' in page
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/sign-in/", {"persona": "italy"}).headers["Location"] == "/"
    assert strict.get("/").context["actor"].organisation.code == "italy"


def test_the_persona_of_the_presidency_follows_the_rota(demonstration):
    following = presidency().next_holder
    Membership.objects.filter(user__email="presidency@demo.example").update(organisation=following)
    client = Client()
    client.post("/demo/sign-in/", {"persona": "presidency"})
    assert client.get("/").context["actor"].is_chair


@pytest.mark.parametrize("persona", ["", "removed", "nobody", "italy@demo.example"])
def test_nobody_else_can_be_chosen(persona, demonstration):
    client = Client()
    assert client.post("/demo/sign-in/", {"persona": persona}).status_code == 404
    assert client.get("/").status_code == 302
