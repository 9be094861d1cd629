"""Fiches and measures as people see them: one row of a table, of a file, of a panel."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.plans.kinds import Light
from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.people.audiences import AudienceWords, in_words
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.rows import actor_words
from coordination.world.queries import countries, themes

from .kinds import LIVE, RUNNING, MeasureState, Stage
from .models import Fiche, Measure

# The worst comes first: a fiche stands as its worst open measure does.
WORST = (Light.OFF_TRACK, Light.AT_RISK, Light.NOT_STARTED, Light.ON_TRACK)


def reference(fiche: Fiche) -> str:
    """How people name a fiche: its originator, year and number."""
    return f"{organisations().by_id[fiche.originator_id].name} {fiche.year}/{fiche.number}"


def country_words(fiche: Fiche) -> str:
    """All countries of a fiche, by name."""
    known = countries().by_id
    return ", ".join(known[pk].name for pk in fiche.country_ids)


def owner_words(measure: Measure) -> tuple[str, str]:
    """Of whom something is asked and, for a department or ministry, which part of it."""
    return actor_words(organisations().by_id[measure.owner_id])


def late_label(due_on: datetime.date | None) -> str:
    """How late, in days up to two months, then in months; nothing for what is still to come."""
    day = today()
    if due_on is None or due_on >= day:
        return ""
    months = (day.year - due_on.year) * 12 + day.month - due_on.month - (day.day < due_on.day)
    days = (day - due_on).days
    if months < 2:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    return ngettext("%(n)s month late", "%(n)s months late", months) % {"n": months}


def date_words(day: datetime.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def light_of(fiche: Fiche, measures: Iterable[Measure]) -> str:
    """How a running fiche stands: the worst light of its open measures, or done; nothing before it runs."""
    if fiche.stage not in RUNNING:
        return ""
    lights = {measure.light for measure in measures if measure.state == MeasureState.OPEN}
    return next((light for light in WORST if light in lights), "done")


def light_label(light: str) -> str:
    return str(MeasureState.DONE.label if light == "done" else Light(light).label) if light else ""


def measure_status(measure: Measure) -> tuple[str, str]:
    """The sign of a measure and its word."""
    if measure.state == MeasureState.DONE:
        return "done", str(MeasureState.DONE.label)
    if measure.state == MeasureState.DROPPED:
        return "cancelled", str(MeasureState.DROPPED.label)
    return measure.light, str(Light(measure.light).label)


def is_late(measure: Measure) -> bool:
    """Open past its day, once somebody was asked in earnest."""
    open_now = measure.state == MeasureState.OPEN and measure.stage in RUNNING
    return open_now and measure.due_on is not None and measure.due_on < today()


def measure_row(measure: Measure, actor: Actor) -> dict[str, Any]:
    """A measure in a table."""
    owner, part = owner_words(measure)
    sign, label = measure_status(measure)
    moved = measure.agreed_due_on and measure.agreed_due_on != measure.due_on
    return {
        "id": measure.pk,
        "number": measure.number,
        "title": measure.title,
        "owner": owner,
        "owner_part": part,
        # A template asks nothing of anybody.
        "yours": measure.owner_party_id in actor.speaks_for and measure.stage != Stage.TEMPLATE,
        "lever": measure.lever,
        "message": measure.message,
        "deliverable": measure.deliverable,
        "starts_on": measure.starts_on,
        "due_on": measure.due_on,
        "due_before": measure.agreed_due_on if moved else None,
        "moved_reason": measure.moved_reason if moved else "",
        "late_label": late_label(measure.due_on) if is_late(measure) else "",
        "status": sign if measure.stage in (*RUNNING, Stage.CLOSED) else "",
        "status_label": label,
        "waits_label": str(Stage.TEMPLATE.label)
        if measure.stage == Stage.TEMPLATE
        else _("Not endorsed yet"),
        "words": measure.words,
        "reported_on": measure.reported_on,
        "done_on": measure.done_on,
        "evidence": measure.evidence,
        "address": measure.address,
    }


def fiche_row(fiche: Fiche, measures: list[Measure], audience: AudienceWords, actor: Actor) -> dict[str, Any]:
    """A fiche in a table, with what it asks next and of whom."""
    waiting = [row for row in measures if row.state == MeasureState.OPEN]
    waiting.sort(key=lambda row: (row.due_on is None, row.due_on or today(), row.number))
    late = sum(is_late(row) for row in waiting)
    following = measure_row(waiting[0], actor) if waiting and fiche.stage in LIVE else None
    due_on = (following and following["due_on"]) or fiche.due_on
    theme = themes().by_id[fiche.theme_id]
    light = light_of(fiche, measures)
    return {
        "url": reverse("fiche", args=[fiche.pk]),
        "title": fiche.title,
        "reference": reference(fiche),
        "country_label": country_words(fiche),
        "theme_label": theme.name,
        "stage": fiche.stage,
        "stage_label": fiche.get_stage_display(),
        "urgent": fiche.urgent,
        "yours": fiche.originator_id in actor.speaks_for and fiche.stage != Stage.TEMPLATE,
        "light": light,
        "light_label": light_label(light),
        "next": following,
        "more_late": max(late - 1, 0),
        "due_on": due_on,
        "late_label": late_label(due_on) if fiche.stage in RUNNING else "",
        "audience": audience,
    }


def audiences_of(rows: Iterable[Fiche], actor: Actor) -> dict[Any, AudienceWords]:
    """Who can read each fiche of `queries.selection.with_dates`, in words."""
    return {row.pk: in_words(row.audience.circles, row.originator_id, actor) for row in rows}


def as_rows(fiches: list[Fiche], measures: dict[Any, list[Measure]], actor: Actor) -> list[dict[str, Any]]:
    """A page of fiches."""
    audiences = audiences_of(fiches, actor)
    return [fiche_row(row, measures.get(row.pk, []), audiences[row.pk], actor) for row in fiches]
