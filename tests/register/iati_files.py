"""Small IATI files for the tests of importing, and the register as somebody reads it."""

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.people.actors import for_organisation
from coordination.people.queries import organisations
from coordination.register import services
from coordination.register.models import Activity, ActivityAmount, ActivityCountry
from coordination.world.queries import countries

ITALY, FRANCE, IOM, INTPA = "XM-DAC-6-4", "FR-3", "XM-DAC-47066", "XI-IATI-EC_INTPA"
TITLE = "Wells for Agadez"


def one(
    identifier: str = "IT-1",
    *inside: str,
    ref: str = ITALY,
    title: str = TITLE,
    status: str = "2",
    country: str = "NE",
    sector: str = "11330",
    updated: str = "2026-03-01T00:00:00Z",
) -> str:
    """One `<iati-activity>`."""
    place = f'<recipient-country code="{country}"/>' if country else ""
    about = f'<sector vocabulary="1" code="{sector}"/>' if sector else ""
    return (
        f'<iati-activity default-currency="EUR" last-updated-datetime="{updated}">'
        f"<iati-identifier>{identifier}</iati-identifier>"
        f'<reporting-org ref="{ref}" type="10"><narrative>Reporter</narrative></reporting-org>'
        f"<title><narrative>{title}</narrative></title>"
        f'<activity-status code="{status}"/>{place}{about}{"".join(inside)}</iati-activity>'
    )


def related(kind: int, ref: str) -> str:
    return f'<related-activity type="{kind}" ref="{ref}"/>'


def spent(amount: int, kind: int = 2) -> str:
    return (
        f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="2025-06-30"/>'
        f'<value value-date="2025-06-30">{amount}</value></transaction>'
    )


def whole(*activities: str) -> bytes:
    """A file around activities."""
    return f'<iati-activities version="2.03">{"".join(activities)}</iati-activities>'.encode()


def load(*activities: str, name: str = "file.xml", keeper: str = "commission", content: bytes = b"") -> Any:
    """Load a file as an operator does."""
    file = io.BytesIO(content or whole(*activities))
    return services.load_file(file=file, name=name, keeper=organisations().by_code[keeper])


def actor_of(code: str) -> Actor:
    return for_organisation(organisations().by_code[code])


def entries(code: str = "italy") -> dict[str, Activity]:
    """What an organisation reads of the imported entries, by IATI identifier."""
    with transaction.atomic(), reading_as(actor := actor_of(code)):
        rows = Activity.objects.visible_to(actor).exclude(external_id="").select_related("originator", "lead")
        return {row.external_id: row for row in rows}


def countries_of(row: Activity) -> set[str]:
    known = countries().by_id
    with transaction.atomic(), reading_as(actor := actor_of("commission")):
        found = ActivityCountry.objects.visible_to(actor).filter(activity=row.pk)
        return {known[pk].code for pk in found.values_list("country_id", flat=True)}


def sums(rows: Iterable[Activity]) -> dict[str, Decimal]:
    """Committed money by identifier."""
    by_pk = {row.pk: row.external_id for row in rows}
    with transaction.atomic(), reading_as(actor := actor_of("commission")):
        found = ActivityAmount.objects.visible_to(actor).filter(activity__in=list(by_pk), stage="committed")
        return {by_pk[pk]: amount for pk, amount in found.values_list("activity_id", "amount")}
