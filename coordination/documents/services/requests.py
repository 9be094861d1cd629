"""An application for access: registered, extended once, answered with grounds, confirmed, closed."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.errors import Refused
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern
from coordination.history import services as history
from coordination.notices.kinds import Rule
from coordination.notices.services import announce
from coordination.people.models import today

from ..kinds import Decision, Ground, News, ReleaseState, RequestState
from ..models import AccessRequest, Document, Release
from ..releases import clock
from .releases import handlers


@dataclass(frozen=True)
class Answer:
    """What is decided: full, partial or no access, the grounds by article, and the reasons in words."""

    decision: str
    grounds: Sequence[str] = ()
    words: str = ""
    release: UUID | None = None


@transaction.atomic
def register(
    *, actor: Actor, document: Document, reference: str, registered_on: datetime.date, consult: bool = True
) -> AccessRequest:
    """Register an application for a document; fifteen working days run from the day after (Art. 7(1))."""
    authorise_create(actor, AccessRequest)
    document = authorise(actor, "register", document)
    errors = {}
    if not reference.strip():
        errors["reference"] = _("Give the reference under which the application was registered.")
    if registered_on > today():
        errors["registered_on"] = _("This day is still to come.")
    own = AccessRequest.objects.visible_to(actor).filter(originator=min(actor.speaks_for))
    if own.filter(reference=reference.strip()).exists():
        errors["reference"] = _("This application is registered already.")
    if errors:
        raise ValidationError(errors)
    request = AccessRequest.objects.create(
        originator_id=min(actor.speaks_for),
        audience=intern(actor=actor, circles=handlers(document.originator_id)),
        document=document,
        holder_id=document.originator_id,
        reference=reference.strip(),
        registered_on=registered_on,
        due_on=clock.after(registered_on),
        consulted_on=today() if consult and document.originator_id not in actor.speaks_for else None,
    )
    if request.consulted_on:
        _tell_holder(actor, News.REGISTERED, request)
    return request


@transaction.atomic
def extend(*, actor: Actor, request: AccessRequest, reason: str) -> AccessRequest:
    """Extend the clock once, by fifteen working days, with detailed reasons (Art. 7(3) and 8(2))."""
    request = authorise(actor, "extend", request)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the applicant is told in detail (Art. 7(3)).")})
    request.due_on, request.extended = clock.after(request.due_on), True
    request.extension_reason = reason
    history.record(actor=actor, verb="extended", row=request, reason=reason)
    return _save(request)


@transaction.atomic
def advise(*, actor: Actor, request: AccessRequest, advice: str, words: str) -> AccessRequest:
    """The holder of the document says what may be released (Art. 4(4) and 4(5))."""
    request = authorise(actor, "advise", request)
    if advice not in Decision.values:
        raise ValidationError({"advice": _("Say what you advise.")})
    if advice != Decision.FULL and not words.strip():
        raise ValidationError({"words": _("Say which part, and by which article.")})
    request.advice, request.advice_words, request.advised_on = advice, words, today()
    history.record(actor=actor, verb="advised", row=request)
    announce(actor=actor, kind=News.ADVISED, row=request)
    return _save(request)


@transaction.atomic
def answer(*, actor: Actor, request: AccessRequest, answer: Answer) -> AccessRequest:
    """Answer an application; what is withheld has a ground, partial access has its release."""
    request = authorise(actor, "answer", request)
    release = _release(actor, request, answer)
    errors = {}
    if answer.decision not in Decision.values:
        errors["decision"] = _("Say what is decided.")
    unknown = [ground for ground in answer.grounds if ground not in Ground.values]
    withheld = answer.decision in (Decision.PARTIAL, Decision.REFUSED)
    if withheld and (unknown or not answer.grounds):
        errors["grounds"] = _("Say by which article access is refused (Art. 4).")
    if answer.decision == Decision.PARTIAL and release is None:
        errors["release"] = _("Partial access is given by a release. Publish it first, then choose it here.")
    if withheld and not answer.words.strip():
        errors["words"] = _("Say why: the applicant is told the reasons (Art. 7(1)).")
    if errors:
        raise ValidationError(errors)
    request.decision, request.decided_on = answer.decision, today()
    request.grounds = list(answer.grounds) if withheld else []
    request.words, request.release = answer.words, release
    # A confirmatory application is answered for good.
    confirmed = request.state == RequestState.CONFIRMATORY
    request.state = RequestState.CLOSED if confirmed else RequestState.ANSWERED
    history.record(actor=actor, verb="answered", row=request)
    _tell_holder(actor, News.ANSWERED, request)
    return _save(request)


@transaction.atomic
def confirm(*, actor: Actor, request: AccessRequest, on: datetime.date) -> AccessRequest:
    """Register a confirmatory application, made within fifteen working days of the answer (Art. 7(2), 8)."""
    request = authorise(actor, "confirm", request)
    if request.decided_on is None or request.decision == Decision.FULL:
        raise Refused(request.policy.reason("confirm"))
    last = clock.after(request.decided_on)
    if on > today() or on < request.decided_on:
        raise ValidationError({"on": _("Choose a day between the answer and today.")})
    if on > last:
        words = _(
            "A confirmatory application had to come by %(day)s (Art. 7(2)). Register a new application."
        )
        raise ValidationError({"on": words % {"day": date_format(last, "j F Y")}})
    request.state, request.confirmatory_on = RequestState.CONFIRMATORY, on
    request.due_on, request.extended = clock.after(on), False
    request.decision, request.decided_on, request.grounds = "", None, []
    history.record(actor=actor, verb="confirmed", row=request)
    _tell_holder(actor, News.CONFIRMATORY, request)
    return _save(request)


@transaction.atomic
def close(*, actor: Actor, request: AccessRequest) -> AccessRequest:
    """Close an application that was answered."""
    request = authorise(actor, "close", request)
    request.state = RequestState.CLOSED
    history.record(actor=actor, verb="closed", row=request)
    return _save(request)


def _tell_holder(actor: Actor, kind: News, request: AccessRequest) -> None:
    announce(actor=actor, kind=kind, row=request, told={Rule.ASKED: [request.holder_id]})


def _release(actor: Actor, request: AccessRequest, answer: Answer) -> Release | None:
    if answer.release is None:
        return None
    found = Release.objects.visible_to(actor).filter(pk=answer.release, record=request.document_id)
    release = found.filter(state=ReleaseState.RELEASED).first()
    if release is None:
        raise ValidationError({"release": _("Choose a release of this document that was published.")})
    return release


def _save(request: AccessRequest) -> AccessRequest:
    request.version += 1
    request.save()
    return request
