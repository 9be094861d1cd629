"""The meetings and consultations of the measured world: years of a working party, written by the services."""

import random
from typing import Any

from django.core.management import call_command

from coordination.consultations.kinds import State
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import Body
from coordination.people.models import OrganisationKind
from coordination.people.queries import organisations
from tests.factories.consultations import ConsultationFactory, reply
from tests.factories.meetings import MeetingFactory, in_days, items_of
from tests.factories.room import acting, end, follow_up, issue_notes, note, seen

from .vocabulary import Vocabulary

SEED = 2028
ITEMS = 25
# The titles of the three that are opened.
ISSUED, RUNNING, HELD = "Measured, issued", "Measured, under way", "Measured, held"
ASKED = "Measured questions"


class Meetings:
    """Draws the words of meetings and of what is asked between them."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.words = Vocabulary(self.chance)
        self.states = [
            code for code, row in organisations().by_code.items() if row.kind == OrganisationKind.STATE
        ]

    def load(self, past: int, consultations: int) -> None:
        """So many meetings of the past, three of 25 items (issued, under way, held), and consultations."""
        call_command("load_bodies", verbosity=0)
        (self.emwp,) = seen(Body, "presidency", code="emwp")
        for number in range(past):
            self._meet(f"Meeting {number}", MeetingState.HELD, 12, days=-14 * number - 3)
        self._meet(ISSUED, MeetingState.ISSUED, ITEMS, days=10)
        running = self._meet(RUNNING, MeetingState.RUNNING, ITEMS, days=-1)
        acting("presidency", services.open_item, item=items_of(running)[0])
        acting("presidency", services.go_live, meeting=running, live=True)
        self._write(running, 8)
        held = self._meet(HELD, MeetingState.RUNNING, ITEMS, days=-1)
        self._write(held, 4)
        issue_notes(end(held))
        for number in range(consultations):
            self._ask(f"Questions {number}", 3)
        self._ask(ASKED, 26)

    def _meet(self, title: str, state: str, size: int, days: int) -> Any:
        """A meeting of all members; every fifth item is closed to most of them."""
        items = [
            {
                "title": self._title(),
                "minutes": 7,
                "presented_by": [self.chance.choice(("commission", "eeas"))],
                "circle": ("italy", "france", "commission", "eeas") if number % 5 == 4 else (),
                "papers": [{"title": self._title()}],
            }
            for number in range(size)
        ]
        meeting: Any = MeetingFactory(
            body=self.emwp, title=title, state=state, day=in_days(days), items=items
        )
        return meeting

    def _write(self, meeting: Any, lines: int) -> None:
        """So many interventions on each item, and a task for somebody."""
        for item in items_of(meeting):
            there = ("italy", "france") if item.circle_ids else self.states
            for _line in range(lines):
                note(item, self._sentence(), organisation=self.chance.choice(there))
            owner = self.chance.choice(there)
            follow_up(item, self._title(), owner, due_on=in_days(self.chance.randint(-40, 90)))

    def _ask(self, title: str, answers: int) -> None:
        """Four questions to all members, answered by some."""
        asked: Any = ConsultationFactory(
            title=title, questions=[self._sentence() for _question in range(4)], state=State.OPEN
        )
        chair = organisations().by_id[asked.originator_id].code
        answering = [code for code in self.states if code != chair][:answers]
        for code in answering:
            reply(asked, code, self.chance.randint(1, 4), self._sentence())

    def _title(self) -> str:
        return self.words.titles(self.chance, [self.chance.choice(self.words.names)])[0]

    def _sentence(self) -> str:
        return self.chance.choice(self.words.sentences)
