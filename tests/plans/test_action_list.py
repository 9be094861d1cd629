"""Actions across plans: exactly what was asked for and may be read, on the page, in files and in the API."""

import csv
import datetime
import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Contribution, Plan
from actionplans.plans.queries import actions
from actionplans.plans.queries.actions import Selection
from coordination.access.reader import reading_as
from coordination.people.models import today
from coordination.people.queries import organisations
from tests.factories.plans import PlanFactory, action_of, bring_to, speaking_for, write_action

pytestmark = [pytest.mark.usefixtures("db")]

DAY = datetime.timedelta(days=1)


def agreed(*written, **plan):
    """A plan in force with these actions; their terms in order."""
    draft = PlanFactory(**plan)
    terms = [write_action(draft, **action) for action in written]
    bring_to(draft, VersionState.AGREED)
    return terms


def reported(terms, *, by="commission", **said):
    actor = speaking_for(by)
    with reading_as(actor):
        action = action_of(terms, actor)
        services.report(
            actor=actor, action=action, version=None, **{"light": "on-track", "words": "As planned.", **said}
        )


def asked(terms, code, *, accepted):
    drafter, body = speaking_for("commission"), speaking_for(code)
    with reading_as(drafter):
        services.invite(
            actor=drafter,
            action=action_of(terms, drafter),
            organisation_ids=[organisations().by_code[code].pk],
        )
    with reading_as(body):
        row = Contribution.objects.visible_to(body).get(action=terms.action_id, party__in=body.speaks_for)
        services.answer(
            actor=body, contribution=row, version=row.version, accepted=accepted, words="As agreed."
        )


@pytest.fixture
def world():
    """Two plans in force, a draft beside one, a text in consultation; each with what could leak."""
    late, quick, secret, done = agreed(
        {"title": "Late", "lead": "italy", "due_on": today() - 3 * DAY, "serves": "partner"},
        {"title": "Quick", "lead": "commission-home", "objective": 2, "due_on": today() + 30 * DAY},
        {"title": "Secret", "lead": "italy", "shared_with": ["france"], "due_on": today() - 9 * DAY},
        {"title": "Done", "lead": "italy", "due_on": today() - 20 * DAY},
    )
    (tunisian,) = agreed(
        {"title": "Tunisian", "lead": "malta", "due_on": today() + 5 * DAY, "why": "A bridge of words"},
        country="TN",
    )
    PlanFactory(country="LY", state=VersionState.CONSULTATION, actions=[{"title": "Proposed"}])
    drafter = speaking_for("commission")
    with reading_as(drafter):
        plan = Plan.objects.visible_to(drafter).get(pk=action_of(late, drafter).plan_id)
        draft = services.amend(actor=drafter, plan=plan)
    write_action(draft, title="Drafted", due_on=today())
    asked(tunisian, "spain", accepted=True)
    asked(tunisian, "austria", accepted=False)
    reported(late, light="off-track", words="The court has to decide.")
    with reading_as(drafter):
        action = action_of(done, drafter)
        services.close(actor=drafter, action=action, version=None, words="The report of March.")
    return {"plan": plan, "late": late, "quick": quick, "secret": secret, "tunisian": tunisian}


def in_query(persona, **selection):
    actor = persona.actor()
    with reading_as(actor):
        return [shown.terms.title for shown in actions.page(actor, Selection(**selection)).rows]


def on_page(persona, query=""):
    answer = persona.client.get(f"/plans/actions/{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    return re.findall(
        r'<th scope="row"><span class="rt-number">[^<]*</span> <a href="[^"]*">([^<]*)</a>', page
    )


