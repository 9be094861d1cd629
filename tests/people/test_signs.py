"""Every event of signing is in the trail, without what was typed (SECURITY 20)."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client

from coordination.access.reader import reading_as
from coordination.history.models import Verb
from tests.people.keys import Key
from tests.people.test_factors import PASSWORD, SECRET, code, delegate, enter, with_app

__all__ = ["delegate", "with_app"]


@pytest.fixture
def told(admin, django_capture_on_commit_callbacks):
    """What the trail says since the last call, as an administrator may read it."""
    seen = {"id": 0}

    def events() -> list[tuple]:
        with reading_as(admin.actor()), connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, verb, user_id, about_id, detail::text FROM coordination_trailline"
                " WHERE id > %s ORDER BY id",
                [seen["id"]],
            )
            rows = cursor.fetchall()
        seen["id"] = rows[-1][0] if rows else seen["id"]
        assert not [row for row in rows if PASSWORD in row[4] or "@" in row[4]]
        # The tables of accounts note what changes of their rows besides.
        return [(row[1], row[2], row[3]) for row in rows if row[1] not in (Verb.ADDED, Verb.CHANGED)]

    events()
    return events


def test_a_sign_in_with_its_failures_and_its_end(told, with_app):
    pk = with_app.pk
    enter(with_app, "wrong")
    Client().post("/sign-in/", {"username": "nobody@nowhere.example", "password": "x"})
    assert told() == [(Verb.SIGN_IN_FAILED, None, pk), (Verb.SIGN_IN_FAILED, None, None)]
    client = enter(with_app)
    assert told() == []
    client.post("/sign-in/second-factor/", {"proof-code": "000000"})
    assert told() == [(Verb.SIGN_IN_FAILED, None, pk)]
    client.post("/sign-in/second-factor/", {"proof-code": code()})
    assert told() == [(Verb.SIGNED_IN, pk, None)]
    client.post("/account/sessions/end/", {"which": "others"})
    client.post("/sign-out/")
    assert told() == [(Verb.SESSION_ENDED, pk, None), (Verb.SIGNED_OUT, pk, None)]


def test_who_is_locked_out_is_noted(told, with_app):
    for _ in range(10):
        enter(with_app, "wrong")
    told()
    enter(with_app)
    assert told() == [(Verb.LOCKED_OUT, None, with_app.pk)]


def test_factors_proofs_and_passwords(told, delegate, django_capture_on_commit_callbacks):
    key, client = Key(), enter(delegate)
    told()
    with django_capture_on_commit_callbacks(execute=True):
        key.enrol(client)
    assert set(told()) == {(Verb.FACTOR_ADDED, delegate.pk, None)}
    key.answer(client, "/account/confirm/")
    assert told() == [(Verb.STEPPED_UP, delegate.pk, None)]
    new = "another sentence that is easy to keep"
    client.post("/account/password/", {"new_password1": new, "new_password2": new})
    assert told() == [(Verb.PASSWORD_SET, delegate.pk, None)]
    app = TOTP.activate(delegate, SECRET).instance
    client.post(f"/account/factors/{app.pk}/remove/")
    assert told() == [(Verb.FACTOR_REMOVED, delegate.pk, None)]
