"""The kept counts of the matrix are what counting the parts one by one would find, whatever happens."""

import datetime
import random
import threading

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from coordination.access.reader import reading_as
from coordination.people.actors import for_organisation
from coordination.register import queries, services
from coordination.register.models import Activity, CountryTally, ThemeTally, stale_before
from coordination.register.queries import Selection
from coordination.world.queries import countries, themes
from tests import personas
from tests.factories import ActivityFactory
from tests.factories.people import organisation

pytestmark = pytest.mark.row("B25")

EVERYTHING = Selection()
READERS = ("italy", "france", "malta", "italy_interior", "eud_niger", "frontex")
AXES = {
    "actor-country": ("lead_id", "country_id", "activitycountry"),
    "theme-actor": ("theme_id", "lead_id", "activitytheme"),
}


def one_by_one(axis, where=""):
    """The parts that the reader of the moment may read, counted in plain SQL."""
    row, column, table = AXES[axis]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {row}, {column}, count(*), count(*) FILTER (WHERE confirmed_on < %s)"
            f" FROM coordination_{table} WHERE state = 'current' {where} GROUP BY 1, 2",
            [stale_before()],
        )
        return {(a, b): (entries, stale) for a, b, entries, stale in cursor.fetchall()}


def tallied(actor, axis, selection=EVERYTHING):
    found = queries.matrix(actor, selection, axis)
    return {key: (cell.entries, cell.stale) for key, cell in found.items() if cell.entries}


def assert_exact(everybody):
    """For every reader and both axes."""
    for name in READERS:
        actor = everybody[name].actor()
        with reading_as(actor):
            for axis in AXES:
                assert tallied(actor, axis) == one_by_one(axis), (name, axis)


def confirmed(entry, day):
    with reading_as(for_organisation(entry.originator)):
        Activity.objects.visible_to(for_organisation(entry.originator)).filter(pk=entry.pk).update(
            confirmed_on=day
        )


def some_entries():
    """Of three delegations, shared with many and with few."""
    ways = ("members", [], ["france"], "presidency", "institutions", ["malta", "france"])
    return [
        ActivityFactory(
            originator=("italy", "france", "malta")[number % 3],
            shared_with=way,
            country_team=way == "members",
            countries=("NE", "TN") if number % 2 else ("NE",),
            themes=("migrant-smuggling",),
        )
        for number, way in enumerate(ways * 2)
    ]


def test_they_follow_an_entry_through_its_life(everybody):
    entries = some_entries()
    assert_exact(everybody)
    italy = for_organisation(organisation("italy"))
    mine = [entry for entry in entries if entry.originator_id == organisation("italy").pk]
    with reading_as(italy):
        services.retire(actor=italy, activity=mine[0], reason="Entered twice.")
    assert_exact(everybody)
    with reading_as(italy):
        services.restore(actor=italy, activity=Activity.objects.visible_to(italy).get(pk=mine[0].pk))
        Activity.objects.visible_to(italy).filter(pk=mine[1].pk).update(
            lead=organisation("iom"), status="completed"
        )
    assert_exact(everybody)
    confirmed(mine[2], stale_before() - datetime.timedelta(days=3))
    assert_exact(everybody)


@pytest.mark.parametrize("counted_anew", [False, True])
def test_a_changed_audience_moves_them_at_once(counted_anew, everybody):
    entry = ActivityFactory(originator="italy", shared_with="members", countries=("NE", "TN"))
    narrow = ActivityFactory(originator="italy", shared_with=[], countries=("LY",))
    if counted_anew:
        services.recount(most_changes=-1)
    italy, france = everybody["italy"].actor(), everybody["france"].actor()
    with reading_as(france):
        assert len(tallied(france, "actor-country")) == 2

    with reading_as(italy):
        Activity.objects.visible_to(italy).filter(pk=entry.pk).update(audience=narrow.audience_id)

    with reading_as(france):
        assert tallied(france, "actor-country") == {}
    assert_exact(everybody)


def test_a_recount_changes_nothing_that_is_read(everybody):
    entries = some_entries()
    for number, entry in enumerate(entries):
        confirmed(entry, stale_before() + datetime.timedelta(days=number - 6))
    assert services.recount(most_changes=-1)
    assert_exact(everybody)
    confirmed(entries[0], stale_before() + datetime.timedelta(days=90))
    confirmed(entries[11], stale_before() - datetime.timedelta(days=90))
    assert_exact(everybody)


def test_a_recount_waits_for_a_reason(db, time_machine):
    time_machine.move_to(timezone.now())
    ActivityFactory()
    assert not services.recount(most_changes=1)
    assert services.recount(most_changes=0)
    assert not services.recount(most_changes=0)
    time_machine.shift(datetime.timedelta(days=1))
    assert services.recount(most_changes=0)


