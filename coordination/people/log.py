"""The log of access for administrators: who came in, was refused, or changed an account; no record's content."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.history.models import TrailLine, Verb

from .models import BRUSSELS, User
from .queries import organisations

PAGE_SIZE = 50

SIGNING, READING, REFUSALS, ACCOUNTS = "signing", "reading", "refusals", "accounts"
KINDS = {
    SIGNING: gettext_lazy("Signing in"),
    READING: gettext_lazy("Readings and files"),
    REFUSALS: gettext_lazy("Refusals"),
    ACCOUNTS: gettext_lazy("Accounts"),
}
VERBS: dict[str, tuple[Verb, ...]] = {
    SIGNING: (
        Verb.SIGNED_IN,
        Verb.SIGN_IN_FAILED,
        Verb.LOCKED_OUT,
        Verb.SIGNED_OUT,
        Verb.SESSION_ENDED,
        Verb.STEPPED_UP,
        Verb.PASSWORD_SET,
        Verb.FACTOR_ADDED,
        Verb.FACTOR_REMOVED,
        Verb.IDENTITY_LINKED,
    ),
    READING: (Verb.READ, Verb.DOWNLOADED, Verb.EXPORTED, Verb.TAKEN_ALONG),
    REFUSALS: (Verb.REFUSED, Verb.NOT_FOUND),
}
NOT_ACCOUNTS = tuple(verb for verbs in VERBS.values() for verb in verbs)


@dataclass(frozen=True)
class LogSelection:
    """What the filter row asks for; days are those of Brussels, both included."""

    kind: str = ""
    person: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


def page(selection: LogSelection, before: int | None) -> tuple[list[TrailLine], int | None]:
    """Up to fifty lines older than one, newest first, and from where the next page goes on.

    The database shows them to administrators alone.
    """
    found = TrailLine.objects.order_by("-pk")
    if selection.kind == ACCOUNTS:
        found = found.exclude(verb__in=NOT_ACCOUNTS)
    elif selection.kind:
        found = found.filter(verb__in=VERBS[selection.kind])
    if selection.person:
        people = list(User.objects.filter(email__icontains=selection.person).values_list("pk", flat=True))
        found = found.filter(Q(user_id__in=people) | Q(about_id__in=people))
    if selection.since:
        found = found.filter(at__gte=_midnight(selection.since))
    if selection.until:
        found = found.filter(at__lt=_midnight(selection.until + datetime.timedelta(days=1)))
    if before:
        found = found.filter(pk__lt=before)
    lines = list(found[: PAGE_SIZE + 1])
    return lines[:PAGE_SIZE], lines[PAGE_SIZE - 1].pk if len(lines) > PAGE_SIZE else None


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), BRUSSELS)


def rows(lines: list[TrailLine]) -> list[dict[str, Any]]:
    """Lines for `people/log.html`: [{at, who, organisation, verb_label, about, details, refused}]."""
    keys = {pk for line in lines for pk in (line.user_id, line.about_id) if pk}
    addresses = dict(User.objects.filter(pk__in=keys).values_list("pk", "email"))
    return [_row(line, addresses) for line in lines]


def _row(line: TrailLine, addresses: dict[int, str]) -> dict[str, Any]:
    body = organisations().by_id.get(line.organisation_id or 0)
    about = line.about_id if line.about_id != line.user_id else None
    return {
        "at": line.at,
        "who": _person(line.user_id, addresses) or line.system or _nobody(line),
        "organisation": body.name if body else "",
        "verb_label": line.get_verb_display(),
        "about": _person(about, addresses),
        "details": _details(line),
        "refused": line.verb in VERBS[REFUSALS] or line.verb in (Verb.SIGN_IN_FAILED, Verb.LOCKED_OUT),
    }


def _nobody(line: TrailLine) -> str:
    """Who acts without an account: a visitor signs in or is refused, a command changes rows."""
    return _("a visitor") if line.verb in NOT_ACCOUNTS else _("a command")


def _person(pk: int | None, addresses: dict[int, str]) -> str:
    if pk is None:
        return ""
    return addresses.get(pk) or _("a former account")


def _details(line: TrailLine) -> list[str]:
    """What a deed set, field by field as the database names it; of a reading the key of its record."""
    if line.verb in (Verb.ADDED, Verb.CHANGED, Verb.REMOVED):
        table = line.noun.partition("_")[2]
        return [f"{table}.{name}: {_change(values)}" for name, values in sorted(line.detail.items())]
    return [line.record] if line.record else []


def _change(values: list[Any]) -> str:
    if not values:
        return "…"
    old, new = ("–" if value is None else str(value) for value in values)
    return f"{old} → {new}"
