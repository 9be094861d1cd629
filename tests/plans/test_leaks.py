"""What an attacker would try: another delegation, a ministry, the chair, somebody with a link."""

import re
import uuid

import pytest
from django.db import connection

from actionplans.plans import services
from actionplans.plans.kinds import ActionState, VersionState
from actionplans.plans.models import ActionTerms, Contribution, Objective, Plan, PlanVersion
from actionplans.plans.queries import reading
from actionplans.plans.queries.as_of import plan_at
from actionplans.plans.queries.coverage import coverage
from actionplans.plans.queries.fingerprint import fingerprint
from actionplans.plans.services.terms import Words
from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.people.models import today
from tests.access.worlds import acting, action_named, part_of, say, terms_in
from tests.factories import ActivityFactory
from tests.factories.plans import PlanFactory, bring_to, write_action
from tests.factories.register import sharing
from tests.plans.test_pages import EMPTY_LINES

pytestmark = [pytest.mark.row("C23"), pytest.mark.usefixtures("db")]

NARROW = {"title": "Narrow", "shared_with": ["france"], "lead": "france"}


def count(table: str, persona) -> int:
    """How many rows plain SQL shows a persona."""
    with reading_as(persona.actor()), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM actionplans_{table}")
        return cursor.fetchone()[0]


def reword(terms: ActionTerms, *, narrow: list[str] | None, **fields) -> ActionTerms:
    """The drafter saves an action with another circle (None: like the plan)."""
    with acting("commission") as drafter:
        kept = {name: getattr(terms, name) for name in ("title", "objective_id", "lead_id", "due_on")}
        return services.change_terms(
            actor=drafter,
            terms=terms,
            version=ActionTerms.objects.visible_to(drafter).get(pk=terms.pk).version,
            words=Words(kept | fields, (), None if narrow is None else sharing(narrow)),
        )


def amended(version: PlanVersion) -> PlanVersion:
    with acting("commission") as drafter:
        plan = Plan.objects.visible_to(drafter).get(pk=version.plan_id)
        return services.amend(actor=drafter, plan=plan)


@pytest.mark.parametrize("step", [services.withdraw, services.discard])
def test_a_plan_that_was_taken_back_is_nobodys_business_any_more(step, italy, eeas):
    """Its row stayed readable: another service was told that there is a plan already."""
    version = PlanFactory(state=VersionState.CONSULTATION)
    assert count("plan", italy) == 1
    with acting("commission") as drafter:
        step(actor=drafter, plan_version=version)
    assert count("plan", italy) == 0
    opened = eeas.client.post("/plans/new/", {"place": "NE", "idempotency_key": "one"})
    assert opened.status_code == 302


def test_a_plan_of_which_another_text_is_in_force_stays_where_it_is(italy):
    version = PlanFactory(state=VersionState.AGREED)
    draft = bring_to(amended(version), VersionState.CONSULTATION)
    with acting("commission") as drafter:
        services.discard(actor=drafter, plan_version=draft)
    assert italy.client.get(f"/plans/{version.plan_id}/").status_code == 200


def test_a_plan_whose_only_draft_was_given_up_is_opened_again(commission):
    version = PlanFactory(state=VersionState.DISCARDED)
    answer = commission.client.post("/plans/new/", {"place": "NE", "idempotency_key": "one"})
    assert answer.status_code == 302
    with acting("commission") as drafter:
        found = PlanVersion.objects.visible_to(drafter).filter(plan=version.plan_id)
        assert sorted(found.values_list("number", "state")) == [(1, "discarded"), (1, "draft")]


def test_a_draft_that_was_given_up_leaves_no_gap_nor_a_version_to_compare_with(italy, commission):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "First"}])
    with acting("commission") as drafter:
        services.discard(actor=drafter, plan_version=amended(version))
    bring_to(amended(version), VersionState.AGREED)
    for persona in (italy, commission):
        page = persona.client.get(f"/plans/{version.plan_id}/")
        listed = [(row["title"], bool(row["compare_url"])) for row in page.context["versions"]]
        assert listed == [("Version 2", True), ("Version 1", False)]


