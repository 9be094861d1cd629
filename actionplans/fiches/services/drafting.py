"""A fiche while it is written: drafted, changed, copied, kept as a template, discarded."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.plans.models import Action, Plan
from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern, take_turns
from coordination.history import services as history
from coordination.people.audiences import circles_by_audience
from coordination.people.models import today
from coordination.people.queries import circles

from ..audiences import of_drafter, of_template
from ..kinds import Procedure, Stage
from ..models import Fiche, FicheCountry, Measure
from .saving import readable_link, refuse_due_before_start, save

FIRST_NUMBER, LAST_NUMBER = 100, 999


@dataclass(frozen=True)
class Words:
    """What a fiche says: its fields by column name, and its countries."""

    fields: dict[str, Any]
    country_ids: Sequence[int]


@transaction.atomic
def draft(*, actor: Actor, words: Words) -> Fiche:
    """A new draft, read by its own organisation alone."""
    authorise_create(actor, Fiche)
    fiche = _new(actor, Stage.DRAFT)
    _write(actor, fiche, words)
    fiche.save(force_insert=True)
    _write_countries(actor, fiche, words.country_ids)
    return fiche


@transaction.atomic
def change(*, actor: Actor, fiche: Fiche, version: int | None, words: Words) -> Fiche:
    """Save the words of a fiche at the saves that were read."""
    fiche = authorise(actor, "change", fiche, version=version)
    _write(actor, fiche, words)
    _write_countries(actor, fiche, words.country_ids)
    return save(fiche)


@transaction.atomic
def discard(*, actor: Actor, fiche: Fiche) -> Fiche:
    """Give a fiche up before it is endorsed; it stays on record for its drafter."""
    fiche = authorise(actor, "discard", fiche)
    fiche.stage = Stage.DISCARDED
    fiche.audience = intern(actor=actor, circles=of_drafter(fiche.originator_id))
    history.record(actor=actor, verb="discarded", row=fiche)
    return save(fiche)


@transaction.atomic
def clone(
    *, actor: Actor, source: Fiche, title: str, country_ids: Sequence[int], as_template: bool = False
) -> Fiche:
    """A draft, or a template, with the words and measures of a fiche that the actor may read.

    Dates, positions, comments and reports stay behind; a link that the actor may not read does too.
    """
    authorise_create(actor, Fiche)
    found = Fiche.objects.visible_to(actor).filter(pk=source.pk).first()
    if found is None:
        raise Hidden("fiche")
    if as_template:
        _refuse_template(actor, found)
    fiche = _new(actor, Stage.TEMPLATE if as_template else Stage.DRAFT)
    for name in ("purpose", "situation", "theme_id", "urgent", "procedure"):
        setattr(fiche, name, getattr(found, name))
    fiche.title = title
    if not as_template and found.plan_id and Plan.objects.visible_to(actor).filter(pk=found.plan_id).exists():
        fiche.plan_id = found.plan_id
    fiche.save(force_insert=True)
    _write_countries(actor, fiche, country_ids)
    copied = list(Measure.objects.visible_to(actor).filter(fiche=found).order_by("number", "pk"))
    linked = {row.action_id for row in copied if row.action_id and not as_template}
    readable = set(Action.objects.visible_to(actor).filter(pk__in=linked).values_list("pk", flat=True))
    for number, row in enumerate(copied, start=1):
        Measure.objects.create(
            fiche=fiche,
            stage=fiche.stage,
            originator_id=fiche.originator_id,
            audience_id=fiche.audience_id,
            number=number,
            action_id=row.action_id if row.action_id in readable else None,
            **{
                name: getattr(row, name)
                for name in ("title", "owner_id", "owner_party_id", "lever", "message", "deliverable")
            },
        )
    return fiche


def may_make_templates(actor: Actor) -> bool:
    """Templates are made by the institutions and the Presidency."""
    return (actor.is_institution or actor.is_chair) and bool(actor.speaks_for)


def _refuse_template(actor: Actor, source: Fiche) -> None:
    if not may_make_templates(actor):
        raise Refused(_("Templates are made by the institutions and the Presidency."))
    everybody = circles().members in circles_by_audience([source.audience_id])[source.audience_id]
    if not everybody and source.originator_id not in actor.speaks_for:
        raise Refused(
            _("All members read a template. Only your own fiche, or one that they read anyhow, becomes one.")
        )


def _new(actor: Actor, stage: Stage) -> Fiche:
    originator_id = min(actor.speaks_for)
    wanted = of_template(originator_id) if stage == Stage.TEMPLATE else of_drafter(originator_id)
    year, number = _draw_number(actor, originator_id)
    return Fiche(
        originator_id=originator_id,
        audience=intern(actor=actor, circles=wanted),
        stage=stage,
        year=year,
        number=number,
    )


def _draw_number(actor: Actor, originator_id: int) -> tuple[int, int]:
    """A number of this year that the originator has not used; drawn, so that it counts nothing."""
    take_turns("fiche", originator_id)
    year = today().year
    own = Fiche.objects.visible_to(actor).filter(originator=originator_id, year=year)
    taken = set(own.values_list("number", flat=True))
    last = LAST_NUMBER
    while last - FIRST_NUMBER < 2 * len(taken):
        last = last * 10 + 9
    return year, secrets.choice([n for n in range(FIRST_NUMBER, last + 1) if n not in taken])


def _write(actor: Actor, fiche: Fiche, words: Words) -> None:
    if not words.country_ids:
        raise ValidationError({"countries": _("Choose at least one country.")})
    fields = dict(words.fields)
    fields["plan_id"] = readable_link(actor, Plan, fields.get("plan_id"), fiche.plan_id)
    for name, value in fields.items():
        setattr(fiche, name, value)
    if fiche.urgent and fiche.procedure == Procedure.MEETING:
        fiche.procedure = Procedure.SILENCE
    refuse_due_before_start(fiche.starts_on, fiche.due_on)


def _write_countries(actor: Actor, fiche: Fiche, country_ids: Sequence[int]) -> None:
    stored = FicheCountry.objects.visible_to(actor).filter(fiche=fiche)
    before = set(stored.values_list("country", flat=True))
    stored.exclude(country__in=country_ids).delete()
    for pk in dict.fromkeys(country_ids):
        if pk not in before:
            FicheCountry.of(fiche, country_id=pk).save(force_insert=True)
