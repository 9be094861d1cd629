"""The filters of the page as query parameters: the same filter set, but nothing is ever left out."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from coordination.access.api.gated import GatedView
from coordination.register.api.selection import YES_OR_NO

from ..filters import ConsultationFilter
from ..kinds import Kind, Standing
from ..queries.selection import Selection

FILTERS = tuple(ConsultationFilter.base_filters)


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    sent = view.request.query_params
    wrong: dict[str, Any] = {}
    if any(value not in YES_OR_NO for value in sent.getlist("mine")):
        wrong["mine"] = [_("Give true or false.")]
    chosen = ConsultationFilter(sent)
    wrong |= dict(chosen.form.errors)
    if wrong:
        raise ValidationError(wrong)
    return chosen.selection


def _several(name: str, words: str, values: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, many=True, enum=values, description=words)


DESCRIBED = [
    _several("kind", "Questions, or a silence procedure.", Kind.values),
    _several("state", "How it stands now; left out: all but discarded drafts.", Standing.values),
    _several("country", "ISO 3166-1 alpha-2 or XK; repeat it for several."),
    OpenApiParameter(
        "words", str, description="All these words, in it or in a reply, each also as a beginning."
    ),
    OpenApiParameter("mine", bool, description="Asked by the reader's organisation."),
]