@pytest.mark.row("C14")
@pytest.mark.parametrize("tab", ["", "comments/", "print/"])
def test_a_page_with_a_narrower_action_is_marked_like_it(tab, italy, france):
    """Whoever prints the plan with its narrower actions hands on no page marked for all members."""
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Common"}, NARROW])
    address = f"/plans/{version.plan_id}/{tab}"
    marked = {who.name: who.client.get(address).context["page"]["marking"] for who in (italy, france)}
    assert (marked["italy"]["label"], marked["italy"]["narrow"]) == ("LIMITE", False)
    assert (marked["france"]["label"], marked["france"]["narrow"]) == ("LIMITE · NAMED DELEGATIONS", True)


def test_a_step_is_reached_through_its_own_action_alone(italy):
    steps = [{"title": "Survey"}]
    actions = [
        {"title": "First", "lead": "italy", "milestones": steps},
        {"title": "Second", "lead": "italy", "milestones": steps},
        NARROW | {"milestones": steps},
    ]
    version = PlanFactory(state=VersionState.AGREED, actions=actions)
    first = action_named(version, "First")
    with acting("commission") as drafter:
        keys = dict(
            ActionTerms.objects.visible_to(drafter)
            .filter(plan_version=version)
            .values_list("title", "milestones__key")
        )
    answers = {
        title: italy.client.post(f"/actions/{first.pk}/milestones/{key}/").status_code
        for title, key in (keys | {"Nowhere": uuid.uuid4()}).items()
    }
    assert answers == {"First": 302, "Second": 404, "Narrow": 404, "Nowhere": 404}


def test_an_action_that_was_narrowed_since_is_not_named_by_those_that_wait_for_it(italy, france):
    version = PlanFactory(actions=[{"title": "Awaited", "lead": "france"}])
    awaited = action_named(version, "Awaited")
    write_action(version, title="Waits", waits_for_id=awaited.pk)
    version = bring_to(version, VersionState.AGREED)
    address = f"/actions/{action_named(version, 'Waits').pk}/"
    assert "Awaited" in italy.client.get(address).content.decode()

    second = amended(version)
    reword(terms_in(second, "Awaited"), narrow=["france"])
    bring_to(second, VersionState.AGREED)
    page = italy.client.get(address).content.decode()
    assert "Awaited" not in page
    assert str(awaited.pk) not in page
    assert "Awaited" in france.client.get(address).content.decode()


def test_no_number_of_an_action_has_a_gap_where_one_is_hidden(italy):
    version = PlanFactory(
        state=VersionState.AGREED,
        actions=[NARROW, {"title": "Seen", "lead": "spain"}, NARROW | {"title": "x"}],
    )
    with acting("spain") as actor:
        services.answer(
            actor=actor, contribution=part_of(action_named(version, "Seen"), "spain"), version=None, accepted=True
        )  # fmt: skip
    actor = italy.actor()
    with reading_as(actor):
        plan = Plan.objects.visible_to(actor).get(pk=version.plan_id)
        assert [
            row.place
            for row in plan_at(
                actor, PlanVersion.objects.visible_to(actor).filter(plan=plan), today()
            ).actions
        ] == ["1.1"]
        reasons = {
            reason for gap in coverage(actor, plan, version, reading.lines(actor, Objective, version)).gaps for taker in gap.takers for reason in taker.reasons
        }  # fmt: skip
    assert reasons == {"accepted action 1.1 of this plan"}


def test_moving_a_hidden_action_moves_nothing_that_the_chair_has_read(presidency):
    version = PlanFactory(
        state=VersionState.CONSULTATION, actions=[{"title": "First"}, {"title": "Second"}, NARROW]
    )
    chair = presidency.actor()

    def read() -> str:
        with reading_as(chair):
            return fingerprint(chair, PlanVersion.objects.visible_to(chair).get(pk=version.pk))

    def move(title: str) -> None:
        with acting("commission") as drafter:
            services.move_terms(actor=drafter, terms=terms_in(version, title), up=True)

    before = read()
    move("Narrow")
    assert read() == before
    move("Second")  # back past the narrow one, which changes no order that the chair sees
    assert read() == before
    move("Second")
    assert read() != before


