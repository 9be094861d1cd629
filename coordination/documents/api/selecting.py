"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from drf_spectacular.utils import OpenApiParameter

from coordination.access.api.gated import GatedView
from coordination.exchange.api import several, understood

from ..filters import SERIES, DocumentFilter
from ..kinds import Kind, Language, Marking, State
from ..queries.selection import Selection

FILTERS = tuple(DocumentFilter.base_filters)


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    return understood(view, DocumentFilter).selection


DESCRIBED = [
    several(
        "series", "ST, CM or WK; `none` for documents without a number.", [code for code, _label in SERIES]
    ),
    several("year", "The year of the document's date."),
    OpenApiParameter("subject", str, description="Subject codes, with or without a counter: MIGR 132, JAI."),
    several("country", "ISO 3166-1 alpha-2 or XK; repeat it for several."),
    several("language", "The original language, or one in which there is a file.", Language.values),
    several("marking", "The distribution marking.", Marking.values),
    several("kind", "The kind of document.", Kind.values),
    several("holder", "The code of the organisation that filed it."),
    several("state", "The state; left out: current documents.", State.values),
    OpenApiParameter("words", str, description="A number (8255/23), or words, each also as a beginning."),
    OpenApiParameter("mine", bool, description="Filed by the reader's organisation."),
]
