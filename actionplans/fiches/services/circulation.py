"""From a draft to endorsement: the circle that comments, the written procedure, the Presidency's word."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.plans.kinds import Remark
from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.errors import Refused, Stale
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.audiences import circles_by_audience
from coordination.people.models import BRUSSELS, today
from coordination.register.sharing import Choice, Sharing

from ..audiences import asked, of_drafter
from ..kinds import BY_WRITING, News, Procedure, Stage, Stand
from ..models import Fiche, FicheComment, FicheCountry, FichePosition, Measure
from ..queries.fingerprint import fingerprint
from .saving import save
from .telling import tell, tell_endorsed, tell_shared

FAST_TRACK = datetime.timedelta(hours=2)


class NotReady(Refused):
    """The procedure has not come to its end, or an objection stands."""


@transaction.atomic
def circulate(
    *,
    actor: Actor,
    fiche: Fiche,
    sharing: Sharing,
    comments_until: datetime.datetime | None = None,
    procedure: str | None = None,
) -> Fiche:
    """Put a draft before the circle that its drafter chose.

    An urgent one goes by written procedure and, where nothing else is said, within two hours.
    """
    fiche = authorise(actor, "circulate", fiche)
    fiche.procedure = procedure or fiche.procedure
    if fiche.urgent and fiche.procedure not in BY_WRITING:
        raise ValidationError({"procedure": _("An urgent fiche is endorsed in writing. Choose how.")})
    if fiche.urgent and comments_until is None:
        comments_until = timezone.now() + FAST_TRACK
    _refuse_unfinished(actor, fiche)
    _refuse_no_circle(sharing)
    _refuse_deadline(fiche.procedure, comments_until)
    fiche.stage, fiche.comments_until = Stage.COMMENTS, comments_until
    fiche.circulated_at = timezone.now()
    fiche.audience = intern(actor=actor, circles=_circles(actor, fiche, sharing))
    save(fiche)
    history.record(actor=actor, verb="circulated", row=fiche)
    tell(actor, News.CIRCULATED, fiche)
    return fiche


@transaction.atomic
def share(*, actor: Actor, fiche: Fiche, sharing: Sharing, reason: str) -> Fiche:
    """Let others read a fiche, or fewer; who lets more readers in says why.

    The saves are not counted: others would learn that the circle of readers changed.
    """
    fiche = authorise(actor, "share", fiche)
    _refuse_no_circle(sharing)
    wanted = _circles(actor, fiche, sharing)
    added = wanted - set(circles_by_audience([fiche.audience_id])[fiche.audience_id])
    if added and not reason.strip():
        raise ValidationError({"reason": _("Say why more readers are let in; it is kept in the history.")})
    fiche.audience = intern(actor=actor, circles=wanted)
    fiche.save(update_fields=["audience"])
    history.record(actor=actor, verb="shared", row=fiche, reason=reason)
    if added:
        tell_shared(actor, fiche, added)
    return fiche


@transaction.atomic
def withdraw(*, actor: Actor, fiche: Fiche) -> Fiche:
    """Take a fiche back from comments; a draft again, read by its own organisation alone."""
    fiche = authorise(actor, "withdraw", fiche)
    # Before it closes, so that those who read it see that it was taken back, not that it vanished.
    history.record(actor=actor, verb="withdrawn", row=fiche)
    # A position was on the words of then: a new round asks again.
    FichePosition.objects.visible_to(actor).filter(fiche=fiche).delete()
    fiche.stage, fiche.comments_until, fiche.circulated_at = Stage.DRAFT, None, None
    fiche.audience = intern(actor=actor, circles=of_drafter(fiche.originator_id))
    return save(fiche)


@transaction.atomic
def state_position(*, actor: Actor, fiche: Fiche, stand: str, words: str = "") -> FichePosition:
    """Agree or object in the written procedure; an objection says why. A position can be changed."""
    fiche = authorise(actor, "position", fiche)
    if stand not in Stand.values:
        raise ValidationError({"stand": _("Agree or object.")})
    if stand == Stand.OBJECT and not words.strip():
        raise ValidationError({"words": _("Say why you object, and what would let you agree.")})
    party_id = min(actor.speaks_for)
    position = FichePosition.objects.visible_to(actor).filter(fiche=fiche, party=party_id).first()
    position = position or FichePosition.of(fiche, party_id=party_id)
    position.stand, position.words, position.at = stand, words, timezone.now()
    position.save()
    tell(actor, News.POSITION, fiche)
    return position


@transaction.atomic
def endorse(*, actor: Actor, fiche: Fiche, read: str, on: datetime.date | None = None) -> Fiche:
    """Endorse a fiche as the chair has read it; an urgent one is in implementation at once.

    `read` is the fingerprint of the text that was read: raises `Stale` when it changed since, and
    `NotReady` while an objection is open or the written procedure has not ended.
    """
    fiche = authorise(actor, "endorse", fiche)
    if read != fingerprint(actor, fiche):
        raise Stale(fiche)
    if reason := hindrance(actor, fiche):
        raise NotReady(reason)
    Measure.objects.visible_to(actor).filter(fiche=fiche).update(agreed_due_on=F("due_on"))
    fiche.stage, fiche.endorsed_on = Stage.ENDORSED, on or today()
    fiche.endorsed_by_id = min(actor.speaks_for)
    if fiche.urgent:
        fiche.stage, fiche.started_on = Stage.IMPLEMENTATION, on or today()
    save(fiche)
    history.record(actor=actor, verb="endorsed", row=fiche)
    tell_endorsed(actor, fiche)
    return fiche


def hindrance(actor: Actor, fiche: Fiche) -> str:
    """Why a fiche cannot be endorsed now: an open objection, or a written procedure that has not ended."""
    try:
        _refuse_objections(actor, fiche)
        if fiche.procedure in BY_WRITING:
            _refuse_open_procedure(actor, fiche)
    except NotReady as waiting:
        return waiting.reason
    return ""


def missing(actor: Actor, fiche: Fiche) -> dict[str, str]:
    """What a draft lacks before others can comment, as a sentence by field."""
    measures = Measure.objects.visible_to(actor).filter(fiche=fiche)
    lacks: Mapping[str, tuple[bool, Any]] = {
        "purpose": (not fiche.purpose.strip(), _("Say in a sentence what the fiche is for.")),
        "due_on": (fiche.due_on is None, _("Say by when the fiche is to be carried out.")),
        "measures": (
            not measures.exists(),
            _("Add at least one measure: what is asked of whom, and by when."),
        ),
        "measure_dates": (
            measures.filter(due_on=None).exists(),
            _("Give every measure a due date."),
        ),
    }
    return {name: str(words) for name, (lacking, words) in lacks.items() if lacking}


def _refuse_unfinished(actor: Actor, fiche: Fiche) -> None:
    if lacks := missing(actor, fiche):
        raise ValidationError(lacks)


def _refuse_no_circle(sharing: Sharing) -> None:
    if sharing.choice == Choice.NAMED and not sharing.named:
        raise ValidationError({"delegations": _("Name at least one delegation, or choose another circle.")})
    if sharing.choice == Choice.OWN:
        words = _("Choose who comments: a fiche that nobody else reads cannot be endorsed.")
        raise ValidationError({"audience": words})


def _refuse_deadline(procedure: str, comments_until: datetime.datetime | None) -> None:
    if procedure in BY_WRITING and comments_until is None:
        raise ValidationError({"comments_until": _("Say by when delegations answer, day and hour.")})
    if comments_until and comments_until <= timezone.now():
        raise ValidationError({"comments_until": _("This time is over. Choose one that is still to come.")})


def _circles(actor: Actor, fiche: Fiche, sharing: Sharing) -> set[int]:
    places = FicheCountry.objects.visible_to(actor).filter(fiche=fiche).values_list("country", flat=True)
    return sharing.circles(fiche.originator_id, places)


def _refuse_objections(actor: Actor, fiche: Fiche) -> None:
    remarks = FicheComment.objects.visible_to(actor).filter(
        fiche=fiche, kind=Remark.OBJECTION, resolved_at=None
    )
    positions = FichePosition.objects.visible_to(actor).filter(fiche=fiche, stand=Stand.OBJECT)
    found = remarks.count() + positions.count()
    if found:
        words = ngettext(
            "%(n)s objection is open. Resolve it with the delegation, then endorse.",
            "%(n)s objections are open. Resolve them with the delegations, then endorse.",
            found,
        )
        raise NotReady(words % {"n": found})


def _refuse_open_procedure(actor: Actor, fiche: Fiche) -> None:
    """Silence speaks at the deadline alone; in the other procedure everybody speaks."""
    answered = FichePosition.objects.visible_to(actor).filter(fiche=fiche).values_list("party", flat=True)
    # Who endorses has agreed.
    readers = circles_by_audience([fiche.audience_id])[fiche.audience_id]
    waiting = asked(readers, fiche.originator_id) - set(answered) - actor.speaks_for
    if not waiting:
        return
    if fiche.procedure == Procedure.EXPLICIT:
        raise NotReady(_("Not everybody who was asked has answered. Wait for the answers, or ask for them."))
    until = fiche.comments_until
    if until and until > timezone.now():
        time = date_format(until.astimezone(BRUSSELS), "j F Y, H.i")
        words = _("Silence is consent from %(time)s Brussels on. Endorse it then, or when all have agreed.")
        raise NotReady(words % {"time": time})
