"""The API of actions while they run: reports, evidence, parts, links, comments."""

import datetime

import pytest

from actionplans.plans.kinds import VersionState
from coordination.people.models import today
from tests.factories.plans import PlanFactory, bring_to, write_action

from .conftest import MISSING, ActivityFactory, body_of, problem, read, send

pytestmark = [pytest.mark.usefixtures("db")]


def test_what_an_action_waits_for_is_named_only_where_it_may_be_read(malta, france):
    version = PlanFactory()
    secret = write_action(version, title="CANARY", shared_with=["france"])
    terms = write_action(version, title="Waits", waits_for_id=secret.action_id)
    bring_to(version, VersionState.CONSULTATION)
    path = f"/actions/{terms.action_id}/"
    assert body_of(malta, path)["waits_for"] is None
    assert body_of(france, path)["waits_for"] == str(secret.action_id)


def test_an_action_shows_amounts_as_text_and_days_as_iso(malta):
    version = PlanFactory()
    terms = write_action(
        version,
        planned="1500000.50",
        milestones=[{"title": "Baseline", "due_on": datetime.date(2027, 1, 31)}],
    )
    bring_to(version, VersionState.AGREED)
    told = body_of(malta, f"/actions/{terms.action_id}/")
    assert (told["planned"], told["committed"], told["due_on"]) == ("1500000.50", None, "2027-06-30")
    step = told["milestones"][0]
    assert (step["title"], step["due_on"], step["done_on"]) == ("Baseline", "2027-01-31", None)


@pytest.mark.row("B2")
def test_an_action_is_reported_on_closed_and_opened_again(agreed, italy, malta):
    _version, terms, narrow = agreed
    path = f"/actions/{terms.action_id}/"
    before = body_of(italy, path)
    report = {
        "light": "at-risk",
        "words": "It moves.",
        "due_after": "2027-09-30",
        "reason": "The court.",
        "committed": "1500.5",
        "committed_as_of": "2026-10-01",
    }
    assert "lead" in problem(send(malta, "POST", path + "report/", report, match="*"), 403)["detail"]
    problem(send(italy, "POST", path + "report/", report), 428)
    told = send(italy, "POST", path + "report/", report, match=before["version"])
    assert told.status_code == 200, told.content
    told = told.json()
    assert (told["due_on"], told["text_due_on"], told["first_due_on"]) == (
        "2027-09-30",
        "2027-06-30",
        "2027-06-30",
    )
    assert told["moves"] == [{"before": "2027-06-30", "after": "2027-09-30", "reason": "The court."}]
    assert (told["committed"], told["committed_as_of"]) == ("1500.50", "2026-10-01")
    assert told["reports"][0]["words"] == "It moves."
    stale = send(italy, "POST", path + "close/", {"words": "Done."}, match=before["version"])
    assert problem(stale, 412)["current"] == told
    closed = send(italy, "POST", path + "close/", {"words": "The report."}, match=told["version"]).json()
    assert (closed["state"]["code"], closed["closed_on"]) == ("done", today().isoformat())
    assert closed["evidence"][0]["organisation"]["code"] == "italy"
    opened = send(italy, "POST", path + "reopen/", {"reason": "Too early."}, match="*").json()
    assert (opened["state"]["code"], opened["closed_on"]) == ("open", None)
    assert send(malta, "POST", f"/actions/{narrow.action_id}/report/", report, match="*").status_code == 404


@pytest.mark.row("C19")
def test_a_weighty_action_is_checked_by_a_second_person(italy, commission):
    version = PlanFactory()
    terms = write_action(version, lead="italy", weighty=True)
    bring_to(version, VersionState.AGREED)
    path = f"/actions/{terms.action_id}/"
    closed = send(italy, "POST", path + "close/", {"words": "The report."}, match="*").json()
    assert closed["state"]["code"] == "closing"
    check = {"accepted": True}
    assert (
        "other than the one" in problem(send(italy, "POST", path + "check/", check, match="*"), 403)["detail"]
    )
    problem(send(commission, "POST", path + "check/", check), 428)
    sent_back = problem(send(commission, "POST", path + "check/", {"accepted": False}, match="*"), 400)
    assert set(sent_back["errors"]) == {"words"}
    checked = send(commission, "POST", path + "check/", check, match="*").json()
    assert (checked["state"]["code"], checked["checked_by"]["code"]) == ("done", "commission")


@pytest.mark.parametrize(
    ("deed", "wrong", "field"),
    [
        ("report", {"words": "x"}, "light"),
        ("report", {"light": "green", "words": "x"}, "light"),
        ("report", {"light": "on-track", "words": " "}, "words"),
        ("report", {"light": "on-track", "words": "x", "due_after": "2027-09-30"}, "reason"),
        ("report", {"light": "on-track", "words": "x", "due_after": "soon"}, "due_after"),
        ("report", {"light": "on-track", "words": "x", "committed": "1e400"}, "committed"),
        ("report", {"light": "on-track", "words": "x", "on": "2020-01-01"}, "on"),
        ("close", {"words": ""}, "words"),
        ("close", {"words": "x", "address": "no address"}, "address"),
        ("invite", {"organisations": []}, "organisations"),
        ("invite", {"organisations": ["nobody"]}, "organisations"),
        ("link", {"activity": "nothing"}, "activity"),
        ("link", {"activity": str(MISSING)}, "activity"),
        ("comments", {"field": "title"}, "text"),
        ("comments", {"field": "nowhere", "text": "x"}, "field"),
        ("comments", {"field": "title", "kind": "proposal", "text": "x"}, "proposal"),
    ],
)
def test_what_is_wrong_in_a_deed_is_said_at_its_field(deed, wrong, field, agreed, italy):
    path = f"/actions/{agreed[1].action_id}/"
    before = body_of(italy, path)
    assert set(problem(send(italy, "POST", f"{path}{deed}/", wrong, match="*"), 400)["errors"]) == {field}
    assert body_of(italy, path) == before


