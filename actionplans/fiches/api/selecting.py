"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from drf_spectacular.utils import OpenApiParameter

from coordination.access.api.gated import GatedView
from coordination.exchange.api import several, understood

from ..filters import DUE, FicheFilter
from ..kinds import Stage
from ..queries.selection import Selection

FILTERS = tuple(FicheFilter.base_filters)


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    return understood(view, FicheFilter).selection


DESCRIBED = [
    several("country", "ISO 3166-1 alpha-2 or XK; repeat it for several."),
    several("theme", "The code of a theme; a domain stands for its sub-themes too."),
    several("state", "The state; left out: all fiches that are not over.", Stage.values),
    several("owner", "Of whom an open measure asks something; with its departments and ministries."),
    several("due", "An open measure is late, or due within a week.", [code for code, _label in DUE]),
    OpenApiParameter("words", str, description="All these words, each also as a beginning."),
    OpenApiParameter("mine", bool, description="Drafted by the reader's organisation, or asking it."),
]
