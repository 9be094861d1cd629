"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from coordination.access.api.gated import GatedView
from coordination.register.api.selection import YES_OR_NO

from ..filters import SPANS, MeetingFilter
from ..kinds import BodyKind, MeetingState
from ..queries.selection import Selection

FILTERS = tuple(MeetingFilter.base_filters)


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    sent = view.request.query_params
    wrong: dict[str, Any] = {}
    if any(value not in YES_OR_NO for value in sent.getlist("mine")):
        wrong["mine"] = [_("Give true or false.")]
    chosen = MeetingFilter(sent)
    wrong |= dict(chosen.form.errors)
    if wrong:
        raise ValidationError(wrong)
    return chosen.selection


def _several(name: str, words: str, values: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, many=True, enum=values, description=words)


DESCRIBED = [
    _several("kind", "The kind of body; repeat it for several.", BodyKind.values),
    _several("country", "ISO 3166-1 alpha-2 or XK: of the meeting, or of one of its items."),
    _several("state", "The state; `template` alone shows templates.", MeetingState.values),
    OpenApiParameter("words", str, description="All these words, each also as a beginning."),
    OpenApiParameter("span", str, enum=[code for code, _label in SPANS], description="Upcoming or past."),
    OpenApiParameter("body", OpenApiTypes.UUID, description="One body."),
    OpenApiParameter("mine", bool, description="In which the reader's organisation takes part."),
]
