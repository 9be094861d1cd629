"""Reads of nominations: what waits, for whom, and who must still agree."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.access.dates import day_of

from .accounts import body_words
from .models import Nomination, NominationQuerySet, NominationState
from .policy import nominations
from .queries import organisations
from .reach import country_names, function_label

SHOWN = 100


def waiting(actor: Actor) -> list[Nomination]:
    """What waits and the actor may know of: what they can verify themselves comes first."""
    mine = _readable(actor).waiting().filter(nominations.rule("verify", actor))
    others = _readable(actor).waiting().exclude(pk__in=mine.values("pk"))
    return [*_verifiable(mine), *others[:SHOWN]]


def _verifiable(found: NominationQuerySet) -> list[Nomination]:
    rows = list(found[:SHOWN])
    for row in rows:
        row.may_verify = True
    return rows


def _readable(actor: Actor) -> NominationQuerySet:
    return Nomination.objects.filter(nominations.read(actor)).select_related("nominated_by", "first_by")


def closed_lately(actor: Actor, limit: int = 10) -> list[Nomination]:
    """What was invited, declined or withdrawn last."""
    rows = _readable(actor).exclude(state__in=[NominationState.NOMINATED, NominationState.VERIFIED])
    return list(rows.order_by("-closed_at", "pk")[:limit])


def one(actor: Actor, nomination_id: Any) -> Nomination | None:
    """A nomination that the actor may read, or None."""
    return _readable(actor).filter(pk=nomination_id).first()


def row(nomination: Nomination, actor: Actor) -> dict[str, Any]:
    """A nomination for `people/waiting.html`."""
    body = organisations().by_id[nomination.organisation_id]
    verifiable = getattr(nomination, "may_verify", False)
    mine = nomination.nominated_by_id == actor.user_id
    return {
        "email": nomination.email,
        "organisation": body_words(body),
        "post": nomination.post,
        "function_label": function_label(nomination.function),
        "reach_label": ", ".join(country_names(nomination.country_ids)),
        "ends_on": nomination.ends_on,
        "reference": nomination.reference,
        "is_example": nomination.is_example,
        "by": _("entered by an administrator") if nomination.by_administrator else _("by its focal point"),
        "on": day_of(nomination.created_at),
        "waits_for": "" if verifiable else _waits_for(nomination),
        "state_label": nomination.get_state_display(),
        "reason": nomination.reason,
        # With one click, unless a second administrator must follow.
        "verify_label": _("Verify and invite") if _is_last(nomination) else _("Verify"),
        "verify_url": reverse("verify-nomination", args=[nomination.pk]) if verifiable else "",
        "decline_url": reverse("decline-nomination", args=[nomination.pk]) if verifiable else "",
        "withdraw_url": reverse("withdraw-nomination", args=[nomination.pk]) if mine else "",
    }


def _is_last(nomination: Nomination) -> bool:
    return nomination.eyes - (nomination.first_by_id is not None) <= 1


def _waits_for(nomination: Nomination) -> str:
    if nomination.by_administrator and nomination.function not in ("focal-point", "administrator"):
        return _("another administrator, or the focal point of the organisation")
    if nomination.by_administrator or nomination.first_by_id:
        return _("another administrator")
    left = nomination.eyes
    text = ngettext("an administrator", "%(n)s different administrators", left)
    return text % {"n": left}


def may(actor: Actor, action: str, nomination_id: Any) -> bool:
    """Whether the actor may do something with a nomination."""
    return Nomination.objects.filter(nominations.rule(action, actor), pk=nomination_id).exists()
