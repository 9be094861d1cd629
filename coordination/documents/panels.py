"""What other slices show on the page of a document, and what documents show on the pages of countries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.world.models import Country
from coordination.world.panels import CountryTab, register_country_tab

# So many records of each kind are named.
SHOWN = 50


@dataclass(frozen=True)
class DocumentUsers:
    """Records of another slice that name documents: items of agendas, consultations.

    `found` gives, for the documents of some keys, the records that the actor may read, each annotated
    with `about`, a JSON expression with the time `at` that they are ordered by; `said` turns it into
    words and an address. One statement serves all slices.
    """

    order: int
    label: str | Promise
    found: Callable[[Actor, Sequence[UUID]], QuerySet[Any]]
    said: Callable[[UUID, Mapping[str, Any]], tuple[str, str]]


USERS: list[DocumentUsers] = []


def register_user(users: DocumentUsers) -> None:
    """Show on the page of a document where a slice above uses it."""
    USERS.append(users)
    USERS.sort(key=lambda entry: entry.order)


def used_in(actor: Actor, pk: UUID) -> list[dict[str, Any]]:
    """Where a document is used, group by group, the newest first, as far as the actor may read it."""
    rows = [
        users.found(actor, [pk]).annotate(group=Value(place)).values_list("group", "pk", "about")[:SHOWN]
        for place, users in enumerate(USERS)
    ]
    found: dict[int, list[tuple[UUID, Mapping[str, Any]]]] = {}
    for place, record, about in rows[0].union(*rows[1:], all=True) if rows else ():
        found.setdefault(place, []).append((record, about))
    return [
        {"label": str(USERS[place].label), "rows": _said(USERS[place], records)}
        for place, records in sorted(found.items())
    ]


def _said(users: DocumentUsers, records: list[tuple[UUID, Mapping[str, Any]]]) -> list[dict[str, str]]:
    newest = sorted(records, key=lambda row: (row[1]["at"], str(row[0])), reverse=True)
    said = (users.said(record, about) for record, about in newest)
    return [{"label": words, "url": url} for words, url in said]


def _table(country: Country) -> str:
    return f"{reverse('documents')}?{urlencode({'country': country.code})}"


def register() -> None:
    """Called once, when the apps are ready."""
    register_country_tab(CountryTab(40, gettext_lazy("Documents"), _table))
