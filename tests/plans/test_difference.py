"""What an amendment says otherwise than the version in force, in words, as far as each reader may read."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import (
    ActionTerms,
    Lever,
    Objective,
    PartnerPriority,
    Plan,
    PlanVersion,
    Risk,
    Stakeholder,
)
from actionplans.plans.queries.difference import difference
from actionplans.plans.services.terms import Words
from coordination.access.reader import reading_as
from coordination.exchange.wording import segments
from coordination.people.queries import organisations
from tests.factories.plans import PlanFactory, bring_to, write_action

pytestmark = [pytest.mark.row("B3")]


@given(st.text("ab .\n;"), st.text("ab .\n;"))
def test_the_segments_hold_both_texts_to_the_letter(old, new):
    found = segments(old, new)
    assert "".join(text for kind, text in found if kind != "new") == old
    assert "".join(text for kind, text in found if kind != "gone") == new
    assert all(text for _kind, text in found)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("As it was.", "As it was.", [("same", "As it was.")]),
        ("", "New.", [("new", "New.")]),
        (
            "Support 3,000 returns a year. Second.",
            "Support 5,000 returns a year. Second.",
            [
                ("same", "Support "),
                ("gone", "3,000"),
                ("new", "5,000"),
                ("same", " returns a year. Second."),
            ],
        ),
        ("First.\nSecond.", "First.\nThird.", [("same", "First.\n"), ("gone", "Second."), ("new", "Third.")]),
        ("one two", "three four", [("gone", "one two"), ("new", "three four")]),
    ],
)
def test_segments_are_words(old, new, found):
    assert segments(old, new) == found


def amended(version, commission, *, fields=None, parts=None):
    """A draft that follows a version, with some fields and lines changed."""
    drafter = commission.actor()
    with reading_as(drafter):
        plan = Plan.objects.visible_to(drafter).get(pk=version.plan_id)
        draft = services.amend(actor=drafter, plan=plan)
        return services.change_version(
            actor=drafter,
            plan_version=draft,
            version=draft.version,
            fields=fields or {},
            parts=parts or {},
        )


def compared(persona, plan_id):
    """The difference between the two newest versions that somebody reads."""
    actor = persona.actor()
    with reading_as(actor):
        newer, older = PlanVersion.objects.visible_to(actor).filter(plan=plan_id).order_by("-number")[:2]
        return difference(actor, older, newer)


def said(lines):
    return {(line.kind, line.title, tuple((f.label, f.old, f.new) for f in line.fields)) for line in lines}


def keys(model, version, persona):
    actor = persona.actor()
    with reading_as(actor):
        return list(
            model.objects.visible_to(actor).filter(plan_version=version).order_by("number").values("key")
        )


def change_action(commission, draft, title, **fields):
    """Rewrite an action of a draft, its other words as they stand."""
    drafter = commission.actor()
    with reading_as(drafter):
        terms = ActionTerms.objects.visible_to(drafter).get(plan_version=draft, title=title)
        sharing = fields.pop("sharing", None)
        milestones = fields.pop("milestones", ())
        words = Words(
            fields={
                "title": terms.title,
                "objective_id": terms.objective_id,
                "lead_id": terms.lead_id,
                "due_on": terms.due_on,
                **fields,
            },
            milestones=milestones,
            sharing=sharing,
        )
        return services.change_terms(actor=drafter, terms=terms, version=terms.version, words=words)


def test_texts_and_heads_are_compared(commission):
    version = PlanFactory(state=VersionState.AGREED, context="One thing. Another.", reference="WK 1/2026")
    lead = organisations().by_code["eeas"]
    amended(version, commission, fields={"context": "One thing. A third.", "lead_ids": [lead.pk]})

    found = compared(commission, version.plan_id)
    assert [(f.name, f.old, f.new) for f in found.heads] == [("lead_ids", "", lead.name)]
    assert [(f.name, f.segments) for f in found.texts] == [
        (
            "context",
            (("same", "One thing. "), ("gone", "Another."), ("new", "A third.")),
        )
    ]
    assert found.total == 2


def test_lines_are_matched_by_key(commission):
    version = PlanFactory(
        state=VersionState.DRAFT,
    )
    drafter = commission.actor()
    with reading_as(drafter):
        version = services.change_version(
            actor=drafter,
            plan_version=version,
            version=version.version,
            fields={},
            parts={
                PartnerPriority: [{"text": "Visas", "source": "Speech"}, {"text": "Wells", "source": "Letter"}],
                Risk: [{"text": "No access"}],
                Stakeholder: [{"post": "Ministry of the Interior"}],
                Lever: [{"incentive": "Fee waiver"}],
            },
        )  # fmt: skip
    version = bring_to(version, VersionState.AGREED)
    kept, _gone = keys(PartnerPriority, version, commission)
    risk, *_none = keys(Risk, version, commission)
    one, two = keys(Objective, version, commission)
    names = {row["key"]: row for row in (one, two)}
    drafter = commission.actor()
    with reading_as(drafter):
        titles = {
            o.key: (o.title, o.theme_id)
            for o in Objective.objects.visible_to(drafter).filter(plan_version=version)
        }
    objectives = [{"key": key, "title": titles[key][0], "theme_id": titles[key][1]} for key in names]
    # The same objectives in another order, one of them with another title.
    objectives = [objectives[1] | {"title": "Renamed"}, objectives[0]]
    amended(
        version,
        commission,
        parts={
            PartnerPriority: [kept | {"text": "Visas", "source": "Speech of May", "is_request": True}],
            Risk: [risk | {"text": "No access", "likelihood": "high"}],
            Lever: [{"incentive": "Second tranche"}],
            Objective: objectives,
        },
    )

    found = compared(commission, version.plan_id)
    assert said(found.priorities) == {
        ("changed", "Visas", (("A request to the Union", "no", "yes"), ("Source", "Speech", "Speech of May"))),
        ("removed", "Wells", (("Priority or request", "Wells", ""), ("A request to the Union", "no", ""),
                              ("Source", "Letter", ""))),
    }  # fmt: skip
    assert said(found.risks) == {("changed", "No access", (("Likelihood", "Medium", "High"),))}
    assert said(found.stakeholders) == set()
    assert {(line.kind, line.title) for line in found.levers} == {
        ("removed", "Fee waiver"),
        ("added", "Second tranche"),
    }
    assert said(found.objectives) == {
        ("changed", "Renamed", (("Objective", "Objective on migrant-smuggling", "Renamed"),))
    }


def test_actions_are_matched_and_a_hidden_one_is_neither_told_nor_counted(commission, france, italy):
    version = PlanFactory(
        state=VersionState.AGREED,
        actions=[
            {"title": "Kept"},
            {"title": "Rewritten", "planned": Decimal(100_000), "milestones": [{"title": "First step"}]},
            {"title": "Dropped"},
            {"title": "Secret kept", "shared_with": ["france"]},
        ],
    )
    draft = amended(version, commission)
    italy_id = organisations().by_code["italy"].pk
    change_action(
        commission,
        draft,
        "Rewritten",
        planned=Decimal("250000.50"),
        lead_id=italy_id,
        due_on=datetime.date(2027, 12, 31),
        milestones=[{"title": "Second step", "due_on": datetime.date(2027, 9, 1)}],
    )
    drafter = commission.actor()
    with reading_as(drafter):
        gone = ActionTerms.objects.visible_to(drafter).get(plan_version=draft, title="Dropped")
        services.drop_terms(actor=drafter, terms=gone, reason="Overtaken.")
    write_action(draft, title="Added", objective=2)
    write_action(draft, title="Secret added", shared_with=["france"])
    bring_to(draft, VersionState.CONSULTATION)

    changed = (
        "changed",
        "Rewritten",
        (
            ("Lead", "Commission", "Italy"),
            ("Due", "30 June 2027", "31 December 2027"),
            ("Planned", "EUR 100,000", "EUR 250,000.50"),
            ("Milestone", "", "Second step, due 1 September 2027"),
            ("Milestone", "First step", ""),
        ),
    )
    for_italy = compared(italy, version.plan_id)
    assert changed in said(for_italy.actions)
    assert {(line.kind, line.title) for line in for_italy.actions} == {
        ("changed", "Rewritten"),
        ("removed", "Dropped"),
        ("added", "Added"),
    }
    assert for_italy.total == 3
    assert {(line.kind, line.title) for line in compared(france, version.plan_id).actions} == {
        ("changed", "Rewritten"),
        ("removed", "Dropped"),
        ("added", "Added"),
        ("added", "Secret added"),
    }


def test_an_action_that_waits_for_a_hidden_one_does_not_name_it(commission, france, italy):
    version = PlanFactory(
        state=VersionState.AGREED,
        actions=[{"title": "Waits"}, {"title": "Secret", "shared_with": ["france"]}],
    )
    draft = amended(version, commission)
    drafter = commission.actor()
    with reading_as(drafter):
        secret = ActionTerms.objects.visible_to(drafter).get(plan_version=draft, title="Secret")
    change_action(commission, draft, "Waits", waits_for_id=secret.action_id)
    bring_to(draft, VersionState.CONSULTATION)

    assert said(compared(italy, version.plan_id).actions) == set()
    assert said(compared(france, version.plan_id).actions) == {
        ("changed", "Waits", (("Waits for", "", "Secret"),))
    }


def test_an_action_narrowed_by_an_agreed_amendment_is_not_called_removed(commission, france, italy):
    from tests.factories.register import sharing

    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Narrowed later"}])
    draft = amended(version, commission)
    change_action(commission, draft, "Narrowed later", sharing=sharing(["france"]), why="For France alone.")
    bring_to(draft, VersionState.AGREED)

    assert said(compared(italy, version.plan_id).actions) == set()
    assert said(compared(france, version.plan_id).actions) == {
        ("changed", "Narrowed later", (("Why", "", "For France alone."),))
    }


def test_the_statements_do_not_grow_with_the_plan(commission, django_assert_num_queries):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": f"{n}"} for n in range(12)])
    draft = amended(version, commission)
    for n in range(0, 12, 2):
        change_action(commission, draft, f"{n}", why="Because.")
    drafter = commission.actor()
    with reading_as(drafter):
        newer, older = PlanVersion.objects.visible_to(drafter).order_by("-number")
        difference(drafter, older, newer)  # the names of organisations are in memory
        with django_assert_num_queries(3):
            found = difference(drafter, older, newer)
        assert len(found.actions) == 6
