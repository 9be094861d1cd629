"""Organisations by the sign that stands on their table: DE, EL, COM, EEAS."""

from functools import cache

from coordination.people.models import Organisation, OrganisationKind
from coordination.people.queries import organisations

OWN = {"commission": "COM", "eeas": "EEAS", "gsc": "GSC"}
# The Council's own code where it is not that of ISO 3166.
COUNCIL = {"GR": "EL"}


def sign(organisation: Organisation) -> str:
    """How an organisation is called in the room, short enough for a tag."""
    if organisation.code in OWN:
        return OWN[organisation.code]
    place = COUNCIL.get(organisation.country_code, organisation.country_code)
    if organisation.kind == OrganisationKind.STATE:
        return place
    if organisation.kind == OrganisationKind.EU_DELEGATION:
        return f"EUD {place}"
    return organisation.short_en.removeprefix("DG ").upper()


@cache
def _known(rows: tuple[tuple[int, tuple[str, ...]], ...]) -> dict[str, int]:
    """Organisations by everything that somebody may type for them; the first in protocol order wins."""
    found: dict[str, int] = {}
    for pk, names in rows:
        for name in names:
            found.setdefault(name.casefold(), pk)
    return found


def by_sign(typed: str) -> int | None:
    """The organisation that somebody means: its sign, code or name in either language, or None."""
    rows = tuple(
        (pk, (sign(row), row.code, row.short_en, row.short_fr, row.country_code))
        for pk, row in organisations().by_id.items()
    )
    return _known(rows).get(" ".join(typed.split()).casefold()) if typed.strip() else None
