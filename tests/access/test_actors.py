"""What each persona is today: functions, voice, circles. Everything else follows from these."""

import pytest

from coordination.access.actor import Function
from coordination.people.models import Membership
from coordination.people.queries import circles, organisations
from tests.factories import MembershipFactory
from tests.personas import ROLES

pytestmark = [pytest.mark.row("B19"), pytest.mark.row("C15")]


def circle_names(actor):
    """The circles of an actor in words that a test can read."""
    names = set()
    for pk in actor.circles:
        circle = circles().by_id[pk]
        if circle.organisation_id:
            names.add(organisations().by_id[circle.organisation_id].code)
        elif circle.term_id:
            names.add("a term")
        elif circle.country_id:
            names.add(f"team {circle.country.code}")
        else:
            names.add(circle.kind)
    return names


def codes(ids) -> set[str]:
    return {organisations().by_id[pk].code for pk in ids}


EXPECTED = {
    # name: circles, functions, speaks for, contributes to
    "italy": ({"members", "italy"}, {"delegate"}, {"italy"}, set()),
    "france": ({"members", "france", "a term"}, {"delegate"}, {"france"}, set()),
    "malta": ({"members", "malta"}, {"delegate"}, {"malta"}, set()),
    "presidency": ({"members", "ireland", "a term"}, {"delegate", "chair"}, {"ireland"}, set()),
    "commission": ({"members", "institutions", "commission"}, {"delegate"}, {"commission"}, set()),
    "eeas": ({"members", "institutions", "eeas"}, {"delegate"}, {"eeas"}, set()),
    "gsc": ({"members", "institutions", "gsc"}, {"delegate"}, {"gsc"}, set()),
    "italy_interior": ({"italy-interior", "italy"}, {"ministry"}, set(), {"italy"}),
    "italy_labour": ({"italy-labour"}, {"ministry"}, set(), {"italy"}),
    "italy_reader": ({"members", "italy"}, {"reader"}, set(), set()),
    "eud_niger": ({"eud-niger", "team NE"}, {"country-team"}, {"eud-niger"}, set()),
    "frontex": ({"frontex"}, {"delegate"}, {"frontex"}, set()),
    "admin": (set(), {"administrator"}, set(), set()),
    "removed": (set(), set(), set(), set()),
}


def test_every_persona_has_an_expectation():
    assert set(EXPECTED) == set(ROLES)


@pytest.mark.parametrize("name", EXPECTED)
def test_functions_and_circles_are_exactly_these(name, everybody, time_machine):
    time_machine.move_to("2026-11-16 12:00:00+00:00")
    if name == "presidency":
        Membership.objects.filter(user=everybody[name].user).update(
            organisation=organisations().by_code["ireland"]
        )

    actor = everybody[name].actor()

    found = (circle_names(actor), set(actor.functions), codes(actor.speaks_for), codes(actor.contributes_to))
    assert found == EXPECTED[name]


def test_the_delegation_lets_a_ministry_in_and_out(italy_labour):
    ministry = italy_labour.organisation
    seen = []
    for let_in in (True, False):
        type(ministry).objects.filter(pk=ministry.pk).update(reads_delegation=let_in)
        actor = italy_labour.actor()
        seen.append(circle_names(actor))
        assert not actor.is_member

    assert seen == [{"italy-labour", "italy"}, {"italy-labour"}]


def test_a_department_reads_and_speaks_as_its_institution(db):
    membership = MembershipFactory(organisation="commission-home")
    from coordination.people.actors import build

    actor = build(membership.user)

    assert circle_names(actor) == {"members", "institutions", "commission", "commission-home"}
    assert codes(actor.speaks_for) == {"commission"}


def test_a_membership_counts_from_its_first_to_its_last_day_in_brussels(db, time_machine):
    import datetime

    from coordination.people.actors import build

    day = datetime.date(2026, 7, 15)
    membership = MembershipFactory(organisation="spain", starts_on=day, ends_on=day)
    seen = {}
    for moment in ("2026-07-14 21:59", "2026-07-14 22:00", "2026-07-15 21:59", "2026-07-15 22:00"):
        time_machine.move_to(f"{moment}:30+00:00")
        seen[moment] = bool(build(membership.user).functions)

    assert list(seen.values()) == [False, True, True, False]


def test_two_posts_add_up_and_the_administrators_one_adds_no_reading(admin):
    MembershipFactory(user=admin.user, organisation="gsc", function=Function.READER)

    actor = admin.actor()

    assert circle_names(actor) == {"members", "institutions", "gsc"}
    assert actor.functions == {"administrator", "reader"}
    assert not actor.speaks_for


@pytest.mark.row("D6")
def test_a_chair_does_not_admit_anybody(presidency):
    from coordination.access.routes import ADMINISTRATORS

    assert not ADMINISTRATORS.admits(presidency.actor())
