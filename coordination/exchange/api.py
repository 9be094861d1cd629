"""The filters of a list as query parameters: the same filter set as on its page, but nothing is ever left out."""

from typing import Any

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from coordination.access.api.gated import GatedView

from .filters import ListFilter

YES_OR_NO = {"true", "false", "True", "False", "1", "0", ""}


def understood[Filter: ListFilter](view: GatedView, filters: type[Filter]) -> Filter:
    """The filters that were sent; raises `ValidationError` for any that cannot be understood."""
    sent = view.request.query_params
    wrong: dict[str, Any] = {
        name: [_("Give true or false.")]
        for name, kind in filters.base_filters.items()
        if isinstance(kind, django_filters.BooleanFilter)
        and any(value not in YES_OR_NO for value in sent.getlist(name))
    }
    chosen = filters(sent)
    wrong |= dict(chosen.form.errors)
    if wrong:
        raise ValidationError(wrong)
    return chosen


def several(name: str, words: str, values: list[str] | None = None) -> OpenApiParameter:
    """A parameter that can be repeated, for the schema."""
    return OpenApiParameter(name, str, many=True, enum=values, description=words)
