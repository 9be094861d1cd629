"""Reads for whoever runs an organisation: its people and those of its ministries, by body."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format

from .accounts import body_words, not_ended, row, with_countries
from .models import Membership, Organisation, today
from .policy import accounts
from .queries import organisations


def main_body(actor: Actor) -> Organisation:
    """The organisation that an actor runs; of several, the first in protocol order."""
    return next(body for pk, body in organisations().by_id.items() if pk in actor.runs)


def groups(actor: Actor) -> list[dict[str, Any]]:
    """The people in force, and to come, under each body that the actor runs."""
    found = not_ended().filter(organisation_id__in=actor.runs).select_related("user", "stands_in_for__user")
    held = list(with_countries(found.order_by("post", "pk")))
    extendable = set(_may(actor, "extend", held))
    endable = set(_may(actor, "end", held))
    substitutes: dict[int, list[Membership]] = {}
    for membership in held:
        if membership.stands_in_for_id:
            substitutes.setdefault(membership.stands_in_for_id, []).append(membership)
    shown = []
    for pk, body in organisations().by_id.items():
        if pk not in actor.runs:
            continue
        rows = [
            _row(membership, actor, extendable, endable, substitutes.get(membership.pk, []))
            for membership in held
            if membership.organisation_id == pk
        ]
        if rows or body.has_accounts:
            shown.append({"label": body_words(body), "rows": rows})
    return shown


def _may(actor: Actor, action: str, held: list[Membership]) -> Any:
    rule = accounts.rule(action, actor)
    return Membership.objects.filter(rule, pk__in=[row.pk for row in held]).values_list("pk", flat=True)


def _row(
    membership: Membership,
    actor: Actor,
    extendable: set[int],
    endable: set[int],
    substitutes: list[Membership],
) -> dict[str, Any]:
    shown = row(membership, actor.user_id)
    shown["substitutes"] = [_substitute(each) for each in substitutes]
    for name, allowed, route in (
        ("end_url", membership.pk in endable, "end-our-access"),
        ("extend_url", membership.pk in extendable, "extend-our-access"),
        ("substitute_url", membership.stands_in_for_id is None, "substitute"),
        ("invite_url", shown["invited"] and membership.pk in endable, "invite-ours-again"),
    ):
        shown[name] = reverse(route, args=[membership.pk]) if allowed else ""
    return shown


def _substitute(membership: Membership) -> str:
    words = {
        "email": membership.user.email,
        "first": day(membership.starts_on),
        "last": day(membership.ends_on),
    }
    if membership.starts_on > today():
        return _("Substitute: %(email)s, %(first)s to %(last)s") % words
    return _("Substitute: %(email)s, until %(last)s") % words


def day(value: datetime.date | None) -> str:
    """A day in words."""
    return date_format(value, "j F Y") if value else ""
