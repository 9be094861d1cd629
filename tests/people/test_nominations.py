"""Nominations: delegations run their own, and nobody makes an account of weight alone."""

import datetime
import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coordination.access.actor import Function
from coordination.access.errors import Hidden, Refused
from coordination.access.reader import reading_as
from coordination.history.models import TrailLine
from coordination.people import services
from coordination.people.models import Membership, Nomination, NominationState, User, today
from coordination.people.queries import organisations
from coordination.people.reach import functions_of
from coordination.people.services import Candidate
from coordination.world.queries import countries
from tests.factories import MembershipFactory
from tests.personas import Persona, seated

pytestmark = [pytest.mark.row("B20"), pytest.mark.row("C21")]

NEW = "somebody.new@capital.example"


def administrator() -> Persona:
    return seated(MembershipFactory(organisation="administration", function=Function.ADMINISTRATOR))


@pytest.fixture
def second(db) -> Persona:
    return administrator()


@pytest.fixture
def third(db) -> Persona:
    return administrator()


@pytest.fixture
def focal(db) -> Persona:
    return seated(MembershipFactory(organisation="italy", function=Function.FOCAL_POINT))


@pytest.fixture
def head(db) -> Persona:
    return seated(MembershipFactory(organisation="latvia", function=Function.HEAD))


def candidate(
    organisation: str, function: str = Function.DELEGATE, email: str = NEW, **more: Any
) -> Candidate:
    return Candidate(
        email=email,
        organisation=organisations().by_code[organisation],
        function=function,
        ends_on=today() + datetime.timedelta(days=90),
        reference="Letter 7, 1 November 2026",
        **more,
    )


def nominate(who: Persona, *args: Any, **more: Any) -> Nomination:
    return services.nominate(actor=who.actor(), candidate=candidate(*args, **more))


def verify(who: Persona, nomination: Nomination) -> Nomination:
    return services.verify(actor=who.actor(), nomination_id=nomination.pk)


def held(email: str = NEW) -> set[tuple[str, str]]:
    found = Membership.objects.filter(user__email=email)
    return set(found.values_list("organisation__code", "function"))


@pytest.mark.parametrize(
    ("organisation", "function"),
    [("italy", "delegate"), ("italy", "head"), ("italy", "reader"), ("italy-labour", "ministry")],
)
def test_a_focal_point_admits_its_own_people_and_ministries_at_once(organisation, function, focal):
    nomination = nominate(focal, organisation, function)
    assert (nomination.state, nomination.eyes) == (NominationState.INVITED, 0)
    assert held() == {(organisation, function)}


@pytest.mark.parametrize(
    "organisation", ["france", "spain-interior", "commission", "eud-niger", "administration"]
)
def test_and_nobody_elses(organisation, focal):
    for function in (Function.DELEGATE, Function.MINISTRY, Function.ADMINISTRATOR):
        with pytest.raises(Refused):
            nominate(focal, organisation, function)
    assert held() == set()


def test_a_focal_point_makes_no_administrator_and_no_chair(focal):
    for function in (Function.ADMINISTRATOR, Function.CHAIR):
        with pytest.raises(ValidationError) as wrong:
            nominate(focal, "italy", function)
        assert set(wrong.value.message_dict) == {"function"}


def test_a_further_focal_point_waits_for_an_administrator(focal, admin):
    nomination = nominate(focal, "italy", Function.FOCAL_POINT)
    assert (nomination.state, nomination.eyes, held()) == (NominationState.NOMINATED, 1, set())
    with pytest.raises(Refused):
        verify(focal, nomination)
    assert verify(admin, nomination).state == NominationState.INVITED
    assert held() == {("italy", "focal-point")}


def test_the_first_focal_point_needs_two_different_administrators(head, admin, second):
    nomination = nominate(head, "latvia", Function.FOCAL_POINT)
    assert (nomination.first_of_body, nomination.eyes) == (True, 2)
    assert verify(admin, nomination).state == NominationState.VERIFIED
    assert held() == set()
    with pytest.raises(Refused):
        verify(admin, nomination)
    assert verify(second, nomination).state == NominationState.INVITED
    assert held() == {("latvia", "focal-point")}


def test_an_administrator_who_enters_the_first_is_one_of_the_two(admin, second):
    nomination = nominate(admin, "latvia", Function.FOCAL_POINT)
    with pytest.raises(Refused):
        verify(admin, nomination)
    assert verify(second, nomination).state == NominationState.INVITED


def test_a_focal_point_who_left_meanwhile_makes_the_next_the_first(focal, admin, second):
    nomination = nominate(focal, "italy", Function.FOCAL_POINT)
    membership = Membership.objects.get(user=focal.user)
    services.end(actor=admin.actor(), membership_id=membership.pk)
    assert verify(admin, nomination).state == NominationState.VERIFIED
    assert verify(second, nomination).state == NominationState.INVITED


def test_an_administrator_admits_nobody_alone_under_no_address(admin, second, focal):
    """Not themselves, not their second address, not another administrator."""
    for function, organisation in (("delegate", "italy"), ("administrator", "administration")):
        with pytest.raises(Refused):
            nominate(admin, organisation, function, email=admin.user.email.upper())
        nomination = nominate(admin, organisation, function, email=f"{function}.second@address.example")
        assert nomination.state == NominationState.NOMINATED
        with pytest.raises(Refused):
            verify(admin, nomination)
        assert not User.objects.filter(email=nomination.email).exists()


def test_whoever_is_meant_verifies_nothing(admin, second):
    nomination = nominate(admin, "italy", Function.DELEGATE, email=second.user.email)
    with pytest.raises(Refused):
        verify(second, nomination)
    assert held(second.user.email) == {("administration", "administrator")}


