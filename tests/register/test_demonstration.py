"""The demonstration: people, facts and examples; and the commands of an operator."""

import datetime
import io
import time

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction

from coordination.access.actor import Actor, Function
from coordination.access.reader import reading_as
from coordination.management.commands.load_demonstration import OTHERS, PERSONAS
from coordination.people import actors
from coordination.people.models import ApiToken, Membership, User
from coordination.people.queries import organisations, presidency
from coordination.people.tokens import digest
from coordination.register.models import Activity, ExistenceCard
from coordination.world.queries import countries
from tests.register.iati_files import actor_of, one, whole

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def demonstration(db) -> None:
    User.objects.all().delete()
    call_command("load_demonstration", verbosity=0)


def person(name: str) -> Actor:
    with transaction.atomic():
        return actors.build(User.objects.get(email=f"{name}@demo.example"))


def titles(actor: Actor, **only: object) -> set[str]:
    with transaction.atomic(), reading_as(actor):
        return set(Activity.objects.visible_to(actor).filter(**only).values_list("title", flat=True))


def test_everybody_sits_where_the_name_says(demonstration) -> None:
    seats = {seat.name: (seat.organisation, seat.function) for seat in PERSONAS}
    assert set(seats) == {
        *("commission", "eeas", "italy", "france", "malta", "italy-interior"),
        *("eud-niger", "frontex", "gsc", "admin", "italy-focal", "admin-second"),
    }
    for name, (organisation, function) in seats.items():
        actor = person(name)
        assert actor.organisation is not None
        assert (actor.organisation.code, function in actor.functions) == (organisation, True)
    assert person("presidency").is_chair
    assert {countries().by_id[pk].code for pk in person("eud-niger").countries} == {"NE"}
    assert {countries().by_id[pk].code for pk in person("frontex").countries} >= {"NE", "TN", "LY", "EG"}
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_administrator_reads_no_content(demonstration) -> None:
    admin = person("admin")
    assert admin.is_administrator
    assert titles(admin) == set()


def test_the_ministry_reads_what_its_delegation_lets_it(demonstration) -> None:
    talks = "Talks on a return arrangement with Libya"
    assert talks in titles(person("italy"))
    assert talks in titles(person("italy-interior"))
    assert organisations().by_code["italy-interior"].reads_delegation
    assert sum(row.reads_delegation for row in organisations().by_id.values()) == 1
    for other in ("france", "presidency", "commission", "admin", "eud-niger"):
        assert talks not in titles(person(other))


def test_examples_are_marked_and_shared_as_the_file_says(demonstration) -> None:
    visit = "Ministerial visit to Tunis on legal pathways and returns"
    assert all(visit in titles(person(name), is_example=True) for name in ("italy", "france", "malta"))
    assert visit not in titles(person("eeas"))
    eeas = person("eeas")
    with transaction.atomic(), reading_as(eeas):
        cards = ExistenceCard.objects.visible_to(eeas).filter(country__code="TN")
        assert "Migration Ambassador, Italy" in set(cards.values_list("contact", flat=True))
    drafts = titles(person("italy"), state="draft")
    assert drafts == {
        "Proposal: joint analysis cell with the Egyptian border guard",
        "Training of Libyan document examiners",
    }
    assert titles(actor_of("eud-niger"), external_id="demonstration:ex-eud-ne-meeting")


def test_a_second_run_is_quick_and_adds_nothing(demonstration) -> None:
    italy = person("italy")
    before = (titles(italy), User.objects.count(), Membership.objects.count())
    begun = time.perf_counter()
    call_command("load_demonstration", verbosity=0)
    assert time.perf_counter() - begun < 1
    assert (titles(italy), User.objects.count(), Membership.objects.count()) == before
    assert Membership.objects.count() == len(PERSONAS) + len(OTHERS) + 2  # the chair, and who stands in


def test_the_chair_moves_with_the_rota(demonstration) -> None:
    term = presidency().next_term
    assert term is not None
    noon = datetime.datetime.combine(term.starts_on, datetime.time(12), tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=False):
        assert not person("presidency").is_chair
        call_command("load_demonstration", verbosity=0)
        assert person("presidency").is_chair
        seat = Membership.objects.get(user__email="presidency@demo.example")
        assert seat.organisation_id == term.organisation_id


def test_a_token_is_printed_alone_and_works(demonstration) -> None:
    out = io.StringIO()
    call_command("issue_token", "Italy@demo.example", label="laptop", days=7, stdout=out)
    token = out.getvalue().strip()
    assert token.split() == [token]
    kept = ApiToken.objects.select_related("user").get(digest=digest(token))
    assert (kept.user.email, kept.label) == ("italy@demo.example", "laptop")
    for wrong in (["nobody@demo.example"], ["italy@demo.example", "--days", "0"]):
        with pytest.raises(CommandError):
            call_command("issue_token", *wrong)


def test_the_import_command_says_what_became_of_each_file(db, tmp_path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(whole(one("IT-1"), one("XX-1", ref="XX-NOBODY"), one("IOM-1", ref="XM-DAC-47066")))
    bad.write_bytes(b"<html/>")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 of 2 files"):
        call_command("import_iati", str(bad), str(good), keeper="eeas", stdout=out, stderr=err)
    assert "bad.xml: nothing was imported" in err.getvalue()
    assert "good.xml: 2 created, 0 changed, 0 unchanged, 1 rejected" in out.getvalue()
    assert "XX-1" in out.getvalue()
    assert titles(actor_of("eeas"), external_id="IOM-1", originator__code="eeas") == {"Wells for Agadez"}
    with pytest.raises(CommandError, match="not the code"):
        call_command("import_iati", str(good), keeper="iom")


def test_functions_of_the_demonstration_exist() -> None:
    assert {seat.function for seat in (*PERSONAS, *OTHERS)} >= {
        *(Function.HEAD, Function.DELEGATE, Function.FOCAL_POINT, Function.MINISTRY),
        *(Function.COUNTRY_TEAM, Function.READER, Function.ADMINISTRATOR),
    }
