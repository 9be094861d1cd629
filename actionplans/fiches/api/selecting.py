"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from coordination.access.api.gated import GatedView
from coordination.register.api.selection import YES_OR_NO

from ..filters import DUE, FicheFilter
from ..kinds import Stage
from ..queries.selection import Selection

FILTERS = tuple(FicheFilter.base_filters)


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    sent = view.request.query_params
    wrong: dict[str, Any] = {}
    if any(value not in YES_OR_NO for value in sent.getlist("mine")):
        wrong["mine"] = [_("Give true or false.")]
    chosen = FicheFilter(sent)
    wrong |= dict(chosen.form.errors)
    if wrong:
        raise ValidationError(wrong)
    return chosen.selection


def _several(name: str, words: str, values: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, many=True, enum=values, description=words)


DESCRIBED = [
    _several("country", "ISO 3166-1 alpha-2 or XK; repeat it for several."),
    _several("theme", "The code of a theme; a domain stands for its sub-themes too."),
    _several("state", "The state; left out: all fiches that are not over.", Stage.values),
    _several("owner", "Of whom an open measure asks something; with its departments and ministries."),
    _several("due", "An open measure is late, or due within a week.", [code for code, _label in DUE]),
    OpenApiParameter("words", str, description="All these words, each also as a beginning."),
    OpenApiParameter("mine", bool, description="Drafted by the reader's organisation, or asking it."),
]
