"""Whom an action names, who is asked for it and can read it, and what becomes of a question."""

import pytest
from django.core.exceptions import ValidationError

from actionplans.plans import services
from actionplans.plans.kinds import ActionState, Answer, Share, VersionState
from actionplans.plans.models import Action, ActionTerms, Contribution, Objective, Plan
from actionplans.plans.services.terms import Words
from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.people.models import Membership
from coordination.people.queries import organisations
from coordination.world.queries import countries
from tests.access.worlds import acting, action_named, part_of, terms_in
from tests.factories.plans import PlanFactory, bring_to, write_action
from tests.plans.test_pages import EMPTY_LINES, only, post

pytestmark = [pytest.mark.row("B1"), pytest.mark.usefixtures("db")]

NARROW = {"title": "Narrow", "shared_with": ["france"], "lead": "france"}


def ids(*codes: str) -> list[int]:
    return [organisations().by_code[code].pk for code in codes]


def asked(version, title: str) -> dict[str, tuple[str, str]]:
    """Who is asked for an action: code, share and answer."""
    action = action_named(version, title)
    with acting("commission") as drafter:
        parts = Contribution.objects.visible_to(drafter).filter(action=action)
        return {
            code: (share, answer)
            for code, share, answer in parts.values_list("organisation__code", "share", "answer")
        }


def save(terms: ActionTerms, **fields) -> ActionTerms:
    """The drafter saves an action with other words."""
    with acting("commission") as drafter:
        names = ("title", "objective_id", "lead_id", "due_on", "contributor_ids")
        stored = ActionTerms.objects.visible_to(drafter).get(pk=terms.pk)
        words = Words({name: getattr(stored, name) for name in names} | fields)
        return services.change_terms(actor=drafter, terms=stored, version=stored.version, words=words)


# --- What is over ----------------------------------------------------------------------------


@pytest.fixture
def done(commission, france):
    """An action that is done, in which France took part and Italy never answered."""
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Over"}])
    action = action_named(version, "Over")
    with acting("commission") as drafter:
        services.invite(actor=drafter, action=action, organisation_ids=ids("france", "italy"))
    with acting("france") as actor:
        part = part_of(action, "france")
        services.answer(actor=actor, contribution=part, version=None, accepted=True)
    with acting("commission") as drafter:
        services.close(actor=drafter, action=action, version=None, words="The report.")
    return action


def test_a_part_in_what_is_done_is_neither_answered_nor_reported_nor_taken_back(done):
    for code, deed in (("italy", "answer"), ("france", "answer"), ("france", "report")):
        part = part_of(done, code)
        with acting(code) as actor, pytest.raises(Refused, match="while the action runs"):
            if deed == "answer":
                services.answer(actor=actor, contribution=part, version=None, accepted=True)
            else:
                services.report_part(
                    actor=actor, contribution=part, version=None, light="on-track", words="Still."
                )
    with acting("commission") as drafter, pytest.raises(Refused, match="while the action runs"):
        services.take_back(actor=drafter, contribution=part_of(done, "italy"))


def test_the_page_and_the_api_offer_nothing_on_what_is_done(done, france, italy, commission):
    for persona in (france, italy, commission):
        page = persona.client.get(f"/actions/{done.pk}/")
        for promise in page.context["promises"]:
            assert (promise["answer_url"], promise["report_url"], promise["take_back_url"]) == ("", "", "")
        assert "/contributions/" not in page.content.decode()
    part = part_of(done, "italy")
    assert italy.client.post(f"/contributions/{part.pk}/answer/", {"decision": "accept"}).status_code == 403
    answer = italy.api.post(
        f"/api/v1/contributions/{part.pk}/answer/",
        {"accepted": True},
        content_type="application/json",
        headers={"If-Match": "*"},
    )
    assert answer.status_code == 403
    assert "while the action runs" in answer.json()["detail"]


