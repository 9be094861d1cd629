"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from drf_spectacular.utils import OpenApiParameter

from coordination.access.api.gated import GatedView
from coordination.exchange.api import several, understood

from ..filters import ConsultationFilter
from ..kinds import Kind, Standing
from ..queries.selection import Selection

FILTERS = tuple(ConsultationFilter.base_filters)


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    return understood(view, ConsultationFilter).selection


DESCRIBED = [
    several("kind", "Questions, or a silence procedure.", Kind.values),
    several("state", "How it stands now; left out: all but discarded drafts.", Standing.values),
    several("country", "ISO 3166-1 alpha-2 or XK; repeat it for several."),
    OpenApiParameter(
        "words", str, description="All these words, in it or in a reply, each also as a beginning."
    ),
    OpenApiParameter("mine", bool, description="Asked by the reader's organisation."),
]
