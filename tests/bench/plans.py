"""The plans and fiches of the measured world: written by the services, the same at every run.

Niger's plan is the large one: agreed in March, answered and reported on until June, amended in September,
reported on again in October; so it has a past to be asked about. Five other countries have small plans.
"""

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from actionplans.fiches import services as fiches
from actionplans.fiches.kinds import Stage
from actionplans.management.example_plan import ExamplePlan, Lines
from actionplans.plans.kinds import Answer, Grade, Horizon, Level, Light, Serves, Stance
from coordination.access.reader import reading_as
from coordination.people.models import OrganisationKind
from coordination.people.queries import organisations
from coordination.world.queries import countries
from tests.factories.days import noon, written_at
from tests.factories.fiches import FicheFactory, contribution, measures_of, report
from tests.factories.plans import speaking_for

from .vocabulary import INSTRUMENTS, Vocabulary
from .world import TINY

SEED = 2027
LARGE = "NE"
# The first of these has fewest entries in the register too, and fewest actions.
SMALL = (TINY, "AF", "IQ", "TN", "PK")
# Five domains and parts of three of them.
DOMAINS = ("root-causes", "legal-migration", "protection", "smuggling-trafficking", "return-readmission")
OBJECTIVES = (*DOMAINS, "jobs-livelihoods", "labour-migration", "asylum-systems")
AGREED, REPORTED, AMENDED, LATEST = (datetime.date(2026, month, 4) for month in (3, 6, 9, 10))
DUE = datetime.date(2026, 9, 30)
# Who else reads a narrower action; the first of them leads it.
NARROW_CIRCLES = (("italy", "france"), ("france", "germany"), ("spain",))
STAGES = (Stage.COMMENTS, Stage.ENDORSED, Stage.IMPLEMENTATION, Stage.IMPLEMENTATION, Stage.EVALUATED)


class Measured(ExamplePlan):
    """A plan with a past: each step is one transaction on its day."""

    def load(self) -> None:
        first, second = self.words["versions"]
        with _on(AGREED):
            self._write(self._open(first), 1, first)
        with _on(REPORTED):
            for action in self.words["actions"]:
                if action.get("since", 1) == 1:
                    self._follow(action)
        with _on(AMENDED):
            self.actors.clear()
            self._write(self._amend(2, second), 2, second)
        with _on(LATEST):
            for action in self.words["actions"]:
                if action.get("since", 1) == 2:
                    self._follow(action)
                for said in action.get("later", ()):
                    self._report(self._actor(action["lead"]), action["key"], said)

    def _write(self, version: Any, number: int, step: Lines) -> None:
        """Bring a draft to agreement."""
        self._write_actions(version, number, step)
        self.actors.clear()  # the drafter reads circles that were made on the way
        version = self._consult(version, number, step["consulted_on"], step)
        self._agree(version, step["agreed_on"])


@contextmanager
def _on(day: datetime.date) -> Iterator[None]:
    with written_at(noon(day)), transaction.atomic():
        yield


