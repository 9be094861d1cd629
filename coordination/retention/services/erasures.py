"""The erasure of a person: proposed by one administrator, done with the approval of another."""

import json
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused, held_refusal
from coordination.access.functions import answer_of
from coordination.history.models import Verb
from coordination.history.trail import note
from coordination.people.accounts import not_ended
from coordination.people.models import Nomination, User
from coordination.people.policy import require_administrator

from ..kinds import RunState
from ..models import Erasure
from ..policy import require_another


@transaction.atomic
def propose_erasure(*, actor: Actor, user_id: int, words: str) -> Erasure:
    """Ask for the erasure of somebody who has no access any more; raises `Refused` with the reason."""
    require_administrator(actor)
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise Hidden("person")
    _refuse_who_stays(user)
    open_ones = Erasure.objects.filter(user_id=user.pk, state=RunState.PROPOSED)
    return open_ones.first() or Erasure.objects.create(
        user_id=user.pk, words=words.strip(), proposed_by_id=actor.user_id, proposed_at=timezone.now()
    )


def approve_erasure(*, actor: Actor, erasure_id: UUID) -> dict[str, Any]:
    """Erase the person now; what was erased, by table. A hold or an access since then refuses it whole."""
    try:
        with transaction.atomic():
            erasure = _locked(actor, erasure_id)
            require_another(actor, erasure.proposed_by_id)
            if erasure.state != RunState.PROPOSED:
                raise Refused(_("This erasure waits for nobody’s approval any more."))
            _refuse_who_stays(User.objects.select_for_update().get(pk=erasure.user_id))
            erasure.state = RunState.APPROVED
            erasure.approved_by_id, erasure.approved_at = actor.user_id, timezone.now()
            erasure.save(update_fields=["state", "approved_by_id", "approved_at"])
            erased: dict[str, Any] = json.loads(answer_of("roundtable_erase", erasure.pk))
            note(
                verb=Verb.ERASED,
                user_id=actor.user_id,
                about_id=erasure.user_id,
                noun=Erasure._meta.db_table,
                record=erasure.pk,
            )
            return erased
    except DatabaseError as error:
        raise held_refusal(error) or error from error


def _refuse_who_stays(user: User) -> None:
    """Say why somebody is not erased now; the database refuses it anyhow."""
    if user.erased_at is not None:
        raise Refused(_("This person was erased already."))
    if not_ended().filter(user=user).exists():
        raise Refused(_("This person still has access: end it first."))
    if Nomination.objects.waiting().filter(email__iexact=user.email).exists():
        raise Refused(_("This person is nominated anew: decide on the nomination first."))
    if answer_of("roundtable_person_is_held", user.pk):
        raise Refused(_("This person is under a legal hold: nobody is erased before it is lifted."))


@transaction.atomic
def drop_erasure(*, actor: Actor, erasure_id: UUID) -> Erasure:
    """Give an erasure up before it is done."""
    erasure = _locked(actor, erasure_id)
    if erasure.state != RunState.PROPOSED:
        raise Refused(_("This erasure is over."))
    erasure.state, erasure.finished_at = RunState.DROPPED, timezone.now()
    erasure.save(update_fields=["state", "finished_at"])
    return erasure


def _locked(actor: Actor, erasure_id: UUID) -> Erasure:
    require_administrator(actor)
    erasure = Erasure.objects.select_for_update().filter(pk=erasure_id).first()
    if erasure is None:
        raise Hidden("erasure")
    return erasure