def test_the_form_of_an_action_shows_no_number_of_the_database(commission):
    version = PlanFactory()
    page = commission.client.get(f"/versions/{version.pk}/actions/new/").content.decode()
    chosen = re.search(r'<select name="objective".*?</select>', page, re.DOTALL)[0]
    values = set(re.findall(r'value="([^"]+)"', chosen))
    with acting("commission") as drafter:
        keys = (
            Objective.objects.visible_to(drafter).filter(plan_version=version).values_list("key", flat=True)
        )
        assert values == {str(key) for key in keys}


def test_what_was_said_to_few_is_not_shown_to_more(commission, france, italy):
    """The drafter cannot widen an action over the words of others; a new action may be wider."""
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[NARROW, NARROW | {"title": "Silent"}])
    terms = terms_in(version, "Narrow")
    say("france", terms, "title", text="In confidence.")
    with pytest.raises(services.WiderThanSaid):
        reword(terms, narrow=None)
    with pytest.raises(services.WiderThanSaid):
        reword(terms, narrow=["france", "italy"])
    reword(terms, narrow=["france"], title="Still narrow")
    reword(terms_in(version, "Silent"), narrow=None)
    assert count("actionterms", italy) == 1

    form = commission.client.get(f"/terms/{terms.pk}/edit/").context["form"]
    typed = {
        name: form[name].value() or ""
        for name in form.fields
        if name not in ("weighty", "delegations", "contributors")
    }
    with acting("commission") as drafter:
        typed["version"] = ActionTerms.objects.visible_to(drafter).get(pk=terms.pk).version
    answer = commission.client.post(f"/terms/{terms.pk}/edit/", EMPTY_LINES | typed | {"audience": ""})
    assert answer.status_code == 400
    assert "for few readers" in answer.content.decode()


@pytest.mark.parametrize("word", ["report", "answer", "evidence"])
def test_an_action_in_force_is_not_widened_over_what_others_reported(word):
    version = PlanFactory(state=VersionState.AGREED, actions=[NARROW])
    action = action_named(version, "Narrow")
    with acting("france") as actor:
        if word == "report":
            services.report(actor=actor, action=action, version=None, light="at-risk", words="In confidence.")
        elif word == "answer":
            part = part_of(action, "france")
            services.answer(actor=actor, contribution=part, version=None, accepted=True, words="Quietly.")
        else:
            services.close(actor=actor, action=action, version=None, words="In confidence.")
    second = amended(version)
    with pytest.raises(services.WiderThanSaid):
        reword(terms_in(second, "Narrow"), narrow=None)


def test_one_that_was_wide_is_narrowed_and_widened_again_while_it_is_written():
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Wide", "lead": "italy"}])
    with acting("italy") as actor:
        action = action_named(version, "Wide")
        services.report(actor=actor, action=action, version=None, light="at-risk", words="For all.")
    second = amended(version)
    reword(terms_in(second, "Wide"), narrow=["france"])
    assert not reword(terms_in(second, "Wide"), narrow=None).narrow


def test_comments_and_answers_follow_their_action_when_it_is_narrowed_or_taken_back(italy, france):
    version = PlanFactory(state=VersionState.CONSULTATION, actions=[{"title": "Wide", "lead": "italy"}])
    terms = terms_in(version, "Wide")
    say("italy", terms, "title")
    seen = [(count("termscomment", who), count("contribution", who)) for who in (italy, france)]
    assert seen == [(1, 1), (1, 1)]
    reword(terms, narrow=["france"])
    assert (count("termscomment", italy), count("contribution", italy)) == (0, 0)
    assert (count("termscomment", france), count("contribution", france)) == (1, 1)
    with acting("commission") as drafter:
        services.withdraw(actor=drafter, plan_version=version)
    assert (count("termscomment", france), count("contribution", france), count("action", france)) == (
        0,
        0,
        0,
    )