def test_an_administrator_who_is_a_focal_point_too_still_needs_a_second(admin, second):
    MembershipFactory(user=admin.user, organisation="italy", function=Function.FOCAL_POINT)
    nomination = nominate(admin, "italy")
    assert nomination.state == NominationState.NOMINATED
    with pytest.raises(Refused):
        verify(admin, nomination)
    assert verify(second, nomination).state == NominationState.INVITED


def test_the_focal_point_verifies_what_an_administrator_entered_for_it(admin, focal):
    nomination = nominate(admin, "italy-labour", Function.MINISTRY)
    assert verify(focal, nomination).state == NominationState.INVITED
    other = nominate(admin, "france", Function.DELEGATE)
    with pytest.raises(Hidden):
        verify(focal, other)
    weighty = nominate(admin, "italy", Function.FOCAL_POINT)
    with pytest.raises(Refused):
        verify(focal, weighty)


@pytest.mark.parametrize(
    "persona", ["italy", "presidency", "gsc", "italy_interior", "eud_niger", "italy_reader"]
)
def test_nobody_else_nominates_or_verifies(persona, everybody, admin):
    who = everybody[persona]
    with pytest.raises(Refused):
        nominate(who, who.organisation.code)
    team = (countries().by_code["NE"].pk,) if persona == "eud_niger" else ()
    function = functions_of(who.organisation)[0]
    nomination = nominate(admin, who.organisation.code, function, countries=team)
    with pytest.raises(Hidden):
        verify(who, nomination)
    assert who.client.post(f"/people/nominations/{nomination.pk}/verify/").status_code == 403


CORRUPTIONS: dict[str, dict[str, Any]] = {
    "invited without anybody": {"state": "invited", "eyes": 2},
    "invited with one of two": {"state": "invited", "first_by": "admin"},
    "one person twice": {"state": "invited", "first_by": "admin", "second_by": "admin"},
    "the nominator verifies": {"state": "invited", "first_by": "head", "second_by": "admin"},
    "fewer eyes": {"eyes": 0},
    "one pair for the first": {"eyes": 1},
    "an administrator made by a delegation": {"function": "administrator"},
    "declined without a word": {"state": "declined"},
}


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_the_database_refuses_what_the_rules_refuse(corruption, head, admin):
    nomination = nominate(head, "latvia", Function.FOCAL_POINT)
    people = {"admin": admin.user.pk, "head": head.user.pk}
    values = {
        f"{name}_id" if name.endswith("_by") else name: people[value] if name.endswith("_by") else value
        for name, value in CORRUPTIONS[corruption].items()
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(**values)


def test_declined_with_a_reason_that_its_nominator_reads(focal, admin):
    nomination = nominate(focal, "italy", Function.FOCAL_POINT)
    address = f"/people/nominations/{nomination.pk}/decline/"
    assert admin.client.post(address, {"reason": ""}).status_code == 400
    assert admin.client.post(address, {"reason": "The note verbale names somebody else."}).status_code == 302
    assert "names somebody else" in focal.client.get("/people/ours/").content.decode()
    with pytest.raises(Refused):
        verify(admin, nomination)


def test_withdrawn_by_its_nominator_alone(focal, admin):
    nomination = nominate(focal, "italy", Function.FOCAL_POINT)
    address = f"/people/nominations/{nomination.pk}/withdraw/"
    assert admin.client.post(address).status_code == 403
    assert focal.client.post(address).status_code == 302
    nomination.refresh_from_db()
    assert nomination.state == NominationState.WITHDRAWN


def test_nominations_of_others_are_missing(focal, admin):
    nomination = nominate(admin, "france")
    hidden = focal.client.post(f"/people/nominations/{nomination.pk}/verify/")
    missing = focal.client.post(f"/people/nominations/{uuid.uuid4()}/verify/")
    assert (
        (hidden.status_code, hidden.content)
        == (missing.status_code, missing.content)
        == (404, hidden.content)
    )
    assert NEW not in focal.client.get("/people/ours/").content.decode()


def test_nobody_is_nominated_twice_for_the_same(focal, admin):
    nominate(focal, "italy", Function.FOCAL_POINT)
    with pytest.raises(ValidationError):
        nominate(admin, "italy", Function.FOCAL_POINT)


def test_what_waits_stands_first_with_one_click(focal, admin):
    theirs = nominate(focal, "italy", Function.FOCAL_POINT)
    own = nominate(admin, "france", email="other@capital.example")
    rows = admin.client.get("/administration/").context["waiting"]
    assert [(row["email"], row["verify_label"], bool(row["verify_url"])) for row in rows] == [
        (theirs.email, "Verify and invite", True),
        (own.email, "Verify and invite", False),
    ]
    answer = admin.client.post(rows[0]["verify_url"])
    assert answer.status_code == 200
    assert [message.to for message in mail.outbox] == [[NEW]]


def test_a_nomination_whose_day_is_past_says_so(focal, admin):
    nomination = nominate(focal, "italy", Function.FOCAL_POINT)
    Nomination.objects.filter(pk=nomination.pk).update(ends_on=today() - datetime.timedelta(days=1))
    page = admin.client.post(f"/people/nominations/{nomination.pk}/verify/", follow=True)
    assert "one year ahead" in page.content.decode()
    assert held() == set()


def test_the_trail_tells_who_verified_and_no_address(focal, admin):
    nomination = nominate(focal, "italy", Function.FOCAL_POINT)
    admin.client.post(f"/people/nominations/{nomination.pk}/verify/")
    with reading_as(admin.actor()):
        lines = list(TrailLine.objects.filter(noun=Nomination._meta.db_table).order_by("pk"))
    assert lines[-1].user_id == admin.user.pk
    assert "invited" in str(lines[-1].detail)
    assert not any(NEW in str(line.detail) for line in lines)
