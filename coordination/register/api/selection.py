"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from coordination.access.api.gated import GatedView

from ..filters import ActivityFilter
from ..kinds import Kind, Level, Status
from ..queries import Selection

YES_OR_NO = {"true", "false", "True", "False", "1", "0", ""}
SWITCHES = ("mine", "stale", "drafts")
FILTERS = tuple(ActivityFilter.base_filters)
CARD_FILTERS = ("country", "theme", "actor", "period_from", "period_to", "mine")
MATRIX_FILTERS = tuple(name for name in FILTERS if name != "drafts")


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    sent = view.request.query_params
    wrong: dict[str, Any] = {
        name: [_("Give true or false.")]
        for name in SWITCHES
        if any(value not in YES_OR_NO for value in sent.getlist(name))
    }
    chosen = ActivityFilter(sent)
    wrong |= dict(chosen.form.errors)
    if wrong:
        raise ValidationError(wrong)
    return chosen.selection


def _several(name: str, words: str, values: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, many=True, enum=values, description=words)


DESCRIBED = {
    "country": _several("country", "ISO 3166-1 alpha-2 or XK; repeat it for several."),
    "theme": _several("theme", "The code of a theme; a domain stands for its sub-themes too."),
    "kind": _several("kind", "The kind of activity.", Kind.values),
    "actor": _several("actor", "The code of the lead; with its departments, missions and ministries."),
    "level": _several("level", "EU, Team Europe, bilateral or multilateral.", Level.values),
    "status": _several("status", "The status of the activity.", Status.values),
    "period_from": OpenApiParameter(
        "period_from", OpenApiTypes.DATE, description="Runs on or after this day."
    ),
    "period_to": OpenApiParameter("period_to", OpenApiTypes.DATE, description="Runs on or before this day."),
    "mandate": _several("mandate", "The code of a mandate that the entry cites."),
    "words": OpenApiParameter("words", str, description="All these words, each also as a beginning."),
    "mine": OpenApiParameter("mine", bool, description="Of the reader's own organisation."),
    "stale": OpenApiParameter("stale", bool, description="Not confirmed for a year."),
    "drafts": OpenApiParameter("drafts", bool, description="Drafts instead of entries."),
}


def described(names: tuple[str, ...]) -> list[OpenApiParameter]:
    """Filters for the schema."""
    return [DESCRIBED[name] for name in names]
