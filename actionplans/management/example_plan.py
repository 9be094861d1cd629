"""One example plan, taken through its versions and what followed by the services, as whoever may do it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from actionplans.plans import services
from actionplans.plans.choices import known_routes
from actionplans.plans.kinds import Answer
from actionplans.plans.models import (
    Action,
    ActionTerms,
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
from actionplans.plans.queries.fingerprint import fingerprint
from actionplans.plans.services.terms import Words
from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.people.actors import build, for_organisation
from coordination.people.models import OrganisationKind, User
from coordination.people.queries import organisations, party
from coordination.register.models import Activity
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries, mandates, themes

DRAFTER = "commission"
# What nobody has really said or done says so itself, wherever it is read.
EXAMPLE = "Example: "
EXAMPLE_ACTION = "Example: the action that follows from this is invented."
# After how long an answer comes.
TIME_TO_ANSWER = datetime.timedelta(days=14)

PARTS = {
    "objectives": Objective,
    "priorities": PartnerPriority,
    "risks": Risk,
    "stakeholders": Stakeholder,
    "levers": Lever,
    "files": LinkedFile,
}
TERMS = (
    "title",
    "level",
    "level_reason",
    "horizon",
    "starts_on",
    "due_on",
    "deliverable",
    "serves",
    "benefit",
    "blocker",
    "weighty",
    "planned",
    "instrument",
)

type Lines = dict[str, Any]


def speaking(code: str) -> Actor:
    """Somebody who decides in the name of an organisation; for an agency, the one on the country's team."""
    body = organisations().by_code[code]
    if body.kind == OrganisationKind.AGENCY:
        return seated(code)
    return for_organisation(party(body))


def seated(name: str) -> Actor:
    """A persona of the demonstration: somebody in particular, for what two people must do."""
    return build(User.objects.get(email=f"{name}@demo.example"))


def example_words(words: str) -> str:
    return f"{EXAMPLE}{words}" if words else ""


def _of(lines: Iterable[Lines], number: int) -> list[Lines]:
    """The lines that stand in a version: `since` and `until` count versions."""
    return [line for line in lines if line.get("since", 1) <= number <= line.get("until", number)]


