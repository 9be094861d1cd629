"""Action plans with a token in every text, and all the ways out of their pages and queries."""

import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import (
    Lever,
    LinkedFile,
    Milestone,
    Objective,
    PartnerPriority,
    Plan,
    PlanVersion,
    Risk,
    Stakeholder,
)
from actionplans.plans.queries import reading
from actionplans.plans.queries.as_of import plan_at
from actionplans.plans.queries.balance import balance
from actionplans.plans.queries.between import changes_between
from actionplans.plans.queries.coverage import coverage
from actionplans.plans.queries.difference import difference
from actionplans.plans.services.terms import Words
from coordination.access.reader import reading_as
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.world.queries import themes
from tests.access.expectations.plans import COMMISSION, EEAS, FRANCE, ITALY, MEMBERS, TEAM
from tests.access.worlds import acting, action_named, drawn_up, part_of, say, terms_in
from tests.factories import ActivityFactory
from tests.factories.plans import DUE, bring_to, write_action
from tests.factories.register import sharing
from tests.personas import Persona

from .said import mark, said, undone

READERS: dict[str, set[str]] = {
    "agreed text": MEMBERS | TEAM,
    "common action": MEMBERS | TEAM,
    "for France": COMMISSION | FRANCE,
    "for Italy": COMMISSION | ITALY,
    "was for France": COMMISSION | FRANCE,  # an action that all may read since
    "narrowed since": COMMISSION | FRANCE,
    "draft text": COMMISSION,
    "draft action": COMMISSION,
    "draft of EEAS": EEAS,
    "taken back": COMMISSION,
    "given up": COMMISSION,
    # A ministry that is let in reads its delegation's rows; no page of a plan shows them to it.
    "note of Italy": ITALY | {"italy_interior"},
    "note of France": FRANCE,
    "linked by France": FRANCE,
}
# What the sweep must meet somewhere, so that it looks where there is something to see.
SHOWN = set(READERS) - {"given up"}
UNSHOWN = {("note of Italy", "italy_interior")}

TEXTS = ("context", "figures", "lines", "financing")
WORDS = ("why", "deliverable", "level_reason", "benefit", "blocker", "instrument")


@dataclass
class World:
    """Everything that stands in addresses, with the label of what it belongs to."""

    plans: dict[Any, str] = field(default_factory=dict)
    versions: dict[Any, str] = field(default_factory=dict)
    terms: dict[Any, str] = field(default_factory=dict)
    actions: dict[Any, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)  # address of a POST: label
    ids: dict[str, set[str]] = field(default_factory=dict)  # further ids by label

    def hidden_from(self, name: str) -> list[str]:
        return [mark(label) for label, readers in READERS.items() if name not in readers]

    def hidden_ids(self, name: str) -> set[str]:
        named = [*self.plans.items(), *self.versions.items(), *self.terms.items(), *self.actions.items()]
        found = {str(pk) for pk, label in named if name not in READERS[label]}
        return found.union(*(ids for label, ids in self.ids.items() if name not in READERS[label]))


def token(label: str, name: str) -> str:
    return f"{mark(label)}{name}"


def texts(label: str) -> dict[str, str]:
    return {name: f"Canary {token(label, name)}." for name in (*TEXTS, "reference", "weight_rule")}


def words(label: str) -> dict[str, str]:
    return {name: token(label, name) for name in ("title", *WORDS)}


def lines(label: str) -> dict[type[Any], list[dict[str, Any]]]:
    theme = themes().by_code["root-causes"].pk
    own = lambda name: token(label, name)  # noqa: E731 (short beside a table)
    return {
        Objective: [{"title": own("objective"), "theme_id": theme}],
        PartnerPriority: [{"text": own("priority"), "source": own("source")}],
        Risk: [{"text": own("risk"), "mitigation": own("mitigation")}],
        Stakeholder: [{"post": own("post"), "note": own("stance")}],
        Lever: [{"incentive": own("incentive"), "trigger": own("trigger")}],
        LinkedFile: [{"title": own("file"), "reference": own("reference"), "purpose": own("purpose")}],
    }


