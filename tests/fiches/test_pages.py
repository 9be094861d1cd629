"""Pages, files and the API of fiches: what they list, what they keep, what they refuse and how they say so."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.fiches.kinds import Stage
from coordination.access.reader import reading_as
from coordination.desk.lines import Part, parts_of
from coordination.desk.tasks import in_groups
from coordination.people.models import today
from tests.factories.fiches import FicheFactory, contribution, measures_of, report, written

pytestmark = pytest.mark.usefixtures("db")

LATE = datetime.timedelta(days=-3)


def titles(persona, query=""):
    """The titles of the API's list, which is the page's own query."""
    return {row["title"] for row in persona.api.get(f"/api/v1/fiches/{query}").json()["results"]}


@pytest.fixture
def late(db):
    """A running fiche whose measure of Malta is late, and one that is hidden from Malta."""
    due = today() + LATE
    shown = FicheFactory(
        title="Late", stage=Stage.IMPLEMENTATION, measures=({"owner": "malta", "due_on": due},)
    )
    FicheFactory(
        title="Hidden",
        stage=Stage.COMMENTS,
        shared_with=["france"],
        measures=({"owner": "malta", "due_on": due},),
    )
    return shown


@pytest.mark.row("A2")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Late", "Libya", "Draft"}),
        ("?country=LY", {"Libya"}),
        ("?theme=root-causes", {"Libya"}),
        ("?state=draft", {"Draft"}),
        ("?state=closed", {"Closed"}),
        ("?owner=malta", {"Late"}),
        ("?due=late", {"Late"}),
        ("?mine=true", {"Late", "Draft"}),
    ],
)
def test_filters_choose_exactly_these(query, expected, malta, late):
    FicheFactory(
        title="Libya", originator="commission", countries=("LY",), theme="root-causes", stage=Stage.COMMENTS
    )
    FicheFactory(title="Draft", originator="malta")
    FicheFactory(title="Closed", originator="commission", stage=Stage.CLOSED)
    assert titles(malta, query) == expected
    page = malta.client.get(f"/fiches/{query}").content.decode()
    assert {
        title for title in ("Late", "Libya", "Draft", "Closed", "Hidden") if f">{title}</a>" in page
    } == expected


def test_the_list_pages_by_key_and_starts_over_at_a_hidden_cursor(malta):
    made = [FicheFactory(stage=Stage.COMMENTS, due_on=today() + datetime.timedelta(days=n)) for n in range(3)]
    first = malta.api.get("/api/v1/fiches/?limit=2").json()
    second = malta.api.get(f"/api/v1/fiches/?limit=2&cursor={first['next']}").json()
    seen = [row["id"] for row in first["results"] + second["results"]]
    assert sorted(seen) == sorted(str(row.pk) for row in made)
    assert second["next"] is None
    hidden = FicheFactory()
    assert malta.api.get(f"/api/v1/fiches/?cursor={hidden.pk}").status_code == 400


@pytest.mark.row("A2")
def test_files_hold_exactly_the_selection_with_codes_and_labels(malta, late):
    FicheFactory(title="Other", stage=Stage.COMMENTS, measures=({"owner": "france"},))
    lines = b"".join(malta.client.get("/fiches/file/csv/?owner=malta")).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Late" in lines[1]
    assert "malta,Malta" in lines[1]
    assert "3 days late" in lines[1]
    assert "LIMITE" in lines[1]
    assert malta.client.get("/fiches/file/xlsx/").content.startswith(b"PK")


@pytest.mark.row("A2")
def test_the_country_page_says_what_is_asked_next_and_how_late(malta, late):
    page = malta.client.get("/countries/NE/").content.decode()
    assert "3 days late" in page
    assert "Hidden" not in page


@pytest.mark.row("C15")
def test_every_fiche_says_why_this_reader_sees_it_and_names_others_to_its_drafter_alone(italy, france):
    fiche = FicheFactory(stage=Stage.COMMENTS, shared_with=["france", "malta"])
    theirs = france.client.get(f"/fiches/{fiche.pk}/").content.decode()
    assert "You read it because it is shared with: France." in theirs
    assert "Malta" not in theirs
    assert "Malta" in italy.client.get(f"/fiches/{fiche.pk}/").content.decode()


def test_who_has_not_answered_is_told_to_the_drafter_alone(italy, france):
    fiche = written(shared_with=["france", "malta", "ireland"])
    address = f"/fiches/{fiche.pk}/"
    assert "Has not answered: Ireland, France, Malta" in italy.client.get(address).content.decode()
    assert "Has not answered" not in france.client.get(address).content.decode()


def test_the_print_view_carries_marking_reader_and_number(france):
    fiche = FicheFactory(stage=Stage.COMMENTS, shared_with=["france"])
    paper = france.client.get(f"/fiches/{fiche.pk}/print/").content.decode()
    assert "LIMITE · NAMED DELEGATIONS" in paper
    assert f"Italy {fiche.year}/{fiche.number}" in paper
    assert "France, " in paper


FORM = {"title": "New", "country": "NE", "theme": "root-causes", "purpose": "Why.", "idempotency_key": "one"}


def test_a_form_sent_twice_makes_one_fiche(italy):
    for _step in range(2):
        answer = italy.client.post("/fiches/new/", FORM)
        assert answer.status_code == 302
    assert titles(italy) == {"New"}
    other = italy.client.post("/fiches/new/", FORM | {"title": "Other"})
    assert other.status_code == 400
    assert "already saved with other words" in other.content.decode()


def test_a_refused_form_keeps_what_was_typed(italy):
    answer = italy.client.post("/fiches/new/", FORM | {"starts_on": "2027-03-03", "due_on": "2027-03-01"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Choose 3 March 2027 or later" in page
    assert "Why." in page


@pytest.mark.row("B8")
def test_a_stale_measure_shows_both_texts_and_loses_none(italy):
    fiche = FicheFactory(measures=({"title": "First"},))
    measure = measures_of(fiche)[0]
    address = f"/measures/{measure.pk}/edit/"
    sent = {"title": "Theirs", "owner": "italy", "version": measure.version}
    assert italy.client.post(address, sent).status_code == 302
    stale = italy.client.post(address, sent | {"title": "Mine"})
    assert stale.status_code == 409
    assert "Mine" in stale.content.decode()
    assert "Theirs" in stale.content.decode()
    merged = sent | {"title": "Mine", "keep_title": "theirs", "version": measure.version + 1}
    assert italy.client.post(address, merged).status_code == 302
    assert measures_of(fiche)[0].title == "Theirs"


@pytest.mark.row("A2")
def test_closing_with_open_measures_keeps_the_evidence_that_was_typed(italy):
    fiche = FicheFactory(stage=Stage.EVALUATED)
    answer = italy.client.post(f"/fiches/{fiche.pk}/close/", {"evidence": "The final report"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "1 measure is still open" in page
    assert "The final report" in page


@pytest.mark.row("B21")
def test_comments_stand_on_their_place_and_are_resolved_with_words(italy, france):
    fiche = FicheFactory(stage=Stage.COMMENTS)
    place = {"field": "measure-1", "kind": "comment", "text": "By whom?"}
    france.client.post(f"/fiches/{fiche.pk}/comment/", place)
    key = france.api.get(f"/api/v1/fiches/{fiche.pk}/").json()["comments"][0]["key"]
    italy.client.post(f"/fiches/{fiche.pk}/comments/{key}/resolve/", {"words": "By us."})
    page = france.client.get(f"/fiches/{fiche.pk}/").content.decode()
    assert "Measure 1: A measure" in page
    assert "Resolved by Italy: By us." in page


@pytest.mark.row("A2")
def due(actor) -> list:
    return in_groups(parts_of(actor)[Part.DUE])


def test_the_desk_asks_for_measures_positions_contributions_and_evaluations(malta, presidency, late):
    asked = written(title="Written")
    offered = FicheFactory(title="Offered", stage=Stage.COMMENTS)
    contribution(offered, "malta")
    FicheFactory(originator="malta", title="Over", stage=Stage.IMPLEMENTATION, due_on=today() + LATE, measures=(
        {"owner": "france"},
    ))  # fmt: skip
    actor = malta.actor()
    with reading_as(actor):
        found = {row["action"]["label"] for group in due(actor) for row in group["rows"]}
    assert {"Report", "State position", "Answer", "Evaluate"} <= found
    chair = presidency.actor()
    with reading_as(chair):
        rows = [row for group in due(chair) for row in group["rows"]]
    assert {"Written", "Offered"} <= {
        row["title"] for row in rows if row["action"]["label"] == "Read and endorse"
    }
    assert asked.stage == Stage.COMMENTS


def send(persona, method, address, data=None, **headers):
    body = json.dumps(data or {})
    return getattr(persona.api, method)(
        f"/api/v1/{address}", body, content_type="application/json", headers=headers
    )


@pytest.mark.row("A2")
def test_the_whole_way_through_the_api(italy, france, presidency):
    draft = {
        "title": "By API",
        "countries": ["NE"],
        "theme": "root-causes",
        "purpose": "Why.",
        "due_on": "2027-03-01",
    }
    made = send(italy, "post", "fiches/", draft, **{"Idempotency-Key": "k"})
    assert made.status_code == 201
    assert send(italy, "post", "fiches/", draft, **{"Idempotency-Key": "k"}).status_code == 200
    pk, tag = made.json()["id"], made["ETag"]
    assert send(france, "patch", f"fiches/{pk}/", {"title": "x"}, **{"If-Match": tag}).status_code == 404
    asked = {"title": "Send experts", "owner": "france", "due_on": "2027-02-01"}
    measure = send(italy, "post", f"fiches/{pk}/measures/", asked).json()
    assert send(italy, "patch", f"fiches/{pk}/", {"title": "Changed"}, **{"If-Match": tag}).status_code == 200
    stale = send(italy, "patch", f"fiches/{pk}/", {"title": "Again"}, **{"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]["title"]) == (412, "Changed")
    assert send(italy, "patch", f"fiches/{pk}/", {"title": "Again"}).status_code == 428
    wrong = send(italy, "patch", f"fiches/{pk}/", {"due_on": "1926-01-01"}, **{"If-Match": "*"})
    assert wrong.status_code == 400
    circle = {"circle": {"choice": "members"}}
    assert send(italy, "post", f"fiches/{pk}/circulate/", circle, **{"If-Match": "*"}).status_code == 200
    read = presidency.api.get(f"/api/v1/fiches/{pk}/").json()["read"]
    assert send(france, "post", f"fiches/{pk}/endorse/", {"read": read}).status_code == 403
    assert (
        send(presidency, "post", f"fiches/{pk}/endorse/", {"read": read}).json()["state"]["code"]
        == "endorsed"
    )
    told = {"light": "on-track", "words": "Sent.", "done": True}
    refused = send(france, "post", f"measures/{measure['id']}/report/", told, **{"If-Match": "*"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["evidence"])
    done = send(
        france, "post", f"measures/{measure['id']}/report/", told | {"evidence": "Note"}, **{"If-Match": "*"}
    )
    assert done.json()["state"]["code"] == "done"
    verbs = [row["verb"]["code"] for row in italy.api.get(f"/api/v1/fiches/{pk}/history/").json()["results"]]
    assert verbs  # a test is one transaction, and so one change


def queries(persona, address):
    """How many queries a page takes once the small tables are known."""
    persona.client.get(address)
    with CaptureQueriesContext(connection) as found:
        persona.client.get(address)
    return len(found)


def test_pages_take_as_many_queries_for_one_row_as_for_many(malta):
    one = FicheFactory(stage=Stage.IMPLEMENTATION)
    few = [
        queries(malta, address) for address in ("/fiches/", "/fiches/?view=measures", f"/fiches/{one.pk}/")
    ]
    for number in range(5):
        many = FicheFactory(stage=Stage.IMPLEMENTATION, measures=({}, {}, {}), title=f"Fiche {number}")
    report(measures_of(many)[0])
    more = [
        queries(malta, address) for address in ("/fiches/", "/fiches/?view=measures", f"/fiches/{many.pk}/")
    ]
    assert few == more
    assert max(more[:2]) <= 12
    assert more[2] <= 24
