"""The reader belongs to a transaction: nothing carries it over, and nobody inherits it (SECURITY, second wall)."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from django.test import Client

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.register.models import Activity
from tests import personas
from tests.factories import ActivityFactory

pytestmark = pytest.mark.row("C23")


@pytest.fixture(autouse=True)
def hidden(committed) -> Activity:
    """An entry that Italy keeps to itself, committed as in production."""
    return ActivityFactory(originator="italy", shared_with=[], title="Kept by Italy")


def actor_of(name: str) -> Actor:
    with transaction.atomic():
        return personas.load(name).actor()


def rows(using: str = "default") -> int:
    """How many entries the database alone shows now."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM coordination_activity")
        return cursor.fetchone()[0]


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('roundtable.audiences', true)")
        return cursor.fetchone()[0] or ""


def test_a_transaction_shows_its_reader_and_the_next_one_shows_the_next_reader():
    italy, france = actor_of("italy"), actor_of("france")

    with reading_as(italy), transaction.atomic():
        assert rows() == 1
    with reading_as(france), transaction.atomic():
        assert rows() == 0
    with transaction.atomic():
        assert rows() == 0


def test_outside_a_transaction_even_the_owner_of_the_row_reads_nothing():
    with reading_as(actor_of("italy")):
        assert rows() == 0


def test_after_commit_and_after_rollback_the_setting_is_gone():
    italy = actor_of("italy")

    with reading_as(italy):
        with transaction.atomic():
            assert setting()
        assert setting() == ""
        with transaction.atomic():
            assert rows() == 1
            transaction.set_rollback(True)
        assert setting() == ""


def test_a_rolled_back_savepoint_leaves_the_outer_reader():
    italy, france = actor_of("italy"), actor_of("france")

    with transaction.atomic(), reading_as(italy):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), reading_as(france):
            assert rows() == 0
            raise ZeroDivisionError
        assert rows() == 1


def test_a_reader_set_first_inside_a_rolled_back_savepoint_is_set_again():
    italy = actor_of("italy")

    with transaction.atomic(), reading_as(italy):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert rows() == 1
            raise ZeroDivisionError
        assert rows() == 1
    with transaction.atomic(), pytest.raises(ZeroDivisionError), transaction.atomic():
        assert rows() == 0
        raise ZeroDivisionError


def test_a_reader_changed_in_the_middle_of_a_transaction_holds_from_the_next_query():
    italy, france = actor_of("italy"), actor_of("france")

    with transaction.atomic():
        seen = []
        for actor in (italy, france, italy):
            with reading_as(actor):
                seen.append(rows())
        seen.append(rows())
    assert seen == [1, 0, 1, 0]


def test_a_pooled_connection_carries_nothing_over():
    italy = actor_of("italy")
    pooled = connection.copy("pooled")
    pooled.settings_dict["OPTIONS"] = {
        **pooled.settings_dict["OPTIONS"],
        "pool": {"min_size": 1, "max_size": 1},
    }
    pooled.settings_dict["CONN_MAX_AGE"] = 0
    connections["pooled"] = pooled
    try:
        pids, seen = set(), []
        for who in (italy, None, actor_of("france"), italy):
            with reading_as(who) if who else transaction.atomic(), transaction.atomic(using="pooled"):
                seen.append(rows("pooled"))
                with pooled.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    pids.add(cursor.fetchone()[0])
            pooled.close()  # back to the pool
        assert seen == [1, 0, 0, 1]
        assert len(pids) == 1  # one and the same session served all of them
    finally:
        pooled.close_pool()
        del connections["pooled"]


def test_another_thread_such_as_a_worker_reads_nothing_until_it_says_as_whom():
    italy = actor_of("italy")

    def job(reader: Actor | None) -> int:
        try:
            with reading_as(reader) if reader else transaction.atomic(), transaction.atomic():
                return rows()
        finally:
            connection.close()

    with reading_as(italy), transaction.atomic():
        assert [in_thread(job, None), in_thread(job, italy)] == [0, 1]


def in_thread(work: Callable[..., int], *args: Actor | None) -> int:
    results: list[int] = []
    thread = threading.Thread(target=lambda: results.append(work(*args)))
    thread.start()
    thread.join()
    return results[0]


def test_an_async_function_reads_nothing_until_it_says_as_whom():
    italy = actor_of("italy")

    @sync_to_async
    def in_transaction() -> int:
        with transaction.atomic():
            return rows()

    async def bare() -> tuple[int, int]:
        return await Activity.objects.acount(), await in_transaction()

    async def says_as_whom() -> int:
        with reading_as(italy):
            return await in_transaction()

    try:
        assert asyncio.run(bare()) == (0, 0)
        assert asyncio.run(says_as_whom()) == 1
    finally:
        asyncio.run(sync_to_async(connections.close_all)())


@pytest.mark.parametrize(
    ("address", "expected"),
    [("page", b"1"), ("stream", b"0"), ("stream-as-reader", b"1"), ("template", b"0")],
)
def test_what_is_rendered_after_the_view_reads_nothing_by_itself(settings, address, expected):
    settings.ROOT_URLCONF = "tests.access.late_urls"
    client = Client()
    personas.sign_in(client, personas.load("italy").user)

    response = client.get(f"/{address}/")

    assert b"".join(response) == expected


def test_a_request_leaves_no_reader_behind(settings):
    settings.ROOT_URLCONF = "tests.access.late_urls"
    client = Client()
    personas.sign_in(client, personas.load("italy").user)
    assert client.get("/page/").content == b"1"

    with transaction.atomic():
        assert rows() == 0


def test_a_view_that_forgot_its_gate_is_not_served(settings):
    from django.core.exceptions import ImproperlyConfigured

    settings.ROOT_URLCONF = "tests.access.undeclared_urls"

    with pytest.raises(ImproperlyConfigured, match="forgotten/"):
        Client().get("/forgotten/")
