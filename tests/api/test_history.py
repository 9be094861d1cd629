"""The history of an entry: in words, as far as the reader may know it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.consultations.services import attach, extend
from tests import personas
from tests.factories.consultations import in_days, opened
from tests.factories.documents import DocumentFactory
from tests.factories.room import acting

from .conftest import ActivityFactory, problem, read, send


# What is saved together is one change, so these tests need transactions of their own.
@pytest.fixture
def italy(committed):
    return personas.load("italy")


@pytest.fixture
def france(committed):
    return personas.load("france")


@pytest.fixture
def malta(committed):
    return personas.load("malta")


@pytest.fixture
def hidden(committed):
    return ActivityFactory(title="CANARY", shared_with=[])


def changes(persona, row, **query):
    return read(persona, f"/activities/{row.pk}/history/", **query).json()["results"]


def said(change):
    return {field["label"]: (field["old"], field["new"]) for field in change["changed"]}


def test_one_save_is_one_change_with_names_for_keys(italy, france, hidden):
    row = ActivityFactory(shared_with=["france"], aim="Old aim")
    patch: dict = {"aim": "New aim", "lead": "germany", "status": "suspended", "countries": ["TN"]}
    patch |= {
        "amounts": [{"amount": "1000", "as_of": "2026-01-01"}],
        "partners": [{"role": "funding", "name": "ICMPD"}],
    }
    assert send(italy, "PATCH", f"/activities/{row.pk}/", patch, match=1).status_code == 200
    newest, first = changes(france, row)
    words = said(newest)
    assert first["verb"]["code"] == "created"
    assert "CANARY" not in str(first)
    assert newest["organisation"] == "Italy"
    assert newest["verb"] == {"code": "changed", "label": "changed"}
    assert words["Aim"] == ("Old aim", "New aim")
    assert words["Lead"] == ("Italy", "Germany")
    assert words["Status"] == ("Running", "Suspended")
    assert words["Amount"] == ("", "EUR 1,000.00, planned, 1 January 2026")
    assert words["Partner"] == ("", "ICMPD (funds)")
    countries = {(field["old"], field["new"]) for field in newest["changed"] if field["label"] == "Country"}
    assert countries == {("Niger", ""), ("", "Tunisia")}


def test_who_else_was_let_in_is_for_the_owner_alone(italy, france, malta):
    row = ActivityFactory(shared_with=["france"], announced_to=["malta"])
    wider = {
        "sharing": {"choice": "named", "named": ["france", "malta"]},
        "card": None,
        "reason": "Malta joins",
    }
    assert send(italy, "PATCH", f"/activities/{row.pk}/", wider, match=1).status_code == 200
    newest = changes(italy, row)[0]
    assert (newest["verb"]["code"], newest["reason"]) == ("shared", "Malta joins")
    assert said(newest)["Who may read it"] == ("Italy, France", "Italy, France, Malta")
    assert said(newest)["Existence card"] == ("issued", "")
    for reader in (france, malta):
        told = read(reader, f"/activities/{row.pk}/history/").content.decode()
        assert "Malta" not in told
        assert "card" not in told.lower()
    assert str(row.card_id) not in str(changes(italy, row))


def test_what_was_taken_out_before_others_came_stays_with_those_who_read_it(italy, france, malta):
    row = ActivityFactory(shared_with=["malta"], aim="SECRET")
    patch = {"aim": "Public", "sharing": {"choice": "members"}, "reason": "Agreed"}
    send(italy, "PATCH", f"/activities/{row.pk}/", patch, match=1)
    assert "SECRET" in str(changes(malta, row))
    assert "SECRET" not in str(changes(france, row))


def test_deeds_carry_their_reason(italy, france):
    row = ActivityFactory()
    send(italy, "POST", f"/activities/{row.pk}/retire/", {"reason": "Entered twice"}, match=1)
    newest = changes(france, row)[0]
    assert (newest["verb"]["code"], newest["reason"]) == ("retired", "Entered twice")


@pytest.mark.parametrize("query", [{"limit": "0"}, {"cursor": "x"}, {"cursor": "2026-01-01"}, {"page": "1"}])
def test_bad_parameters_are_refused(query, italy):
    row = ActivityFactory()
    body = problem(read(italy, f"/activities/{row.pk}/history/", **query), 400)
    assert set(body["errors"]) == set(query)


def test_the_number_of_queries_does_not_grow_with_the_history(italy):
    row = ActivityFactory(shared_with=[])

    def queries():
        with CaptureQueriesContext(connection) as caught:
            changes(italy, row)
        return len(caught)

    path, choices = f"/activities/{row.pk}/", ["malta", "france", "spain", "greece"]
    few = queries()
    for version, code in enumerate(choices, start=1):
        wider = {"sharing": {"choice": "named", "named": [code]}, "reason": "Turn"}
        assert send(italy, "PATCH", path, wider, match=version).status_code == 200
    assert queries() <= few + 1  # the audiences, once


def test_pages_of_a_long_history_follow_each_other(italy):
    row = ActivityFactory()
    for version in range(1, 6):
        send(italy, "PATCH", f"/activities/{row.pk}/", {"title": f"Title {version}"}, match=version)
    everything = changes(italy, row)
    assert len(everything) == 6
    seen: list[dict] = []
    cursor: dict[str, str] = {}
    while True:
        page = read(italy, f"/activities/{row.pk}/history/", limit=2, **cursor).json()
        seen += page["results"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == everything


def test_pages_tell_nothing_of_a_change_that_has_no_words_for_the_reader(france):
    row = opened()
    later = {"version": None, "deadline": in_days(9), "reason": "Holidays."}
    acting("presidency", extend, consultation=row, **later)
    papers = [DocumentFactory(originator="presidency", shared_with=["italy"]).pk for _number in range(3)]
    path = f"/consultations/{row.pk}/history/"
    before = [read(france, path, limit=limit).json() for limit in (1, 2, 50)]
    assert len(before[-1]["results"]) == 2
    for kept in (papers[:1], papers[:2], papers):
        acting("presidency", attach, consultation=row, papers=tuple(kept))
    assert [read(france, path, limit=limit).json() for limit in (1, 2, 50)] == before
    first, second = before[-1]["results"]
    assert before[0] == {"results": [first], "next": first["at"].replace("+00:00", "Z")}
    rest = read(france, path, limit=1, cursor=before[0]["next"]).json()
    assert rest == {"results": [second], "next": None}
