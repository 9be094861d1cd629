"""The API of the matrix: counts of what this reader may read."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedView
from coordination.access.api.openapi import answers, coded
from coordination.people.queries import organisations
from coordination.world.queries import countries, themes

from ..queries import AXES, matrix
from .reading import MatrixSerializer
from .selection import MATRIX_FILTERS, described, selection_of

AXIS = OpenApiParameter(
    "axis", str, enum=list(AXES), default="actor-country", description="Rows and columns."
)


class MatrixView(GatedView):
    """Actor by country, or theme by actor."""

    parameters = ("axis", *MATRIX_FILTERS)

    @extend_schema(parameters=[AXIS, *described(MATRIX_FILTERS)], responses=answers(MatrixSerializer, 400))
    def get(self, request: Request) -> Response:
        axis = request.query_params.get("axis", "actor-country")
        if axis not in AXES:
            raise ValidationError({"axis": [_("Choose %(axes)s.") % {"axes": ", ".join(AXES)}]})
        counted = matrix(self.actor, selection_of(self), axis)
        known = {"actor": organisations().by_id, "country": countries().by_id, "theme": themes().by_id}
        of_rows, of_columns = (known[name] for name in axis.split("-"))
        used_rows, used_columns = ({key[side] for key in counted} for side in (0, 1))
        # The references are in their own order: protocol, alphabet, action plan.
        rows = {pk: row for pk, row in of_rows.items() if pk in used_rows}  # type: ignore[attr-defined]
        columns = {pk: row for pk, row in of_columns.items() if pk in used_columns}  # type: ignore[attr-defined]
        cells = [
            {"row": rows[row].code, "column": columns[column].code, **cell._asdict()}
            for (row, column), cell in sorted(counted.items())
        ]
        return Response(
            {
                "axis": axis,
                "rows": [coded(row.code, row.name) for row in rows.values()],
                "columns": [coded(column.code, column.name) for column in columns.values()],
                "cells": cells,
            }
        )