# --- Outside the circle ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("malta", "Malta cannot read the action. Widen the action’s circle first"),
        ("frontex", "Frontex cannot read the plan, so nothing would stand on their desk"),
    ],
)
def test_who_cannot_read_an_action_is_not_asked_and_the_sentence_says_what_to_do(code, words, commission):
    version = PlanFactory(state=VersionState.AGREED, actions=[NARROW])
    action = action_named(version, "Narrow")
    page = commission.client.post(f"/actions/{action.pk}/invite/", {"organisations": [code]}, follow=True)
    assert words in page.content.decode()
    answer = commission.api.post(
        f"/api/v1/actions/{action.pk}/invite/",
        {"organisations": [code], "asked_for": ""},
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert words in str(answer.json())
    assert set(asked(version, "Narrow")) == {"france"}


def test_the_coverage_asks_for_what_they_read_and_else_says_why_not(commission):
    version = PlanFactory(state=VersionState.AGREED, actions=[NARROW, {"title": "Wide"}])
    with acting("commission") as drafter:
        key = Objective.objects.visible_to(drafter).get(plan_version=version, number=1).key
    address = f"/plans/{version.plan_id}/invite/"
    post(commission, address, objective=key, organisation="malta")
    assert (set(asked(version, "Narrow")), set(asked(version, "Wide"))) == (
        {"france"},
        {"commission", "malta"},
    )
    page = commission.client.post(address, {"objective": key, "organisation": "malta"}, follow=True)
    assert "Malta cannot read the action" in page.content.decode()


def test_an_agency_on_the_countrys_team_reads_the_plan_and_is_asked(frontex, commission):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Wide"}])
    seat = Membership.objects.current().get(organisation__code="frontex", user=frontex.user)
    seat.countries.set([countries().by_code["NE"].pk])
    with acting("commission") as drafter:
        services.invite(
            actor=drafter, action=action_named(version, "Wide"), organisation_ids=ids("frontex", "eud-niger")
        )
    assert set(asked(version, "Wide")) == {"commission", "frontex", "eud-niger"}
    assert "has not answered" in frontex.client.get("/").content.decode()


def test_nobody_is_asked_for_a_draft_that_only_its_drafter_reads(commission):
    version = PlanFactory(actions=[{"title": "Written"}])
    with acting("commission") as drafter, pytest.raises(ValidationError, match="Name them as contributors"):
        services.invite(actor=drafter, action=action_named(version, "Written"), organisation_ids=ids("italy"))


def test_only_the_originator_sees_who_could_read_a_narrower_action(commission, france):
    version = PlanFactory(state=VersionState.AGREED, actions=[NARROW])
    action = action_named(version, "Narrow")

    def offered(persona):
        form = persona.client.get(f"/actions/{action.pk}/").context["invite_form"]
        return [label for label, _choices in form.fields["organisations"].choices]

    assert offered(commission) == ["Can read the action", "Cannot read it yet"]
    assert "Cannot read it yet" not in offered(france)


# --- Another lead ----------------------------------------------------------------------------


def test_a_new_lead_is_asked_and_the_old_one_no_more(commission, italy, france):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[{"title": "Passed on", "lead": "italy"}])
    action = action_named(version, "Passed on")
    assert "has not answered" in italy.client.get("/").content.decode()
    save(terms_in(version, "Passed on"), lead_id=ids("france")[0])
    assert asked(version, "Passed on") == {"france": (Share.LEAD, Answer.UNANSWERED)}
    assert "has not answered" not in italy.client.get("/").content.decode()
    assert "has not answered" in france.client.get("/").content.decode()
    history = commission.client.get(f"/actions/{action.pk}/history/").content.decode()
    assert "question taken back" in history


def test_what_an_old_lead_answered_stays_on_record_and_nobody_leads_twice(commission, italy):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[{"title": "Passed on", "lead": "italy"}])
    action = action_named(version, "Passed on")
    with acting("italy") as actor:
        services.answer(actor=actor, contribution=part_of(action, "italy"), version=None, accepted=True)
    save(terms_in(version, "Passed on"), lead_id=ids("france")[0])
    page = italy.client.get(f"/actions/{action.pk}/")
    assert {(row["who"], row["lead"], row["led_before"]) for row in page.context["promises"]} == {
        ("France", True, False),
        ("Italy", False, True),
    }


def test_an_amendment_with_another_lead_asks_it_on_agreement(commission):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Passed on", "lead": "italy"}])
    with acting("commission") as drafter:
        plan = Plan.objects.visible_to(drafter).get(pk=version.plan_id)
        second = services.amend(actor=drafter, plan=plan)
    save(terms_in(second, "Passed on"), lead_id=ids("france")[0], contributor_ids=ids("malta"))
    assert set(asked(second, "Passed on")) == {"italy"}
    bring_to(second, VersionState.AGREED)
    assert asked(second, "Passed on") == {
        "france": (Share.LEAD, Answer.UNANSWERED),
        "malta": (Share.CONTRIBUTOR, Answer.UNANSWERED),
    }


# --- Named in the words ----------------------------------------------------------------------


