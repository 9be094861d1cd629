"""What other slices show on the page of a document, and what documents show on the pages of countries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.world.models import Country
from coordination.world.panels import CountryTab, register_country_tab


@dataclass(frozen=True)
class DocumentUsers:
    """Records of another slice that name documents: meetings, items, consultations, plans, fiches.

    `provider` answers, for the documents of some keys, the label and address of each record that the
    actor may read, in order; one statement however many documents.
    """

    order: int
    label: str | Promise
    provider: Callable[[Actor, Sequence[UUID]], Iterable[tuple[str, str]]]


USERS: list[DocumentUsers] = []


def register_user(users: DocumentUsers) -> None:
    """Show on the page of a document where a slice above uses it."""
    USERS.append(users)
    USERS.sort(key=lambda entry: entry.order)


def used_in(actor: Actor, pk: UUID) -> list[dict[str, Any]]:
    """Where a document is used, group by group, as far as the actor may read it."""
    groups = ((users.label, list(users.provider(actor, [pk]))) for users in USERS)
    return [
        {"label": str(label), "rows": [{"label": words, "url": url} for words, url in rows]}
        for label, rows in groups
        if rows
    ]


def _table(country: Country) -> str:
    return f"{reverse('documents')}?{urlencode({'country': country.code})}"


def register() -> None:
    """Called once, when the apps are ready."""
    register_country_tab(CountryTab(40, gettext_lazy("Documents"), _table))
