"""The measures of a fiche: written with it, then reported on by their owners."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from actionplans.plans.kinds import Light
from actionplans.plans.models import Action
from actionplans.plans.services.telling import moved
from coordination.access.actor import Actor
from coordination.access.gate import authorise
from coordination.history import services as history
from coordination.people.models import today
from coordination.people.queries import organisations

from ..kinds import MeasureState, News, Stage
from ..models import Fiche, Measure
from .links import Told, tell_action
from .saving import readable_link, refuse_due_before_start, save
from .telling import tell_measure


@dataclass(frozen=True)
class Report:
    """How a measure stands: its light in words, what shows that it is done, or its new date with a reason.

    `for_action` is what readers of the linked plan action are told, where they do not read the fiche.
    """

    light: str
    words: str
    done: bool = False
    evidence: str = ""
    address: str = ""
    due_after: datetime.date | None = None
    reason: str = ""
    for_action: str = ""


@dataclass(frozen=True)
class Reported:
    """The measure as it stands now, and what became of the linked action."""

    measure: Measure
    told: Told = field(default=Told.NOTHING)


@transaction.atomic
def add_measure(*, actor: Actor, fiche: Fiche, fields: dict[str, Any]) -> Measure:
    """Ask something more, while the fiche is written."""
    fiche = authorise(actor, "change", fiche)
    measures = Measure.objects.visible_to(actor).filter(fiche=fiche)
    last = measures.aggregate(last=Max("number"))["last"]
    measure = Measure(
        fiche=fiche,
        stage=fiche.stage,
        number=(last or 0) + 1,
        originator_id=fiche.originator_id,
        audience_id=fiche.audience_id,
    )
    _write(actor, measure, fields)
    measure.save(force_insert=True)
    return measure


@transaction.atomic
def change_measure(*, actor: Actor, measure: Measure, version: int | None, fields: dict[str, Any]) -> Measure:
    """Save the words of a measure at the saves that were read."""
    measure = authorise(actor, "change", measure, version=version)
    _write(actor, measure, fields)
    return save(measure)


@transaction.atomic
def remove_measure(*, actor: Actor, measure: Measure) -> None:
    """Take a measure out while the fiche is written; its words stay in the history."""
    measure = authorise(actor, "change", measure)
    Measure.objects.visible_to(actor).filter(pk=measure.pk).delete()


@transaction.atomic
def report(
    *,
    actor: Actor,
    measure: Measure,
    version: int | None,
    report: Report,
    on: datetime.date | None = None,
) -> Reported:
    """Say how a measure stands; done, it carries its evidence and is told to the linked action."""
    fiche = _lock_fiche(actor, measure)
    measure = authorise(actor, "report", measure, version=version)
    _refuse_incomplete(measure, report)
    day, due_before = on or today(), measure.due_on
    measure.light, measure.words, measure.reported_on = report.light, report.words, day
    if report.due_after and report.due_after != measure.due_on:
        measure.due_on, measure.moved_reason = report.due_after, report.reason
    if report.done:
        measure.state, measure.done_on = MeasureState.DONE, day
        measure.light = Light.ON_TRACK
        measure.evidence, measure.address = report.evidence, report.address
    save(measure)
    if fiche is not None and fiche.stage == Stage.ENDORSED:
        # The first report starts the fiche; the owner of a measure need not ask anybody for it.
        Fiche.objects.visible_to(actor).filter(pk=fiche.pk).update(
            stage=Stage.IMPLEMENTATION, started_on=day, version=F("version") + 1
        )
    if measure.due_on != due_before:
        tell_measure(actor, News.MEASURE_MOVED, measure, moved(due_before, measure.due_on, report.reason))
    else:
        tell_measure(actor, News.MEASURE_REPORTED, measure)
    told = Told.NOTHING
    if report.done and measure.action_id:
        told = tell_action(actor, measure, report.for_action)
    return Reported(measure, told)


@transaction.atomic
def drop_measure(
    *, actor: Actor, measure: Measure, version: int | None, reason: str, on: datetime.date | None = None
) -> Measure:
    """Give up what an endorsed fiche asks, with a reason."""
    measure = authorise(actor, "drop", measure, version=version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the measure is dropped; others relied on it.")})
    measure.state, measure.words, measure.reported_on = MeasureState.DROPPED, reason, on or today()
    tell_measure(actor, News.MEASURE_DROPPED, measure)
    return save(measure)


@transaction.atomic
def reopen_measure(*, actor: Actor, measure: Measure, reason: str) -> Measure:
    """Open a measure again; its evidence stays on record."""
    measure = authorise(actor, "reopen", measure)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the measure is open again.")})
    measure.state, measure.done_on, measure.words = MeasureState.OPEN, None, reason
    save(measure)
    fiche = Fiche.objects.visible_to(actor).get(pk=measure.fiche_id)
    history.record(actor=actor, verb="reopened", row=fiche, reason=reason)
    return measure


def _lock_fiche(actor: Actor, measure: Measure) -> Fiche | None:
    """The fiche first, as everybody else locks it: two writers would otherwise wait for each other."""
    found = Fiche.objects.visible_to(actor).filter(pk=measure.fiche_id)
    return found.select_for_update(of=("self",), no_key=True).first()


def _write(actor: Actor, measure: Measure, fields: dict[str, Any]) -> None:
    given = dict(fields)
    given["action_id"] = readable_link(actor, Action, given.get("action_id"), measure.action_id)
    for name, value in given.items():
        setattr(measure, name, value)
    measure.owner_party_id = organisations().by_id[measure.owner_id].party_id
    refuse_due_before_start(measure.starts_on, measure.due_on)


def _refuse_incomplete(measure: Measure, report: Report) -> None:
    errors = {}
    moved = report.due_after is not None and report.due_after != measure.due_on
    if not report.words.strip():
        errors["words"] = _("Say in a sentence why it stands like this.")
    if report.done and not report.evidence.strip():
        errors["evidence"] = _("A measure is done with evidence: say what shows that it was done.")
    if moved and not report.reason.strip():
        errors["reason"] = _("Say why the date moves: the old date stays visible with it.")
    if moved and report.due_after and measure.starts_on and report.due_after < measure.starts_on:
        errors["due_after"] = _("The new date is before the measure starts.")
    if errors:
        raise ValidationError(errors)