@dataclass
class ExamplePlan:
    """One plan on its way: each version in turn, then what happened while it was in force."""

    words: Lines
    actions: dict[str, UUID] = field(default_factory=dict)
    keys: dict[tuple[str, int], UUID] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def load(self) -> None:
        steps = self.words["versions"]
        shown = sum("consulted_on" in step for step in steps)
        for number, step in enumerate(steps, start=1):
            version = self._open(step) if number == 1 else self._amend(number, step)
            self._write_actions(version, number, step)
            self.actors.clear()  # the drafter reads circles that were made on the way
            if day := step.get("consulted_on"):
                version = self._consult(version, number, day, step)
            if day := step.get("agreed_on"):
                self._agree(version, day)
            if number == shown:
                for action in _of(self.words["actions"], number):
                    self._follow(action)
        for note in self.words.get("notes", ()):
            self._note(note)
        for endorsement in self.words.get("endorsements", ()):
            self._endorse(endorsement)

    # --- Versions --------------------------------------------------------------------------------

    def _open(self, step: Lines) -> PlanVersion:
        drafter = self._actor(DRAFTER)
        with reading_as(drafter):
            version = services.open_plan(actor=drafter, **place_of(self.words), fields={})
        return self._change(version, 1, _version_fields(self.words["plan"] | step.get("plan", {})))

    def _amend(self, number: int, step: Lines) -> PlanVersion:
        drafter = self._actor(DRAFTER)
        with reading_as(drafter):
            version = services.amend(actor=drafter, plan=self._plan(drafter))
        return self._change(version, number, _version_fields(step.get("plan", {})))

    def _change(self, version: PlanVersion, number: int, fields: Lines) -> PlanVersion:
        drafter = self._actor(DRAFTER)
        parts = {}
        for name, model in PARTS.items():
            lines = _of(self.words.get(name, ()), number)
            parts[model] = [_part_fields(line) | self._key(name, line) for line in lines]
        with reading_as(drafter):
            version = services.change_version(
                actor=drafter, plan_version=version, version=version.version, fields=fields, parts=parts
            )
            for name, model in PARTS.items():
                stored = model.objects.visible_to(drafter).filter(plan_version=version).order_by("number")
                for line, part in zip(_of(self.words.get(name, ()), number), stored, strict=True):
                    self.keys[name, id(line)] = part.key
        return version

    def _key(self, name: str, line: Lines) -> Lines:
        key = self.keys.get((name, id(line)))
        return {"key": key} if key else {}

    def _consult(self, version: PlanVersion, number: int, day: datetime.date, step: Lines) -> PlanVersion:
        drafter = self._actor(DRAFTER)
        with reading_as(drafter):
            version = services.consult(
                actor=drafter, plan_version=version, comments_until=step.get("comments_until"), on=day
            )
        self.actors.clear()
        for remark in self.words.get("comments", ()):
            if remark.get("version", 1) == number:
                self._comment(version, remark)
        return version

    def _agree(self, version: PlanVersion, day: datetime.date) -> None:
        chair = seated("presidency")
        with reading_as(chair):
            services.agree(actor=chair, plan_version=version, read=fingerprint(chair, version), on=day)
        self.actors.clear()

    def _comment(self, version: PlanVersion, remark: Lines) -> None:
        author = self._actor(remark["by"])
        with reading_as(author):
            on: PlanVersion | ActionTerms = version
            if key := remark.get("action"):
                on = ActionTerms.objects.visible_to(author).get(
                    plan_version=version, action=self.actions[key]
                )
            said = {name: remark[name] for name in ("field", "kind", "paragraph", "quote") if name in remark}
            made = services.comment(
                actor=author,
                on=on,
                text=example_words(remark["text"]),
                proposal=example_words(remark.get("proposal", "")),
                **said,
            )
        if words := remark.get("resolution"):
            resolver = self._actor(remark.get("resolved_by") or remark["by"])
            with reading_as(resolver):
                services.resolve(actor=resolver, remark=made, words=example_words(words))

    # --- Actions ---------------------------------------------------------------------------------

    def _write_actions(self, version: PlanVersion, number: int, step: Lines) -> None:
        drafter = self._actor(DRAFTER)
        with reading_as(drafter):
            objectives = dict(
                Objective.objects.visible_to(drafter)
                .filter(plan_version=version)
                .values_list("theme__code", "pk")
            )
            for action in self.words["actions"]:
                since, until = action.get("since", 1), action.get("until", number)
                if since == number:
                    words = self._terms_words(action, objectives)
                    terms = services.write_terms(actor=drafter, plan_version=version, words=words)
                    self.actions[action["key"]] = terms.action_id
                elif until == number - 1:
                    terms = self._terms(drafter, version, action["key"])
                    services.drop_terms(actor=drafter, terms=terms, reason=example_words(action["dropped"]))
                elif changed := step.get("changes", {}).get(action["key"]):
                    terms = self._terms(drafter, version, action["key"])
                    words = self._terms_words(action | changed, objectives, terms)
                    services.change_terms(actor=drafter, terms=terms, version=terms.version, words=words)

    def _terms(self, reader: Actor, version: PlanVersion, key: str) -> ActionTerms:
        return ActionTerms.objects.visible_to(reader).get(plan_version=version, action=self.actions[key])

    def _terms_words(
        self, action: Lines, objectives: dict[str, int], terms: ActionTerms | None = None
    ) -> Words:
        fields = {name: action[name] for name in TERMS if name in action}
        fields["why"] = f"{action['why']}\n\n{EXAMPLE_ACTION}"
        fields["objective_id"] = objectives[action["objective"]]
        fields["lead_id"] = organisations().by_code[action["lead"]].pk
        fields["mandate_id"] = _mandate(action.get("mandate", ""))
        fields["waits_for_id"] = self.actions[action["waits_for"]] if "waits_for" in action else None
        steps = [
            {"title": step["title"], "due_on": step.get("due_on")} for step in action.get("milestones", ())
        ]
        if terms is not None:
            drafter = self._actor(DRAFTER)
            stored = Milestone.objects.visible_to(drafter).filter(terms=terms).order_by("number")
            steps = [
                line | {"key": key}
                for line, key in zip(steps, stored.values_list("key", flat=True), strict=False)
            ]
        named = tuple(organisations().by_code[code].pk for code in action.get("shared_with", ()))
        return Words(fields, steps, Sharing(Choice.NAMED, named) if named else None)

    # --- What happened while it was in force -----------------------------------------------------

    def _follow(self, action: Lines) -> None:
        first = self.words["versions"][action.get("since", 1) - 1]
        for asked in action.get("asked", ()):
            self._ask(action["key"], asked, first.get("agreed_on") or first["consulted_on"])
        lead = self._actor(action["lead"])
        for link in action.get("links", ()):
            self._link(lead, action["key"], link)
        for step in action.get("milestones", ()):
            if done_on := step.get("done_on"):
                with reading_as(lead):
                    stored = Milestone.objects.visible_to(lead).filter(
                        terms__action=self.actions[action["key"]], title=step["title"]
                    )
                    services.move_milestone(
                        actor=lead, milestone=stored.latest("terms__plan_version__number"), done_on=done_on
                    )
        for report in action.get("reports", ()):
            self._report(lead, action["key"], report)
        if closed := action.get("closed"):
            self._close(action["key"], closed)

    def _ask(self, key: str, asked: Lines, day: datetime.date) -> None:
        drafter, body = self._actor(DRAFTER), organisations().by_code[asked["who"]]
        with reading_as(drafter):
            [part] = services.invite(
                actor=drafter,
                action=self._action(key),
                organisation_ids=[body.pk],
                words=asked.get("for", ""),
                on=day,
            )
        if "answer" not in asked:
            return
        answerer = self._actor(asked["who"])
        with reading_as(answerer):
            part = services.answer(
                actor=answerer,
                contribution=part,
                version=part.version,
                accepted=asked["answer"] == Answer.ACCEPTED,
                words=example_words(asked["words"]),
                on=day + TIME_TO_ANSWER,
            )
            if part_words := asked.get("part"):
                services.report_part(
                    actor=answerer,
                    contribution=part,
                    version=part.version,
                    light=asked["light"],
                    words=example_words(part_words),
                    on=asked["reported_on"],
                )

    def _report(self, lead: Actor, key: str, report: Lines) -> None:
        also = {name: report[name] for name in ("due_after", "committed") if name in report}
        with reading_as(lead):
            services.report(
                actor=lead,
                action=self._action(key),
                version=None,
                light=report["light"],
                words=example_words(report["words"]),
                reason=example_words(report.get("reason", "")),
                on=report["on"],
                **also,
            )

    def _close(self, key: str, closed: Lines) -> None:
        first = seated(closed["by"])
        with reading_as(first):
            action = services.close(
                actor=first,
                action=self._action(key),
                version=None,
                words=example_words(closed["evidence"]),
                on=closed["on"],
            )
        if "checked_by" in closed:
            second = seated(closed["checked_by"])
            with reading_as(second):
                services.check(
                    actor=second,
                    action=action,
                    accepted=True,
                    words=example_words(closed["checked"]),
                    on=closed["checked_on"],
                )

    def _link(self, lead: Actor, key: str, entry: str) -> None:
        with reading_as(lead):
            found = Activity.objects.visible_to(lead).current().filter(external_id=f"demonstration:{entry}")
            if activity := found.first():
                services.link_activity(actor=lead, action=self._action(key), activity_id=activity.pk)

    def _note(self, note: Lines) -> None:
        author = self._actor(note["by"])
        with reading_as(author):
            action = self._action(note["action"]) if "action" in note else None
            services.keep_note(
                actor=author, plan=self._plan(author), text=example_words(note["text"]), action=action
            )

    def _endorse(self, endorsement: Lines) -> None:
        drafter = self._actor(DRAFTER)
        with reading_as(drafter):
            version = PlanVersion.objects.visible_to(drafter).in_force().get(plan=self._plan(drafter))
            fields = {name: value for name, value in endorsement.items() if name != "objective"}
            if theme := endorsement.get("objective"):
                objectives = Objective.objects.visible_to(drafter).filter(plan_version=version)
                fields["objective_key"] = objectives.get(theme__code=theme).key
            services.record_endorsement(actor=drafter, plan_version=version, fields=fields)

    # --- Who acts, and on what -------------------------------------------------------------------

    def _actor(self, code: str) -> Actor:
        """Built once a step: between two steps the circles that somebody reads may change."""
        return self.actors.get(code) or self.actors.setdefault(code, speaking(code))

    def _plan(self, reader: Actor) -> Plan:
        return Plan.objects.visible_to(reader).get(**place_of(self.words))

    def _action(self, key: str) -> Action:
        """The action by its id alone: every service reads it again through the gate."""
        return Action(pk=self.actions[key])


def place_of(words: Lines) -> dict[str, int]:
    """The country or the route that a plan is for, as the columns of `Plan` name it."""
    if "route" in words:
        return {"route_id": known_routes()[words["route"]].pk}
    return {"country_id": countries().by_code[words["country"]].pk}


def _version_fields(words: Lines) -> Lines:
    fields = {name: value for name, value in words.items() if name not in ("leads", "mandate")}
    if "leads" in words:
        fields["lead_ids"] = [organisations().by_code[code].pk for code in words["leads"]]
    if "mandate" in words:
        fields["mandate_id"] = _mandate(words["mandate"])
    return fields | {"is_example": True}


def _part_fields(line: Lines) -> Lines:
    fields = {name: value for name, value in line.items() if name not in ("since", "until", "theme", "lead")}
    if "theme" in line:
        fields["theme_id"] = themes().by_code[line["theme"]].pk
    if "lead" in line:
        fields["lead_id"] = organisations().by_code[line["lead"]].pk
    if "note" in line:
        fields["note"] = example_words(line["note"])
    return fields


def _mandate(code: str) -> int | None:
    return next(pk for pk, mandate in mandates().items() if mandate.code == code) if code else None