def test_an_invited_delegation_answers_and_reports_for_itself_alone(agreed, italy, malta, france):
    _version, terms, _narrow = agreed
    path = f"/actions/{terms.action_id}/"
    assert (
        "invite"
        in problem(send(malta, "POST", path + "invite/", {"organisations": ["malta"]}), 403)["detail"]
    )
    invited = send(italy, "POST", path + "invite/", {"organisations": ["malta"], "asked_for": "A ship."})
    assert invited.status_code == 200, invited.content
    parts = {part["organisation"]["code"]: part for part in invited.json()["contributions"]}
    assert set(parts) == {"italy", "malta"}
    own = f"/contributions/{parts['malta']['id']}/"
    told = body_of(france, own)
    assert (told["asked_for"], told["answer"]["code"]) == ("A ship.", "unanswered")
    for body in ({"accepted": True}, {}, "{bad"):
        assert "was asked" in problem(send(france, "POST", own + "answer/", body, match="*"), 403)["detail"]
    problem(send(malta, "POST", own + "answer/", {"accepted": True}), 428)
    declined = problem(send(malta, "POST", own + "answer/", {"accepted": False}, match="*"), 400)
    assert set(declined["errors"]) == {"words"}
    assert "accepted" in problem(send(malta, "POST", own + "report/", {}, match="*"), 403)["detail"]
    accepted = send(malta, "POST", own + "answer/", {"accepted": True}, match=told["version"])
    assert accepted.json()["answer"] == {"code": "accepted", "label": "Accepted"}
    stale = send(malta, "POST", own + "report/", {"light": "on-track", "words": "x"}, match=told["version"])
    assert problem(stale, 412)["current"] == accepted.json()
    report = {"light": "on-track", "words": "She sails."}
    assert send(malta, "POST", own + "report/", report, match="*").json()["words"] == "She sails."
    part = next(
        part for part in body_of(france, path)["contributions"] if part["organisation"]["code"] == "malta"
    )
    assert part["light"]["code"] == "on-track"


def test_a_linked_entry_is_shown_to_those_who_read_both(agreed, italy, france, malta):
    _version, terms, _narrow = agreed
    path = f"/actions/{terms.action_id}/"
    entry = ActivityFactory(title="CANARY entry", shared_with=["france"])
    told = send(italy, "POST", path + "link/", {"activity": str(entry.pk)})
    assert [row["title"] for row in told.json()["activities"]] == ["CANARY entry"]
    assert [row["id"] for row in body_of(france, path)["activities"]] == [str(entry.pk)]
    assert body_of(malta, path)["activities"] == []
    hidden = problem(send(malta, "POST", path + "link/", {"activity": str(entry.pk)}), 400)
    missing = problem(send(malta, "POST", path + "link/", {"activity": str(MISSING)}), 400)
    assert hidden == missing


def test_what_is_said_on_a_narrower_action_stays_in_its_circle(agreed, france, malta, commission):
    version, terms, narrow = agreed
    said = {"field": "title", "text": "CANARY comment"}
    assert send(france, "POST", f"/actions/{narrow.action_id}/comments/", said).status_code == 201
    assert (
        send(malta, "POST", f"/actions/{terms.action_id}/comments/", said | {"text": "Ours"}).status_code
        == 201
    )
    path = f"/actions/{terms.action_id}/comments/"
    assert [row["text"] for row in body_of(france, path)["results"]] == ["Ours"]
    assert body_of(malta, f"/versions/{version.pk}/comments/")["results"] == []
    assert read(malta, f"/actions/{narrow.action_id}/comments/").status_code == 404
    listed = body_of(commission, f"/actions/{narrow.action_id}/comments/")["results"]
    assert [row["text"] for row in listed] == ["CANARY comment"]
    assert read(malta, f"/remarks/{listed[0]['key']}/").status_code == 404
    assert read(malta, f"/remarks/{listed[0]['key']}/").content == read(malta, f"/remarks/{MISSING}/").content


def test_comments_page_by_key(agreed, italy):
    version, _terms, _narrow = agreed
    path = f"/versions/{version.pk}/comments/"
    for n in range(3):
        send(italy, "POST", path, {"field": "plan", "text": f"No {n}"})
    first = body_of(italy, path, limit=2)
    rest = body_of(italy, path, limit=2, cursor=first["next"])
    assert [row["text"] for row in first["results"] + rest["results"]] == ["No 0", "No 1", "No 2"]
    assert rest["next"] is None
    assert set(problem(read(italy, path, words="x"), 400)["errors"]) == {"words"}


@pytest.mark.parametrize(
    ("field", "quote"), [("action", ""), ("lead", ""), ("title", "Open"), ("due_on", "")]
)
def test_each_place_of_an_action_can_be_commented_on(field, quote, agreed, italy):
    path = f"/actions/{agreed[1].action_id}/comments/"
    said = send(italy, "POST", path, {"field": field, "text": "Why?"})
    assert said.status_code == 201, said.content
    assert (said.json()["field"], said.json()["quote"]) == (field, quote)
