"""The pages of plans, walked as their users walk them."""

import re

import pytest

from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action, ActionTerms, Contribution, Plan, PlanVersion
from coordination.access.reader import reading_as
from tests.factories.plans import PlanFactory, write_action

EMPTY_LINES = {
    f"{prefix}-{name}": count
    for prefix in ("objectives", "priorities", "risks", "stakeholders", "levers", "files", "milestones")
    for name, count in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}


def only(model, persona, **filters):
    actor = persona.actor()
    with reading_as(actor):
        return model.objects.visible_to(actor).get(**filters)


def post(persona, address, expected=302, **fields):
    answer = persona.client.post(address, fields)
    assert answer.status_code == expected, re.sub(r"\s+", " ", answer.content.decode())[-3000:]
    return answer


@pytest.mark.row("A1")
@pytest.mark.row("A66")
@pytest.mark.row("B1")
def test_a_plan_from_its_first_draft_to_agreement(commission, italy, presidency):
    post(commission, "/plans/new/", place="NE", idempotency_key="one")
    version = only(PlanVersion, commission)
    post(
        commission,
        f"/versions/{version.pk}/edit/",
        **EMPTY_LINES
        | {
            "version": version.version,
            "rhythm": "quarterly",
            "context": "**Niger** is on the route.\n\n| Year | Figure |\n|-|-|\n| 2025 | 3 |",
            "objectives-TOTAL_FORMS": "1",
            "objectives-0-title": "Root causes",
            "objectives-0-theme": "root-causes",
            "priorities-TOTAL_FORMS": "1",
            "priorities-0-text": "Seasonal places",
            "priorities-0-source": "Joint declaration",
        },
    )
    form = commission.client.get(f"/versions/{version.pk}/actions/new/")
    objective = form.context["form"].fields["objective"].choices[0][0]
    post(
        commission,
        f"/versions/{version.pk}/actions/new/",
        **EMPTY_LINES
        | {
            "title": "Income for households",
            "objective": objective,
            "lead": "italy",
            "due_on": "2027-06-30",
            "serves": "both",
            "level": "team-europe",
            "level_reason": "Italy knows the region",
            "horizon": "short",
            "milestones-TOTAL_FORMS": "1",
            "milestones-0-title": "Baseline",
        },
    )
    assert italy.client.get(f"/plans/{version.plan_id}/").status_code == 404
    post(commission, f"/versions/{version.pk}/consult/", comments_until="2026-12-01")

    page = italy.client.get(f"/plans/{version.plan_id}/").content.decode()
    assert "Income for households" in page
    terms = only(ActionTerms, italy)
    post(italy, f"/terms/{terms.pk}/comment/", place="title", kind="comment", text="Name the regions.")
    promise = only(Contribution, italy)
    post(italy, f"/contributions/{promise.pk}/answer/", decision="accept", version=promise.version)

    agree = presidency.client.get(f"/versions/{version.pk}/agree/")
    post(presidency, f"/versions/{version.pk}/agree/", read=agree.context["read"])
    page = presidency.client.get(f"/plans/{version.plan_id}/").content.decode()
    assert "Version 1, agreed" in page
    text = italy.client.get(f"/plans/{version.plan_id}/text/").content.decode()
    assert "<strong>Niger</strong>" in text
    assert "<table>" in text


TABS = ("", "text/", "lines/", "coverage/", "comments/", "history/", "print/")


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("state", ["draft", "consultation", "agreed", "review", "superseded"])
def test_every_tab_opens_in_every_state(tab, state, commission, italy):
    actions = [{"title": "Common"}, {"title": "Of few", "shared_with": ["france"], "planned": 1000}]
    version = PlanFactory(state=state, actions=actions)
    address = f"/plans/{version.plan_id}/{tab}"
    if state in ("draft", "consultation"):
        assert commission.client.get(f"/versions/{version.pk}/edit/").status_code == 200
    own = commission.client.get(address, {"version": "1"})
    assert own.status_code == 200
    other = italy.client.get(address, {"version": "1"})
    assert other.status_code == (404 if state == "draft" else 200)
    assert "Of few" not in other.content.decode()
    assert italy.client.get(address, {"version": "9"}).status_code == 404


