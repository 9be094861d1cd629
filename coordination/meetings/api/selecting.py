"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from coordination.access.api.gated import GatedView
from coordination.exchange.api import several, understood

from ..filters import SPANS, MeetingFilter
from ..kinds import BodyKind, MeetingState
from ..queries.selection import Selection

FILTERS = tuple(MeetingFilter.base_filters)


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    return understood(view, MeetingFilter).selection


DESCRIBED = [
    several("kind", "The kind of body; repeat it for several.", BodyKind.values),
    several("country", "ISO 3166-1 alpha-2 or XK: of the meeting, or of one of its items."),
    several("state", "The state; `template` alone shows templates.", MeetingState.values),
    OpenApiParameter("words", str, description="All these words, each also as a beginning."),
    OpenApiParameter("span", str, enum=[code for code, _label in SPANS], description="Upcoming or past."),
    OpenApiParameter("body", OpenApiTypes.UUID, description="One body."),
    OpenApiParameter("mine", bool, description="In which the reader's organisation takes part."),
]
