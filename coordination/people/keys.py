"""Reads of service accounts and keys: for whoever runs their organisation, and for administrators."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format, day_of

from .accounts import not_ended, organisation_words
from .models import ApiToken, Membership, Organisation
from .reach import function_label


def address_of(name: str, organisation: Organisation) -> str:
    """The address by which a program is known; no mail reaches it."""
    return f"{slugify(name)[:40]}@{organisation.code}.service.invalid"


def programs(actor: Actor) -> list[dict[str, Any]]:
    """Service accounts in force, with their keys that still open something."""
    found = not_ended().filter(user__is_service=True).select_related("user")
    if not actor.is_administrator:
        found = found.filter(organisation_id__in=actor.runs)
    rows = list(found.order_by("organisation__protocol_order", "organisation__short_en", "pk"))
    keys: dict[int, list[ApiToken]] = {}
    live = ApiToken.objects.filter(user__in=[row.user_id for row in rows], revoked_at=None)
    for key in live.filter(expires_at__gt=timezone.now()).order_by("pk"):
        keys.setdefault(key.user_id, []).append(key)
    return [_row(row, actor, keys.get(row.user_id, [])) for row in rows]


def _row(membership: Membership, actor: Actor, keys: list[ApiToken]) -> dict[str, Any]:
    runs = membership.organisation_id in actor.runs
    return {
        "name": membership.post,
        "organisation": organisation_words(membership),
        "address": membership.user.email,
        "function_label": function_label(membership.function),
        "ends_on": membership.ends_on,
        "new_url": reverse("new-key", args=[membership.pk]) if runs else "",
        "end_url": _end_url(membership, actor),
        "keys": [_key(key) for key in keys],
    }


def _end_url(membership: Membership, actor: Actor) -> str:
    return reverse("end-access" if actor.is_administrator else "end-our-access", args=[membership.pk])


def _key(key: ApiToken) -> dict[str, Any]:
    return {
        "label": key.label,
        "scope_label": key.get_scope_display(),
        "nouns": ", ".join(key.nouns),
        "expires_on": day_of(key.expires_at),
        "used_label": date_format(key.used_on, "j F Y") if key.used_on else _("never used"),
        "revoke_url": reverse("revoke-key", args=[key.pk]),
    }
