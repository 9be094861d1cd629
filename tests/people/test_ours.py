"""People of my delegation: whoever runs an organisation sees and runs its people, and no others."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination.access.actor import Function
from coordination.access.errors import Hidden, Refused
from coordination.people import actors, services
from coordination.people.models import BRUSSELS, Membership, today
from coordination.world.queries import countries
from tests.factories import ActivityFactory, MembershipFactory
from tests.personas import Persona, seated, sign_in

pytestmark = [pytest.mark.row("C21")]

TWO_WEEKS = datetime.timedelta(days=13)


@pytest.fixture
def focal(db) -> Persona:
    return seated(MembershipFactory(organisation="spain", function=Function.FOCAL_POINT, post="Focal point"))


def shown(who: Persona) -> set[str]:
    groups = who.client.get("/people/ours/").context["groups"]
    return {row["email"] for group in groups for row in group["rows"]}


def fields(**changed) -> dict:
    values = {
        "organisation": "spain",
        "function": "delegate",
        "title": "Counsellor",
        "email": "new@spain.example",
        "ends_on": (today() + datetime.timedelta(days=100)).isoformat(),
        "nomination": "Decision of 3 November 2026",
        "idempotency_key": "one",
    }
    return values | changed


def test_the_page_lists_its_own_people_and_those_of_its_ministries(focal, admin):
    own = MembershipFactory(organisation="spain")
    ministry = MembershipFactory(organisation="spain-interior", function=Function.MINISTRY)
    MembershipFactory(organisation="france")
    MembershipFactory(organisation="spain", ends_on=today() - datetime.timedelta(days=1))
    assert shown(focal) == {focal.user.email, own.user.email, ministry.user.email}
    for stranger in (admin, seated(own), seated(ministry)):
        assert stranger.client.get("/people/ours/").status_code == 403


def test_a_colleague_is_admitted_at_once_and_mailed_once(focal):
    for _twice in range(2):
        page = focal.client.post("/people/ours/admit/", fields())
        assert page.status_code == 200
        assert "/invitation/" not in page.content.decode()
    assert [message.to for message in mail.outbox] == [["new@spain.example"]]
    assert shown(focal) == {focal.user.email, "new@spain.example"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"organisation": "france"}, "organisation"),
        ({"organisation": "administration"}, "organisation"),
        ({"function": "administrator"}, "function"),
        ({"function": "chair"}, "function"),
        ({"function": "ministry"}, "function"),
    ],
)
def test_what_is_not_theirs_to_give_is_refused_at_its_field(changed, field, focal):
    page = focal.client.post("/people/ours/admit/", fields(**changed))
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {field}


@pytest.mark.parametrize("deed", ["end", "extend", "substitute", "invite"])
def test_people_of_others_are_missing(deed, focal):
    theirs = MembershipFactory(organisation="france")
    there = focal.client.post(f"/people/ours/{theirs.pk}/{deed}/", {})
    never = focal.client.post(f"/people/ours/999999/{deed}/", {})
    assert (there.status_code, there.content) == (404, never.content)


def test_extended_by_a_year_at_most_and_never_ones_own(focal):
    membership = MembershipFactory(organisation="spain", ends_on=today())
    address = f"/people/ours/{membership.pk}/extend/"
    assert focal.client.post(address, {"ends_on": today() + datetime.timedelta(days=400)}).status_code == 400
    assert focal.client.post(address, {"ends_on": services.latest_end()}).status_code == 302
    membership.refresh_from_db()
    assert membership.ends_on == services.latest_end()
    own = Membership.objects.get(user=focal.user)
    assert focal.client.post(f"/people/ours/{own.pk}/extend/", {}).status_code == 403
    other = MembershipFactory(organisation="spain", function=Function.FOCAL_POINT)
    assert focal.client.post(f"/people/ours/{other.pk}/extend/", {}).status_code == 403


def test_ended_at_once_with_whatever_hangs_on_it(focal):
    membership = MembershipFactory(organisation="spain")
    colleague = MembershipFactory(organisation="spain", function=Function.READER)
    services.substitute(
        actor=focal.actor(),
        membership_id=membership.pk,
        colleague_id=colleague.user_id,
        starts_on=today(),
        ends_on=today() + TWO_WEEKS,
    )
    browser = Client()
    sign_in(browser, membership.user)
    assert focal.client.post(f"/people/ours/{membership.pk}/end/").status_code == 302
    assert browser.get("/").status_code == 302
    assert actors.build(colleague.user).functions == {Function.READER}


def test_a_substitute_holds_the_function_from_the_first_day_to_midnight_in_brussels(focal):
    away = MembershipFactory(organisation="spain", post="Counsellor for migration")
    colleague = MembershipFactory(organisation="spain", function=Function.READER)
    entry = ActivityFactory(originator="spain", shared_with=[], title="Ours")
    monday = datetime.datetime(2027, 3, 1, 9, tzinfo=BRUSSELS)
    with time_machine.travel(monday, tick=False) as clock:
        sent = {"colleague": colleague.user_id, "starts_on": "2027-03-02", "ends_on": "2027-03-15"}
        client = Client()
        sign_in(client, focal.user)
        assert client.post(f"/people/ours/{away.pk}/substitute/", sent).status_code == 302
        page = client.get("/people/ours/").content.decode()
        assert f"Substitute: {colleague.user.email}, 2 March 2027 to 15 March 2027" in page
        assert f"stands in for {away.user.email} from 2 March 2027" in page
        assert actors.build(colleague.user).functions == {Function.READER}

        for moment, functions in (
            (datetime.datetime(2027, 3, 2, 0, 0, 1, tzinfo=BRUSSELS), {Function.READER, Function.DELEGATE}),
            (
                datetime.datetime(2027, 3, 15, 23, 59, 59, tzinfo=BRUSSELS),
                {Function.READER, Function.DELEGATE},
            ),
            (datetime.datetime(2027, 3, 16, 0, 0, 0, tzinfo=BRUSSELS), {Function.READER}),
        ):
            clock.move_to(moment)
            assert actors.build(colleague.user).functions == functions
            browser = Client()
            sign_in(browser, colleague.user)
            writes = Function.DELEGATE in functions
            assert browser.get(f"/activities/{entry.pk}/edit/").status_code == (200 if writes else 403)


def test_who_stood_in_comes_back_with_the_countries_of_the_post(db):
    team = seated(MembershipFactory(organisation="eud-niger", function=Function.FOCAL_POINT))
    away = MembershipFactory(organisation="eud-niger", function=Function.COUNTRY_TEAM)
    away.countries.set([countries().by_code["NE"]])
    colleague = MembershipFactory(organisation="eud-niger", function=Function.READER)
    services.substitute(
        actor=team.actor(),
        membership_id=away.pk,
        colleague_id=colleague.user_id,
        starts_on=today(),
        ends_on=today(),
    )
    assert actors.build(colleague.user).countries == {countries().by_code["NE"].pk}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_on": today() - datetime.timedelta(days=1)}, "starts_on"),
        ({"ends_on": today() - datetime.timedelta(days=1)}, "ends_on"),
        ({"ends_on": today() + datetime.timedelta(days=92)}, "ends_on"),
        ({"colleague": "foreign"}, "colleague"),
        ({"colleague": "self"}, "colleague"),
        ({"colleague": "leaving"}, "colleague"),
    ],
)
def test_what_cannot_be_a_substitution_is_said_at_its_field(changed, field, focal):
    away = MembershipFactory(organisation="spain")
    people = {
        "colleague": MembershipFactory(organisation="spain", function=Function.READER),
        "foreign": MembershipFactory(organisation="france"),
        "leaving": MembershipFactory(organisation="spain", function=Function.READER, ends_on=today()),
        "self": away,
    }
    with pytest.raises(ValidationError) as wrong:
        services.substitute(
            actor=focal.actor(),
            membership_id=away.pk,
            colleague_id=people[changed.pop("colleague", "colleague")].user_id,
            **{"starts_on": today(), "ends_on": today() + TWO_WEEKS} | changed,
        )
    assert set(wrong.value.message_dict) == {field}


def test_the_same_colleague_is_not_named_twice_for_the_same_days(focal):
    away = MembershipFactory(organisation="spain")
    colleague = MembershipFactory(organisation="spain", function=Function.READER)
    asked = {"membership_id": away.pk, "colleague_id": colleague.user_id, "ends_on": today() + TWO_WEEKS}
    services.substitute(actor=focal.actor(), starts_on=today(), **asked)
    with pytest.raises(ValidationError):
        services.substitute(actor=focal.actor(), starts_on=today() + datetime.timedelta(days=3), **asked)


def test_whoever_stands_in_for_a_focal_point_admits_but_names_no_further_one(focal):
    own = Membership.objects.get(user=focal.user)
    colleague = MembershipFactory(organisation="spain", function=Function.READER)
    third = MembershipFactory(organisation="spain", function=Function.READER)
    dates = {"starts_on": today(), "ends_on": today() + TWO_WEEKS}
    services.substitute(actor=focal.actor(), membership_id=own.pk, colleague_id=colleague.user_id, **dates)
    stand_in = seated(colleague)
    assert stand_in.client.post("/people/ours/admit/", fields()).status_code == 200
    with pytest.raises(Refused):
        services.substitute(actor=stand_in.actor(), membership_id=own.pk, colleague_id=third.user_id, **dates)


def test_nobody_but_a_focal_point_names_substitutes(admin, italy):
    away = MembershipFactory(organisation="italy")
    for who, error in ((admin, Refused), (italy, Refused)):
        with pytest.raises(error):
            services.substitute(
                actor=who.actor(),
                membership_id=away.pk,
                colleague_id=italy.user.pk,
                starts_on=today(),
                ends_on=today(),
            )
    foreign = seated(MembershipFactory(organisation="france", function=Function.HEAD))
    with pytest.raises(Hidden):
        services.substitute(
            actor=foreign.actor(),
            membership_id=away.pk,
            colleague_id=italy.user.pk,
            starts_on=today(),
            ends_on=today(),
        )


def test_the_page_asks_the_same_number_of_questions_however_many_people(focal):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert focal.client.get("/people/ours/").status_code == 200
        return len(found)

    asked()
    few = asked()
    MembershipFactory.create_batch(30, organisation="spain")
    assert asked() == few <= 12
