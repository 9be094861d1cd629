"""Plans in every state, in rows that could leak: the subjects of the walk and of the policy tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import (
    Action,
    ActionTerms,
    Contribution,
    InternalNote,
    Milestone,
    Plan,
    PlanVersion,
)
from coordination.access.reader import reading_as
from coordination.people.queries import organisations
from tests.factories.plans import PlanFactory, bring_to, speaking_for
from tests.personas import Persona

STEP = [{"title": "A first step"}]
NIGER = (
    {"title": "open", "lead": "italy", "milestones": STEP},
    {"title": "closing", "lead": "italy", "weighty": True},
    {"title": "done", "lead": "italy"},
    {"title": "dropped", "lead": "italy"},
    {"title": "narrow", "lead": "france", "shared_with": ["france"], "milestones": STEP},
    {"title": "narrow to Italy", "shared_with": ["italy"]},
    {"title": "unanswered"},
    {"title": "accepted"},
    {"title": "declined"},
)
ASKED = ("unanswered", "accepted", "declined", "narrow to Italy")  # of Italy
MALI = (
    {"title": "proposed", "lead": "italy"},
    {"title": "narrow", "shared_with": ["france"]},
    {"title": "narrow to Italy", "shared_with": ["italy"]},
)


@dataclass
class Plans:
    """Rows by subject and label, as `tests/access/expectations/plans.py` names them."""

    version: dict[str, PlanVersion] = field(default_factory=dict)
    plan: dict[str, Plan] = field(default_factory=dict)
    terms: dict[str, ActionTerms] = field(default_factory=dict)
    action: dict[str, Action] = field(default_factory=dict)
    contribution: dict[str, Contribution] = field(default_factory=dict)
    note: dict[str, InternalNote] = field(default_factory=dict)
    milestone: dict[str, str] = field(default_factory=dict)
    remark: dict[str, UUID] = field(default_factory=dict)

    def keys(self, subject: str) -> dict[str, Any]:
        """What stands in an address, by label."""
        return {label: getattr(row, "pk", row) for label, row in getattr(self, subject).items()}


def make_plans(everybody: dict[str, Persona]) -> Plans:
    """Plans of the Commission in every state, and a draft of the EEAS of which nobody else knows."""
    made = Plans()
    hidden = drawn_up(originator="eeas", country="EG", actions=[{"title": "hidden"}])
    _niger(made, everybody["commission"])
    _mali(made)
    made.version["review"] = drawn_up(country="TN", state=VersionState.REVIEW, actions=[{"title": "x"}])
    given_up = drawn_up(country="LY", actions=[{"title": "discarded"}])
    made.version["discarded"] = bring_to(given_up, VersionState.DISCARDED)
    taken_back = drawn_up(country="MR", state=VersionState.CONSULTATION)
    made.remark["on a text taken back"] = say("italy", taken_back, "plan")
    with acting("commission") as drafter:
        made.version["withdrawn"] = services.withdraw(actor=drafter, plan_version=taken_back)
    made.version["hidden"] = hidden
    made.terms["discarded"] = terms_in(given_up, "discarded")
    made.terms["hidden"] = terms_in(hidden, "hidden", "eeas")
    made.action["hidden"] = action_named(hidden, "hidden", "eeas")
    plans = {
        "review": "under review",
        "agreed": "being amended",
        "consultation": "consulted",
        "discarded": "discarded",
        "withdrawn": "withdrawn",
        "hidden": "hidden",
    }
    for state, label in plans.items():
        version = made.version[state]
        with acting("eeas" if state == "hidden" else "commission") as drafter:
            made.plan[label] = Plan.objects.visible_to(drafter).get(pk=version.plan_id)
    for label, code in (("of Italy", "italy"), ("of France", "france")):
        with acting(code) as actor:
            made.note[label] = services.keep_note(
                actor=actor, plan=made.plan["consulted"], text="Ask the capital."
            )
    return made


def _niger(made: Plans, closer: Persona) -> None:
    """In force with its second version; a third is written."""
    first = drawn_up(state=VersionState.AGREED, actions=NIGER)
    with acting("commission") as drafter:
        plan = Plan.objects.visible_to(drafter).get(pk=first.plan_id)
        second = services.amend(actor=drafter, plan=plan)
        services.drop_terms(actor=drafter, terms=terms_in(second, "dropped"), reason="Overtaken.")
    second = bring_to(second, VersionState.AGREED)
    with acting("commission") as drafter:
        third = services.amend(actor=drafter, plan=plan)
        made.version["superseded"] = PlanVersion.objects.visible_to(drafter).get(pk=first.pk)
    made.version |= {"agreed": second, "draft": third}
    made.terms |= {
        "superseded": terms_in(first, "open"),
        "agreed": terms_in(second, "open"),
        "draft": terms_in(third, "open"),
    }
    _follow(first, closer)
    for title in ("open", "closing", "done", "dropped", "narrow", "narrow to Italy"):
        made.action[title] = action_named(first, title)
    for label in ("open", "narrow"):
        with acting("commission") as drafter:
            (key,) = (
                Milestone.objects.visible_to(drafter)
                .filter(terms=terms_in(second, label))
                .values_list("key", flat=True)
            )
        made.milestone[label] = f"{made.action[label].pk}/milestones/{key}"
    for label in ASKED:
        made.contribution[label] = part_of(action_named(first, label), "italy")
    made.contribution["of what is done"] = part_of(made.action["done"], "italy")
    made.contribution["narrow"] = part_of(made.action["narrow"], "france")


def _follow(version: PlanVersion, closer: Persona) -> None:
    italy = organisations().by_code["italy"].pk
    for title in ASKED:
        with acting("commission") as drafter:
            services.invite(actor=drafter, action=action_named(version, title), organisation_ids=[italy])
    for title in ("accepted", "declined"):
        with acting("italy") as actor:
            services.answer(
                actor=actor,
                contribution=part_of(action_named(version, title), "italy"),
                version=None,
                accepted=title == "accepted",
                words="As the capital says.",
            )
    for title in ("closing", "done"):
        with transaction.atomic(), reading_as(actor := closer.actor()):
            services.close(
                actor=actor, action=action_named(version, title), version=None, words="The report of March."
            )


def _mali(made: Plans) -> None:
    """In consultation for the first time, commented on."""
    version = drawn_up(country="ML", state=VersionState.CONSULTATION, actions=MALI)
    made.version["consultation"] = version
    made.terms |= {
        "consulted": terms_in(version, "proposed"),
        "narrow": terms_in(version, "narrow"),
        "narrow to Italy": terms_in(version, "narrow to Italy"),
    }
    made.action["proposed"] = action_named(version, "proposed")
    made.remark |= {
        "on the text": say("italy", version, "plan"),
        "objection": say("italy", version, "plan", "objection"),
        "on a narrow action": say("france", made.terms["narrow"], "title"),
        "on a narrow action of Italy": say("commission", made.terms["narrow to Italy"], "title"),
    }


# --- Short hands -----------------------------------------------------------------------------


def drawn_up(**how: Any) -> PlanVersion:
    """A version of a plan, as `PlanFactory` makes it."""
    return PlanFactory.create(**how)


@contextmanager
def acting(code: str) -> Iterator[Any]:
    """Somebody who speaks for an organisation, in a transaction."""
    with transaction.atomic(), reading_as(actor := speaking_for(code)):
        yield actor


def terms_in(version: PlanVersion, title: str, code: str = "commission") -> ActionTerms:
    with acting(code) as drafter:
        return ActionTerms.objects.visible_to(drafter).get(plan_version=version, title=title)


def action_named(version: PlanVersion, title: str, code: str = "commission") -> Action:
    """The action that a version calls so, as it stands now."""
    with acting(code) as drafter:
        terms = ActionTerms.objects.visible_to(drafter).get(plan_version=version, title=title)
        return Action.objects.visible_to(drafter).get(pk=terms.action_id)


def part_of(action: Action, code: str) -> Contribution:
    with acting("commission") as drafter:
        return Contribution.objects.visible_to(drafter).get(action=action, organisation__code=code)


def say(
    code: str, on: PlanVersion | ActionTerms, place: str, kind: str = "comment", text: str = "Say where."
) -> UUID:
    """A comment; its key."""
    with acting(code) as actor:
        return services.comment(actor=actor, on=on, field=place, kind=kind, text=text).key
