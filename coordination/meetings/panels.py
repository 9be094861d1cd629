"""What other parts show on the page of a meeting, and what meetings show on the pages of countries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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

from .follow_up_rows import meeting_words, title_of
from .models import Meeting
from .queries import reading, selection
from .queries.selection import PAST, Selection
from .rows import meeting_row

SHOWN = 3


@dataclass(frozen=True)
class MeetingPanel:
    """A panel of the page of a meeting; `context` answers None where it has nothing to draw."""

    order: int
    template: str
    context: Callable[[Actor, Meeting], dict[str, Any] | None]
    beside: bool = False


@dataclass(frozen=True)
class MeetingStep:
    """A next step on the page of a meeting: words, a label and an address, or None."""

    order: int
    step: Callable[[Actor, Meeting], dict[str, Any] | None]


PANELS: list[MeetingPanel] = []
STEPS: list[MeetingStep] = []


def register_panel(panel: MeetingPanel) -> None:
    """Show a panel on the page of every meeting."""
    PANELS.append(panel)
    PANELS.sort(key=lambda entry: entry.order)


def register_step(step: MeetingStep) -> None:
    """Offer a next step on the page of every meeting, such as going into the room."""
    STEPS.append(step)
    STEPS.sort(key=lambda entry: entry.order)


def drawn(actor: Actor, meeting: Meeting, *, beside: bool) -> list[dict[str, Any]]:
    """The panels of one column of the page of a meeting, as template and context."""
    found = ((panel, panel.context(actor, meeting)) for panel in PANELS if panel.beside == beside)
    return [
        {"template": panel.template, "context": context} for panel, context in found if context is not None
    ]


def steps(actor: Actor, meeting: Meeting) -> list[dict[str, Any]]:
    """The next steps that other parts offer."""
    return [step for entry in STEPS if (step := entry.step(actor, meeting))]


# --- The page of a country ----------------------------------------------------------------


def of_country(actor: Actor, country: Country) -> dict[str, Any]:
    """Where the meetings on a country are read: the panel asks for them once the page is there, so that
    the page of a country needs no statement more.
    """
    return {
        "url": reverse("country-meetings", args=[country.code]),
        "table_url": _table(country),
        "calendar_url": f"{reverse('calendar')}?{urlencode({'country': country.code})}",
    }


def meetings_on(actor: Actor, country: Country) -> dict[str, Any]:
    """The next meetings on a country, and the last ones."""
    there, gone = Selection(countries=(country.pk,)), Selection(span=PAST, countries=(country.pk,))
    rows = {
        name: list(selection.select(actor, wanted).select_related("audience")[:SHOWN])
        for name, wanted in (("upcoming", there), ("past", gone))
    }
    known = reading.bodies(actor)
    return {name: [meeting_row(row, known, actor) for row in found] for name, found in rows.items()}


def _table(country: Country) -> str:
    return f"{reverse('meetings')}?{urlencode({'country': country.code})}"


# --- Items on other pages -----------------------------------------------------------------


def of_documents(actor: Actor, ids: Sequence[UUID]) -> QuerySet[Any]:
    """The items that some documents are papers of, as they were issued."""
    return _with_words(reading.with_paper(actor, ids))


def agendas_of(actor: Actor, noun: str, pk: UUID) -> list[tuple[str, str]]:
    """Words and address of the items that are about a record, the newest first."""
    found = _with_words(reading.about(actor, noun, pk)).values_list("pk", "about")
    return [_said(item, words) for item, words in found]


def _with_words(items: QuerySet[Any]) -> QuerySet[Any]:
    meeting = {name: f"meeting__{name}" for name in ("title", "title_fr", "starts_at")}
    item = {"title": "title", "title_fr": "title_fr"}
    about = JSONObject(
        meeting=JSONObject(**meeting), item=JSONObject(**item), number="number", at="meeting__starts_at"
    )
    return items.annotate(about=about)


def _said(pk: UUID, about: Mapping[str, Any]) -> tuple[str, str]:
    words = f"{meeting_words(about['meeting'])} · {about['number']} {title_of(about['item'])}"
    return words, reverse("agenda-item", args=[pk])


def register() -> None:
    """Called once, when the apps are ready."""
    register_country_panel(CountryPanel(10, "meetings/panels/country.html", of_country, beside=True))
    register_user(DocumentUsers(10, gettext_lazy("Agendas"), of_documents, _said))
    register_country_tab(CountryTab(38, gettext_lazy("Meetings"), _table))
