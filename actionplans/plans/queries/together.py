"""Rows of several tables in one statement."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject

from coordination.history.as_of import typed


def together(*parts: QuerySet[Any]) -> dict[Any, list[Any]]:
    """The rows of some tables by their model, in no order: one statement for all of them.

    Not for tables with amounts, which JSON would round.
    """
    kinds = {part.model._meta.model_name: part.model for part in parts}
    found: dict[Any, list[Any]] = {kind: [] for kind in kinds.values()}
    asked = [
        part.order_by()
        .annotate(
            of_table=Value(part.model._meta.model_name),
            whole_row=JSONObject(**{c.attname: c.attname for c in part.model._meta.concrete_fields}),
        )
        .values_list("of_table", "whole_row")
        for part in parts
    ]
    for name, said in asked[0].union(*asked[1:], all=True):
        columns = kinds[name]._meta.concrete_fields
        values = [typed(column, said[column.attname]) for column in columns]
        found[kinds[name]].append(kinds[name].from_db(DEFAULT_DB_ALIAS, [c.attname for c in columns], values))
    return found