@pytest.mark.parametrize("days", [0, 1, 5, 40, -5])
def test_what_grows_old_after_a_recount_is_stale_on_the_day(days, everybody, time_machine):
    time_machine.move_to(timezone.now())
    for number, entry in enumerate(some_entries()):
        confirmed(entry, stale_before() + datetime.timedelta(days=number - 6))
    services.recount(most_changes=-1)
    time_machine.shift(datetime.timedelta(days=days))
    confirmed(ActivityFactory(), stale_before() - datetime.timedelta(days=1))

    assert_exact(everybody)


def test_filters_on_place_and_lead_are_served_and_others_are_counted(everybody):
    some_entries()
    services.recount(most_changes=-1)
    actor = everybody["italy"].actor()
    place, lead = countries().by_code["TN"].pk, organisation("france").pk
    theme = themes().by_code["migrant-smuggling"].pk
    with reading_as(actor):
        assert tallied(actor, "actor-country", Selection(countries=(place,))) == one_by_one(
            "actor-country", f"AND country_id = {place}"
        )
        assert tallied(actor, "theme-actor", Selection(actors=(lead,), themes=(theme,))) == one_by_one(
            "theme-actor", f"AND lead_id = {lead} AND theme_id = {theme}"
        )
        assert tallied(actor, "actor-country", Selection(statuses=("planned",))) == {}


@pytest.mark.parametrize("seed", range(3))
def test_random_changes_leave_no_trace(seed, everybody):
    chance, entries = random.Random(seed), some_entries()
    audiences = [entry.audience_id for entry in entries]
    italy = organisation("italy").pk
    for _step in range(25):
        entry = chance.choice(entries)
        # Statements that take many rows at once, as no service does.
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                chance.choice(
                    [
                        "UPDATE coordination_activity SET audience_id = %(audience)s WHERE id = %(entry)s OR originator_id = %(italy)s",
                        "UPDATE coordination_activity SET state = 'retired' WHERE id = %(entry)s",
                        "UPDATE coordination_activity SET state = 'current', lead_id = %(italy)s",
                        "UPDATE coordination_activity SET confirmed_on = %(day)s WHERE audience_id = %(audience)s",
                        "DELETE FROM coordination_activitycountry WHERE activity_id = %(entry)s",
                        "SELECT roundtable_recount(%(day)s, 5)",
                    ]
                ),
                {
                    "audience": chance.choice(audiences),
                    "entry": entry.pk,
                    "italy": italy,
                    "day": stale_before() + datetime.timedelta(days=chance.randint(-9, 9)),
                },
            )
    assert_exact(everybody)


def test_writers_and_recounts_at_once_lose_nothing_and_never_wait_for_each_other(committed):
    """Each writer changes the same cells in an order of its own: counts that were updated in place would deadlock."""
    entries = [ActivityFactory(originator="italy", countries=(code,)) for code in ("NE", "TN", "LY", "NE")]
    start, failures = threading.Barrier(5), []

    def write(order):
        try:
            actor = for_organisation(organisation("italy"))
            start.wait(10)
            for _round in range(5):
                with transaction.atomic(), reading_as(actor):
                    for number in order:
                        rows = Activity.objects.visible_to(actor).filter(pk=entries[number].pk)
                        rows.update(confirmed_on=stale_before() - datetime.timedelta(days=number))
                        ActivityFactory(
                            originator="italy", countries=("NE", "LY", "TN")[:: 1 - 2 * (number % 2)]
                        )
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    def recount():
        try:
            start.wait(10)
            with connections["owner"].cursor() as cursor:
                for _round in range(40):
                    cursor.execute("SELECT roundtable_recount(%s, -1)", [stale_before()])
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    # Each has an entry of its own, so that they meet in the counts alone.
    threads = [threading.Thread(target=write, args=[[number] * 3]) for number in range(4)]
    threads.append(threading.Thread(target=recount))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    with transaction.atomic():
        assert_exact({name: personas.load(name) for name in READERS})


def test_a_row_that_changes_nothing_counted_adds_nothing(db):
    entry = ActivityFactory()
    services.recount(most_changes=-1)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE coordination_activity SET title = 'Renamed', status = 'completed' WHERE id = %s",
            [entry.pk],
        )
        cursor.execute("UPDATE coordination_activitycountry SET areas = 'Agadez'")
    for model in (CountryTally, ThemeTally):
        actor = for_organisation(organisation("italy"))
        with reading_as(actor):
            assert model.objects.visible_to(actor).filter(old_before=None).count() == 0
