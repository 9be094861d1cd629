"""The quarterly question: who is still needed? What nobody answers for ends, two months later and not before."""

import datetime

import pytest
import time_machine
from django.test import Client

from coordination.access.actor import Function
from coordination.access.errors import Hidden, Refused
from coordination.people import recertification, services
from coordination.people.models import BRUSSELS, Membership, User
from tests.factories import MembershipFactory
from tests.personas import Persona, seated, sign_in

pytestmark = [pytest.mark.row("C21")]

BEFORE = datetime.date(2027, 3, 20)
APRIL = datetime.datetime(2027, 4, 5, 9, tzinfo=BRUSSELS)


@pytest.fixture
def april(db):
    """A few days into a quarter."""
    with time_machine.travel(APRIL, tick=False) as clock:
        yield clock


@pytest.fixture
def focal(april) -> Persona:
    post = MembershipFactory(organisation="spain", function=Function.FOCAL_POINT, confirmed_on=BEFORE)
    return seated(post)


def asked(who: Persona) -> set[str]:
    return {row["email"] for row in who.client.get("/people/ours/needed/").context["rows"]}


def test_the_dates_of_a_quarter():
    assert recertification.quarter_start(datetime.date(2027, 12, 31)) == datetime.date(2027, 10, 1)
    assert recertification.quarter_start(datetime.date(2027, 1, 1)) == datetime.date(2027, 1, 1)


def test_asked_are_its_people_who_were_there_before_and_nobody_else(focal):
    old = MembershipFactory(organisation="spain", confirmed_on=BEFORE)
    ministry = MembershipFactory(organisation="spain-interior", function="ministry", confirmed_on=BEFORE)
    MembershipFactory(organisation="spain", confirmed_on=datetime.date(2027, 4, 1))
    MembershipFactory(organisation="france", confirmed_on=BEFORE)
    assert asked(focal) == {old.user.email, ministry.user.email}


def test_one_click_keeps_one_and_one_keeps_all_who_were_shown(focal):
    first, second, later = (
        MembershipFactory(organisation="spain", confirmed_on=BEFORE) for _each in range(3)
    )
    foreign = MembershipFactory(organisation="france", confirmed_on=BEFORE)
    assert focal.client.post(f"/people/ours/{first.pk}/keep/").status_code == 302
    assert asked(focal) == {second.user.email, later.user.email}
    focal.client.post("/people/ours/needed/keep/", {"shown": [second.pk, foreign.pk, "x"]})
    assert asked(focal) == {later.user.email}
    foreign.refresh_from_db()
    assert foreign.confirmed_on == BEFORE


def test_nobody_keeps_themselves_or_people_of_others(focal, admin):
    own = Membership.objects.get(user=focal.user)
    with pytest.raises(Refused):
        services.confirm(actor=focal.actor(), membership_id=own.pk)
    assert services.confirm_all(actor=focal.actor(), membership_ids=[own.pk]) == 0
    foreign = MembershipFactory(organisation="france", confirmed_on=BEFORE)
    with pytest.raises(Hidden):
        services.confirm(actor=focal.actor(), membership_id=foreign.pk)
    with pytest.raises(Refused):
        services.confirm_all(actor=admin.actor(), membership_ids=[foreign.pk])


def test_administrators_see_which_organisations_are_behind(focal, admin):
    MembershipFactory.create_batch(2, organisation="spain", confirmed_on=BEFORE)
    MembershipFactory(organisation="latvia", confirmed_on=BEFORE)
    Membership.objects.exclude(organisation__code__in=["spain", "latvia"]).update(confirmed_on=APRIL.date())
    client = Client()
    sign_in(client, admin.user)
    rows = client.get("/administration/needed/").context["rows"]
    assert [(row["organisation"], row["people"], row["runs"]) for row in rows] == [
        ("Spain", 3, True),
        ("Latvia", 1, False),
    ]


def test_what_nobody_answers_for_ends_on_the_announced_day_and_not_before(focal, april):
    silent = MembershipFactory(organisation="spain", confirmed_on=BEFORE)
    kept = MembershipFactory(organisation="spain", confirmed_on=BEFORE)
    Membership.objects.exclude(pk__in=[silent.pk, kept.pk]).update(confirmed_on=APRIL.date())
    services.confirm(actor=focal.actor(), membership_id=kept.pk)
    last = recertification.lapses_on()
    assert last == datetime.date(2027, 5, 31)
    april.move_to(datetime.datetime.combine(last, datetime.time(23), BRUSSELS))
    assert services.lapse() == 0
    april.move_to(datetime.datetime.combine(last, datetime.time(23), BRUSSELS) + datetime.timedelta(hours=2))
    assert services.lapse() == 1
    assert not User.objects.get(pk=silent.user_id).is_active
    assert Membership.objects.current().filter(pk=kept.pk).exists()
    assert services.lapse() == 0


def test_the_desk_of_a_focal_point_asks_with_the_day(focal):
    old = MembershipFactory(organisation="spain", confirmed_on=BEFORE)
    page = focal.client.get("/").content.decode()
    assert old.user.email in page
    assert "Without an answer it ends after 31 May 2027" in page
    assert old.user.email not in seated(old).client.get("/").content.decode().split("<main")[1]


def test_a_sole_focal_point_is_kept_by_an_administrator_and_no_administrator_by_themselves(focal, admin):
    own = Membership.objects.get(user=focal.user)
    client = Client()
    sign_in(client, admin.user)
    rows = client.get("/administration/needed/").context["focal_points"]
    [address] = [row["keep_url"] for row in rows if row["email"] == focal.user.email]
    assert client.post(address).status_code == 302
    own.refresh_from_db()
    assert own.confirmed_on == APRIL.date()
    with pytest.raises(Refused):
        services.confirm(actor=admin.actor(), membership_id=Membership.objects.get(user=admin.user).pk)
