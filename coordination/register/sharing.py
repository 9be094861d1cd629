"""From what the originator chose to the circles that may read: an entry, and its existence card."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.people.audiences import INSTITUTIONS, MEMBERS, NAMED, OWN, PRESIDENCY, current_term_circle
from coordination.people.queries import circles


class Choice(models.TextChoices):
    """Who may read an entry, narrowest first."""

    OWN = "own", _("Own delegation")
    NAMED = "named", _("Named delegations")
    PRESIDENCY = "presidency", _("This Presidency")
    INSTITUTIONS = "institutions", _("Institutions and Presidency")
    MEMBERS = "members", _("All members of the working party")


LEVELS = {
    Choice.OWN: OWN,
    Choice.NAMED: NAMED,
    Choice.PRESIDENCY: PRESIDENCY,
    Choice.INSTITUTIONS: INSTITUTIONS,
    Choice.MEMBERS: MEMBERS,
}


@dataclass(frozen=True)
class Sharing:
    """The choice, with the delegations that it names and whether the country teams join in.

    `keep` holds circles that stay whatever is chosen: the ministry that drafted.
    """

    choice: str = Choice.OWN
    named: tuple[int, ...] = ()
    country_team: bool = False
    keep: tuple[int, ...] = ()

    def circles(self, originator_id: int, country_ids: Iterable[int] = ()) -> set[int]:
        """The ids of the circles; always with the originator's own."""
        known = circles()
        wanted = {known.of_organisation[originator_id], *self.keep}
        if self.choice == Choice.MEMBERS:
            wanted.add(known.members)
        elif self.choice == Choice.INSTITUTIONS:
            wanted.add(known.institutions)
        if self.choice in (Choice.INSTITUTIONS, Choice.PRESIDENCY) and (term := current_term_circle()):
            wanted.add(term)
        if self.choice == Choice.NAMED:
            wanted |= {known.of_organisation[pk] for pk in self.named}
        if self.country_team:
            wanted |= teams(country_ids)
        return wanted

    def same_choice(self, other: "Sharing") -> bool:
        """Whether the originator chose the same; `keep` is no choice."""
        mine = self.choice, set(self.named), self.country_team
        return mine == (other.choice, set(other.named), other.country_team)


def teams(country_ids: Iterable[int]) -> set[int]:
    """The circles of the country teams of some countries."""
    known = circles().of_country
    return {known[pk] for pk in country_ids if pk in known}


def without_teams(audience: Iterable[int]) -> set[int]:
    """A set of circles without its country teams."""
    known = circles().by_id
    return {pk for pk in audience if not known[pk].country_id}


def sharing_of(audience: Iterable[int], originator_id: int) -> Sharing:
    """The choice that a stored set of circles stands for, to fill the form again."""
    known = circles()
    wanted = set(audience)
    organisations = tuple(
        sorted(
            circle.organisation_id
            for circle in (known.by_id[pk] for pk in wanted)
            if circle.organisation_id and circle.organisation_id != originator_id
        )
    )
    nobody: tuple[int, ...] = ()
    team = any(known.by_id[pk].country_id for pk in wanted)
    if known.members in wanted:
        choice, named = Choice.MEMBERS, nobody
    elif known.institutions in wanted:
        choice, named = Choice.INSTITUTIONS, nobody
    elif any(known.by_id[pk].term_id for pk in wanted):
        choice, named = Choice.PRESIDENCY, nobody
    else:
        choice, named = (Choice.NAMED, organisations) if organisations else (Choice.OWN, ())
    return Sharing(choice, named, team)


@dataclass(frozen=True)
class CardChoice:
    """Whether an existence card is issued, for whom, and whom to ask."""

    sharing: Sharing = field(default_factory=Sharing)
    contact: str = ""