def test_those_whom_a_draft_names_are_asked_once_it_is_in_consultation(commission, malta):
    version = PlanFactory(actions=[{"title": "Named", "contributor_ids": ids("malta", "spain")}])
    assert asked(version, "Named") == {}
    action = action_named(version, "Named")
    assert "Malta, Spain to be asked" in commission.client.get(f"/actions/{action.pk}/").content.decode()
    bring_to(version, VersionState.CONSULTATION)
    assert set(asked(version, "Named")) == {"commission", "malta", "spain"}
    assert "has not answered" in malta.client.get("/").content.decode()


def test_those_named_in_consultation_are_asked_at_once_and_no_more_when_they_are_named_no_more(commission):
    version = PlanFactory(state=VersionState.CONSULTATION)
    terms = write_action(version, title="Named", lead="italy", contributor_ids=ids("malta"))
    assert set(asked(version, "Named")) == {"italy", "malta"}
    save(terms, contributor_ids=ids("spain"))
    assert set(asked(version, "Named")) == {"italy", "spain"}


def test_the_form_offers_those_that_read_the_plan_and_refuses_whom_the_circle_leaves_out(commission):
    version = PlanFactory()
    address = f"/versions/{version.pk}/actions/new/"
    form = commission.client.get(address).context["form"]
    codes = {code for code, _name in form.fields["contributors"].choices}
    assert {"italy", "eeas", "eud-niger"} <= codes
    assert "frontex" not in codes
    typed = EMPTY_LINES | {
        "title": "Typed and kept",
        "objective": form.fields["objective"].choices[1][0],
        "lead": "commission",
        "contributors": ["italy", "france"],
        "due_on": "2027-01-01",
        "serves": "eu",
        "level": "eu",
        "horizon": "short",
    }
    answer = post(commission, address, 400, **typed | {"audience": "named", "delegations": ["france"]})
    page = answer.content.decode()
    assert "Italy would not read the action. Widen its circle, or do not name them." in page
    assert "Typed and kept" in page
    post(commission, address, **typed)
    terms = only(ActionTerms, commission)
    assert terms.contributor_ids == ids("italy", "france")
    stored = commission.client.get(f"/terms/{terms.pk}/edit/").context["form"]
    assert stored.initial["contributors"] == ["italy", "france"]


def test_the_api_takes_and_shows_contributors(commission):
    version = PlanFactory()
    with acting("commission") as drafter:
        key = str(Objective.objects.visible_to(drafter).get(plan_version=version, number=1).key)
    sent = {
        "title": "Sent",
        "objective": key,
        "lead": "italy",
        "due_on": "2027-01-01",
        "contributors": ["malta"],
    }
    address = f"/api/v1/versions/{version.pk}/actions/"
    made = commission.api.post(
        address, sent, content_type="application/json", headers={"Idempotency-Key": "1"}
    )
    assert made.status_code == 201, made.json()
    assert [row["code"] for row in made.json()["contributors"]] == ["malta"]
    refused = commission.api.post(
        address,
        sent | {"circle": {"choice": "named", "named": ["france"]}},
        content_type="application/json",
        headers={"Idempotency-Key": "2"},
    )
    assert refused.status_code == 400
    assert "would not read" in str(refused.json())


def test_contributors_stand_in_the_difference_and_go_into_an_amendment(commission):
    version = PlanFactory(
        state=VersionState.AGREED, actions=[{"title": "Named", "contributor_ids": ids("malta")}]
    )
    with acting("commission") as drafter:
        second = services.amend(actor=drafter, plan=Plan.objects.visible_to(drafter).get(pk=version.plan_id))
    terms = terms_in(second, "Named")
    assert terms.contributor_ids == ids("malta")
    save(terms, contributor_ids=ids("malta", "spain"))
    page = commission.client.get(f"/versions/{second.pk}/difference/").content.decode()
    assert "Malta, Spain" in page


# --- See as ----------------------------------------------------------------------------------


@pytest.mark.row("C2")
@pytest.mark.parametrize(
    ("reader", "words", "shown"),
    [
        ("france", "France would read the whole action once the text is in consultation.", True),
        ("malta", "Malta would see nothing: not in lists, counts, search or history.", False),
        ("nobody", "Choose a reader to see exactly what would be shown.", False),
    ],
)
def test_the_circle_is_tried_as_a_reader_and_nothing_is_written(reader, words, shown, commission):
    version = PlanFactory()
    typed = {"title": "Typed", "audience": "named", "delegations": ["france"], "see_as": reader}
    answer = commission.client.post(
        f"/versions/{version.pk}/actions/new/?preview", typed, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert ("Typed" in page) == shown
    with reading_as(actor := commission.actor()):
        assert not ActionTerms.objects.visible_to(actor).exists()
        assert not Action.objects.visible_to(actor).exclude(state=ActionState.PROPOSED).exists()