@pytest.mark.row("C8")
def test_the_plan_is_shown_as_of_a_day(commission, italy):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Common"}])
    address = f"/plans/{version.plan_id}/as-of/"
    page = italy.client.get(address, {"day": version.agreed_on.isoformat(), "since": "2020-01-31"})
    assert page.status_code == 200
    assert page.context["then"]["groups"][0]["rows"][0]["title"] == "Common"
    assert [line["kind"] for line in page.context["changes"]["texts"]] == ["added"]
    before = italy.client.get(address, {"day": "2020-01-31"})
    assert "No version that you may read was in force" in before.content.decode()
    for asked in ({"day": "2100-01-01"}, {"day": "soon"}, {"day": "2020-01-31", "since": "2021-01-31"}):
        assert italy.client.get(address, asked).status_code == 400


@pytest.mark.row("B2")
@pytest.mark.row("B4")
@pytest.mark.row("C19")
def test_the_action_is_followed_through_its_pages(commission, italy, presidency):
    version = PlanFactory(
        state=VersionState.AGREED,
        actions=[
            {"title": "Weighty one", "lead": "italy", "weighty": True, "milestones": [{"title": "First"}]}
        ],
    )
    action = only(Action, italy)
    base = f"/actions/{action.pk}/"
    assert italy.client.get(base).status_code == 200
    problem = post(
        italy,
        f"{base}report/",
        400,
        version=action.version,
        light="at-risk",
        words="Late.",
        due_after="2027-09-30",
    )
    assert "Say why the date moves" in problem.content.decode()
    post(
        italy, f"{base}report/", version=action.version, light="at-risk", words="Late.",
        due_after="2027-09-30", reason="Access.",
    )  # fmt: skip
    stale = post(
        italy, f"{base}report/", 400, version=action.version, light="on-track", words="Typed and kept"
    )
    assert "Typed and kept" in stale.content.decode()
    page = italy.client.get(f"/plans/{version.plan_id}/").content.decode()
    assert "<del" in page
    assert "moved once" in page

    step = only(ActionTerms, italy)
    key = italy.client.get(base).context["steps"][0]["key"]
    post(italy, f"{base}milestones/{key}/")
    assert italy.client.get(base).context["steps"][0]["done_on"]
    assert step.frozen

    action = only(Action, italy)
    refused = post(italy, f"{base}close/", 400, version=action.version, words=" ")
    assert "required" in refused.content.decode()
    post(italy, f"{base}close/", version=action.version, words="Report of the mission")
    assert italy.client.post(f"{base}check/", {"decision": "accept"}).status_code == 403
    again = post(commission, f"{base}check/", 400, decision="back")
    assert "Say what is missing" in again.content.decode()
    post(commission, f"{base}check/", decision="accept")
    assert only(Action, italy).state == "done"
    post(italy, f"{base}reopen/", reason="A part is missing.")
    assert only(Action, italy).state == "open"
    assert italy.client.get(f"{base}history/").status_code == 200


@pytest.mark.row("B2")
def test_a_contributor_updates_its_part_without_touching_the_rest(commission, france):
    PlanFactory(state=VersionState.AGREED, actions=[{"title": "Led by the Commission"}])
    action = only(Action, commission)
    post(commission, f"/actions/{action.pk}/invite/", organisations=["france"], asked_for="Two trainers")
    promise = only(Contribution, france, organisation__code="france")
    declined = post(
        france,
        f"/contributions/{promise.pk}/answer/",
        400,
        decision="decline",
        version=promise.version,
        words="",
    )
    assert "why you decline" in declined.content.decode()
    post(france, f"/contributions/{promise.pk}/answer/", decision="accept", version=promise.version)
    before = only(Action, france)
    promise = only(Contribution, france, organisation__code="france")
    post(
        france, f"/contributions/{promise.pk}/report/",
        version=promise.version, light="on-track", words="Both trainers named.",
    )  # fmt: skip
    assert france.client.post(f"/actions/{action.pk}/report/").status_code == 403
    after = only(Action, france)
    assert (after.version, after.light) == (before.version, before.light)
    assert "Both trainers named." in commission.client.get(f"/actions/{action.pk}/").content.decode()