def in_file(persona, query=""):
    text = b"".join(persona.client.get(f"/plans/actions/file/csv/{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def in_api(persona, query=""):
    answer = persona.api.get(f"/api/v1/actions/{query}")
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["results"]]


FILTERS = [
    ("", ["Late", "Tunisian", "Quick"]),
    ("?country=NE", ["Late", "Quick"]),
    ("?country=NE&country=TN", ["Late", "Tunisian", "Quick"]),
    ("?country=LY", []),
    ("?lead=italy", ["Late"]),
    ("?lead=commission", ["Quick"]),
    ("?party=spain", ["Tunisian"]),
    ("?party=austria", []),
    ("?party=malta", ["Tunisian"]),
    ("?theme=root-causes", ["Late", "Tunisian"]),
    ("?theme=smuggling-trafficking", ["Quick"]),
    ("?light=off-track", ["Late"]),
    ("?state=done", ["Done"]),
    ("?state=done&state=open", ["Done", "Late", "Tunisian", "Quick"]),
    ("?late=true", ["Late"]),
    ("?late=false", ["Tunisian", "Quick"]),
    ("?late=true&late=false", ["Late", "Tunisian", "Quick"]),
    ("?serves=partner", ["Late"]),
    ("?words=bridge+words", ["Tunisian"]),
    ("?words=court", ["Late"]),
    ("?words=bridge+court", []),
    ("?words=secret", []),
]


@pytest.mark.row("C22")
@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_every_channel_shows_exactly_what_was_asked_for(query, expected, malta, world):
    assert on_page(malta, query) == expected
    assert [row["Action"] for row in in_file(malta, query)] == expected
    assert in_api(malta, query) == expected


def test_a_narrower_action_stands_in_the_lists_of_its_circle_alone(france, malta, world):
    assert on_page(france) == ["Secret", "Late", "Tunisian", "Quick"]
    assert in_query(malta) == ["Late", "Tunisian", "Quick"]
    numbers = {row["Action"]: row["Number"] for row in in_file(france, "?state=open&state=done")}
    assert numbers == {"Late": "1.1", "Done": "1.2", "Secret": "1.A", "Quick": "2.1", "Tunisian": "1.1"}
    numbers = {row["Action"]: row["Number"] for row in in_file(malta, "?lead=commission")}
    assert numbers == {"Quick": "2.1"}


def test_one_plan_is_chosen_by_its_id_and_a_hidden_one_is_as_good_as_none(malta, world):
    hidden = PlanFactory(country="MR")
    assert on_page(malta, f"?plan={world['plan'].pk}") == ["Late", "Quick"]
    assert on_page(malta, f"?plan={hidden.plan_id}") == []
    assert on_page(malta, "?plan=00000000-0000-4000-8000-000000000000") == []


@pytest.mark.parametrize(
    "name", ["country", "plan", "lead", "party", "theme", "light", "state", "late", "serves"]
)
def test_what_is_no_filter_is_refused_by_name(name, malta, world):
    page = malta.client.get("/plans/actions/", {name: "nothing"})
    assert page.status_code == 400
    assert malta.client.get("/plans/actions/file/csv/", {name: "nothing"}).status_code == 400
    answer = malta.api.get("/api/v1/actions/", {name: "nothing"})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {name}


def test_the_row_says_who_owes_what_and_how_late(malta, world):
    asked(world["late"], "france", accepted=True)
    reported(world["late"], light="at-risk", words="It moves.", due_after=today() - DAY, reason="The court.")
    page = malta.client.get("/plans/actions/?country=NE").content.decode()
    for words in ("Italy", "France accepted", "1 day late", "moved once: The court.", "It moves.", "Niger"):
        assert words in page
    assert re.search(r'href="/plans/actions/"[^>]*aria-current="page"[^>]*>Actions<', page)


def test_a_file_says_all_in_codes_and_labels_with_marking_reader_and_time(france, world):
    reported(
        world["late"],
        light="at-risk",
        words="It moves.",
        due_after=today() + DAY,
        reason="The court.",
        committed=Decimal("1500.50"),
        committed_as_of=today(),
    )
    asked(world["late"], "spain", accepted=True)
    row = next(row for row in in_file(france) if row["Action"] == "Late")
    told = {
        "Country, ISO code": "NE",
        "Country or route": "Niger",
        "Plan, version": "1",
        "Number": "1.1",
        "Objective": "Objective on root-causes",
        "Lead, code": "italy",
        "Lead": "Italy",
        "Lead’s answer, code": "unanswered",
        "Lead’s answer": "Not answered",
        "Contributors, codes": "spain:accepted",
        "Contributors and their answers": "Spain: Accepted",
        "Due": (today() + DAY).isoformat(),
        "First agreed due": (today() - 3 * DAY).isoformat(),
        "Times moved": "1",
        "Reason for the new date": "The court.",
        "How late": "",
        "State, code": "open",
        "Status, code": "at-risk",
        "Status": "At risk",
        "Explanation": "It moves.",
        "Serves, code": "partner",
        "Level, code": "eu",
        "Horizon, code": "short",
        "Committed, EUR": "1500.50",
        "Committed as of": today().isoformat(),
        "Weighty": "false",
        "Narrower circle": "false",
        "Who can read it": "All members",
        "Marking": "LIMITE",
        "Made for": "France",
    }
    assert {name: row[name] for name in told} == told
    secret = next(row for row in in_file(france) if row["Action"] == "Secret")
    assert (secret["Narrower circle"], secret["Who can read it"]) == ("true", "Named delegations")
    book = france.client.get("/plans/actions/file/xlsx/")
    assert book.content.startswith(b"PK")
    assert f'filename="actions-{today().isoformat()}.xlsx"' in book["Content-Disposition"]
    assert france.client.get("/plans/actions/file/pdf/").status_code == 404


def test_pages_follow_one_another_and_a_hidden_cursor_leads_nowhere(malta, world):
    actor = malta.actor()
    seen, after = [], None
    with reading_as(actor):
        for _turn in range(4):
            page = actions.page(actor, Selection(), after=after, limit=1)
            seen += [shown.terms.title for shown in page.rows]
            after = page.next_cursor
            if after is None:
                break
    assert seen == ["Late", "Tunisian", "Quick"]
    first = malta.api.get("/api/v1/actions/", {"limit": 2}).json()
    rest = malta.api.get("/api/v1/actions/", {"limit": 2, "cursor": first["next"]}).json()
    assert [row["title"] for row in first["results"] + rest["results"]] == seen
    assert rest["next"] is None
    lost = [
        malta.api.get("/api/v1/actions/", {"cursor": cursor})
        for cursor in (str(world["secret"].action_id), "00000000-0000-4000-8000-000000000000")
    ]
    assert [answer.status_code for answer in lost] == [400, 400]
    assert lost[0].content == lost[1].content


def test_the_number_of_statements_does_not_grow_with_the_actions(malta):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as page:
            malta.client.get("/plans/actions/")
        with CaptureQueriesContext(connection) as api:
            malta.api.get("/api/v1/actions/")
        return len(page), len(api)

    agreed({"title": "One"})
    statements()
    before = statements()
    agreed({"title": "Two"}, {"title": "Three", "lead": "italy", "objective": 2}, country="TN")
    agreed({"title": "Four", "shared_with": ["malta"]}, country="LY")
    assert statements() == before


def test_nothing_to_read_is_said_with_the_next_step(malta):
    PlanFactory(actions=[{"title": "Drafted"}])
    page = malta.client.get("/plans/actions/").content.decode()
    assert "No action that you may read yet" in page
    page = malta.client.get("/plans/actions/?late=true").content.decode()
    assert "No action that you may read matches these filters" in page
    assert "Remove “Late: Late”" in page


@pytest.mark.row("C2")
def test_words_are_found_through_the_index_and_those_of_few_by_few(malta, france):
    PlanFactory(
        state=VersionState.AGREED,
        actions=[
            {"title": "Éducation for all", "why": "Schools along the corridor"},
            {"title": "Education in confidence", "shared_with": ["france"]},
            {"title": "Border"},
        ],
    )

    def found(persona, words):
        return {
            row["title"] for row in persona.client.get("/plans/actions/", {"words": words}).context["rows"]
        }

    assert found(malta, "education") == {"Éducation for all"}
    assert found(malta, "educ corridor") == {"Éducation for all"}
    assert found(france, "education") == {"Éducation for all", "Education in confidence"}
    assert found(malta, "confidence") == set()
