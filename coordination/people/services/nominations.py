"""From a nomination to an account: nominate, verify, decline, withdraw."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor, Function
from coordination.access.errors import Hidden, Refused
from coordination.access.services import take_turns

from ..models import Membership, Nomination, NominationState, Organisation, User
from ..policy import accounts, nominations
from ..queries import organisations
from .accounts import Candidate, check, let_in

BY_ADMINISTRATORS = {Function.FOCAL_POINT, Function.ADMINISTRATOR}


@transaction.atomic
def nominate(*, actor: Actor, candidate: Candidate, is_example: bool = False) -> Nomination:
    """Ask that somebody be admitted; a delegation's own people, its focal points excepted, are in at once.

    Raises `Refused` for whoever may not nominate here or means themselves, `ValidationError` by field.
    """
    body = candidate.organisation
    if not nominations.may_create(actor):
        raise Refused(str(nominations.create_reason))
    if not actor.is_administrator and body.pk not in actor.runs:
        raise Refused(str(nominations.create_reason))
    if candidate.email.lower() == actor.email.lower():
        raise Refused(str(accounts.own_reason))
    # Two requests together shall not each find that there is no focal point, or no nomination yet.
    take_turns("nomination", body.pk)
    check(candidate)
    _refuse_a_second(candidate)
    first = _is_first(body, candidate.function)
    eyes = _eyes(candidate.function, first=first, by_administrator=actor.is_administrator)
    if candidate.service:
        eyes = max(eyes, 1)
    nomination = Nomination(
        email=candidate.email.lower(),
        organisation=body,
        function=candidate.function,
        post=candidate.post,
        country_ids=list(candidate.countries),
        ends_on=candidate.ends_on,
        reference=candidate.reference,
        # Whoever is an administrator nominates as one: a second person is then always needed.
        by_administrator=actor.is_administrator,
        first_of_body=first,
        eyes=eyes,
        is_service=candidate.service,
        nominated_by_id=actor.user_id,
        is_example=is_example,
    )
    if nomination.eyes == 0:
        _invite(nomination)
    nomination.save()
    return nomination


def _refuse_a_second(candidate: Candidate) -> None:
    waiting = Nomination.objects.waiting().filter(
        email=candidate.email.lower(), organisation=candidate.organisation, function=candidate.function
    )
    if waiting.exists():
        raise ValidationError({"email": _("This person is nominated already; the nomination is waiting.")})


def _is_first(body: Organisation, function: str) -> bool:
    if function != Function.FOCAL_POINT:
        return False
    held = Membership.objects.current().filter(organisation=body, function=Function.FOCAL_POINT)
    return not held.filter(stands_in_for=None, user__is_active=True).exists()


def _eyes(function: str, *, first: bool, by_administrator: bool) -> int:
    """How many besides the nominator must agree: two administrators stand behind a first focal point."""
    if by_administrator:
        return 1
    if first:
        return 2
    return 1 if function in BY_ADMINISTRATORS else 0


def _one(actor: Actor, action: str, nomination_id: UUID) -> Nomination:
    """The nomination, locked, once the actor may do the action."""
    found = Nomination.objects.filter(nominations.read(actor), pk=nomination_id)
    nomination = found.select_for_update(of=("self",)).first()
    if nomination is None:
        raise Hidden("nomination")
    if not Nomination.objects.filter(nominations.rule(action, actor), pk=nomination_id).exists():
        raise Refused(nominations.reason(action))
    return nomination


@transaction.atomic
def verify(*, actor: Actor, nomination_id: UUID) -> Nomination:
    """Agree to a nomination; the last who is needed makes the account, to be invited.

    Raises `ValidationError` when it cannot be any more: its last day is past, the function is held.
    """
    nomination = _one(actor, "verify", nomination_id)
    body = organisations().by_id[nomination.organisation_id]
    take_turns("nomination", body.pk)
    # The focal point who was there at the nomination may have gone since.
    if _is_first(body, nomination.function) and not nomination.first_of_body:
        nomination.first_of_body = True
        nomination.eyes = max(
            nomination.eyes,
            _eyes(nomination.function, first=True, by_administrator=nomination.by_administrator),
        )
    who = User.objects.get(pk=actor.user_id)
    if nomination.first_by_id is None:
        nomination.first_by, nomination.first_at = who, timezone.now()
        given = 1
    else:
        nomination.second_by, nomination.second_at = who, timezone.now()
        given = 2
    if given < nomination.eyes:
        nomination.state = NominationState.VERIFIED
    else:
        _invite(nomination)
    nomination.save()
    return nomination


def _invite(nomination: Nomination) -> None:
    nomination.membership = let_in(candidate=candidate_of(nomination))
    nomination.state = NominationState.INVITED
    nomination.closed_at = timezone.now()


def candidate_of(nomination: Nomination) -> Candidate:
    """What a nomination asks for."""
    return Candidate(
        email=nomination.email,
        organisation=organisations().by_id[nomination.organisation_id],
        function=nomination.function,
        ends_on=nomination.ends_on,
        reference=nomination.reference,
        post=nomination.post,
        countries=tuple(nomination.country_ids),
        service=nomination.is_service,
    )


@transaction.atomic
def decline(*, actor: Actor, nomination_id: UUID, reason: str) -> Nomination:
    """Turn a nomination down, with the reason that its nominator reads."""
    nomination = _one(actor, "decline", nomination_id)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: whoever nominated reads it.")})
    return _close(actor, nomination, NominationState.DECLINED, reason.strip())


@transaction.atomic
def withdraw(*, actor: Actor, nomination_id: UUID) -> Nomination:
    """Take one's own nomination back while it waits."""
    return _close(actor, _one(actor, "withdraw", nomination_id), NominationState.WITHDRAWN)


def _close(actor: Actor, nomination: Nomination, state: NominationState, reason: str = "") -> Nomination:
    nomination.state, nomination.reason = state, reason
    nomination.closed_by_id, nomination.closed_at = actor.user_id, timezone.now()
    nomination.save(update_fields=["state", "reason", "closed_by", "closed_at"])
    return nomination
