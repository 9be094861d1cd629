"""The pages of a purge: counts for administrators, no record, and a second person."""

import pytest

from coordination.retention.models import PurgeRun
from tests import personas
from tests.factories import ActivityFactory
from tests.factories.retention import administrator, carried_out, grown_old, proposed, stored_rows
from tests.people.test_end import signed_in


@pytest.fixture
def two(committed):
    """Two administrators."""
    return personas.load("admin").user, administrator()


def test_a_purge_from_the_form_to_the_end(two):
    first, second = map(signed_in, two)
    ActivityFactory(originator="italy", retired=True, shared_with=[], title="Ostrich farm")
    ActivityFactory(originator="france", retired=True, shared_with=[], title="Camel farm")
    grown_old(5 * 365 + 1)

    sent = {"kinds": ["activity.retired", "import"], "words": "Yearly purge", "idempotency_key": "one"}
    asked = first.post("/retention/purges/new/", sent)
    again = first.post("/retention/purges/new/", sent)
    assert again.url == asked.url
    page = first.get(asked.url).content.decode()
    assert "2 rows due when it was proposed, 0 deleted, 0 left out" in page
    assert {"Italy", "France", "Retired activities"} <= set(
        page.replace("<span>", ">").replace("<", ">").split(">")
    )
    assert "farm" not in page
    assert "approve/" not in page
    assert first.post(f"{asked.url}approve/").status_code == 403

    assert second.post(f"{asked.url}approve/").status_code == 302
    run = PurgeRun.objects.get()
    assert carried_out(run) == {"activity.retired": (1, 0)} or stored_rows("coordination_activity") == 0
    page = second.get(asked.url).content.decode()
    assert "2 rows due when it was proposed, 2 deleted, 0 left out" in page
    assert {user.email in page for user in two} == {True}


def test_words_that_are_kept_name_nobody(two):
    first = signed_in(two[0])
    answer = first.post("/retention/purges/new/", {"kinds": ["import"], "words": "Asked by anna@example.org"})
    assert answer.status_code == 400
    assert "Name no person here" in answer.content.decode()


def test_statements_do_not_grow_with_purges(two, django_assert_max_num_queries):
    first, second = two
    for _run in range(3):
        ActivityFactory(originator="italy", retired=True)
        grown_old(5 * 365 + 1)
        proposed("activity.retired", by=second)
    client = signed_in(first)
    client.get("/retention/purges/")
    for address in ("/retention/", "/retention/purges/", f"/retention/purges/{PurgeRun.objects.first().pk}/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
