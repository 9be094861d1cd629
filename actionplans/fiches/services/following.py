"""An endorsed fiche until it is closed: started, evaluated, closed with evidence, reopened."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise
from coordination.history import services as history
from coordination.people.models import today

from ..kinds import News, Stage
from ..models import Fiche, Measure
from .saving import save
from .telling import tell


class MeasuresOpen(Refused):
    """A fiche with open measures is not closed."""


@transaction.atomic
def start(*, actor: Actor, fiche: Fiche, on: datetime.date | None = None) -> Fiche:
    """From endorsement to implementation."""
    fiche = authorise(actor, "start", fiche)
    fiche.stage, fiche.started_on = Stage.IMPLEMENTATION, on or today()
    history.record(actor=actor, verb="started", row=fiche)
    tell(actor, News.STARTED, fiche)
    return save(fiche)


@transaction.atomic
def evaluate(
    *,
    actor: Actor,
    fiche: Fiche,
    version: int | None,
    worked: str,
    did_not: str,
    lesson: str,
    on: datetime.date | None = None,
) -> Fiche:
    """Say what worked, what did not, and the lesson for the next fiche."""
    fiche = authorise(actor, "evaluate", fiche, version=version)
    errors = {}
    if not worked.strip() and not did_not.strip():
        errors["worked"] = _("Say what worked, or what did not.")
    if not lesson.strip():
        errors["lesson"] = _("Say what the next fiche can learn from this one.")
    if errors:
        raise ValidationError(errors)
    fiche.worked, fiche.did_not, fiche.lesson = worked, did_not, lesson
    fiche.stage, fiche.evaluated_on = Stage.EVALUATED, on or today()
    history.record(actor=actor, verb="evaluated", row=fiche)
    tell(actor, News.EVALUATED, fiche)
    return save(fiche)


@transaction.atomic
def close(
    *, actor: Actor, fiche: Fiche, version: int | None, evidence: str, on: datetime.date | None = None
) -> Fiche:
    """Close a fiche with what shows that it was carried out, once no measure is open.

    Raises `MeasuresOpen` while one is.
    """
    fiche = authorise(actor, "close", fiche, version=version)
    found = Measure.objects.visible_to(actor).filter(fiche=fiche).open().count()
    if found:
        words = ngettext(
            "%(n)s measure is still open. Report it done with its evidence, or drop it with a reason.",
            "%(n)s measures are still open. Report them done with their evidence, or drop them with a reason.",
            found,
        )
        raise MeasuresOpen(words % {"n": found})
    if not evidence.strip():
        raise ValidationError(
            {"evidence": _("A fiche is closed with evidence: say what shows that it was carried out.")}
        )
    fiche.evidence, fiche.stage, fiche.closed_on = evidence, Stage.CLOSED, on or today()
    history.record(actor=actor, verb="closed", row=fiche)
    tell(actor, News.CLOSED, fiche)
    return save(fiche)


@transaction.atomic
def reopen(*, actor: Actor, fiche: Fiche, reason: str) -> Fiche:
    """Back to implementation; the evaluation stays until another takes its place."""
    fiche = authorise(actor, "reopen", fiche)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the fiche is open again.")})
    fiche.stage, fiche.closed_on = Stage.IMPLEMENTATION, None
    history.record(actor=actor, verb="reopened", row=fiche, reason=reason)
    tell(actor, News.REOPENED, fiche)
    return save(fiche)