def write(version: PlanVersion, label: str, code: str = "commission") -> PlanVersion:
    """Give a draft the texts and lines of a label; stored lines keep their keys."""
    with acting(code) as drafter:
        parts = lines(label)
        for model, wanted in parts.items():
            stored = model.objects.visible_to(drafter).filter(plan_version=version).order_by("number")
            for line, part in zip(wanted, stored, strict=False):
                line["key"] = part.key
        version = PlanVersion.objects.visible_to(drafter).get(pk=version.pk)
        return services.change_version(
            actor=drafter, plan_version=version, version=version.version, fields=texts(label), parts=parts
        )


def act(version: PlanVersion, label: str, **how: Any) -> None:
    steps = [{"title": token(label, "milestone")}]
    write_action(version, **({"milestones": steps} | words(label) | how))


def make() -> World:
    """A plan of Niger in force with its third version written, a draft of the EEAS, and two given up."""
    world = World()
    eeas = write(drawn_up(originator="eeas", country="EG"), "draft of EEAS", "eeas")
    act(eeas, "draft of EEAS")
    first = write(drawn_up(), "agreed text")
    act(first, "common action", lead="italy")
    act(first, "for France", lead="france", shared_with=["france"])
    act(first, "for Italy", shared_with=["italy"])
    act(first, "was for France", shared_with=["france"])
    act(first, "narrowed since", **dict.fromkeys(("title", *WORDS), "As all know it."), milestones=())
    first = bring_to(first, VersionState.AGREED)
    _endorsed(first, "agreed text")
    second, third = _amended(first)
    _followed(world, second)
    withdrawn = write(drawn_up(country="MR"), "taken back")
    act(withdrawn, "taken back")
    withdrawn = bring_to(withdrawn, VersionState.CONSULTATION)
    _endorsed(withdrawn, "taken back")
    key = say("italy", withdrawn, "plan", text=token("taken back", "comment"))
    world.others[f"/remarks/{key}/resolve/"] = "taken back"
    with acting("commission") as drafter:
        services.withdraw(actor=drafter, plan_version=withdrawn)
    given_up = bring_to(write(drawn_up(country="LY"), "given up"), VersionState.DISCARDED)
    world.versions = {
        first.pk: "agreed text",
        second.pk: "agreed text",
        third.pk: "draft text",
        eeas.pk: "draft of EEAS",
        withdrawn.pk: "taken back",
        given_up.pk: "given up",
    }
    world.plans = {
        first.plan_id: "agreed text",
        eeas.plan_id: "draft of EEAS",
        withdrawn.plan_id: "taken back",
        given_up.plan_id: "given up",
    }
    _named(world, second, ("common action", "for France", "for Italy"))
    _named(world, first, ("was for France",))
    _named(world, third, ("draft action",))
    _named(world, withdrawn, ("taken back",))
    _named(world, eeas, ("draft of EEAS",), "eeas")
    narrowed = terms_in(second, token("narrowed since", "title"))
    world.terms[narrowed.pk], world.actions[narrowed.action_id] = "narrowed since", "narrowed since"
    # The words of this one are another matter than the action: all may read it by now.
    world.actions[action_named(first, token("was for France", "title")).pk] = "common action"
    return world


def _endorsed(version: PlanVersion, label: str) -> None:
    with acting("commission") as drafter:
        said_by = {"body": token(label, "body"), "post": token(label, "endorser"), "endorsed_on": today()}
        fields = said_by | {"source": token(label, "minutes")}
        services.record_endorsement(actor=drafter, plan_version=version, fields=fields)


def _amended(first: PlanVersion) -> tuple[PlanVersion, PlanVersion]:
    with acting("commission") as drafter:
        plan = Plan.objects.visible_to(drafter).get(pk=first.plan_id)
        second = services.amend(actor=drafter, plan=plan)
    plain = dict.fromkeys(WORDS, "") | {"title": "Open to all since"}
    _reworded(second, token("was for France", "title"), plain, None)
    _reworded(second, "As all know it.", words("narrowed since"), sharing(["france"]))
    second = bring_to(second, VersionState.AGREED)
    with acting("commission") as drafter:
        third = services.amend(actor=drafter, plan=plan)
    third = write(third, "draft text")
    act(third, "draft action")
    with acting("commission") as drafter:
        gone = terms_in(third, token("common action", "title"))
        services.drop_terms(actor=drafter, terms=gone, reason=token("draft text", "reason"))
    return second, third


