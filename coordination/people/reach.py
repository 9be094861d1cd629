"""Which functions an organisation's people can hold, and what each lets them read, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from coordination.access.actor import Function
from coordination.access.dates import date_format

from .actors import circles_of
from .models import FunctionChoice, Membership, Organisation, OrganisationKind
from .queries import circles, organisations, party, presidency

_DELEGATION = (Function.HEAD, Function.DELEGATE, Function.FOCAL_POINT, Function.READER)
_IN_COUNTRY = (Function.COUNTRY_TEAM, Function.FOCAL_POINT, Function.READER)
FUNCTIONS_OF: dict[str, tuple[str, ...]] = {
    OrganisationKind.STATE: _DELEGATION,
    OrganisationKind.INSTITUTION: _DELEGATION,
    OrganisationKind.DEPARTMENT: _DELEGATION,
    OrganisationKind.MINISTRY: (Function.MINISTRY,),
    OrganisationKind.EU_DELEGATION: _IN_COUNTRY,
    OrganisationKind.AGENCY: _IN_COUNTRY,
    OrganisationKind.MISSION: _IN_COUNTRY,
    OrganisationKind.OPERATOR: (Function.ADMINISTRATOR,),
}
SEE_AS = {
    OrganisationKind.STATE,
    OrganisationKind.INSTITUTION,
    OrganisationKind.AGENCY,
    OrganisationKind.EU_DELEGATION,
}
GRANTED_BY_COUNTRY = {OrganisationKind.EU_DELEGATION, OrganisationKind.AGENCY, OrganisationKind.MISSION}


def functions_of(organisation: Organisation) -> list[str]:
    """The functions that people of an organisation can hold; none for one without accounts."""
    return list(FUNCTIONS_OF.get(organisation.kind, ())) if organisation.has_accounts else []


def partner_countries() -> dict[int, str]:
    """The countries whose teams somebody can join, by id, with their names in order; no member state."""
    states = {
        row.country_code for row in organisations().by_id.values() if row.kind == OrganisationKind.STATE
    }
    known = circles()
    places = (known.by_id[pk].country for pk in known.of_country.values())
    found = [row for row in places if row]
    return {row.pk: row.name for row in sorted(found, key=lambda row: row.name) if row.code not in states}


def host_country(organisation: Organisation) -> int | None:
    """The country to which an EU Delegation is accredited."""
    if organisation.kind != OrganisationKind.EU_DELEGATION:
        return None
    known = circles()
    places = (known.by_id[pk].country for pk in known.of_country.values())
    return next((row.pk for row in places if row and row.code == organisation.country_code), None)


def country_names(ids: Iterable[int]) -> list[str]:
    """Names of countries, in order."""
    places = (circles().by_id[circles().of_country[pk]].country for pk in set(ids))
    return sorted(row.name for row in places if row)


def readers_among(organisation_ids: Iterable[int], wanted: Iterable[int]) -> set[int]:
    """Which of some organisations have somebody in one of the circles today.

    Most do by what they are; those whose people are granted countries, where somebody of theirs is on
    such a country's team. At most one statement.
    """
    ids, given, bodies = set(organisation_ids), set(wanted), organisations().by_id
    found = {pk for pk in ids if not circles_of(bodies[pk]).isdisjoint(given)}
    places = {circles().by_id[pk].country_id for pk in given} - {None}
    rest = {pk for pk in ids - found if bodies[pk].kind in GRANTED_BY_COUNTRY}
    if places and rest:
        granted = Membership.objects.current().filter(organisation__in=rest, countries__in=places)
        found |= set(granted.values_list("organisation", flat=True))
    return found


def see_as_options(owner_id: int, chosen: str = "") -> list[dict[str, Any]]:
    """Everybody whose view an owner may try before saving, for `components/see_as.html`."""
    rows = [
        row
        for row in organisations().by_id.values()
        if row.has_accounts
        and row.pk != owner_id
        and (row.kind in SEE_AS or (row.kind == OrganisationKind.MINISTRY and row.parent_id == owner_id))
    ]
    return [{"value": row.code, "label": row.name, "selected": row.code == chosen} for row in rows]


def will_read(organisation: Organisation, function: str, country_ids: Iterable[int] = ()) -> str:
    """What somebody with this function will read; the same rules as `actors`, in words."""
    kind, names = organisation.kind, {"organisation": organisation.name}
    if function == Function.ADMINISTRATOR:
        return _("Accounts and grants; no activity, plan or paper.")
    if kind == OrganisationKind.STATE:
        return _(
            "What is shared with all members, with %(organisation)s, and with the Presidency in its own terms. "
            "Nothing that others share with named delegations only."
        ) % names + _chair(organisation, function)
    if kind in (OrganisationKind.INSTITUTION, OrganisationKind.DEPARTMENT):
        return _(
            "What is shared with all members, with the institutions, or with its own institution alone. "
            "Nothing that others share with named delegations or a Presidency only."
        )
    names["party"] = party(organisation).name
    if kind == OrganisationKind.MINISTRY:
        if organisation.reads_delegation:
            return (
                _("Its own drafts, and what is shared with %(party)s. It drafts; %(party)s clears.") % names
            )
        return (
            _(
                "Its own drafts, and what is shared with %(organisation)s itself. It drafts; %(party)s clears. "
                "Nothing else, not even what all members read."
            )
            % names
        )
    places = country_names(country_ids)
    if not places:
        return _("Choose the countries whose team this person joins.")
    return _(
        "What is shared with the organisation itself, and with the country team of %(countries)s. "
        "Nothing else, not even what all members read."
    ) % {"countries": get_text_list(places, _("and"))}


def _chair(organisation: Organisation, function: str) -> str:
    chair = presidency()
    if function not in Function.SPEAKING or chair.term is None or chair.holder != organisation:
        return ""
    day = date_format(chair.term.ends_on, "j F Y")
    return " " + _("This person shares in the chair until %(day)s.") % {"day": day}


def reach_label(organisation: Organisation, function: str, country_ids: Iterable[int]) -> str:
    """How far a function reaches, for the second line of a row: its countries, its delegation, the chair."""
    if function == Function.MINISTRY:
        return _("under %(party)s") % {"party": party(organisation).name}
    if places := country_names(country_ids):
        return ", ".join(places)
    chair = presidency()
    if function in Function.SPEAKING and chair.holder == organisation:
        return _("chair today")
    if function in Function.SPEAKING and chair.next_holder == organisation and chair.next_term:
        return _("chair from %(day)s") % {"day": date_format(chair.next_term.starts_on, "j F Y")}
    return ""


def function_label(function: str) -> str:
    return str(FunctionChoice(function).label)
