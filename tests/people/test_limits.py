"""Tries are counted for all processes together, and who is stopped is told nothing (SECURITY 14)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from coordination.people import limits
from coordination.people.models import User
from tests import personas
from tests.factories import MembershipFactory
from tests.people.test_factors import PASSWORD


@pytest.fixture
def delegate(db) -> User:
    user = MembershipFactory(organisation="spain").user
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(email: str, password: str = PASSWORD, client: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=client).post("/sign-in/", {"username": email, "password": password})


def words(answer) -> tuple:
    assert answer.status_code == 200
    return tuple(answer.context["form"].non_field_errors())


def test_an_address_is_locked_and_answered_like_a_wrong_password(delegate, django_assert_max_num_queries):
    told = {words(attempt(delegate.email, "wrong", f"192.0.2.{number}")) for number in range(10)}
    told.add(words(attempt(delegate.email.upper(), client="192.0.2.99")))
    told.add(words(attempt("nobody@nowhere.example")))
    assert len(told) == 1


def test_a_locked_address_costs_the_same_hash(delegate, monkeypatch):
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed = []
    real = Argon2PasswordHasher.encode
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda *args, **kwargs: hashed.append(1) or real(*args, **kwargs)
    )
    counts = []
    for email in ["nobody@nowhere.example"] * 11:
        hashed.clear()
        attempt(email)
        counts.append(len(hashed))
    assert counts == [1] * 11


def test_success_takes_the_count_back(delegate):
    for _ in range(12):
        assert attempt(delegate.email).status_code == 302


def test_a_client_is_locked_whatever_addresses_it_tries(delegate, monkeypatch):
    monkeypatch.setitem(limits.RATES, limits.SIGN_IN, "10/15m/key,4/15m/ip")
    for number in range(4):
        attempt(f"nobody-{number}@nowhere.example")
    assert words(attempt(delegate.email))
    assert attempt(delegate.email, client="192.0.2.2").status_code == 302


def test_invitations_are_not_guessed(delegate, monkeypatch):
    from coordination.people import invitations

    monkeypatch.setitem(limits.RATES, limits.INVITATION, "3/15m/ip")
    invited = MembershipFactory(organisation="spain").user
    link = invitations.path_for(invited)
    for _ in range(5):  # a right link costs nothing
        assert Client().get(link).status_code == 200
    for _ in range(3):
        assert Client().get("/invitation/MQ/no-such-token/").status_code == 404
    assert Client().get(link).status_code == 404


def test_tokens_are_not_guessed(italy, monkeypatch):
    monkeypatch.setitem(limits.RATES, limits.TOKEN, "3/15m/ip")
    wrong = {"Authorization": "Bearer no-such-token"}
    answers = [Client().get("/api/v1/me/", headers=wrong).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    assert italy.api.get("/api/v1/me/").status_code == 200


def test_passwords_are_counted_across_connections(committed):
    """Twenty tries over four connections: the limit is one for all, and holds while they race."""
    user = personas.load("france").user
    kept = user.password
    user.set_password(PASSWORD)
    user.save()
    tries = [user.email] * 20

    def wrong(email: str) -> bool:
        try:
            return bool(words(attempt(email, "wrong")))
        finally:
            connections.close_all()

    try:
        with ThreadPoolExecutor(4) as processes:
            assert all(processes.map(wrong, tries))
        assert words(attempt(user.email))
        cached = connections["default"].cursor()
        cached.execute("SELECT count(*) FROM coordination_cache")
        assert cached.fetchone()[0] > 0
    finally:
        User.objects.filter(pk=user.pk).update(password=kept)
