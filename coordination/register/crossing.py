"""The matrix as people see it: groups of rows, heat, marks, the selected cell in words."""

from collections.abc import Callable, Container
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.people.models import Organisation, OrganisationKind, today
from coordination.people.queries import organisations
from coordination.world.models import Tier
from coordination.world.queries import by_name, countries, themes

from .cells import HEAT, Pen
from .kinds import Status
from .queries import Cell, Selection, by_status, matrix
from .rows import STATUS_SIGNS

Address = Callable[..., str]


def shown_actor(lead: Organisation) -> Organisation:
    """The row of the matrix that counts a lead: departments and missions under their institution, and so on."""
    known = organisations().by_id
    if lead.kind == OrganisationKind.AGENCY or lead.parent_id is None:
        return lead
    return known[lead.parent_id]


def _group(organisation: Organisation) -> str:
    if organisation.kind == OrganisationKind.STATE:
        return _("Member states")
    if organisation.kind in (OrganisationKind.IMPLEMENTER,):
        return _("Implementers")
    return _("European Union")


def _tiered() -> list[int]:
    """The countries with a priority tier today: the columns when no country is chosen."""
    return list(
        Tier.objects.on(today()).values_list("country_id", flat=True).distinct().order_by("country_id")
    )


def _theme_row(theme_id: int, chosen: Container[int]) -> int:
    """A sub-theme counts for its domain, unless it was itself asked for."""
    return theme_id if theme_id in chosen else themes().domain(theme_id).pk


def _merge(cells: dict[tuple[int, int], Cell], row_of: Any, column_of: Any) -> dict[tuple[int, int], Cell]:
    rows = {row: row_of(row) for row in {row for row, _column in cells}}
    columns = {column: column_of(column) for column in {column for _row, column in cells}}
    merged: dict[tuple[int, int], Cell] = {}
    for (row, column), cell in cells.items():
        key = rows[row], columns[column]
        found = merged.get(key)
        merged[key] = found.plus(cell) if found else cell
    return merged


def matrix_context(
    actor: Actor, selection: Selection, axis: str, address: Address, chosen: str = ""
) -> dict[str, Any]:
    """The context of `register/matrix.html`; `chosen` is the selected cell as "row:column"."""
    bodies, places, known = organisations().by_id, countries().by_id, themes().by_id
    if axis == "theme-actor":
        counted = _merge(
            matrix(actor, selection, axis),
            lambda pk: _theme_row(pk, selection.themes),
            lambda pk: shown_actor(bodies[pk]).pk,
        )
        column_ids = sorted({column for _row, column in counted}, key=lambda pk: _order(bodies[pk]))
        columns = [(pk, bodies[pk].name, {"actor": bodies[pk].code}) for pk in column_ids]
        row_ids = [pk for pk in known if any(row == pk for row, _column in counted)]
        rows = [("", pk, known[pk].name, {"theme": known[pk].code}) for pk in row_ids]
    else:
        if not selection.countries:
            selection = _in_countries(selection, _tiered())
        counted = _merge(matrix(actor, selection, axis), lambda pk: shown_actor(bodies[pk]).pk, lambda pk: pk)
        shown = sorted(selection.countries, key=lambda pk: by_name(places[pk]))
        columns = [(pk, places[pk].name, {"country": places[pk].code}) for pk in shown]
        row_ids = sorted({row for row, _column in counted}, key=lambda pk: _order(bodies[pk]))
        rows = [(_group(bodies[pk]), pk, bodies[pk].name, {"actor": bodies[pk].code}) for pk in row_ids]
    # One address for a thousand cells, to which each adds its name.
    opened = address(cell=None, after=None)
    pen = Pen(opened + ("&cell=" if "?" in opened else "?cell="), chosen)
    codes = [(column, wanted_code(other)) for column, _label, other in columns]
    groups: list[dict[str, Any]] = []
    for group, row, label, wanted in rows:
        if not groups or groups[-1]["label"] != group:
            groups.append({"label": group, "rows": []})
        code = wanted_code(wanted)
        found = [(f"{code}:{other}", counted.get((row, column))) for column, other in codes]
        total = sum(cell.entries for _name, cell in found if cell)
        url = address(view=None, cell=None, after=None, **wanted)
        groups[-1]["rows"].append({"label": label, "url": url, "cells": pen.row(found), "total": total or ""})
    names = {wanted_code(wanted): (label, wanted) for _g, _pk, label, wanted in rows}
    names |= {wanted_code(wanted): (label, wanted) for _pk, label, wanted in columns}
    return {
        "axis": axis,
        "corner": _("Theme") if axis == "theme-actor" else _("Actor"),
        "columns": [
            {"label": label, "url": address(view=None, cell=None, after=None, **wanted)}
            for _pk, label, wanted in columns
        ],
        "groups": groups,
        "legend": _legend(),
        "selected": _selected(actor, selection, axis, chosen, names, address),
        "words": _in_words(rows, columns, counted),
        "is_empty": not counted,
    }