class Plans:
    """Draws the words of plans and fiches."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.words = Vocabulary(self.chance)
        bodies = organisations().by_code
        states = [code for code, row in bodies.items() if row.kind == OrganisationKind.STATE]
        self.delegations = [*states, "eeas", "gsc"]
        self.leads = [*states, "commission-intpa", "commission-home", "eeas"]

    def load(self, actions: int, fiche_count: int) -> None:
        """A plan of so many actions, five of a few, and so many fiches."""
        self.plan(LARGE, actions)
        for place, code in enumerate(SMALL):
            self.plan(code, 4 if place else 2)
        for place in range(fiche_count):
            # The first is the long one, in the country of the large plan, and due first.
            code = (LARGE, *SMALL)[place % 6]
            stage = STAGES[place % len(STAGES)] if place else Stage.IMPLEMENTATION
            self.fiche(code, stage, 4 if place else 40, wait=self.chance.randint(0, 400) if place else 0)

    def plan(self, code: str, size: int) -> None:
        """A plan that was agreed, reported on and amended."""
        Measured(self._plan(code, size)).load()

    # --- A plan ----------------------------------------------------------------------------------

    def _plan(self, code: str, size: int) -> Lines:
        objectives = OBJECTIVES[: min(len(OBJECTIVES), max(2, size // 5))]
        lines, changed = min(8, size), max(1, size // 60)
        # As many as are dropped come with the amendment.
        actions = [self._action(number, code, objectives) for number in range(size + changed)]
        for action in actions[:changed]:
            action |= {"until": 1, "dropped": self._sentence()}
            action.pop("later", None)
        for action in actions[-changed:]:
            action |= {"since": 2}
            action.pop("later", None)
        # Both versions hold these, and all delegations read them.
        spoken_of = [row["key"] for row in actions[changed:-changed] if "shared_with" not in row]
        renamed = {action["key"]: {"title": f"{action['title']}, revised"} for action in actions[20:28]}
        return {
            "country": code,
            "plan": {
                "leads": ["commission-home", "eeas"],
                "reference": f"EX {size}/26",
                "starts_on": datetime.date(2026, 1, 1),
                "ends_on": datetime.date(2028, 12, 31),
                "review_on": datetime.date(2027, 3, 31),
                "weight_rule": "Above EUR 5 million.",
            }
            | {name: self._text() for name in ("context", "figures", "lines", "financing")},
            "versions": [
                {"consulted_on": AGREED, "agreed_on": AGREED},
                {
                    "consulted_on": AMENDED,
                    "agreed_on": AMENDED,
                    "plan": {"context": self._text()},
                    "changes": renamed,
                },
            ],
            "objectives": [
                {"title": f"{self._title(code)}: {theme}", "theme": theme} for theme in objectives
            ],
            "priorities": [
                {"text": self._sentence(), "source": self._sentence(), "is_request": n % 2 == 0}
                for n in range(lines)
            ],
            "risks": [
                {
                    "text": self._sentence(),
                    "likelihood": self._one(Grade.values),
                    "impact": self._one(Grade.values),
                    "mitigation": self._sentence(),
                }
                for _n in range(lines)
            ],
            "stakeholders": [
                {
                    "post": f"Ministry in {self._one(self.words.names)}",
                    "stance": self._one(Stance.values),
                    "note": self._sentence(),
                }
                for _n in range(lines)
            ],
            "levers": [
                {
                    "incentive": self._sentence(),
                    "trigger": self._sentence(),
                    "trust_risk": self._one(Grade.values),
                }
                for _n in range(lines)
            ],
            "actions": actions,
            "comments": [
                {
                    "by": self._one(self.delegations),
                    "version": 1 + n % 2,
                    "field": "title",
                    "action": self._one(spoken_of),
                    "text": self._sentence(),
                }
                if n % 3
                else {
                    "by": self._one(self.delegations),
                    "version": 1 + n % 2,
                    "field": "context",
                    "paragraph": 1,
                    "text": self._sentence(),
                }
                for n in range(min(30, size // 2))
            ],
        }

    def _action(self, number: int, code: str, objectives: tuple[str, ...]) -> Lines:
        chance = self.chance
        starts = datetime.date(2026, 1, 1) + datetime.timedelta(days=chance.randint(0, 120))
        due = DUE + datetime.timedelta(days=chance.randint(0, 700))
        action: Lines = {
            "key": f"{code}-{number}",
            "title": self._title(code),
            "why": self._text(),
            "objective": objectives[number % len(objectives)],
            "lead": self._one(self.leads),
            "level": self._one(Level.values),
            "horizon": self._one(Horizon.values),
            "starts_on": starts,
            "due_on": due,
            "deliverable": self._sentence(),
            "serves": self._one(Serves.values),
            "benefit": self._sentence(),
            "milestones": [
                {"title": f"Step {step}: {self._title(code)}", "due_on": starts}
                | ({"done_on": REPORTED} if chance.random() < 0.3 else {})
                for step in range(1, chance.choice((1, 3, 3, 4)))
            ],
        }
        if chance.random() < 0.6:
            action |= {
                "planned": int(10 ** chance.uniform(5, 7)),
                "instrument": self._one(INSTRUMENTS),
            }
        if number % 40 == 29 or number == 1:
            circle = NARROW_CIRCLES[number // 40 % len(NARROW_CIRCLES)]
            return action | {"shared_with": circle, "lead": circle[0], "reports": [self._said(REPORTED)]}
        # With the EU Delegation, which reads its own country alone, thirty are asked.
        asked = [*self.delegations, "eud-niger"] if code == LARGE else self.delegations
        action["asked"] = [self._asked(body) for body in chance.sample(asked, chance.choice((1, 2, 3)))]
        if chance.random() < 0.7:
            said = self._said(REPORTED)
            if chance.random() < 0.3:
                moved = due + datetime.timedelta(days=90)
                said |= {"due_after": moved, "reason": self._sentence()}
            action["reports"] = [said]
        if number % 15 == 14:
            weighty = number % 2 == 0
            closed = {"by": "commission", "on": REPORTED, "evidence": self._sentence()}
            if weighty:
                closed |= {"checked_by": "presidency", "checked": self._sentence(), "checked_on": REPORTED}
            action |= {"weighty": weighty, "closed": closed}
        elif chance.random() < 0.4:
            action["later"] = [self._said(LATEST)]
        return action

    def _asked(self, code: str) -> Lines:
        asked: Lines = {"who": code, "for": self._sentence()}
        answer = self._one((Answer.ACCEPTED,) * 5 + (Answer.DECLINED,) + (None,) * 2)
        if answer:
            asked |= {"answer": answer, "words": self._sentence()}
        if answer == Answer.ACCEPTED and self.chance.random() < 0.4:
            asked |= {"light": self._one(Light.values), "part": self._sentence(), "reported_on": REPORTED}
        return asked

    def _said(self, day: datetime.date) -> Lines:
        return {"on": day, "light": self._one(Light.values), "words": self._sentence()}

    # --- A fiche ---------------------------------------------------------------------------------

    def fiche(self, code: str, stage: str, size: int, *, originator: str = "", wait: int = 0) -> Any:
        """A fiche of so many measures, the first due after `wait` days; returns the row as stored."""
        owners = self.chance.sample(self.delegations, 5)
        with _on(REPORTED):
            fiche: Any = FicheFactory(
                originator=originator or self._one(("italy", "commission", "germany", "france")),
                title=self._title(code),
                purpose=self._text(),
                situation=self._text(),
                countries=(code,),
                theme=self._one(DOMAINS),
                stage=stage,
                measures=[
                    {
                        "title": self._title(code),
                        "owner": owners[number % 5],
                        "message": self._sentence(),
                        "lever": self._sentence(),
                        "due_on": DUE + datetime.timedelta(days=wait + number),
                    }
                    for number in range(size)
                ],
            )
            self._follow(fiche, owners)
        return fiche

    def _follow(self, fiche: Any, owners: list[str]) -> None:
        if fiche.stage == Stage.COMMENTS:
            for party in owners[:3]:
                author = speaking_for(party)
                with reading_as(author):
                    fiches.comment(actor=author, fiche=fiche, field="purpose", text=self._sentence())
        if fiche.stage not in (Stage.DRAFT, Stage.EVALUATED):
            for party in owners[:3]:
                contribution(fiche, party, self._sentence())
        if fiche.stage == Stage.IMPLEMENTATION:
            for measure in measures_of(fiche)[::2]:
                report(measure, light=self._one(Light.values), words=self._sentence())

    # --- Words -----------------------------------------------------------------------------------

    def _one(self, found: Any) -> Any:
        return self.chance.choice(found)

    def _sentence(self) -> str:
        return str(self.chance.choice(self.words.sentences))

    def _text(self) -> str:
        return "\n\n".join(self.words.texts(self.chance, 4, 1))

    def _title(self, code: str) -> str:
        return self.words.titles(self.chance, [countries().by_code[code].name_en])[0]
