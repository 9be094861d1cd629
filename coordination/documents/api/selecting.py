"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from coordination.access.api.gated import GatedView
from coordination.register.api.selection import YES_OR_NO

from ..filters import SERIES, DocumentFilter
from ..kinds import Kind, Language, Marking, State
from ..queries.selection import Selection

FILTERS = tuple(DocumentFilter.base_filters)


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    sent = view.request.query_params
    wrong: dict[str, Any] = {}
    if any(value not in YES_OR_NO for value in sent.getlist("mine")):
        wrong["mine"] = [_("Give true or false.")]
    chosen = DocumentFilter(sent)
    wrong |= dict(chosen.form.errors)
    if wrong:
        raise ValidationError(wrong)
    return chosen.selection


def _several(name: str, words: str, values: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, many=True, enum=values, description=words)


DESCRIBED = [
    _several(
        "series", "ST, CM or WK; `none` for documents without a number.", [code for code, _label in SERIES]
    ),
    _several("year", "The year of the document's date."),
    OpenApiParameter("subject", str, description="Subject codes, with or without a counter: MIGR 132, JAI."),
    _several("country", "ISO 3166-1 alpha-2 or XK; repeat it for several."),
    _several("language", "The original language, or one in which there is a file.", Language.values),
    _several("marking", "The distribution marking.", Marking.values),
    _several("kind", "The kind of document.", Kind.values),
    _several("holder", "The code of the organisation that filed it."),
    _several("state", "The state; left out: current documents.", State.values),
    OpenApiParameter("words", str, description="A number (8255/23), or words, each also as a beginning."),
    OpenApiParameter("mine", bool, description="Filed by the reader's organisation."),
]