def wanted_code(wanted: dict[str, str]) -> str:
    return next(iter(wanted.values()))


def _order(organisation: Organisation) -> tuple[int, int, str]:
    rank = {OrganisationKind.STATE: 1, OrganisationKind.IMPLEMENTER: 2}.get(
        OrganisationKind(organisation.kind), 0
    )
    return rank, organisation.protocol_order, organisation.short_en


def _in_countries(selection: Selection, ids: list[int]) -> Selection:
    return Selection(**{**vars(selection), "countries": tuple(ids)})


def _legend() -> list[dict[str, Any]]:
    words = [
        _("%(first)s to %(last)s") % {"first": start, "last": HEAT[place + 1][0] - 1}
        if place + 1 < len(HEAT)
        else _("%(first)s or more") % {"first": start}
        for place, (start, _range) in enumerate(HEAT)
    ]
    return [
        {"level": place + 1, "sample": start, "words": words[place]}
        for place, (start, _range) in enumerate(HEAT)
    ]


def _selected(
    actor: Actor, selection: Selection, axis: str, chosen: str, names: dict[str, Any], address: Address
) -> dict[str, Any] | None:
    row, _colon, column = chosen.partition(":")
    if row not in names or column not in names:
        return None
    (row_label, row_wanted), (column_label, column_wanted) = names[row], names[column]
    narrowed = _narrow(selection, row_wanted | column_wanted)
    statuses = by_status(actor, narrowed)
    total = sum(statuses.values())
    segments, start = [], 0
    tones = {Status.RUNNING: "blue", Status.PLANNED: "open", Status.COMPLETED: "night"}
    for status in Status:
        if statuses.get(status):
            segments.append({"start": start, "length": statuses[status], "tone": tones.get(status, "amber")})
            start += statuses[status]
    pattern = _("%(row)s in %(column)s") if axis == "actor-country" else _("%(row)s: %(column)s")
    return {
        "title": pattern % {"row": row_label, "column": column_label},
        "words": ngettext("%(n)s entry that you may read", "%(n)s entries that you may read", total)
        % {"n": total},
        "total": total,
        "segments": segments,
        "lines": [
            {
                "status": STATUS_SIGNS[status],
                "words": _("%(label)s: %(text)s") % {"label": status.label, "text": statuses[status]},
            }
            for status in Status
            if statuses.get(status)
        ],
        "url": address(view=None, cell=None, after=None, **row_wanted, **column_wanted),
    }


def _narrow(selection: Selection, wanted: dict[str, str]) -> Selection:
    changed: dict[str, Any] = {}
    if "actor" in wanted:
        changed["actors"] = (organisations().by_code[wanted["actor"]].pk,)
    if "country" in wanted:
        changed["countries"] = (countries().by_code[wanted["country"]].pk,)
    if "theme" in wanted:
        changed["themes"] = (themes().by_code[wanted["theme"]].pk,)
    return Selection(**{**vars(selection), **changed})


def _in_words(rows: list[Any], columns: list[Any], counted: dict[tuple[int, int], Cell]) -> list[str]:
    """The strongest row and column, and what nobody covers as far as the reader can see."""
    if not counted:
        return []
    totals = {
        label: sum(counted.get((pk, column), Cell()).entries for column, _l, _w in columns)
        for _group_label, pk, label, _wanted in rows
    }
    leading = max(totals, key=lambda label: totals[label])
    bare = [
        label
        for column, label, _wanted in columns
        if not any(counted.get((pk, column)) for _g, pk, _l, _w in rows)
    ]
    sentences = [_("%(row)s has most entries: %(n)s.") % {"row": leading, "n": totals[leading]}]
    if bare:
        sentences.append(_("You may read nothing under %(columns)s.") % {"columns": ", ".join(bare)})
    return sentences
