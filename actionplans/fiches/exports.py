"""Files of a selection: one row a measure, with its fiche; codes and labels, marking, reader and time."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from actionplans.plans.kinds import Light
from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.tables import Column
from coordination.people.queries import organisations
from coordination.world.queries import countries, themes

from .kinds import Procedure, Stage
from .models import Fiche, Measure
from .queries import reading, selection
from .queries.selection import Selection
from .rows import audiences_of, country_words, is_late, late_label, owner_words, reference

BATCH = 500

COLUMNS = [
    Column("reference", gettext_lazy("Fiche"), "code", width=24),
    Column("id", gettext_lazy("Id"), "code"),
    Column("title", gettext_lazy("Title"), width=60),
    Column("originator_code", gettext_lazy("Drafter, code"), "code"),
    Column("originator", gettext_lazy("Drafter")),
    Column("country_codes", gettext_lazy("Countries, ISO codes"), "code"),
    Column("countries", gettext_lazy("Countries")),
    Column("theme_code", gettext_lazy("Theme, code"), "code"),
    Column("theme", gettext_lazy("Theme")),
    Column("state_code", gettext_lazy("State, code"), "code"),
    Column("state", gettext_lazy("State")),
    Column("urgent", gettext_lazy("Urgent"), "flag"),
    Column("procedure", gettext_lazy("How it is endorsed")),
    Column("fiche_due_on", gettext_lazy("Fiche due"), "date"),
    Column("endorsed_on", gettext_lazy("Endorsed on"), "date"),
    Column("purpose", gettext_lazy("Purpose")),
    Column("measure_id", gettext_lazy("Measure, id"), "code"),
    Column("number", gettext_lazy("Measure, number"), "number"),
    Column("asked", gettext_lazy("What is asked"), width=60),
    Column("owner_code", gettext_lazy("Owner, code"), "code"),
    Column("owner", gettext_lazy("Owner")),
    Column("lever", gettext_lazy("Lever")),
    Column("message", gettext_lazy("Message")),
    Column("deliverable", gettext_lazy("Deliverable")),
    Column("starts_on", gettext_lazy("Start"), "date"),
    Column("due_on", gettext_lazy("Due"), "date"),
    Column("late", gettext_lazy("How late")),
    Column("measure_state_code", gettext_lazy("Measure, code"), "code"),
    Column("measure_state", gettext_lazy("Measure")),
    Column("light_code", gettext_lazy("Status, code"), "code"),
    Column("light", gettext_lazy("Status")),
    Column("words", gettext_lazy("How it stands")),
    Column("evidence", gettext_lazy("Evidence")),
    Column("lesson", gettext_lazy("Lesson")),
    Column("audience", gettext_lazy("Who can read it")),
]
BLANK: dict[str, Any] = dict.fromkeys((column.key for column in COLUMNS), None)


def rows(actor: Actor, selected: Selection) -> Iterator[dict[str, Any]]:
    """The measures of all fiches of a selection; a fiche without one has a row too."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = selection.page(actor, selected, after=after, limit=BATCH)
        ids = [row.pk for row in page.rows]
        measures = reading.measures_of(actor, ids)
        wanted = selection.narrowed(actor, selected, ids)
        audiences = audiences_of(page.rows, actor)
        found = [
            BLANK | _fiche_values(fiche, audiences[fiche.pk].words) | values
            for fiche in page.rows
            for values in (
                [
                    _measure_values(row)
                    for row in measures.get(fiche.pk, [])
                    if wanted is None or row.pk in wanted
                ]
                or [{}]
            )
        ]
        return found, page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Action fiches"), "action-fiches", COLUMNS, rows)


def _fiche_values(fiche: Fiche, readers: str) -> dict[str, Any]:
    originator, theme = organisations().by_id[fiche.originator_id], themes().by_id[fiche.theme_id]
    return {
        "reference": reference(fiche),
        "id": str(fiche.pk),
        "title": fiche.title,
        "originator_code": originator.code,
        "originator": originator.name,
        "country_codes": ";".join(countries().by_id[pk].code for pk in fiche.country_ids),
        "countries": country_words(fiche),
        "theme_code": theme.code,
        "theme": theme.name,
        "state_code": fiche.stage,
        "state": str(Stage(fiche.stage).label),
        "urgent": fiche.urgent,
        "procedure": str(Procedure(fiche.procedure).label),
        "fiche_due_on": fiche.due_on,
        "endorsed_on": fiche.endorsed_on,
        "purpose": fiche.purpose,
        "lesson": fiche.lesson,
        "audience": readers,
    }


def _measure_values(measure: Measure) -> dict[str, Any]:
    owner = organisations().by_id[measure.owner_id]
    return {
        "measure_id": str(measure.pk),
        "number": measure.number,
        "asked": measure.title,
        "owner_code": owner.code,
        "owner": ", ".join(filter(None, owner_words(measure))),
        "lever": measure.lever,
        "message": measure.message,
        "deliverable": measure.deliverable,
        "starts_on": measure.starts_on,
        "due_on": measure.due_on,
        "late": late_label(measure.due_on) if is_late(measure) else "",
        "measure_state_code": measure.state,
        "measure_state": measure.get_state_display(),
        "light_code": measure.light,
        "light": str(Light(measure.light).label),
        "words": measure.words,
        "evidence": measure.evidence,
    }
