"""A legal hold wins over every purge and erasure; the database refuses, not only the service."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.people.queries import organisations
from coordination.register.models import Activity
from coordination.retention import services
from coordination.retention.models import Hold
from coordination.retention.services import Scope
from coordination.world.queries import countries
from tests import personas
from tests.factories import ActivityFactory, ImportFactory, MembershipFactory
from tests.factories.consultations import opened, reply
from tests.factories.retention import (
    acting,
    administrator,
    approved,
    carried_out,
    grown_old,
    proposed,
    stored_rows,
)
from tests.people.test_end import signed_in


@pytest.fixture
def two(committed):
    """Two administrators."""
    return personas.load("admin").user, administrator()


def laid(by, **scope) -> Hold:
    return services.lay(actor=acting(by), scope=Scope(**scope), reason="Case 12")


def body(code: str) -> int:
    return organisations().by_code[code].pk


SCOPES = {
    "the record": lambda entry: {"record": entry.pk},
    "its country": lambda entry: {"country_id": countries().by_code["NE"].pk},
    "its organisation": lambda entry: {"organisation_id": body("italy")},
    "whoever wrote it": lambda entry: {"user_id": personas.load("italy").user.pk},
    "its time": lambda entry: {
        "starts_on": datetime.date(2010, 1, 1),
        "ends_on": datetime.date.today() + datetime.timedelta(days=1),
    },
    "all of it": lambda entry: {
        "record": entry.pk,
        "country_id": countries().by_code["NE"].pk,
        "organisation_id": body("italy"),
    },
}
OTHERS = {
    "another record": lambda: {"record": uuid.uuid4()},
    "another country": lambda: {"country_id": countries().by_code["TN"].pk},
    "another organisation": lambda: {"organisation_id": body("france")},
    "another person": lambda: {"user_id": personas.load("france").user.pk},
    "another time": lambda: {
        "starts_on": datetime.date(2000, 1, 1),
        "ends_on": datetime.date(2000, 12, 31),
    },
    "not all of it": lambda: {
        "country_id": countries().by_code["NE"].pk,
        "organisation_id": body("france"),
    },
}


def old_entry() -> Activity:
    """A retired entry of Italy on Niger, written by its delegate, due for the purge."""
    client = personas.load("italy").client
    entry = ActivityFactory(originator="italy", retired=True, countries=["NE"])
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE coordination_historyline SET user_id = %s WHERE record = %s",
            [int(client.session["_auth_user_id"]), entry.pk],
        )
    grown_old(5 * 365 + 1)
    return entry


@pytest.mark.parametrize("scope", SCOPES)
def test_what_is_held_is_not_purged_not_even_by_the_owner(scope, two):
    first, second = two
    entry = old_entry()
    run = proposed("activity.retired", by=first)
    laid(first, **SCOPES[scope](entry))

    with pytest.raises(ValidationError, match="Nothing of these kinds is due"):
        proposed("activity.retired", by=first)
    assert carried_out(approved(run, second)) == {"activity.retired": (0, 1)}
    with (
        connections["owner"].cursor() as cursor,
        pytest.raises(DatabaseError, match="under a legal hold is not deleted"),
    ):
        cursor.execute("DELETE FROM coordination_activity WHERE id = %s", [entry.pk])
    assert stored_rows("coordination_activity") == 1


@pytest.mark.parametrize("scope", OTHERS)
def test_what_is_not_held_is_purged(scope, two):
    first, second = two
    old_entry()
    laid(first, **OTHERS[scope]())
    assert carried_out(approved(proposed("activity.retired", by=first), second)) == {
        "activity.retired": (1, 0)
    }


def test_a_lifted_hold_holds_nothing(two):
    first, second = two
    entry = old_entry()
    hold = laid(first, record=entry.pk)
    services.ask_to_lift(actor=acting(first), hold_id=hold.pk, words="Judgment given")
    services.lift(actor=acting(second), hold_id=hold.pk)
    assert carried_out(approved(proposed("activity.retired", by=first), second)) == {
        "activity.retired": (1, 0)
    }
    with pytest.raises(Refused, match="lifted already"):
        services.ask_to_lift(actor=acting(first), hold_id=hold.pk, words="Again")


def test_a_hold_is_lifted_by_two(two):
    first, second = two
    hold = laid(first, record=uuid.uuid4())
    with pytest.raises(Refused, match="Nobody has said"):
        services.lift(actor=acting(second), hold_id=hold.pk)
    services.ask_to_lift(actor=acting(second), hold_id=hold.pk, words="Judgment given")
    with pytest.raises(Refused, match="Another administrator lifts"):
        services.lift(actor=acting(second), hold_id=hold.pk)
    with pytest.raises(IntegrityError, match="hold_is_lifted_by_somebody_else"), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(lifted_by_id=second.pk, lifted_at="2026-01-01T00:00Z")
    services.lift(actor=acting(first), hold_id=hold.pk)
    assert not Hold.objects.standing().exists()


def test_a_hold_stays_as_it_was_laid(two):
    hold = laid(two[0], organisation_id=body("italy"))
    for change in ({"organisation_id": body("france")}, {"reason": "Other"}, {"laid_by_id": 0}):
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            Hold.objects.filter(pk=hold.pk).update(**change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Hold.objects.all().delete()


@pytest.mark.parametrize("persona", ["italy", "presidency", "gsc"])
def test_administrators_alone_hold(two, persona):
    somebody = personas.load(persona).user
    hold = laid(two[0], record=uuid.uuid4())
    for deed in (
        lambda: laid(somebody, record=uuid.uuid4()),
        lambda: services.ask_to_lift(actor=acting(somebody), hold_id=hold.pk, words="x"),
        lambda: services.lift(actor=acting(somebody), hold_id=hold.pk),
    ):
        with pytest.raises(Refused):
            deed()


def test_a_hold_on_nothing_is_none(two):
    for scope in ({}, {"starts_on": datetime.date(2026, 1, 1)}):
        with pytest.raises(ValidationError):
            laid(two[0], **scope)
    with pytest.raises(IntegrityError, match="hold_covers_something"), transaction.atomic():
        Hold.objects.create(reason="x", laid_by_id=0, laid_at="2026-01-01T00:00Z")


def test_what_is_held_is_not_taken_back_by_its_author_either(two):
    """An ordinary deed that deletes is refused in words, on the page and in the API."""
    consultation = opened()
    answer = reply(consultation, "italy")
    italy = personas.load("italy")
    laid(two[0], record=consultation.pk)
    with (
        pytest.raises(DatabaseError, match="legal hold"),
        transaction.atomic(),
        reading_as(acting(italy.user)),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM coordination_reply WHERE id = %s", [answer.pk])


def test_a_refusal_of_the_database_is_a_page(two, monkeypatch):
    from coordination.access.errors import held_refusal

    entry = old_entry()
    laid(two[0], record=entry.pk)
    try:
        with (
            transaction.atomic(),
            reading_as(acting(personas.load("italy").user)),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM coordination_activity WHERE id = %s", [entry.pk])
    except DatabaseError as error:
        refusal = held_refusal(error)
    assert refusal is not None
    assert "legal hold" in refusal.reason
    assert held_refusal(ValueError()) is None


def test_the_hold_of_a_state_covers_its_ministries(two):
    first, second = two
    ImportFactory(originator="italy-interior", state="done", finished_at="2020-01-01T00:00Z")
    laid(first, organisation_id=body("italy"))
    with pytest.raises(ValidationError, match="Nothing"):
        proposed("import", by=first)
    laid(second, organisation_id=body("france"))


def test_holds_on_the_pages(two):
    first, second = map(signed_in, two)
    person = MembershipFactory(organisation="spain").user
    entry = uuid.uuid4()
    sent = {
        "record": f"https://roundtable.example/activities/{entry}/",
        "country": countries().by_code["NE"].pk,
        "person": person.email,
        "starts_on": "2026-01-01",
        "ends_on": "2026-06-30",
        "reason": "Case C-12/26",
        "idempotency_key": "one",
    }
    assert first.post("/retention/holds/new/", sent).status_code == 302
    assert first.post("/retention/holds/new/", sent).status_code == 302
    hold = Hold.objects.get()
    assert (hold.record, hold.user_id) == (entry, person.pk)
    page = first.get("/retention/holds/").content.decode()
    assert f"Record {entry}, {person.email}, Niger, from 1 January 2026 to 30 June 2026" in page
    assert "Case C-12/26" in page

    assert first.post(f"/retention/holds/{hold.pk}/ask/", {"words": "Closed"}).status_code == 302
    assert "/lift/" not in first.get("/retention/holds/").content.decode()
    assert first.post(f"/retention/holds/{hold.pk}/lift/").status_code == 403
    assert "/lift/" in second.get("/retention/holds/").content.decode()
    assert second.post(f"/retention/holds/{hold.pk}/lift/").status_code == 302
    assert "Lifted" in second.get("/retention/holds/").content.decode()
    for wrong in (
        {"record": "nonsense"},
        {"person": "nobody@example.org"},
        {"reason": "For a@b.example"},
        {},
    ):
        answer = first.post("/retention/holds/new/", {"reason": "Case"} | wrong)
        assert answer.status_code == 400
