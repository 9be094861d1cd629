"""Readings, refusals and deeds on accounts leave a line without content (SECURITY 20)."""

import uuid

import pytest
from django.db import connection

from coordination.access.reader import reading_as
from coordination.history.models import TrailLine, Verb
from coordination.history.trail import note
from coordination.people.models import Membership, User
from tests import personas
from tests.factories import ActivityFactory

pytestmark = [pytest.mark.row("B27"), pytest.mark.django_db(databases=["default", "owner"])]


def written(since: int) -> list[TrailLine]:
    """The lines after one, as an administrator may read them."""
    with reading_as(personas.load("admin").actor()):
        return list(TrailLine.objects.filter(pk__gt=since).order_by("pk"))


def lines(since: int) -> list[tuple[str, str, int | None]]:
    # Personas sign in when they are first needed.
    came = Verb.SIGNED_IN
    return [(line.verb, line.record, line.user_id) for line in written(since) if line.verb != came]


def all_words(since: int) -> str:
    with reading_as(personas.load("admin").actor()), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(l::text, ' ') FROM coordination_trailline l WHERE id > %s", [since])
        return cursor.fetchone()[0]


@pytest.fixture
def since(db) -> int:
    """The last line of before: personas are made with lines of their own."""
    with reading_as(personas.load("admin").actor()):
        newest = TrailLine.objects.order_by("-pk").first()
    return newest.pk if newest else 0


@pytest.mark.parametrize("prefix", ["/activities/", "/api/v1/activities/"])
def test_opening_a_narrower_record_leaves_a_line_and_a_common_one_none(prefix, italy, france, since):
    narrow = ActivityFactory(originator="italy", shared_with=["france"])
    common = ActivityFactory(originator="italy", shared_with="members")
    client = france.client
    for entry in (narrow, common):
        assert client.get(f"{prefix}{entry.pk}/").status_code == 200
    assert lines(since) == [("read", str(narrow.pk), france.user.pk)]


def test_lists_leave_none_and_files_of_lists_one(italy, since):
    ActivityFactory(originator="italy", shared_with=[])
    client = italy.client
    assert client.get("/activities/").status_code == 200
    assert lines(since) == []
    assert b"".join(client.get("/activities/file/csv/")).strip()
    assert [verb for verb, *_ in lines(since)] == ["exported"]


def test_hidden_and_missing_leave_the_same_line(malta, since):
    hidden = ActivityFactory(originator="italy", shared_with=[]).pk
    missing = uuid.uuid4()
    for key in (hidden, missing):
        assert malta.client.get(f"/activities/{key}/").status_code == 404
    assert lines(since) == [
        ("not-found", str(hidden), malta.user.pk),
        ("not-found", str(missing), malta.user.pk),
    ]


def test_a_refusal_is_kept_although_its_request_is_rolled_back(malta, since):
    entry = ActivityFactory(originator="italy", shared_with="members")
    assert malta.client.post(f"/activities/{entry.pk}/retire/").status_code == 403
    assert malta.client.get("/administration/").status_code == 403
    assert lines(since) == [
        ("refused", str(entry.pk), malta.user.pk),
        ("refused", "", malta.user.pk),
    ]


def test_no_line_holds_a_word_of_content(italy, france, since):
    entry = ActivityFactory(originator="italy", shared_with=["france"], title="Zephyr mission")
    france.client.get(f"/activities/{entry.pk}/?words=Zephyr")
    said = all_words(since)
    assert str(entry.pk) in said
    assert "zephyr" not in said.lower()


def test_a_line_that_cannot_be_written_breaks_no_answer(italy, monkeypatch, caplog):
    """It is missing, loudly."""
    from django.db import DatabaseError

    from coordination.history import middleware

    def full(events: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(middleware, "note_all", full)
    entry = ActivityFactory(originator="italy", shared_with=[])
    assert italy.client.get(f"/activities/{entry.pk}/").status_code == 200
    assert "could not be written to the trail" in caplog.text


# --- Accounts ----------------------------------------------------------------------------


def test_deeds_on_accounts_leave_a_line_by_whatever_statement(admin, malta, since):
    with reading_as(admin.actor()), connection.cursor() as cursor:
        cursor.execute("UPDATE coordination_user SET is_active = false WHERE id = %s", [malta.user.pk])
        Membership.objects.filter(user=malta.user).update(post="Somebody else")
    found = written(since)
    assert [(line.noun, line.verb, line.user_id, line.about_id, line.detail) for line in found] == [
        ("coordination_user", "changed", admin.user.pk, malta.user.pk, {"is_active": [True, False]}),
        ("coordination_membership", "changed", admin.user.pk, malta.user.pk, {"post": []}),
    ]


def test_an_address_and_a_password_are_not_kept(db, since):
    user = User.objects.create_user(email="somebody@example.org", password="a long enough sentence")
    user.set_password("another long sentence")
    user.save()
    said = all_words(since)
    assert "password" in said
    assert "somebody@example.org" not in said
    assert "argon2" not in said


# --- Who reads it ------------------------------------------------------------------------


def test_the_database_shows_the_trail_to_administrators_and_to_each_their_own(everybody, since):
    italy, france = everybody["italy"].user.pk, everybody["france"].user.pk
    note(verb=Verb.SIGNED_IN, user_id=italy, about_id=italy)
    note(verb=Verb.ENDED, user_id=None, about_id=france)
    for name, persona in everybody.items():
        with reading_as(persona.actor()):
            found = {(line.verb, line.about_id) for line in TrailLine.objects.filter(pk__gt=since)}
        expected = {"italy": {("signed-in", italy)}, "france": {("ended", france)}}
        expected["admin"] = expected["italy"] | expected["france"]
        assert found == expected.get(name, set()), name
