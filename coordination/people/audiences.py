"""Audiences in words: who can read this, said to an owner in full and to others as far as it concerns them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.access.dates import date_format, moment_words
from coordination.access.models import Audience, CircleKind

from .models import OrganisationKind
from .presidencies import PRESIDENCIES
from .queries import circles, organisations, presidency, rota

OWN, NAMED, PRESIDENCY, INSTITUTIONS, MEMBERS = range(1, 6)
INSTITUTIONAL = (OrganisationKind.INSTITUTION, OrganisationKind.DEPARTMENT)
ASKED_KINDS = (OrganisationKind.STATE, OrganisationKind.INSTITUTION)


@dataclass(frozen=True)
class AudienceWords:
    """How wide a row is shared (1 own to 5 all members), in short, in full, and as a marking.

    `by_name` is True when the reader's own organisation is among those named.
    """

    level: int
    words: str
    readers: tuple[str, ...]
    marking: str
    narrow: bool
    by_name: bool = False


def circle_words(circle_id: int) -> str:
    """One circle, for a list of readers."""
    circle = circles().by_id[circle_id]
    if circle.organisation_id:
        return organisations().by_id[circle.organisation_id].name
    if circle.country:
        return _("Country team of %(country)s") % {"country": circle.country.name}
    if circle.term_id:
        term = next(term for term in rota() if term.pk == circle.term_id)
        holder = organisations().by_id[term.organisation_id].name
        return _("Presidency of %(holder)s until %(day)s") % {
            "holder": holder,
            "day": date_format(term.ends_on, "j F Y"),
        }
    if circle.kind == CircleKind.INSTITUTIONS:
        return _("Institutions: Commission, EEAS, General Secretariat")
    return _("All members: 27 delegations, Commission, EEAS, General Secretariat")


def level_of(audience: Iterable[int], originator_id: int) -> int:
    """How wide a set of circles is, from 1 (own) to 5 (all members)."""
    known = circles()
    wanted = set(audience)
    if known.members in wanted:
        return MEMBERS
    if known.institutions in wanted:
        return INSTITUTIONS
    if any(known.by_id[pk].kind == CircleKind.TERM for pk in wanted):
        return PRESIDENCY
    return NAMED if wanted - {known.of_organisation.get(originator_id)} else OWN


def in_words(audience: Iterable[int], originator_id: int, actor: Actor) -> AudienceWords:
    """Who can read a row, as far as the actor may know: owners in full, others what concerns them."""
    owner = originator_id in actor.speaks_for
    wanted = set(audience) if owner else set(audience) & actor.circles
    level = level_of(wanted, originator_id)
    if not owner and level <= NAMED:
        return _narrow_words(wanted, originator_id, actor)
    known = circles()
    ordered = sorted(wanted, key=lambda pk: _rank(pk, originator_id))
    readers = tuple(circle_words(pk) for pk in ordered)
    if level == MEMBERS:
        words = _("All members")
        teams = sum(known.by_id[pk].kind == CircleKind.COUNTRY_TEAM for pk in wanted)
        if owner and teams:
            words += ", " + ngettext("country team", "country teams", teams)
        return AudienceWords(level, words, readers, "LIMITE", narrow=False)
    if level == INSTITUTIONS:
        words = _("Institutions and Presidency")
    elif level == PRESIDENCY and not owner:
        words = presidency_words(ordered)
    else:
        words = ", ".join(_short(pk) for pk in ordered)
    return AudienceWords(level, words, readers, f"LIMITE · {words.upper()}", narrow=True)


def _narrow_words(wanted: set[int], originator_id: int, actor: Actor) -> AudienceWords:
    """A narrow audience to one who is in it: the circle that lets this reader in, and no other."""
    known = circles()
    by_name = any(known.of_organisation[pk] in wanted for pk in actor.organisations)
    teams = sorted(circle_words(pk) for pk in wanted if known.by_id[pk].kind == CircleKind.COUNTRY_TEAM)
    if originator_id in actor.contributes_to:
        words = _("Your delegation and ministry")
    elif teams and not by_name:
        words = ", ".join(teams)
    else:
        words = _("Named delegations")
    marking = f"LIMITE · {words.upper()}"
    return AudienceWords(NAMED, words, (_reason(wanted, actor),), marking, narrow=True, by_name=by_name)


def _rank(circle_id: int, originator_id: int) -> tuple[int, int, str]:
    circle = circles().by_id[circle_id]
    if circle.organisation_id:
        organisation = organisations().by_id[circle.organisation_id]
        return (circle.organisation_id != originator_id, organisation.protocol_order, organisation.code)
    return (2, 0, circle.kind)


def presidency_words(circle_ids: Iterable[int]) -> str:
    """The terms among some circles, as people call them; no state holds two within the rota."""
    wanted = {circles().by_id[pk].term_id for pk in circle_ids}
    holders = [organisations().by_id[term.organisation_id] for term in rota() if term.pk in wanted]
    return ", ".join(str(PRESIDENCIES.get(row.code, row.name)) for row in holders)


def _short(circle_id: int) -> str:
    circle = circles().by_id[circle_id]
    if circle.term_id:
        term = presidency().term
        return _("this Presidency") if term and term.pk == circle.term_id else circle_words(circle_id)
    words = circle_words(circle_id)
    body, comma, part = words.partition(", ") if circle.organisation_id else (words, "", "")
    return f"{body} ({part})" if comma else words  # "Italy, Labour" would read as two in a row of names


def _reason(wanted: set[int], actor: Actor) -> str:
    shared = sorted(circle_words(pk) for pk in wanted)
    return _("You read it because it is shared with: %(circles)s.") % {"circles": " · ".join(shared)}


def why_you_read(audience: Iterable[int], originator_id: int, actor: Actor) -> str:
    """Why this reader sees this row, in one sentence (the question that every record answers)."""
    if originator_id in actor.speaks_for:
        return _("You read it because your organisation logged it.")
    return _reason(set(audience) & actor.circles, actor)


def members_among(readers: Iterable[int]) -> set[int]:
    """The delegations and institutions in some circles: whoever can be asked for a position or a reply.

    For the rules and for whoever asks; readers do not learn of one another.
    """
    known, bodies = circles(), organisations().by_id
    members = {pk for pk, row in bodies.items() if row.kind in ASKED_KINDS}
    institutions = {pk for pk, row in bodies.items() if row.kind == OrganisationKind.INSTITUTION}
    holders = {term.pk: term.organisation_id for term in rota()}
    found: set[int] = set()
    for pk in readers:
        circle = known.by_id[pk]
        if pk == known.members:
            found |= members
        elif pk == known.institutions:
            found |= institutions
        elif circle.term_id:
            found.add(holders[circle.term_id])
        elif circle.organisation_id in members:
            found.add(circle.organisation_id)
    return found


def circles_by_audience(ids: Iterable[int]) -> dict[int, list[int]]:
    """The circles of audiences that the reader shares, by audience id; one query for a whole page."""
    return dict(Audience.objects.filter(pk__in=set(ids)).values_list("pk", "circles"))


def current_term_circle() -> int | None:
    """The circle of the Presidency term of today."""
    term = presidency().term
    return circles().of_term[term.pk] if term else None


def brussels_now() -> str:
    """The time for the head of an exported file, in Brussels."""
    return moment_words(timezone.now())


def covers(audience_id: int, other_audience_id: int, *, but: Iterable[int] = ()) -> bool:
    """Whether everybody who reads what has the other audience reads this too, as far as circles tell.

    The circles in `but` do not count.
    """
    sets = circles_by_audience([audience_id, other_audience_id])
    readers = set(sets[audience_id])
    return all(_within(pk, readers) for pk in set(sets[other_audience_id]).difference(but))


def _within(circle_id: int, readers: set[int]) -> bool:
    """Whether all of a circle are in a set of circles: members hold the institutions and, where it has
    let no ministry in, a delegation.
    """
    known, bodies = circles(), organisations().by_id
    circle = known.by_id[circle_id]
    if circle_id in readers:
        return True
    organisation = bodies[circle.organisation_id] if circle.organisation_id else None
    institutional = circle_id == known.institutions or (organisation and organisation.kind in INSTITUTIONAL)
    if known.members not in readers:
        return bool(institutional and known.institutions in readers)
    if institutional or circle.term_id:
        return True
    if organisation is None or organisation.kind != OrganisationKind.STATE:
        return False
    return not any(row.parent_id == organisation.pk and row.reads_delegation for row in bodies.values())
