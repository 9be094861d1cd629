"""Organisations by id and code, and who holds the Presidency when."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from coordination.access.models import Circle, CircleKind
from coordination.access.reference import Reference

from .models import Organisation, OrganisationKind, PresidencyTerm, today

MATRIX_KINDS = (OrganisationKind.INSTITUTION, OrganisationKind.DEPARTMENT, OrganisationKind.AGENCY)


class Organisations(NamedTuple):
    by_id: dict[int, Organisation]
    by_code: dict[str, Organisation]
    by_iati_ref: dict[str, Organisation]


@Reference
def organisations() -> Organisations:
    """All organisations, in protocol order."""
    rows = list(Organisation.objects.all())
    return Organisations(
        {row.pk: row for row in rows},
        {row.code: row for row in rows},
        {ref: row for row in rows for ref in row.iati_refs},
    )


def party(organisation: Organisation) -> Organisation:
    """The body in whose name it acts: itself, or the Commission for a department, the state for a ministry."""
    return organisations().by_id[organisation.party_id]


@Reference
def rota() -> list[PresidencyTerm]:
    """The Presidency terms in order."""
    return list(PresidencyTerm.objects.all())


@dataclass(frozen=True)
class Presidency:
    """The term of a day and the one that follows."""

    term: PresidencyTerm | None
    next_term: PresidencyTerm | None

    @property
    def holder(self) -> Organisation | None:
        return organisations().by_id[self.term.organisation_id] if self.term else None

    @property
    def next_holder(self) -> Organisation | None:
        return organisations().by_id[self.next_term.organisation_id] if self.next_term else None


def presidency(day: datetime.date | None = None) -> Presidency:
    """Who chairs on a day, today by default; it changes at midnight in Brussels."""
    day = day or today()
    term = next((term for term in rota() if term.starts_on <= day <= term.ends_on), None)
    following = next((term for term in rota() if term.starts_on > day), None)
    return Presidency(term, following)


class Circles(NamedTuple):
    by_id: dict[int, Circle]
    members: int
    institutions: int
    of_organisation: dict[int, int]
    of_term: dict[int, int]
    of_country: dict[int, int]


@Reference
def circles() -> Circles:
    """All circles, and the id of each by what it stands for."""
    rows = list(Circle.objects.select_related("country"))
    single = {row.kind: row.pk for row in rows}
    return Circles(
        {row.pk: row for row in rows},
        single[CircleKind.MEMBERS],
        single[CircleKind.INSTITUTIONS],
        {row.organisation_id: row.pk for row in rows if row.organisation_id},
        {row.term_id: row.pk for row in rows if row.term_id},
        {row.country_id: row.pk for row in rows if row.country_id},
    )
