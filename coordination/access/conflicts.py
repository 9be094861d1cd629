"""A stale save: both texts side by side, chosen line by line, nothing typed lost.

`stored` holds the values of every field of the form as they are stored now and, under the prefix of
a formset, its lines.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from .dates import date_format
from .routes import GatedRequest

KEEP = "keep_"
# Who saved the other text, and when; nothing where the reader does not learn it.
Saved = tuple[str, datetime.datetime | None]
NOT_TYPED = {"csrfmiddlewaretoken", "version"}


def with_choices(posted: QueryDict, stored: dict[str, Any], prefixes: Iterable[str] = ()) -> QueryDict:
    """The posted form with the fields for which the other text was chosen; `prefixes` are formsets."""
    data = posted.copy()
    lines = set(prefixes)
    for name, value in stored.items():
        if posted.get(f"{KEEP}{name}") != "theirs":
            continue
        if name in lines:
            _put_lines(data, name, value)
        elif isinstance(value, list):
            data.setlist(name, [str(item) for item in value])
        elif value in (None, False):
            data.pop(name, None)
        else:
            data[name] = "on" if value is True else str(value)
    return data


def _put_lines(data: QueryDict, prefix: str, lines: list[dict[str, Any]]) -> None:
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        data.pop(name)
    data[f"{prefix}-TOTAL_FORMS"] = data[f"{prefix}-INITIAL_FORMS"] = str(len(lines))
    for place, line in enumerate(lines):
        for name, value in line.items():
            if value is not False:
                data[f"{prefix}-{place}-{name}"] = (
                    "on" if value is True else "" if value is None else str(value)
                )


def typed(posted: QueryDict) -> list[dict[str, str]]:
    """Every field of the form as posted, to be sent again."""
    return [
        {"name": name, "value": value}
        for name, values in posted.lists()
        if name not in NOT_TYPED and not name.startswith(KEEP)
        for value in values
    ]


def differing(
    form: Any, stored: dict[str, Any], formsets: Iterable[tuple[str, Any, str]] = ()
) -> Iterator[dict[str, str]]:
    """The fields and lines that differ, mine and theirs, in words; `formsets` as (prefix, formset, label)."""
    mine = form.cleaned_data
    for name, field in form.fields.items():
        if name not in stored:
            continue
        ours, theirs = _in_words(field, mine.get(name)), _in_words(field, stored[name])
        if ours != theirs:
            yield {"name": name, "label": field.label or name, "mine": ours, "theirs": theirs}
    for prefix, formset, label in formsets:
        written = [_line(line.cleaned_data) for line in formset if line.is_filled()]
        kept = [_line(line) for line in stored[prefix]]
        if written != kept:
            yield {"name": prefix, "label": label, "mine": "\n".join(written), "theirs": "\n".join(kept)}


def conflict_page(
    request: GatedRequest,
    page: dict[str, Any],
    fields: Iterable[dict[str, str]],
    *,
    version: int,
    discard_url: str,
    what: str = "",
    saved: Saved = ("", None),
) -> HttpResponse:
    """409 with the fields that differ, mine and theirs; `what` says which text was saved meanwhile."""
    context = {
        "page": page,
        "what": what or _("Somebody saved this text while you were writing."),
        "saved_by": saved[0] or _("somebody else"),
        "saved_at": saved[1],
        "fields": list(fields),
        "hidden": typed(request.POST),
        "version": version,
        "action_url": request.path,
        "discard_url": discard_url,
    }
    return render(request, "access/conflict.html", context, status=409)


def _line(values: dict[str, Any]) -> str:
    shown = {
        name: value for name, value in values.items() if value not in (None, "", False) and name != "key"
    }
    if "amount" in shown:
        shown["amount"] = f"{float(shown['amount']):.2f}"
    return ", ".join(str(shown[name]) for name in sorted(shown))


def _in_words(field: Any, value: Any) -> str:
    """A form value as a person reads it; nothing for one that is not offered, for it may be a hidden record."""
    if value in (None, "", [], False):
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(words for item in value if (words := _in_words(field, item)))
    if hasattr(field, "choices"):
        offered: Any = flatten_choices(field.choices)
        return {str(code): str(label).strip() for code, label in offered}.get(str(value), "")
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part not in (None, ""))
    if hasattr(value, "isoformat"):
        return date_format(value, "j F Y")
    return str(value)
