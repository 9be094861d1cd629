"""The API of plans: what it shows to whom, what it takes, and what it refuses and why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import PlanVersion
from coordination.access.reader import reading_as
from coordination.people.queries import organisations
from tests.factories.plans import PlanFactory, action_of, speaking_for

from .conftest import MISSING, body_of, problem, read, send

pytestmark = [pytest.mark.usefixtures("db")]

# --- Reading ----------------------------------------------------------------------------------


def test_the_list_holds_each_plan_that_may_be_read_with_the_version_that_is_shown(agreed, malta, commission):
    PlanFactory(country="TN", state=VersionState.CONSULTATION)
    hidden = PlanFactory(country="LY")
    PlanFactory(country="MR", state=VersionState.DISCARDED)

    def listed(persona, **query):
        rows = body_of(persona, "/plans/", **query)["results"]
        return [(row["country"]["code"], row["shown"]["state"]["code"]) for row in rows]

    assert listed(malta) == [("NE", "agreed"), ("TN", "consultation")]
    assert listed(commission) == [("LY", "draft"), ("NE", "agreed"), ("TN", "consultation")]
    assert listed(malta, country=["NE", "LY"]) == [("NE", "agreed")]
    assert listed(malta, state="consultation") == [("TN", "consultation")]
    assert listed(malta, route="central-mediterranean") == []
    first = body_of(malta, "/plans/", limit=1)
    rest = body_of(malta, "/plans/", limit=1, cursor=first["next"])
    assert [row["country"]["label"] for row in first["results"] + rest["results"]] == ["Niger", "Tunisia"]
    assert rest["next"] is None
    lost = [read(malta, "/plans/", cursor=str(pk)) for pk in (hidden.plan_id, MISSING)]
    assert [answer.status_code for answer in lost] == [400, 400]
    assert lost[0].content == lost[1].content


@pytest.mark.parametrize("name", ["country", "route", "state", "limit", "cursor", "titel"])
def test_what_is_no_filter_of_plans_is_refused_by_name(name, malta):
    assert set(problem(read(malta, "/plans/", **{name: "nothing"}), 400)["errors"]) == {name}


def test_actions_are_counted_as_far_as_they_may_be_read(agreed, malta, france):
    counts = [body_of(persona, "/plans/")["results"][0]["actions"] for persona in (malta, france)]
    nothing = {"on_track": 0, "at_risk": 0, "off_track": 0, "done": 0}
    assert counts == [nothing | {"not_started": 1}, nothing | {"not_started": 2}]


def test_a_plan_comes_with_its_version_its_actions_and_the_versions_that_may_be_read(
    agreed, malta, france, commission
):
    version, terms, _narrow = agreed
    drafter = speaking_for("commission")
    with reading_as(drafter):
        plan = PlanVersion.objects.visible_to(drafter).select_related("plan").get(pk=version.pk).plan
        services.amend(actor=drafter, plan=plan)
    path = f"/plans/{version.plan_id}/"

    told = body_of(malta, path)
    assert told["shown"]["id"] == str(version.pk)
    assert [(row["number"], row["state"]["code"]) for row in told["versions"]] == [(1, "agreed")]
    assert [(row["number"], row["title"]) for row in told["shown"]["actions"]] == [("1.1", "Open")]
    assert "CANARY" not in str(told)
    action = told["shown"]["actions"][0]
    assert (action["id"], action["lead"]) == (str(terms.action_id), {"code": "italy", "label": "Italy"})
    assert action["objective"]["key"] == told["shown"]["objectives"][0]["key"]
    assert told["shown"]["read"] is None
    assert told["shown"]["audience"]["readers"] is None
    numbers = [row["number"] for row in body_of(france, path)["shown"]["actions"]]
    assert numbers == ["1.1", "1.A"]
    own = body_of(commission, path)
    assert [(row["number"], row["state"]["code"]) for row in own["versions"]] == [(2, "draft"), (1, "agreed")]


@pytest.mark.parametrize(
    "path",
    ["/plans/{plan}/", "/versions/{version}/", "/versions/{version}/comments/", "/actions/{action}/",
     "/actions/{action}/comments/", "/contributions/{contribution}/", "/remarks/{remark}/"],
)  # fmt: skip
def test_hidden_and_missing_answer_the_same_bytes(path, draft, malta, commission):
    version, terms, _narrow = draft
    drafter = speaking_for("commission")
    with reading_as(drafter):
        remark = services.comment(actor=drafter, on=version, field="plan", text="Why?")
        [part] = services.invite(
            actor=drafter,
            action=action_of(terms, drafter),
            # Of a draft only its drafter can be asked.
            organisation_ids=[organisations().by_code["commission"].pk],
        )
    hidden = {
        "plan": version.plan_id,
        "version": version.pk,
        "action": terms.action_id,
        "contribution": part.pk,
        "remark": remark.key,
    }
    answers = [read(malta, path.format(**ids)) for ids in (hidden, dict.fromkeys(hidden, MISSING))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert sorted(answers[0].items()) == sorted(answers[1].items())
    assert read(commission, path.format(**hidden)).status_code == 200


def test_the_number_of_statements_does_not_grow_with_plans_or_actions(malta):
    def statements(path):
        with CaptureQueriesContext(connection) as made:
            body_of(malta, path)
        return len(made)

    one = PlanFactory(state=VersionState.AGREED, actions=[{"title": "One"}])
    more = [{"title": "Two"}, {"title": "Three", "objective": 2, "lead": "italy"}, {"title": "Four"}]
    paths = ["/plans/", f"/plans/{one.plan_id}/", f"/versions/{one.pk}/"]
    body_of(malta, paths[0])
    before = [statements(path) for path in paths]
    several = PlanFactory(country="TN", state=VersionState.AGREED, actions=more)
    PlanFactory(country="LY", state=VersionState.CONSULTATION, actions=more)
    paths = ["/plans/", f"/plans/{several.plan_id}/", f"/versions/{several.pk}/"]
    assert [statements(path) for path in paths] == before


# --- A plan on its way ------------------------------------------------------------------------


def test_a_plan_from_its_first_draft_to_agreement_and_its_amendment(commission, italy, presidency):
    made = send(commission, "POST", "/plans/", {"country": "NE"}, **{"Idempotency-Key": "k"})
    assert made.status_code == 201, made.content
    version = made.json()
    path = f"/versions/{version['id']}/"
    assert made["Location"] == "/api/v1" + path
    again = send(commission, "POST", "/plans/", {"country": "NE"}, **{"Idempotency-Key": "k"})
    assert (again.status_code, again.json()["id"]) == (200, version["id"])
    assert read(italy, path).status_code == 404

    texts = {
        "context": "First.\r\n\r\nSecond.",
        "leads": ["commission"],
        "mandate": "jvap-2015",
        "objectives": [{"title": "Roots", "theme": "root-causes"}],
        "risks": [{"text": "No calm", "likelihood": "high"}],
        "levers": [{"incentive": "Visas", "more_for_more": True}],
    }
    written = send(commission, "PATCH", path, texts, match=version["version"])
    assert written.status_code == 200, written.content
    told = written.json()
    assert told["context"] == "First.\n\nSecond."
    assert told["mandate"]["code"] == "jvap-2015"
    assert [row["code"] for row in told["leads"]] == ["commission"]
    assert told["risks"][0]["likelihood"] == {"code": "high", "label": "High"}
    assert told["risks"][0]["impact"]["code"] == "medium"
    [objective] = told["objectives"]

    words = {"title": "Income", "objective": objective["key"], "lead": "italy", "due_on": "2027-06-30"}
    action = send(commission, "POST", path + "actions/", words).json()
    assert (action["number"], action["state"]["code"], action["lead"]["code"]) == ("1.1", "proposed", "italy")

    told = send(commission, "POST", path + "consult/", {"comments_until": "2026-12-20"}, match="*").json()
    assert (told["state"]["code"], told["comments_until"]) == ("consultation", "2026-12-20")
    objection = {"field": "context", "paragraph": 2, "kind": "objection", "text": "Not so."}
    said = send(italy, "POST", path + "comments/", objection)
    assert said.status_code == 201, said.content
    assert said.json()["quote"] == "Second."

    seen = body_of(presidency, path)["read"]
    assert body_of(italy, path)["read"] is None
    refused = problem(send(presidency, "POST", path + "agree/", {"read": seen}), 403)
    assert "1 objection is open" in refused["detail"]
    resolve = f"/remarks/{said.json()['key']}/resolve/"
    assert "delegation that raised it" in problem(send(commission, "POST", resolve), 403)["detail"]
    assert send(italy, "POST", resolve, {"words": "Heard."}).json()["resolution"] == "Heard."
    late = problem(send(presidency, "POST", path + "agree/", {"read": "older"}), 412)
    assert late["current"]["id"] == version["id"]
    agreed = send(presidency, "POST", path + "agree/", {"read": seen})
    assert agreed.status_code == 200, agreed.content
    assert agreed.json()["state"]["code"] == "agreed"

    assert send(presidency, "POST", path + "review/", match="*").json()["state"]["code"] == "review"
    assert send(commission, "POST", path + "keep/", match="*").json()["state"]["code"] == "agreed"
    amend = f"/plans/{version['plan']}/amend/"
    assert "drafted this plan" in problem(send(italy, "POST", amend), 403)["detail"]
    amended = send(commission, "POST", amend)
    assert (amended.status_code, amended.json()["number"]) == (201, 2)
    assert amended.json()["based_on"] == version["id"]
    assert [row["title"] for row in amended.json()["actions"]] == ["Income"]
    assert "open draft" in problem(send(commission, "POST", amend), 403)["detail"]


def test_what_was_read_can_be_sent_back_and_changes_nothing_but_the_count(draft, commission):
    version, _terms, _narrow = draft
    path = f"/versions/{version.pk}/"
    before = body_of(commission, path)
    after = send(commission, "PATCH", path, before, match=before["version"])
    assert after.status_code == 200, after.content
    assert {**after.json(), "version": before["version"]} == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "country"),
        ({"country": "NE", "route": "central-mediterranean"}, "country"),
        ({"country": "XX"}, "country"),
        ({"country": "DE"}, "country"),
        ({"country": 5}, "country"),
        ({"route": "nowhere"}, "route"),
        ({"country": "NE", "titel": "x"}, "titel"),
    ],
)
def test_a_plan_is_opened_for_one_known_place(wrong, field, commission):
    assert set(problem(send(commission, "POST", "/plans/", wrong), 400)["errors"]) == {field}
    assert body_of(commission, "/plans/")["results"] == []


def test_there_is_one_plan_a_country_and_only_institutions_open_one(draft, commission, italy):
    told = problem(send(commission, "POST", "/plans/", {"country": "NE"}), 400)
    assert "plan already" in told["errors"]["country"][0]
    for body in ({"country": "NE"}, {"country": "XX"}, "{bad"):
        assert "institutions" in problem(send(italy, "POST", "/plans/", body), 403)["detail"]


WRONG_TEXTS = [
    ({"context": "x" * 20_001}, "context"),
    ({"context": "nul \x00"}, "context"),
    ({"reference": "two\nlines"}, "reference"),
    ({"leads": ["italy"]}, "leads"),
    ({"mandate": "nothing"}, "mandate"),
    ({"rhythm": "daily"}, "rhythm"),
    ({"starts_on": "2026-02-30"}, "starts_on"),
    ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "ends_on"),
    ({"objectives": [{"title": "x"}]}, "objectives"),
    ({"objectives": [{"title": "x", "theme": "readmission-nowhere"}]}, "objectives"),
    ({"objectives": []}, "objectives"),
    ({"objectives": [{"title": "x", "theme": "root-causes", "audience_id": 1}]}, "objectives"),
    ({"priorities": [{"text": "x"}]}, "priorities"),
    ({"risks": [{"text": "x", "impact": "huge"}]}, "risks"),
    ({"risks": [{"text": "x"}] * 61}, "risks"),
    ({"stakeholders": [{"post": "x", "stance": "foe"}]}, "stakeholders"),
    ({"levers": "many"}, "levers"),
    ({"audience_id": 1}, "audience_id"),
    ({"agreed": True}, "agreed"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG_TEXTS)
def test_what_is_wrong_in_a_text_is_said_at_its_field_and_nothing_is_stored(wrong, field, draft, commission):
    version, _terms, _narrow = draft
    path = f"/versions/{version.pk}/"
    before = body_of(commission, path)
    told = problem(send(commission, "PATCH", path, wrong, match="*"), 400)
    assert set(told["errors"]) == {field}
    assert body_of(commission, path) == before


WRONG_TERMS = [
    ({"title": ""}, "title"),
    ({"objective": str(MISSING)}, "objective"),
    ({"objective": "first"}, "objective"),
    ({"lead": "italy-interior"}, "lead"),
    ({"due_on": "soon"}, "due_on"),
    ({"starts_on": "2027-07-01"}, "due_on"),
    ({"serves": "nobody"}, "serves"),
    ({"level": "local"}, "level"),
    ({"planned": "-1"}, "planned"),
    ({"planned": "NaN"}, "planned"),
    ({"planned": "1.234"}, "planned"),
    ({"waits_for": str(MISSING)}, "waits_for"),
    ({"mandate": "nothing"}, "mandate"),
    ({"milestones": [{"due_on": "2027-01-01"}]}, "milestones"),
    ({"circle": {"choice": "members"}}, "circle"),
    ({"circle": {"choice": "named"}}, "circle"),
    ({"circle": {"choice": "institutions", "named": ["france"]}}, "circle"),
    ({"circle": {"choice": "named", "named": ["commission"]}}, "circle"),
    ({"lead_id": 1}, "lead_id"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG_TERMS)
def test_what_is_wrong_in_an_action_is_said_at_its_field(wrong, field, draft, commission):
    version, _terms, _narrow = draft
    path = f"/versions/{version.pk}/"
    before = body_of(commission, path)
    words = {
        "title": "Income",
        "objective": before["objectives"][0]["key"],
        "lead": "italy",
        "due_on": "2027-06-30",
    }
    told = problem(send(commission, "POST", path + "actions/", words | wrong), 400)
    assert set(told["errors"]) == {field}
    assert body_of(commission, path) == before


def test_a_narrower_action_is_read_by_its_circle_once_the_text_is_consulted_on(
    draft, commission, france, malta
):
    version, _terms, _narrow = draft
    path = f"/versions/{version.pk}/"
    words = {
        "title": "Quiet",
        "objective": body_of(commission, path)["objectives"][0]["key"],
        "lead": "commission",
        "due_on": "2027-06-30",
        "planned": "5",
        "milestones": [{"title": "First step"}],
        "circle": {"choice": "named", "named": ["france"]},
    }
    made = send(commission, "POST", path + "actions/", words).json()
    assert (made["narrow"], made["planned"], made["number"]) == (True, "5.00", "1.B")
    assert [step["title"] for step in made["milestones"]] == ["First step"]
    send(commission, "POST", path + "consult/", match="*")
    assert read(france, f"/actions/{made['id']}/").status_code == 200
    assert read(malta, f"/actions/{made['id']}/").status_code == 404


@pytest.mark.parametrize("deed", ["consult", "discard"])
def test_a_step_names_the_version_that_was_read(deed, draft, commission, malta):
    version, _terms, _narrow = draft
    path = f"/versions/{version.pk}/{deed}/"
    problem(send(commission, "POST", path), 428)
    late = send(commission, "POST", path, match=99)
    assert problem(late, 412)["current"]["id"] == str(version.pk)
    assert problem(send(malta, "POST", path), 404)
    saves = body_of(commission, f"/versions/{version.pk}/")["version"]
    assert send(commission, "POST", path, match=saves).status_code == 200


def test_who_reads_a_text_but_may_not_change_it_is_told_why(agreed, commission, malta):
    version, _terms, _narrow = agreed
    path = f"/versions/{version.pk}/"
    for body in ({"context": "x"}, {"contxt": "x"}, "{bad"):
        assert "draft" in problem(send(malta, "PATCH", path, body), 403)["detail"]
        assert "draft" in problem(send(commission, "PATCH", path, body, match="*"), 403)["detail"]
    assert "Presidency" in problem(send(malta, "POST", path + "agree/", {}), 403)["detail"]
    assert problem(send(malta, "PUT", path, {}), 405)
    assert problem(send(malta, "DELETE", path), 405)