def test_a_text_that_was_superseded_is_commented_on_no_more(italy):
    version = PlanFactory(state=VersionState.SUPERSEDED, actions=[{"title": "Common"}])
    with pytest.raises(Refused):
        say("italy", terms_in(version, "Common"), "title")


def test_that_a_draft_takes_an_action_out_is_told_once_it_is_agreed(italy, france):
    """The reason stood in the history of the action, which is read by more than the draft."""
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Common"}, NARROW])
    pages = {title: f"/actions/{action_named(version, title).pk}/history/" for title in ("Common", "Narrow")}
    second = amended(version)
    for title in pages:
        with acting("commission") as drafter:
            services.drop_terms(actor=drafter, terms=terms_in(second, title), reason=f"{title} is overtaken.")
    for persona in (italy, france):
        assert "is overtaken" not in persona.client.get(pages["Common"]).content.decode()
    bring_to(second, VersionState.AGREED)
    assert "Common is overtaken." in italy.client.get(pages["Common"]).content.decode()
    assert "Narrow is overtaken." in france.client.get(pages["Narrow"]).content.decode()
    assert "Narrow" not in italy.client.get(f"/plans/{version.plan_id}/history/").content.decode()


@pytest.mark.parametrize("address", ["activity", "organisations"])
def test_a_hidden_row_that_is_posted_answers_like_a_missing_one(address, italy):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Common", "lead": "italy"}])
    action = action_named(version, "Common")
    hidden = ActivityFactory(originator="france", shared_with=[], countries=["NE"])
    end = {"activity": "link", "organisations": "invite"}[address]
    said = []
    for pk in (str(hidden.pk), str(uuid.uuid4())):
        italy.client.post(f"/actions/{action.pk}/{end}/", {address: pk})
        said.append(italy.client.get(f"/actions/{action.pk}/").content.decode().count(pk))
    assert said[0] == said[1]
    with acting("italy") as actor:
        found = Contribution.objects.visible_to(actor).filter(action=action)
        assert set(found.values_list("organisation__code", flat=True)) == {"italy"}


@pytest.mark.parametrize("address", ["/plans/new/", "actions/new/"])
def test_a_key_that_comes_back_with_other_words_makes_nothing_and_says_so(address, commission):
    if address == "/plans/new/":
        first, second = {"place": "NE"}, {"place": "ML"}
    else:
        version = PlanFactory()
        address = f"/versions/{version.pk}/{address}"
        form = commission.client.get(address).context["form"]
        first = EMPTY_LINES | {
            "title": "One", "objective": form.fields["objective"].choices[1][0], "lead": "italy",
            "due_on": "2027-06-30", "serves": "both", "level": "eu", "horizon": "short",
        }  # fmt: skip
        second = first | {"title": "Two"}
    key = {"idempotency_key": "the same"}
    assert commission.client.post(address, first | key).status_code == 302
    assert commission.client.post(address, first | key).status_code == 302
    assert commission.client.post(address, second | key).status_code == 400
    assert (count("plan", commission), count("actionterms", commission)) in {(1, 0), (1, 1)}


def test_an_action_that_is_done_stays_done_when_an_amendment_makes_it_weighty(italy):
    """The chair was shown an error, which could tell of an action that it may not read."""
    version = PlanFactory(state=VersionState.AGREED, actions=[NARROW])
    with acting("france") as actor:
        services.close(actor=actor, action=action_named(version, "Narrow"), version=None, words="Done.")
    second = amended(version)
    reword(terms_in(second, "Narrow"), narrow=["france"], weighty=True)
    bring_to(second, VersionState.AGREED)
    action = action_named(version, "Narrow")
    assert (action.state, action.weighty) == (ActionState.DONE, False)