def _reworded(version: PlanVersion, title: str, said_now: dict[str, str], narrow: Any) -> None:
    terms = terms_in(version, title)
    with acting("commission") as drafter:
        fields = {"objective_id": terms.objective_id, "lead_id": terms.lead_id, "due_on": terms.due_on}
        services.change_terms(
            actor=drafter, terms=terms, version=terms.version, words=Words(fields | said_now, (), narrow)
        )


def _followed(world: World, agreed: PlanVersion) -> None:
    """Reports, answers, evidence, comments, notes and links."""
    for label, lead in (("for France", "france"), ("for Italy", "commission"), ("common action", "italy")):
        title = token(label, "title")
        with acting(lead) as actor:
            services.report(
                actor=actor, action=action_named(agreed, title), version=None, light="at-risk",
                words=token(label, "report"), due_after=DUE + datetime.timedelta(days=9),
                reason=token(label, "moved"),
            )  # fmt: skip
        who = "france" if label == "for France" else "italy"
        # Only who reads an action is asked for it.
        asked = (who, "eeas") if label == "common action" else (who,)
        with acting("commission") as drafter:
            services.invite(
                actor=drafter, action=action_named(agreed, title), words=token(label, "asked"),
                organisation_ids=[organisations().by_code[code].pk for code in asked],
            )  # fmt: skip
        part = part_of(action_named(agreed, title), who)
        with acting(who) as actor:
            services.answer(
                actor=actor, contribution=part, version=None, accepted=True, words=token(label, "answer")
            )
            services.report_part(
                actor=actor, contribution=part, version=None, light="on-track", words=token(label, "part")
            )
        key = say(who, terms_in(agreed, title), "title", text=token(label, "comment"))
        world.ids.setdefault(label, set()).update({str(part.pk), str(key)})
        for address in (f"/remarks/{key}/resolve/", *(f"/contributions/{part.pk}/{end}/" for end in ENDS)):
            world.others[address] = label
        with acting("commission") as drafter:
            steps = Milestone.objects.visible_to(drafter).filter(terms=terms_in(agreed, title))
            for step in steps.values_list("key", flat=True):
                world.ids[label].add(str(step))
                world.others[f"/actions/{action_named(agreed, title).pk}/milestones/{step}/"] = label
    with acting("france") as actor:
        services.close(
            actor=actor, action=action_named(agreed, token("for France", "title")), version=None,
            words=token("for France", "evidence"),
        )  # fmt: skip
    _noted(world, agreed)


def _noted(world: World, agreed: PlanVersion) -> None:
    common = action_named(agreed, token("common action", "title"))
    entry = ActivityFactory(originator="france", shared_with=[], title=token("linked by France", "title"))
    world.ids["linked by France"] = {str(entry.pk)}
    with acting("france") as actor:
        services.link_activity(actor=actor, action=common, activity_id=entry.pk)
        plan = Plan.objects.visible_to(actor).get(pk=agreed.plan_id)
        services.keep_note(actor=actor, plan=plan, text=token("note of France", "text"), action=common)
    with acting("italy") as actor:
        services.keep_note(actor=actor, plan=plan, text=token("note of Italy", "text"))


def _named(world: World, version: PlanVersion, labels: tuple[str, ...], code: str = "commission") -> None:
    for label in labels:
        terms = terms_in(version, token(label, "title"), code)
        world.terms[terms.pk], world.actions[terms.action_id] = label, label


# --- The ways out ------------------------------------------------------------------------

IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
ENDS = ("answer", "report", "take-back")
LISTS = [
    "/", "/plans/", "/plans/new/", "/plans/new/?country=NE", "/countries/", "/countries/NE/", "/countries/EG/",
    "/countries/NE/plan/", "/countries/EG/plan/", "/countries/MR/plan/", "/countries/LY/plan/",
]  # fmt: skip
TABS = ("", "text/", "lines/", "coverage/", "as-of/", "comments/", "history/", "print/")
OF_A_VERSION = (
    *("edit/", "consult/", "agree/", "difference/", "difference/?with=1", "actions/new/", "endorsement/"),
    "discarded/",
)
POSTED_TO_A_VERSION = ("agree/", "comment/", "discard/", "leap/", "endorsement/")
OF_AN_ACTION = ("", "history/", "report/", "close/")
POSTED_TO_AN_ACTION = ("report/", "close/", "check/", "reopen/", "invite/", "link/", "note/")


def outputs(persona: Persona, world: World) -> Iterator[tuple[str, str]]:
    """(channel, everything that came out)."""
    client = persona.client

    def told(response: Any, address: str) -> str:
        """Without the ids that were asked with: a refusal links back to where it was met."""
        text = said(response)
        for pk in IDS.findall(address):
            text = text.replace(pk, "")
        return text

    def seen(address: str, **headers: str) -> str:
        return told(client.get(address, headers=headers), address)

    def posted(address: str) -> str:
        return told(undone(client, "post", address), address)

    for address in LISTS:
        yield address, seen(address)
    for pk, label in world.plans.items():
        yield "fragment", seen(f"/plans/{pk}/", **{"HX-Request": "true"})
        for tab in TABS:
            for version in ("", "?version=1", "?version=3") if label == "agreed text" else ("",):
                yield f"plan {tab}", seen(f"/plans/{pk}/{tab}{version}")
        for show in ("mine", "late", "open"):
            yield f"plan {show}", seen(f"/plans/{pk}/?show={show}")
        yield "plan amend", posted(f"/plans/{pk}/amend/")
    for pk in world.versions:
        for end in OF_A_VERSION:
            yield f"version {end}", seen(f"/versions/{pk}/{end}")
        for end in POSTED_TO_A_VERSION:
            yield f"version post {end}", posted(f"/versions/{pk}/{end}")
    for pk in world.terms:
        yield "terms edit", seen(f"/terms/{pk}/edit/")
        yield "terms comment", posted(f"/terms/{pk}/comment/")
    for pk in world.actions:
        for end in OF_AN_ACTION:
            yield f"action {end}", seen(f"/actions/{pk}/{end}")
        for end in POSTED_TO_AN_ACTION:
            yield f"action post {end}", posted(f"/actions/{pk}/{end}")
    for address in world.others:
        yield address.rsplit("/", 2)[1], posted(address)
    yield from asked(persona)


def asked(persona: Persona) -> Iterator[tuple[str, str]]:
    """What the queries say that no page shows yet."""
    with transaction.atomic(), reading_as(actor := persona.actor()):
        plans = {plan.pk: plan for plan in Plan.objects.visible_to(actor)}
        versions = list(PlanVersion.objects.visible_to(actor).order_by("number"))
        for version in versions:
            plan = plans[version.plan_id]
            same = [row for row in versions if row.plan_id == plan.pk]
            older = [row for row in same if row.number < version.number]
            objectives = reading.lines(actor, Objective, version)
            ways: dict[str, Callable[[], Any]] = {
                "coverage": lambda: coverage(actor, plan, version, objectives),  # noqa: B023 (called in the same turn)
                "balance": lambda: balance(actor, version, same, objectives),  # noqa: B023
                "as of": lambda: plan_at(actor, same, today()),  # noqa: B023
                "between": lambda: changes_between(
                    actor,
                    same,  # noqa: B023
                    today() - datetime.timedelta(days=1),
                    today(),
                ),
                "difference": lambda: [difference(actor, row, version) for row in older],  # noqa: B023
            }
            for name, way in ways.items():
                yield name, str(deep(way())).lower()


def deep(value: Any) -> Any:
    """All that a result holds, rows with their columns."""
    if isinstance(value, models.Model):
        return {key: deep(held) for key, held in vars(value).items() if key != "_state"}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: deep(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [deep(held) for held in value]
    if isinstance(value, dict):
        return {key: deep(held) for key, held in value.items()}
    return str(value)
