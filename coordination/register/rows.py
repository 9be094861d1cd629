"""Entries as people see them: one row of a table, of an export, of a preview."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.people.audiences import INSTITUTIONS, AudienceWords, circles_by_audience, in_words
from coordination.people.models import Organisation, today
from coordination.people.queries import organisations
from coordination.world.queries import countries, themes

from .kinds import Precision, Role, Stage, State, Status
from .models import Activity, ExistenceCard, stale_before

ACTED_ON = {"visit", "technical-meeting", "negotiation"}
STATUS_SIGNS = {
    Status.PLANNED: "planned",
    Status.RUNNING: "running",
    Status.SUSPENDED: "suspended",
    Status.COMPLETED: "completed",
    Status.CANCELLED: "cancelled",
}


def months_since(day: datetime.date) -> int:
    """Whole months from a day to today."""
    now = today()
    return (now.year - day.year) * 12 + now.month - day.month - (now.day < day.day)


def stale_months(confirmed_on: datetime.date) -> int | None:
    """For how many months an entry has gone unconfirmed, once it counts as stale."""
    return months_since(confirmed_on) if confirmed_on < stale_before() else None


def quarter_words(quarter: int, year: int) -> str:
    return _("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": year}


def exact_date(day: datetime.date, precision: str) -> str:
    """A date as exactly as it is known: 12 March 2027, March 2027, Q1 2027."""
    if precision == Precision.QUARTER:
        return quarter_words((day.month + 2) // 3, day.year)
    return date_format(day, "F Y" if precision == Precision.MONTH else "j F Y")


def period_lines(row: Activity) -> list[str]:
    """The period in at most two short lines."""
    start, end, precision = row.starts_on, row.ends_on, row.precision
    if start is None:
        return [_("to %(day)s") % {"day": exact_date(end, precision)}] if end else []
    shown = Precision.MONTH if precision == Precision.DAY and start != end and end else precision
    if end is None:
        first = exact_date(start, precision)
        return [first] if row.kind in ACTED_ON else [first, _("to open")]
    if exact_date(start, shown) == exact_date(end, shown):
        return [exact_date(start, shown)]
    return [exact_date(start, shown), _("to %(day)s") % {"day": exact_date(end, shown)}]


def status_label(row: Activity) -> str:
    """The status in words; a visit that is over took place."""
    if row.status == Status.COMPLETED and row.kind in ACTED_ON:
        return _("Took place")
    return str(Status(row.status).label)


def actor_words(lead: Organisation) -> tuple[str, str]:
    """The actor and, for a department or ministry, the part of it that acts."""
    body = organisations().by_id[lead.party_id]
    if body.pk == lead.pk:
        return lead.name, ""
    return body.name, lead.name.removeprefix(f"{body.name}, ")


def partner_words(partners: Iterable[dict[str, Any]], role: str | None = None) -> list[str]:
    """The partners, by name, of one role or of all."""
    known = organisations().by_id
    return [
        known[partner["organisation"]].name if partner["organisation"] else partner["name"]
        for partner in partners
        if role is None or partner["role"] == role
    ]


def _partners_line(row: Activity) -> str:
    lines = []
    for role in (Role.FUNDING, Role.IMPLEMENTING):
        names = [name for name in partner_words(row.partner_list, role) if name != ""]
        if names:
            lines.append(", ".join(names[:3]) + (", …" if len(names) > 3 else "") + " " + _VERBS[role]())
    return " · ".join(lines)


_VERBS = {Role.FUNDING: lambda: _("fund"), Role.IMPLEMENTING: lambda: _("implement")}


@dataclass(frozen=True)
class ShownAmount:
    """The amount that stands for an entry in a list: paid before committed before planned."""

    value: Decimal
    currency: str
    stage_label: str
    as_of: datetime.date | None
    instrument: str = ""
    stage: str = ""


def _figure(amount: Any) -> Decimal:
    """The amount without decimals where it has none to show."""
    value = Decimal(str(amount)).quantize(Decimal("0.01"))
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def amounts(row: Activity) -> list[ShownAmount]:
    """All amounts of an entry."""
    return [
        ShownAmount(
            _figure(item["amount"]),
            item["currency"],
            str(Stage(item["stage"]).label),
            datetime.date.fromisoformat(item["as_of"]),
            item["instrument"],
            item["stage"],
        )
        for item in row.amount_list
    ]


def main_amount(row: Activity) -> ShownAmount | None:
    """The committed amount where there is one, else what is paid, else what is planned."""
    order = {Stage.COMMITTED: 0, Stage.PAID: 1, Stage.PLANNED: 2}
    return min(amounts(row), key=lambda amount: order[Stage(amount.stage)], default=None)


SHOWN_IN_A_ROW = 3


def country_words(row: Activity) -> str:
    """All countries of an entry."""
    return ", ".join(countries().by_id[place["country"]].name for place in row.place_list)


def theme_words(row: Activity) -> str:
    """All themes of an entry."""
    known = themes()
    return ", ".join(known.by_id[part["theme"]].name for part in row.theme_list)


def _short_countries(row: Activity) -> str:
    names = [countries().by_id[place["country"]].name for place in row.place_list]
    words = ", ".join(names[:SHOWN_IN_A_ROW])
    more = len(names) - SHOWN_IN_A_ROW
    return words + _(" and %(n)s more") % {"n": more} if more > 0 else words


def _domains(row: Activity) -> str:
    """The domains of an entry; the entry itself names its sub-themes."""
    known = themes()
    names = list(dict.fromkeys(known.domain(part["theme"]).short for part in row.theme_list))
    return ", ".join(names)


def activity_row(row: Activity, audience: AudienceWords, actor: Actor) -> dict[str, Any]:
    """An activity for `register/row.html`."""
    lead = organisations().by_id[row.lead_id]
    name, part = actor_words(lead)
    yours = row.originator_id in actor.organisations
    dates = ""
    if row.precision == Precision.DAY and row.kind in ACTED_ON and row.starts_on:
        dates = exact_date(row.starts_on, Precision.DAY)
        if row.ends_on and row.ends_on != row.starts_on:
            dates = _("%(start)s to %(end)s") % {
                "start": dates,
                "end": exact_date(row.ends_on, Precision.DAY),
            }
    shared_with_you = ""
    if not yours and audience.by_name and actor.organisation:
        shared_with_you = _("Shared with %(organisation)s") % {"organisation": actor.organisation.name}
    return {
        "kind": "activity",
        "url": reverse("activity", args=[row.pk]),
        "title": row.title,
        "kind_label": row.get_kind_display(),
        "reference": row.reference,
        "dates_label": dates,
        "country_label": _short_countries(row),
        "theme_label": _domains(row),
        "actor_label": name,
        "actor_parent": part,
        "partners_label": _partners_line(row),
        "yours": yours,
        "shared_with_you": shared_with_you,
        "period_lines": period_lines(row),
        "amount": main_amount(row),
        "status": STATUS_SIGNS[Status(row.status)],
        "status_label": status_label(row),
        "audience": audience,
        "confirmed_on": row.confirmed_on,
        "stale_months": stale_months(row.confirmed_on) if row.state == State.CURRENT else None,
        "draft": row.state == State.DRAFT,
        "example": row.is_example,
    }


def _inside_a_sentence(audience: AudienceWords) -> str:
    """The words of an audience without their capital, unless they are names."""
    if audience.level >= INSTITUTIONS or audience.words == _("Named delegations"):
        return audience.words[:1].lower() + audience.words[1:]
    return audience.words


def card_row(row: ExistenceCard, audience: AudienceWords, actor: Actor) -> dict[str, Any]:
    """An existence card for `register/row.html`."""
    name, _part = actor_words(organisations().by_id[row.lead_id])
    return {
        "kind": "card",
        "url": reverse("card", args=[row.pk]),
        "country_label": countries().by_id[row.country_id].name,
        "theme_label": themes().domain(row.theme_id).short,
        "actor_label": name,
        "yours": row.originator_id in actor.organisations,
        "period_lines": [quarter_words(row.quarter, row.year)],
        "audience": AudienceWords(
            audience.level,
            _("Card: %(readers)s") % {"readers": _inside_a_sentence(audience)},
            audience.readers,
            audience.marking,
            audience.narrow,
        ),
        "confirmed_on": row.confirmed_on,
        "stale_months": stale_months(row.confirmed_on),
        "contact": row.contact,
    }


def as_rows(found: Iterable[Activity | ExistenceCard], actor: Actor) -> list[dict[str, Any]]:
    """A page of entries as rows, with the audiences of the whole page in one query."""
    entries = list(found)
    audiences = circles_by_audience(entry.audience_id for entry in entries)
    rows = []
    for entry in entries:
        words = in_words(audiences[entry.audience_id], entry.originator_id, actor)
        make: Any = card_row if isinstance(entry, ExistenceCard) else activity_row
        rows.append(make(entry, words, actor))
    return rows
