"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from coordination.access.api.gated import GatedView
from coordination.exchange.api import several, understood

from ..filters import ActivityFilter
from ..kinds import Kind, Level, Status
from ..queries import Selection

FILTERS = tuple(ActivityFilter.base_filters)
CARD_FILTERS = ("country", "theme", "actor", "period_from", "period_to", "mine")
MATRIX_FILTERS = tuple(name for name in FILTERS if name != "drafts")


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    return understood(view, ActivityFilter).selection


DESCRIBED = {
    "country": several("country", "ISO 3166-1 alpha-2 or XK; repeat it for several."),
    "theme": several("theme", "The code of a theme; a domain stands for its sub-themes too."),
    "kind": several("kind", "The kind of activity.", Kind.values),
    "actor": several("actor", "The code of the lead; with its departments, missions and ministries."),
    "level": several("level", "EU, Team Europe, bilateral or multilateral.", Level.values),
    "status": several("status", "The status of the activity.", Status.values),
    "period_from": OpenApiParameter(
        "period_from", OpenApiTypes.DATE, description="Runs on or after this day."
    ),
    "period_to": OpenApiParameter("period_to", OpenApiTypes.DATE, description="Runs on or before this day."),
    "mandate": several("mandate", "The code of a mandate that the entry cites."),
    "words": OpenApiParameter("words", str, description="All these words, each also as a beginning."),
    "mine": OpenApiParameter("mine", bool, description="Of the reader's own organisation."),
    "stale": OpenApiParameter("stale", bool, description="Not confirmed for a year."),
    "drafts": OpenApiParameter("drafts", bool, description="Drafts instead of entries."),
}


def described(names: tuple[str, ...]) -> list[OpenApiParameter]:
    """Filters for the schema."""
    return [DESCRIBED[name] for name in names]
