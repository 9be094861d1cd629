"""Who reads a meeting, its items, and what its organisers keep to themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from coordination.access.actor import Actor
from coordination.documents.policy import SECRETARIAT
from coordination.people.actors import MEMBER_KINDS
from coordination.people.queries import circles, organisations, rota

from .kinds import Capacity, ItemKind


@dataclass(frozen=True)
class Invited:
    """An organisation in the room, and as what."""

    organisation_id: int
    capacity: str = Capacity.MEMBER


def organisers(originator_id: int, term_id: int | None, *, closed: bool = False) -> set[int]:
    """Who prepares: the convenor; for the Presidency the term of the day itself, so that a draft for
    January passes to whoever chairs in January, and the Secretariat, but for what is closed.

    A Presidency that began it for its successor reads what it wrote itself (`with_writer`), and no more.
    """
    known = circles()
    if term_id is None:
        return {known.of_organisation[originator_id]}
    wanted = {known.of_term[term_id]}
    if originator_id == holder_of(term_id):
        wanted.add(known.of_organisation[originator_id])
    if not closed:
        wanted.add(known.of_organisation[organisations().by_code[SECRETARIAT].pk])
    return wanted


def holder_of(term_id: int) -> int:
    """Who holds a term of the Presidency."""
    return next(term.organisation_id for term in rota() if term.pk == term_id)


def with_writer(wanted: set[int], actor: Actor) -> set[int]:
    """A set in which whoever writes is: the chair of today may work on a meeting of an earlier term."""
    if wanted & actor.circles:
        return wanted
    return wanted | {circles().of_organisation[pk] for pk in actor.speaks_for}


def of_preparers(actor: Actor, meeting: Any, *, closed: bool) -> set[int]:
    """Who prepares a meeting or an item of it, the one who writes among them."""
    return with_writer(organisers(meeting.originator_id, meeting.term_id, closed=closed), actor)


def covers(readers: Iterable[int], others: Iterable[int]) -> bool:
    """Whether everybody in some circles (`others`) is among the readers too, as far as circles tell."""
    known, bodies, wide = circles(), organisations().by_id, set(readers)
    held = {term.organisation_id for term in rota() if known.of_term[term.pk] in wide}
    for pk in set(others) - wide:
        circle = known.by_id[pk]
        kind = bodies[circle.organisation_id].kind if circle.organisation_id else ""
        member = pk == known.institutions or circle.term_id or kind in MEMBER_KINDS
        if known.members in wide and member:
            continue
        holder = known.of_organisation[holder_of(circle.term_id)] if circle.term_id else None
        if circle.organisation_id not in held and holder not in wide:
            return False
    return True


def of_body(
    originator_id: int, *, for_members: bool, country_team: int | None, members: Iterable[int]
) -> set[int]:
    """Who knows a body: its convenor, its members, and all members of the working party where it is for them."""
    known = circles()
    named = _beside_members([Invited(pk) for pk in members], for_members=for_members)
    wanted = {known.of_organisation[originator_id]} | _of_organisations(named)
    return wanted | _wide(for_members=for_members, country_team=country_team)


def of_meeting(
    prepared_by: set[int], invited: Iterable[Invited], *, for_members: bool, country_team: int | None
) -> set[int]:
    """Who reads an issued meeting: everybody who is invited, and those for whom the body is."""
    found = prepared_by | _of_organisations(_beside_members(invited, for_members=for_members))
    return found | _wide(for_members=for_members, country_team=country_team)


def of_item(
    prepared_by: set[int],
    invited: Iterable[Invited],
    *,
    kind: str,
    circle_ids: Iterable[int],
    for_members: bool,
    country_team: int | None,
) -> set[int]:
    """Who reads an issued item: everybody, everybody but the guests, or a circle of its own."""
    if kind == ItemKind.COMMON:
        return of_meeting(prepared_by, invited, for_members=for_members, country_team=country_team)
    if kind == ItemKind.CLOSED:
        return prepared_by | _of_organisations(circle_ids)
    members = [row for row in invited if row.capacity == Capacity.MEMBER]
    found = prepared_by | _of_organisations(_beside_members(members, for_members=for_members))
    return found | _wide(for_members=for_members, country_team=None)


def of_item_issued(actor: Actor, meeting: Any, item: Any, invited: Iterable[Invited]) -> set[int]:
    """The circles that an item is for, once it is issued."""
    return of_item(
        of_preparers(actor, meeting, closed=item.kind == ItemKind.CLOSED),
        invited,
        kind=item.kind,
        circle_ids=item.circle_ids,
        for_members=meeting.for_members,
        country_team=meeting.country_id if meeting.for_country_team else None,
    )


def of_meeting_issued(actor: Actor, meeting: Any, invited: Iterable[Invited]) -> set[int]:
    """The circles that a meeting is for, once it is issued."""
    return of_meeting(
        of_preparers(actor, meeting, closed=False),
        invited,
        for_members=meeting.for_members,
        country_team=meeting.country_id if meeting.for_country_team else None,
    )


def _beside_members(invited: Iterable[Invited], *, for_members: bool) -> list[int]:
    """Whom the circle of all members does not hold anyhow."""
    bodies = organisations().by_id
    return [
        row.organisation_id
        for row in invited
        if not for_members or bodies[row.organisation_id].kind not in MEMBER_KINDS
    ]


def _wide(*, for_members: bool, country_team: int | None) -> set[int]:
    known = circles()
    wanted = {known.members} if for_members else set()
    return wanted | {known.of_country[pk] for pk in [country_team] if pk in known.of_country}


def _of_organisations(ids: Iterable[int]) -> set[int]:
    known = circles().of_organisation
    return {known[pk] for pk in ids if pk in known}
