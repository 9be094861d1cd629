"""A plan at a date, and what changed between two: as it stood, for each reader, with nothing hidden in it."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action, ActionTerms, Contribution, Milestone, Plan, PlanVersion
from actionplans.plans.queries import reading
from actionplans.plans.queries.as_of import plan_at
from actionplans.plans.queries.between import changes_between
from actionplans.plans.services.terms import Words
from coordination.access.reader import reading_as
from coordination.people.models import today
from coordination.people.queries import organisations
from tests import personas
from tests.factories.days import noon, written_at
from tests.factories.plans import PlanFactory, bring_to, speaking_for, write_action
from tests.factories.register import sharing

pytestmark = [pytest.mark.row("C8")]

FIRST, SECOND, THIRD = (datetime.date(2026, month, 4) for month in (3, 6, 9))
BEFORE = datetime.date(2026, 1, 1)
MOVED = datetime.date(2027, 9, 30)
On = Callable[[datetime.date], AbstractContextManager[None]]


@pytest.fixture
def on(committed, time_machine) -> On:
    """What happens in the block happened on that day, at noon; its history too (the database's own clock)."""

    @contextmanager
    def happened(day: datetime.date) -> Iterator[None]:
        time_machine.move_to(noon(day))
        with written_at(noon(day)):
            yield

    return happened


def stored(model: Any, actor: Any, **wanted: Any) -> Any:
    return model.objects.visible_to(actor).get(**wanted)


@contextmanager
def as_drafter() -> Iterator[Any]:
    with transaction.atomic(), reading_as(drafter := speaking_for("commission")):
        yield drafter


def read(query: Any, name: str, *days: datetime.date) -> Any:
    """What a query finds for a persona."""
    with transaction.atomic(), reading_as(actor := personas.load(name).actor()):
        return query(actor, PlanVersion.objects.visible_to(actor), *days)


def report(title: str, light: str, words: str, **moved: Any) -> None:
    with as_drafter() as drafter:
        terms = ActionTerms.objects.visible_to(drafter).filter(title=title, frozen=True)[0]
        action = stored(Action, drafter, pk=terms.action_id)
        services.report(
            actor=drafter, action=action, version=action.version, light=light, words=words, **moved
        )


def invite(title: str, *codes: str) -> None:
    with as_drafter() as drafter:
        action = stored(Action, drafter, pk=stored(ActionTerms, drafter, title=title).action_id)
        ids = [organisations().by_code[code].pk for code in codes]
        services.invite(actor=drafter, action=action, organisation_ids=ids)


def answer(title: str, code: str, accepted: bool, words: str = "") -> None:
    with transaction.atomic(), reading_as(body := speaking_for(code)):
        terms = ActionTerms.objects.visible_to(body).filter(title=title, frozen=True)[0]
        row = stored(Contribution, body, action=terms.action_id, organisation__code=code)
        services.answer(actor=body, contribution=row, version=row.version, accepted=accepted, words=words)


def amend(*, drop: str = "", narrow: str = "", widen: str = "", renamed: str = "", add: str = "") -> None:
    """Amend the plan and agree the amendment."""
    with as_drafter() as drafter:
        draft = services.amend(actor=drafter, plan=Plan.objects.visible_to(drafter).get())
        if drop:
            gone = stored(ActionTerms, drafter, plan_version=draft, title=drop)
            services.drop_terms(actor=drafter, terms=gone, reason="Overtaken.")
        for title in filter(None, (narrow, widen, renamed)):
            terms = stored(ActionTerms, drafter, plan_version=draft, title=title)
            fields = {name: getattr(terms, name) for name in ("objective_id", "lead_id", "due_on")}
            services.change_terms(
                actor=drafter,
                terms=terms,
                version=terms.version,
                words=Words(
                    fields=fields | {"title": f"{title}, anew" if title == renamed else title},
                    sharing=sharing(["france"]) if title == narrow else None,
                ),
            )
        if add:
            write_action(draft, title=add, lead="italy")
        bring_to(draft, VersionState.AGREED)


@pytest.fixture
def history(on):
    """Three days of a plan: agreed; reported on; amended."""
    steps = [{"title": "Survey"}, {"title": "Training"}]
    with on(FIRST), transaction.atomic():
        PlanFactory(
            state=VersionState.AGREED,
            actions=[
                {"title": "Wells", "milestones": steps},
                {"title": "To be dropped"},
                {"title": "Patrols", "objective": 2},
                {"title": "Secret", "objective": 2, "shared_with": ["france"], "lead": "france"},
            ],
        )
        invite("Wells", "spain", "italy", "malta")
    with on(SECOND):
        report("Wells", "at-risk", "No access.", due_after=MOVED, reason="Rains.")
        report("Secret", "off-track", "Secret words.", due_after=MOVED, reason="Secret reason.")
        answer("Wells", "spain", True, "Gladly.")
        answer("Wells", "malta", False, "No means.")
        answer("Secret", "france", True)
        with as_drafter() as drafter:
            survey = stored(Milestone, drafter, title="Survey")
            services.move_milestone(actor=drafter, milestone=survey, done_on=SECOND)
    with on(THIRD):
        report("Wells", "on-track", "Access again.")
        answer("Wells", "malta", True, "Means found.")
        amend(drop="To be dropped", renamed="Patrols", add="Added")


def told(then):
    """What a plan at a date says: version, and for each action its words and its life."""
    return then.version and then.version.number, {
        (row.place, row.terms.title): row.action
        and (row.action.light, row.action.light_words, row.action.due_on, row.action.state)
        for row in then.actions
    }


DUE = datetime.date(2027, 6, 30)
UNTOUCHED = ("not-started", "", DUE, "open")


def test_a_plan_stands_as_it_stood_on_each_day(history):
    dropped = {("1.2", "To be dropped"): UNTOUCHED, ("2.1", "Patrols"): UNTOUCHED}
    assert told(read(plan_at, "italy", BEFORE)) == (None, {})
    assert told(read(plan_at, "italy", FIRST)) == (1, {("1.1", "Wells"): UNTOUCHED, **dropped})
    at_risk = ("at-risk", "No access.", MOVED, "open")
    for day in (SECOND, THIRD - datetime.timedelta(days=1)):
        assert told(read(plan_at, "italy", day)) == (1, {("1.1", "Wells"): at_risk, **dropped})
    assert told(read(plan_at, "italy", THIRD)) == (
        2,
        {
            ("1.1", "Wells"): ("on-track", "Access again.", MOVED, "open"),
            ("1.2", "Added"): UNTOUCHED,
            ("2.1", "Patrols, anew"): UNTOUCHED,
        },
    )
    version = read(plan_at, "italy", SECOND).version
    assert (version.state, version.superseded_on, version.agreed_on) == ("agreed", None, FIRST)


def test_answers_and_milestones_stand_as_they_stood(history):
    def parts(day):
        row = next(row for row in read(plan_at, "italy", day).actions if row.terms.title == "Wells")
        answers = {
            organisations().by_id[part.organisation_id].code: part.answer for part in row.contributions
        }
        return answers, [(step.title, step.done_on) for step in row.milestones], row.unsure

    asked = {"commission": "accepted", "spain": "unanswered", "italy": "unanswered", "malta": "unanswered"}
    assert parts(FIRST) == (asked, [("Survey", None), ("Training", None)], False)
    answered = asked | {"spain": "accepted", "malta": "declined"}
    assert parts(SECOND) == (answered, [("Survey", SECOND), ("Training", None)], False)
    assert parts(THIRD) == (answered | {"malta": "accepted"}, [("Survey", SECOND), ("Training", None)], False)


def test_the_drafter_who_reads_every_line_finds_every_day_whole(history):
    for day, count in ((FIRST, 4), (SECOND, 4), (THIRD, 4)):
        found = read(plan_at, "commission", day)
        assert len(found.actions) == count
        assert all(row.action is not None and not row.unsure for row in found.actions)


def test_an_agreed_text_is_told_where_the_record_of_its_actions_begins_later(committed, time_machine):
    """Loaded from elsewhere: the day of agreement is older than the first line of history."""
    time_machine.move_to(noon(FIRST))
    actions = [
        {"title": "Wells", "milestones": [{"title": "Survey", "done_on": FIRST}]},
        {"title": "Secret", "shared_with": ["france"], "lead": "france"},
    ]
    with transaction.atomic():
        PlanFactory(state=VersionState.AGREED, actions=actions)

    for reader, titles in (("italy", ["Wells"]), ("commission", ["Wells", "Secret"])):
        found = read(plan_at, reader, SECOND)
        assert found.version.number == 1
        assert [row.terms.title for row in found.actions] == titles
        assert {row.action for row in found.actions} == {None}
        assert not any(row.steps_known for row in found.actions)
        assert [step.done_on for step in found.actions[0].milestones] == [None]
    changes = read(changes_between, "italy", BEFORE, SECOND)
    assert [line.title for line in changes.added] == ["Wells"]


def test_a_narrower_action_is_told_to_its_circle_alone(history):
    assert told(read(plan_at, "france", SECOND))[1]["2.A", "Secret"] == (
        "off-track",
        "Secret words.",
        MOVED,
        "open",
    )
    for day in (FIRST, SECOND, THIRD):
        assert "Secret" not in repr(read(plan_at, "italy", day))
    assert "Secret" not in repr(read(changes_between, "italy", FIRST, THIRD))


def said(lines):
    return {(line.title, tuple((f.name, f.old, f.new) for f in line.fields)) for line in lines}


def test_what_changed_between_two_dates_is_told_in_words(history):
    found = read(changes_between, "italy", FIRST, THIRD)
    assert [line.title for line in found.added] == ["Added"]
    assert [line.title for line in found.dropped] == ["To be dropped"]
    assert said(found.changed) == {("Patrols, anew", (("title", "Patrols", "Patrols, anew"),))}
    assert [(t.title, t.old, t.new, t.new_label, t.words) for t in found.turned] == [
        ("Wells", "not-started", "on-track", "On track", "Access again.")
    ]
    assert [
        (m.title, m.old, m.new, [(s.old, s.new, s.reason, s.on) for s in m.steps]) for m in found.moved
    ] == [("Wells", DUE, MOVED, [(DUE, MOVED, "Rains.", SECOND)])]
    assert {(a.title, a.organisation, a.old, a.new, a.words, a.on) for a in found.answered} == {
        ("Wells", "Spain", "unanswered", "accepted", "Gladly.", SECOND),
        ("Wells", "Malta", "unanswered", "accepted", "Means found.", THIRD),
    }
    later = read(changes_between, "italy", SECOND, THIRD)
    assert ([m.title for m in later.moved], [(t.title, t.old, t.new) for t in later.turned]) == (
        [],
        [("Wells", "at-risk", "on-track")],
    )
    assert [(a.organisation, a.old, a.new) for a in later.answered] == [("Malta", "declined", "accepted")]
    assert {(a.title, a.organisation) for a in read(changes_between, "france", FIRST, SECOND).answered} == {
        ("Wells", "Spain"),
        ("Wells", "Malta"),
        ("Secret", "France"),
    }


def test_nothing_changed_is_nothing(history):
    found = read(changes_between, "italy", SECOND, SECOND)
    assert (found.added, found.dropped, found.changed, found.turned, found.moved, found.answered) == ((),) * 6


def test_an_action_widened_since_begins_where_its_record_does(on):
    with on(FIRST), transaction.atomic():
        PlanFactory(
            state=VersionState.AGREED,
            actions=[{"title": "Was secret", "shared_with": ["france"]}, {"title": "Open"}],
        )
    with on(SECOND):
        report("Was secret", "off-track", "Secret words.", due_after=MOVED, reason="Secret reason.")
        amend(widen="Was secret")
    with on(THIRD):
        report("Was secret", "at-risk", "Public words.")

    assert told(read(plan_at, "italy", FIRST)) == (1, {("1.1", "Open"): UNTOUCHED})
    (row, _open) = read(plan_at, "italy", SECOND).actions
    assert (row.terms.title, row.action, row.contributions) == ("Was secret", None, ())
    assert row.begins_at is not None
    assert row.begins_at.date() == THIRD
    assert told(read(plan_at, "italy", THIRD))[1]["1.1", "Was secret"][:2] == ("at-risk", "Public words.")
    found = read(changes_between, "italy", FIRST, THIRD)
    assert "Secret" not in repr(found)
    assert ([line.title for line in found.added], found.moved, found.turned) == (["Was secret"], (), ())


def test_an_action_narrowed_since_is_neither_followed_nor_called_dropped(on):
    with on(FIRST), transaction.atomic():
        PlanFactory(state=VersionState.AGREED, actions=[{"title": "Narrowed"}, {"title": "Open"}])
    with on(SECOND):
        report("Narrowed", "at-risk", "Seen by all.")
        amend(narrow="Narrowed")
    with on(THIRD):
        report("Narrowed", "off-track", "Secret words.")

    # The words of the first version are still for all; how the action does is not any more.
    assert told(read(plan_at, "italy", FIRST)) == (1, {("1.1", "Narrowed"): None, ("1.2", "Open"): UNTOUCHED})
    assert told(read(plan_at, "italy", THIRD)) == (2, {("1.1", "Open"): UNTOUCHED})
    found = read(changes_between, "italy", FIRST, THIRD)
    assert (found.added, found.dropped, found.changed, found.turned) == ((), (), (), ())
    assert told(read(plan_at, "france", THIRD))[1]["1.A", "Narrowed"][:2] == ("off-track", "Secret words.")


def test_alike_milestones_of_which_one_changed_are_marked(on):
    with on(FIRST), transaction.atomic():
        PlanFactory(
            state=VersionState.AGREED,
            actions=[{"title": "Wells", "milestones": [{"title": "Survey"}, {"title": "Training"}]}],
        )

    def reach(title, done_on):
        with as_drafter() as drafter:
            step = stored(Milestone, drafter, title=title)
            services.move_milestone(actor=drafter, milestone=step, done_on=done_on)

    with on(SECOND):
        reach("Survey", FIRST)
    with on(THIRD):
        reach("Training", FIRST)

    row = read(plan_at, "italy", SECOND).actions[0]
    assert row.unsure
    assert sorted((step.done_on for step in row.milestones), key=str) == [FIRST, None]
    assert not read(plan_at, "italy", FIRST).actions[0].unsure


@pytest.mark.slow
def test_the_statements_do_not_grow_with_actions_and_delegations(committed):
    """Six for a plan of ten actions, and of three hundred with all delegations asked."""
    states = [row.code for row in organisations().by_id.values() if row.kind == "state"]

    def statements(country, count):
        with transaction.atomic():
            version = PlanFactory(country=country, actions=[{"title": f"{n}"} for n in range(count)])
            bring_to(version, VersionState.AGREED)
            invite_all(version, states)
        with transaction.atomic(), reading_as(actor := personas.load("italy").actor()):
            plan = Plan.objects.visible_to(actor).get(pk=version.plan_id)
            assert PlanVersion.objects.visible_to(actor).filter(plan=plan).exists()
            numbers = []
            versions = reading.versions(actor, plan.pk)
            plan_at(actor, versions, today())  # the names of all are at hand from here on
            for query, days in ((plan_at, 1), (changes_between, 2)):
                query(actor, versions, *[today()] * days)  # the names of organisations are in memory
                with CaptureQueriesContext(connection) as captured:
                    found = query(actor, versions, *[today()] * days)
                numbers.append(len([q for q in captured if not q["sql"].startswith("SELECT set_config")]))
            assert len(found.end.actions) == count
            assert len(found.end.actions[0].contributions) == len(states) + 1
            return numbers

    def invite_all(version, codes):
        with as_drafter() as drafter:
            ids = [organisations().by_code[code].pk for code in codes]
            terms = ActionTerms.objects.visible_to(drafter).filter(plan_version=version).order_by("number")[0]
            action = stored(Action, drafter, pk=terms.action_id)
            services.invite(actor=drafter, action=action, organisation_ids=ids)

    assert statements("NE", 10) == [6, 6]
    assert statements("ML", 300) == [6, 6]
