"""Who reads a consultation and its answers, who is asked, and who runs it."""

import datetime
from collections.abc import Iterable

from coordination.access.actor import Actor
from coordination.people.audiences import circles_by_audience, members_among
from coordination.people.models import BRUSSELS, OrganisationKind, today
from coordination.people.queries import circles, organisations, presidency, rota
from coordination.register.sharing import Sharing

from .kinds import Readership
from .models import Consultation


def of_writer(organisation_id: int) -> set[int]:
    """What an organisation keeps: a draft, a synthesis that is not published."""
    return {circles().of_organisation[organisation_id]}


def of_terms(until: datetime.datetime | None = None) -> set[int]:
    """The Presidency terms from today to a moment: each state reads from the first day of its term on."""
    first = today()
    last = until.astimezone(BRUSSELS).date() if until else first
    known = circles().of_term
    return {known[term.pk] for term in rota() if term.starts_on <= max(first, last) and term.ends_on >= first}


def of_opened(consultation: Consultation, sharing: Sharing, deadline: datetime.datetime) -> set[int]:
    """Whoever is asked; what the Presidency asks is read by the next one too, which will run it."""
    wanted = sharing.circles(consultation.originator_id)
    if consultation.by_chair:
        wanted |= of_terms(deadline)
        if following := presidency().next_term:
            wanted.add(circles().of_term[following.pk])
    return wanted


def of_convenor(consultation: Consultation) -> set[int]:
    """Who reads what is for the convenor alone: for the chair, the terms that it runs through."""
    if consultation.by_chair:
        return of_terms(consultation.deadline)
    return of_writer(consultation.originator_id)


def of_answer(consultation: Consultation, organisation_id: int) -> set[int]:
    """Who reads what a delegation answers: as the consultation says."""
    own = of_writer(organisation_id)
    if consultation.readership == Readership.CONVENOR:
        return own | of_convenor(consultation)
    return own | readers_of(consultation)


def readers_of(consultation: Consultation) -> set[int]:
    """The circles of a consultation that the actor reads; for the rules, not for its readers."""
    return set(circles_by_audience([consultation.audience_id])[consultation.audience_id])


def asked(consultation: Consultation, readers: Iterable[int]) -> list[int]:
    """The delegations and institutions that are asked, in protocol order; never the one that asks.

    The next Presidency reads along to run it, and is asked where it is named like everybody else.
    """
    known = circles().by_id
    named = [pk for pk in readers if not known[pk].term_id]
    found = members_among(named) - {consultation.originator_id}
    return [pk for pk in organisations().by_id if pk in found]


def delegations(party_ids: Iterable[int]) -> list[int]:
    """The member states among those who are asked: silence is theirs to keep."""
    bodies = organisations().by_id
    return [pk for pk in party_ids if bodies[pk].kind == OrganisationKind.STATE]


def expected(consultation: Consultation, readers: Iterable[int]) -> list[int]:
    """Whose answer is waited for: the delegations where all members are asked, else whoever is named."""
    party_ids = asked(consultation, readers)
    return delegations(party_ids) if names_asked(readers) else party_ids


def knows_asked(actor: Actor, consultation: Consultation, readers: Iterable[int]) -> bool:
    """Whether the actor may know who else is asked: whoever asks, and others where answers are read by
    all or where everybody knows the circle anyhow.
    """
    if runs(actor, consultation) or consultation.readership == Readership.ASKED:
        return True
    return names_asked(readers)


def names_asked(readers: Iterable[int]) -> bool:
    """Whether everybody knows anyhow who is asked, because all members are."""
    return circles().members in set(readers)


def runs(actor: Actor, consultation: Consultation) -> bool:
    """Whether the actor convenes it: an organisation its own, the chair of today what the Presidency asks."""
    if consultation.by_chair:
        return actor.is_chair
    return consultation.originator_id in actor.speaks_for


def party_of(actor: Actor) -> int:
    """In whose name the actor answers."""
    return min(actor.speaks_for)


def ministries_of(party_id: int) -> set[int]:
    """The ministries of a state whose people have access."""
    return {
        pk
        for pk, row in organisations().by_id.items()
        if row.kind == OrganisationKind.MINISTRY and row.parent_id == party_id and row.has_accounts
    }
