"""Draws the rows of actions: hundreds a page, so by hand and not through templates for each.

Rows are those of `rows.action_row`, `rows.listed_row` and of `views.as_of`; every text in them is escaped here.
"""

import datetime
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .rows import day_words

type Row = Mapping[str, Any]


class Pen:
    """Draws for one page, in the reader's language; what all rows say alike is looked up once.

    With `csrf_token` each row of a text that is being written ends with what changes it.
    """

    def __init__(self, csrf_token: str = "") -> None:
        self._csrf = escape(csrf_token)
        self._days: dict[datetime.date, str] = {}
        self._narrow = f'<span class="rt-tag rt-tag--shared">{escape(_("Narrower circle"))}</span>'
        self._yours = f' <span class="rt-tag">{escape(_("Yours"))}</span>'
        self._planned = _("planned")
        self._colon = _(":")
        self._unrecorded = f'<span class="rt-muted">{escape(_("not on record for you on that day"))}</span>'
        self._unsure = _second(_("the record does not say which of several alike steps had changed"))
        self._change = {
            name: escape(words) for name, words in (("edit", _("Edit")), ("up", _("Up")), ("down", _("Down")))
        }
        labels = {
            "plan": _("Plan"),
            "lead": _("Lead and contributors"),
            "due": _("Due"),
            "status": _("Status"),
            "serves": _("Serves"),
            "money": _("EUR"),
        }
        self._label = {name: f'data-label="{escape(words)}"' for name, words in labels.items()}

    def actions(self, rows: Iterable[Row]) -> SafeString:
        """The actions of a plan."""
        return _together(
            f"<tr>{self._head(row)}{self._lead(row)}{self._due(row)}{self._status(row)}{self._serves(row)}"
            f"{self._money(row)}{self._deeds(row) if self._csrf else ''}</tr>"
            for row in rows
        )

    def listed(self, rows: Iterable[Row]) -> SafeString:
        """Actions across plans."""
        return _together(
            f"<tr>{self._head(row)}{self._plan(row)}{self._lead(row)}{self._due(row)}{self._status(row)}"
            f"{self._serves(row)}</tr>"
            for row in rows
        )

    def then(self, rows: Iterable[Row]) -> SafeString:
        """The actions of a plan as they stood on a day."""
        return _together(
            f"<tr>{self._head(row)}{self._lead(row)}{self._day_then(row)}{self._status_then(row)}"
            f"{self._serves(row)}</tr>"
            for row in rows
        )

    # --- Cells -----------------------------------------------------------------------------------

    def _head(self, row: Row) -> str:
        return (
            f'<th scope="row"><span class="rt-number">{escape(row["number"])}</span> {_title(row)}'
            f"{_second(row['second'])}{self._narrow if row['narrow'] else ''}</th>"
        )

    def _plan(self, row: Row) -> str:
        said = _second(f"{row['version']} · {row['objective']}")
        place = f'<a href="{row["plan_url"]}">{escape(row["place"])}</a>'
        return f"<td {self._label['plan']}><span>{place}{said}</span></td>"

    def _lead(self, row: Row) -> str:
        yours = self._yours if row.get("yours") else ""
        said = "".join(_second(line) for line in (row.get("lead_answer"), *row["promises"]) if line)
        return (
            f"<td {self._label['lead']}><span><strong>{escape(row['lead'])}</strong>{yours}{said}</span></td>"
        )

    def _due(self, row: Row) -> str:
        due = row["due"]
        before = f'<del class="rt-nowrap">{self._day(due["before"])}</del> ' if due["before"] else ""
        late = " rt-late" if due["late"] else ""
        day = f'<span class="rt-nowrap{late}">{self._day(due["on"])}</span>' if due["on"] else ""
        said = _second(due["late"]) if due["late"] else ""
        if due["moved"]:
            said += _second(f"{due['moved']}{self._colon} {due['reason']}" if due["reason"] else due["moved"])
        return f"<td {self._label['due']}><span>{before}{day}{said}</span></td>"

    def _day_then(self, row: Row) -> str:
        return f'<td class="rt-nowrap" {self._label["due"]}><span>{self._day(row["due_on"])}</span></td>'

    def _status(self, row: Row) -> str:
        return f"<td {self._label['status']}><span>{_sign(row)}</span></td>"

    def _status_then(self, row: Row) -> str:
        sign = _sign(row) if row["sign"] else self._unrecorded
        return f"<td {self._label['status']}><span>{sign}{self._unsure if row['unsure'] else ''}</span></td>"

    def _serves(self, row: Row) -> str:
        tag = f'<span class="rt-tag rt-serves--{row["serves"]}">{escape(row["serves_words"])}</span>'
        return f"<td {self._label['serves']}>{tag}</td>"

    def _money(self, row: Row) -> str:
        found = ""
        if row["planned"]:
            said = row["committed"] or self._planned
            found = f"<span>{escape(row['planned'])}{_second(said)}</span>"
        return f'<td class="rt-figure" {self._label["money"]}>{found}</td>'

    def _deeds(self, row: Row) -> str:
        about = f'<span class="rt-hidden"> {escape(row["title"])}</span>'
        moved = "".join(
            f' <button class="rt-plain" type="submit" name="to" value="{to}">{self._change[to]}{about}</button>'
            for to in ("up", "down")
        )
        return (
            f'<td class="rt-do"><a href="{row["edit_url"]}">{self._change["edit"]}{about}</a>'
            f'<form class="rt-inline" method="post" action="{reverse("terms-move", args=[row["terms_id"]])}">'
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{self._csrf}">{moved}</form></td>'
        )

    def _day(self, day: datetime.date | None) -> str:
        if day is None:
            return ""
        return self._days.get(day) or self._days.setdefault(day, escape(day_words(day)))


def _together(rows: Iterable[str]) -> SafeString:
    return mark_safe("".join(rows))  # noqa: S308


def _title(row: Row) -> str:
    """With a link, where the reader may open the action."""
    title = escape(row["title"])
    return f'<a href="{row["url"]}">{title}</a>' if row["url"] else title


def _second(words: str) -> str:
    return f'<span class="rt-second">{escape(words)}</span>'


def _sign(row: Row) -> str:
    said = _second(row["explanation"]) if row["explanation"] else ""
    return f'<span class="rt-status rt-status--{row["sign"]}">{escape(row["sign_words"])}</span>{said}'
