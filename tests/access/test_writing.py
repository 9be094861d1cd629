"""Interned audiences and receipts: what writing may and may not do."""

import threading
import uuid
from itertools import combinations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from coordination.access.errors import KeyReused
from coordination.access.models import Audience
from coordination.access.reader import reading_as
from coordination.access.services import intern, intern_all, once
from coordination.people.queries import circles, organisations
from tests import personas

pytestmark = pytest.mark.row("C2")


def circle(code: str) -> int:
    return circles().of_organisation[organisations().by_code[code].pk]


# --- Audiences ---------------------------------------------------------------------------


def test_the_same_set_is_one_audience_however_it_is_written(italy):
    actor = italy.actor()
    with reading_as(actor):
        first = intern(actor=actor, circles=[circle("italy"), circle("france")])
        again = intern(actor=actor, circles=(c for c in [circle("france"), circle("italy"), circle("italy")]))

    assert first.pk == again.pk
    assert first.circles == sorted({circle("italy"), circle("france")})


def test_the_author_reads_a_new_audience_at_once(italy):
    actor = italy.actor()
    with reading_as(actor):
        audience = intern(actor=actor, circles=[circle("italy"), circle("malta"), circle("greece")])
        assert audience.pk in actor.audiences
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s = ANY (roundtable_audiences())", [audience.pk])
            assert cursor.fetchone() == (True,)


def test_the_database_refuses_an_audience_without_its_author(italy):
    actor = italy.actor()
    with reading_as(actor), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        intern(actor=actor, circles=[circle("france")])


@pytest.mark.parametrize("form", ["unsorted", "twice"])
def test_the_database_refuses_a_set_that_is_not_sorted_and_distinct(form, italy):
    actor = italy.actor()
    own = circle("italy")
    wrong = sorted([own, circle("france")], reverse=True) if form == "unsorted" else [own, own]
    with reading_as(actor), pytest.raises(IntegrityError), transaction.atomic():
        Audience.objects.create(circles=wrong)


def test_the_database_refuses_an_empty_set(italy):
    with reading_as(italy.actor()), pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        Audience.objects.create(circles=[])


def test_audiences_are_seen_by_their_circles_alone(italy, malta):
    actor = italy.actor()
    with reading_as(actor):
        audience = intern(actor=actor, circles=[circle("italy"), circle("france")])
    with reading_as(malta.actor()):
        assert not Audience.objects.filter(pk=audience.pk).exists()


@pytest.mark.slow
def test_writers_of_the_same_sets_in_opposite_orders_do_not_deadlock(committed):
    own = circle("italy")
    others = [circle(code) for code in ("france", "malta", "spain", "greece", "poland")]
    sets = [(own, *pair) for pair in combinations(others, 2)]
    failures: list[BaseException] = []
    ids: list[dict] = []
    start = threading.Barrier(4)

    def write(wanted) -> None:
        try:
            start.wait()
            with transaction.atomic():
                actor = personas.load("italy").actor()
                with reading_as(actor):
                    ids.append({key: row.pk for key, row in intern_all(actor=actor, sets=wanted).items()})
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    orders = (sets, sets[::-1], sets[3:] + sets[:3], sets)
    threads = [threading.Thread(target=write, args=[order]) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert ids[0] == ids[1] == ids[2] == ids[3]


# --- Receipts ----------------------------------------------------------------------------


def test_a_key_makes_one_thing(italy):
    actor = italy.actor()
    made = []

    def make() -> uuid.UUID:
        made.append(uuid.uuid4())
        return made[-1]

    with reading_as(actor):
        answers = [once(actor=actor, key="one", sent={"a": 1}, make=make) for _ in range(3)]
        assert answers == [(made[0], True), (made[0], False), (made[0], False)]
        with pytest.raises(KeyReused):
            once(actor=actor, key="one", sent={"a": 2}, make=make)
    assert len(made) == 1


def test_keys_are_each_users_own(italy, france):
    for persona in (italy, france):
        actor = persona.actor()
        with reading_as(actor):
            assert once(actor=actor, key="same", sent=persona.name, make=uuid.uuid4)[1]


def test_two_requests_with_one_key_make_one_thing(committed):
    made: list[uuid.UUID] = []
    answers: list = []
    start = threading.Barrier(2)

    def make() -> uuid.UUID:
        made.append(uuid.uuid4())
        return made[-1]

    def send() -> None:
        try:
            with transaction.atomic():
                actor = personas.load("italy").actor()
                with reading_as(actor):
                    start.wait()
                    answers.append(once(actor=actor, key="double click", sent={}, make=make))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 1
    assert sorted(new for _, new in answers) == [False, True]
    assert {pk for pk, _ in answers} == {made[0]}


def test_what_failed_leaves_no_receipt(italy):
    actor = italy.actor()

    def fail() -> uuid.UUID:
        raise ZeroDivisionError

    with reading_as(actor):
        with pytest.raises(ZeroDivisionError):
            once(actor=actor, key="again", sent={}, make=fail)
        assert once(actor=actor, key="again", sent={}, make=uuid.uuid4)[1]
