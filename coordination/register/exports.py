"""Files of a selection: the same query as the page, codes and labels, marking, reader and time."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.tables import Column
from coordination.people.audiences import circles_by_audience, in_words
from coordination.people.queries import organisations
from coordination.world.queries import countries, themes

from . import queries
from .kinds import Role
from .models import Activity, ExistenceCard
from .queries import Selection
from .rows import amounts, country_words, main_amount, partner_words, quarter_words, theme_words

BATCH = 500

COLUMNS = [
    Column("entry", gettext_lazy("Entry"), "code"),
    Column("id", gettext_lazy("Id"), "code"),
    Column("title", gettext_lazy("Activity"), width=60),
    Column("kind_code", gettext_lazy("Kind, code"), "code"),
    Column("kind", gettext_lazy("Kind")),
    Column("country_codes", gettext_lazy("Countries, ISO codes"), "code"),
    Column("countries", gettext_lazy("Countries")),
    Column("areas", gettext_lazy("Areas")),
    Column("theme_codes", gettext_lazy("Themes, codes"), "code"),
    Column("themes", gettext_lazy("Themes")),
    Column("lead_code", gettext_lazy("Actor, code"), "code"),
    Column("lead", gettext_lazy("Actor")),
    Column("funding", gettext_lazy("Partners: funding")),
    Column("implementing", gettext_lazy("Partners: implementing")),
    Column("accountable", gettext_lazy("Partners: accountable")),
    Column("level_code", gettext_lazy("Level, code"), "code"),
    Column("level", gettext_lazy("Level")),
    Column("status_code", gettext_lazy("Status, code"), "code"),
    Column("status", gettext_lazy("Status")),
    Column("status_on", gettext_lazy("Status as of"), "date"),
    Column("starts_on", gettext_lazy("From"), "date"),
    Column("ends_on", gettext_lazy("To"), "date"),
    Column("precision", gettext_lazy("Dates exact to the"), "code"),
    Column("amount", gettext_lazy("Amount"), "number"),
    Column("currency", gettext_lazy("Currency"), "code"),
    Column("stage", gettext_lazy("Amount: stage")),
    Column("amount_as_of", gettext_lazy("Amount: as of"), "date"),
    Column("other_amounts", gettext_lazy("Other amounts")),
    Column("counterpart", gettext_lazy("Counterpart authority")),
    Column("aim", gettext_lazy("Aim")),
    Column("results", gettext_lazy("Results so far")),
    Column("lesson", gettext_lazy("Lesson")),
    Column("reference", gettext_lazy("Reference"), "code"),
    Column("source", gettext_lazy("Source")),
    Column("contact", gettext_lazy("Contact")),
    Column("audience", gettext_lazy("Who can read it")),
    Column("confirmed_on", gettext_lazy("Confirmed on"), "date"),
    Column("part_of", gettext_lazy("Part of (id); do not add up with it"), "code"),
]


def rows(actor: Actor, selection: Selection) -> Iterator[dict[str, Any]]:
    """All rows of a selection."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = queries.page(actor, selection, after=after, limit=BATCH)
        audiences = circles_by_audience(entry.audience_id for entry in page.rows)
        activities = (row for row in page.rows if isinstance(row, Activity))
        parents = queries.readable_parents(actor, activities)
        found = [_row(entry, audiences[entry.audience_id], actor, parents) for entry in page.rows]
        return found, page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Who does what"), "who-does-what", COLUMNS, rows)


def _row(
    entry: Activity | ExistenceCard, circles: list[int], actor: Actor, parents: set[UUID]
) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys((column.key for column in COLUMNS), None)
    lead = organisations().by_id[entry.lead_id]
    common = {
        "id": str(entry.pk),
        "lead_code": lead.code,
        "lead": lead.name,
        "audience": in_words(circles, entry.originator_id, actor).words,
        "confirmed_on": entry.confirmed_on,
    }
    if isinstance(entry, ExistenceCard):
        country, theme = countries().by_id[entry.country_id], themes().domain(entry.theme_id)
        return (
            blank
            | common
            | {
                "entry": "card",
                "title": _("An activity exists"),
                "country_codes": country.code,
                "countries": country.name,
                "theme_codes": theme.code,
                "themes": theme.name,
                "areas": "",
                "contact": entry.contact,
                "precision": quarter_words(entry.quarter, entry.year),
            }
        )
    part_of = str(entry.part_of_id) if entry.part_of_id in parents else ""
    return blank | common | _activity_values(entry) | {"part_of": part_of}


def _activity_values(entry: Activity) -> dict[str, Any]:
    main = main_amount(entry)
    known_countries, known_themes = countries().by_id, themes().by_id
    return {
        "entry": "activity",
        "title": entry.title,
        "kind_code": entry.kind,
        "kind": entry.get_kind_display(),
        "country_codes": ";".join(known_countries[place["country"]].code for place in entry.place_list),
        "countries": country_words(entry),
        "areas": "; ".join(place["areas"] for place in entry.place_list if place["areas"]),
        "theme_codes": ";".join(known_themes[part["theme"]].code for part in entry.theme_list),
        "themes": theme_words(entry),
        **{role.value: ", ".join(partner_words(entry.partner_list, role)) for role in Role},
        "level_code": entry.level,
        "level": entry.get_level_display(),
        "status_code": entry.status,
        "status": entry.get_status_display(),
        "status_on": entry.status_on,
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "precision": entry.precision,
        "amount": main.value if main else None,
        "currency": main.currency if main else "",
        "stage": main.stage_label if main else "",
        "amount_as_of": main.as_of if main else None,
        "other_amounts": "; ".join(
            f"{item.currency} {item.value} {item.stage_label} {item.as_of}"
            for item in amounts(entry)
            if main is None or item != main
        ),
        "counterpart": entry.counterpart,
        "aim": entry.aim,
        "results": entry.results,
        "lesson": entry.lesson,
        "reference": entry.reference,
        "source": entry.source,
    }
