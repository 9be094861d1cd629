"""What consultations show on the pages of countries, and on those of the documents that are read with them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.documents.panels import DocumentUsers, register_user
from coordination.world.models import Country
from coordination.world.panels import CountryPanel, CountryTab, register_country_panel, register_country_tab

from .queries import reading, selection
from .queries.selection import Selection
from .rows import consultation_row

SHOWN = 4


def _table(country: Country) -> str:
    return f"{reverse('consultations')}?{urlencode({'country': country.code})}"


def of_country(actor: Actor, country: Country) -> dict[str, Any] | None:
    """The consultations on a country, what is due first; nothing where the reader reads of none."""
    page = selection.page(actor, Selection(countries=(country.pk,)), limit=SHOWN)
    if not page.rows:
        return None
    return {
        "rows": [consultation_row(row, actor) for row in page.rows],
        "more": page.next_cursor is not None,
        "table_url": _table(country),
    }


def of_documents(actor: Actor, ids: Sequence[UUID]) -> QuerySet[Any]:
    """The consultations that are read with some documents; the documents themselves the actor reads."""
    return reading.read_with(actor, ids).annotate(about=JSONObject(title="title", at="created_at"))


def _said(pk: UUID, about: Mapping[str, Any]) -> tuple[str, str]:
    return about["title"], reverse("consultation", args=[pk])


def register() -> None:
    """Called once, when the apps are ready."""
    register_country_panel(CountryPanel(40, "consultations/panel.html", of_country))
    register_country_tab(CountryTab(35, gettext_lazy("Consultations"), _table))
    register_user(DocumentUsers(20, gettext_lazy("Consultations"), of_documents, _said))