@pytest.mark.row("B21")
def test_internal_notes_are_read_by_ones_own_delegation_alone(italy, france, commission, italy_reader):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[{"title": "Common"}])
    post(italy, f"/plans/{version.plan_id}/note/", text="Ask Rome first.")
    address = f"/plans/{version.plan_id}/comments/"
    for own in (italy, italy_reader):
        assert "Ask Rome first." in own.client.get(address).content.decode()
    for other in (france, commission):
        assert "Ask Rome first." not in other.client.get(address).content.decode()


@pytest.mark.row("B21")
def test_comments_stand_beside_their_paragraph_and_are_resolved(italy, commission):
    version = PlanFactory(state=VersionState.CONSULTATION, context="First paragraph.\n\nSecond paragraph.")
    comments = f"/plans/{version.plan_id}/comments/"
    post(italy, f"/versions/{version.pk}/comment/", place="context:2", kind="objection", text="Not agreed.")
    page = commission.client.get(comments).content.decode()
    assert "Second paragraph." in page
    assert "Objection" in page
    text = commission.client.get(f"/plans/{version.plan_id}/text/")
    assert [block["remarks"] for block in text.context["sections"][0]["blocks"]] == [0, 1]
    key = re.search(r"/remarks/([0-9a-f-]+)/resolve/", italy.client.get(comments).content.decode())[1]
    assert commission.client.post(f"/remarks/{key}/resolve/", {"words": "x"}).status_code == 403
    post(italy, f"/remarks/{key}/resolve/", words="Wording agreed.")
    assert "Wording agreed." in commission.client.get(comments).content.decode()


@pytest.mark.row("D14")
def test_two_people_editing_one_action_see_both_texts(commission):
    version = PlanFactory(actions=[{"title": "Common"}])
    terms = only(ActionTerms, commission)
    address = f"/terms/{terms.pk}/edit/"
    form = commission.client.get(address).context["form"]
    typed = EMPTY_LINES | {
        name: form[name].value() or ""
        for name in form.fields
        if name not in ("weighty", "delegations", "contributors")
    }
    post(commission, address, **typed | {"title": "Saved first", "version": terms.version})
    conflict = post(commission, address, 409, **typed | {"title": "Typed second", "version": terms.version})
    page = conflict.content.decode()
    assert "Saved first" in page
    assert "Typed second" in page
    now = only(ActionTerms, commission)
    post(
        commission,
        address,
        **typed | {"title": "Typed second", "version": now.version, "keep_title": "theirs"},
    )
    assert only(ActionTerms, commission).title == "Saved first"
    assert version.pk == now.plan_version_id


def test_the_difference_of_an_amendment_is_shown(commission, italy):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Common"}])
    post(commission, f"/plans/{version.plan_id}/amend/")
    draft = only(PlanVersion, commission, number=2)
    write_action(draft, title="Added by the amendment")
    page = commission.client.get(f"/versions/{draft.pk}/difference/")
    assert page.status_code == 200
    assert "Added by the amendment" in page.content.decode()
    assert italy.client.get(f"/versions/{draft.pk}/difference/").status_code == 404


def test_the_numbers_of_actions_do_not_tell_that_one_is_hidden(commission, italy, france):
    version = PlanFactory(
        state=VersionState.AGREED,
        actions=[{"title": "First"}, {"title": "Hidden", "shared_with": ["france"]}, {"title": "Second"}],
    )

    def numbers(persona):
        page = persona.client.get(f"/plans/{version.plan_id}/")
        return {row["title"]: row["number"] for group in page.context["groups"] for row in group["rows"]}

    assert numbers(italy) == {"First": "1.1", "Second": "1.2"}
    assert numbers(france) == {"First": "1.1", "Hidden": "1.A", "Second": "1.2"}


@pytest.mark.parametrize("persona", ["italy", "commission"])
def test_the_list_the_country_and_the_desk_show_the_plan(persona, everybody):
    PlanFactory(state=VersionState.AGREED, actions=[{"title": "For Italy", "lead": "italy"}])
    client = everybody[persona].client
    assert "Niger" in client.get("/plans/").content.decode()
    assert "Objective on root-causes" in client.get("/countries/NE/").content.decode()
    desk = client.get("/").content.decode()
    assert ("has not answered" in desk) == (persona == "italy")
    assert client.get("/countries/NE/plan/").status_code == 302
    assert client.get("/countries/ML/plan/").status_code == 200
    assert only(Plan, everybody[persona])
