"""Who reads a fiche, who is asked for a position on it, and whether it is narrower than what it is linked to."""

from collections.abc import Iterable
from dataclasses import replace

from coordination.people.audiences import circles_by_audience, current_term_circle, members_among
from coordination.people.queries import circles
from coordination.register.sharing import Choice, Sharing, sharing_of


def of_drafter(originator_id: int) -> set[int]:
    """A draft is read by its own organisation."""
    return {circles().of_organisation[originator_id]}


def of_template(originator_id: int) -> set[int]:
    """A template is read by all members."""
    return Sharing(Choice.MEMBERS).circles(originator_id)


def with_presidency(sharing: Sharing) -> Sharing:
    """A named circle and this Presidency, which endorses."""
    term = current_term_circle()
    return replace(sharing, keep=(*sharing.keep, term)) if term else sharing


def chosen(audience_id: int, originator_id: int) -> tuple[Sharing, bool]:
    """The choice that a stored audience stands for, and whether a named circle was joined by this Presidency."""
    stored = set(circles_by_audience([audience_id])[audience_id])
    sharing = sharing_of(stored, originator_id)
    term = current_term_circle()
    if sharing.choice == Choice.PRESIDENCY and term:
        named = sharing_of(stored - {term}, originator_id)
        if named.choice == Choice.NAMED:
            return named, True
    return sharing, False


def asked(readers: Iterable[int], originator_id: int) -> set[int]:
    """The delegations and institutions whose position a written procedure asks for; for the drafter and
    the rule of endorsement alone: readers do not learn of one another.
    """
    return members_among(readers) - {originator_id}
