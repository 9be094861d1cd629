"""What the builder of an agenda shows: the agenda as arranged, what the record proposes, what is to be solved."""

import datetime
from dataclasses import dataclass, field

from coordination.access.actor import Actor

from ..audiences import Invited, covers, of_item_issued, of_preparers
from ..checks import Check, Looked, checks
from ..models import AgendaRequest, Meeting, Participation
from ..proposals import Proposal, Question, proposals
from ..sources import sources
from . import reading
from .arranging import Arranged, arranged, planned_times

REQUEST = AgendaRequest._meta.db_table


@dataclass
class Building:
    """Everything that is needed to arrange one agenda."""

    meeting: Meeting
    last: Meeting | None
    entries: list[Arranged]
    invited: list[Participation]
    checks: list[Check] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    templates: list[Meeting] = field(default_factory=list)

    @property
    def times(self) -> dict[object, datetime.datetime]:
        """When each item would begin."""
        return planned_times(self.meeting, self.entries)

    def number_of(self, proposal: Proposal) -> str:
        """The item that a proposal is in already; empty for none."""
        for entry in self.entries:
            behind = (entry.item.source_noun, entry.item.source_id)
            if entry.pk == proposal.item or behind == (proposal.noun, proposal.about):
                return entry.number
        return ""


def building(actor: Actor, meeting: Meeting) -> Building:
    """The agenda with its proposals and checks. At most nine statements, whatever it holds."""
    last, since = reading.since(actor, meeting)
    found = Building(meeting, last, arranged(actor, meeting), reading.participations(actor, meeting))
    reading.link_papers(actor, (entry.row for entry in found.entries))
    found.checks = look(actor, found)
    preparers = of_preparers(actor, meeting, closed=True)
    found.proposals = [
        proposal
        for proposal in proposals(actor, Question(meeting, last, since))
        if not proposal.circles or covers(proposal.circles, preparers)
    ]
    if not found.entries:
        found.templates = reading.templates(actor, meeting.body_id)
    return found


def look(actor: Actor, found: Building) -> list[Check]:
    """What stands in the way of an issue, the worst first. One statement where records are behind items."""
    invited = [Invited(row.organisation_id, row.capacity) for row in found.invited]
    entries = found.entries
    return checks(
        Looked(
            meeting=found.meeting,
            entries=entries,
            invited=found.invited,
            papers={entry.pk: entry.row.paper_list for entry in entries},
            sources=sources(actor, ((entry.item.source_noun, entry.item.source_id) for entry in entries)),
            readers={
                entry.pk: frozenset(of_item_issued(actor, found.meeting, entry.item, invited))
                for entry in entries
            },
        )
    )


def looked_at(actor: Actor, meeting: Meeting) -> list[Check]:
    """The checks alone, for the issue."""
    found = Building(meeting, None, arranged(actor, meeting), reading.participations(actor, meeting))
    return look(actor, found)
