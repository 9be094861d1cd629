"""A stale save: both texts side by side, chosen line by line, nothing typed lost."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.routes import GatedRequest

from ..entry_page import EntryPage
from ..forms.values import in_words
from ..history_words import history_of
from ..models import Activity

LINES = ("partners", "amounts")


def with_choices(posted: QueryDict, stored: dict[str, Any]) -> QueryDict:
    """The posted form with the fields for which the other text was chosen."""
    data = posted.copy()
    for name, value in stored.items():
        if posted.get(f"keep_{name}") != "theirs":
            continue
        if name in LINES:
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
            data[f"{prefix}-{place}-{name}"] = "" if value is None else str(value)


def conflict_page(
    request: GatedRequest, page: EntryPage, activity: Activity, stored: dict[str, Any]
) -> HttpResponse:
    """409 with the fields that differ, mine and theirs."""
    actor: Actor = request.actor
    changes, _older = history_of(actor, activity, limit=1)
    last = changes[0] if changes else None
    fields = list(_different_fields(page, stored))
    hidden = [
        {"name": name, "value": value}
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", "version"} and not name.startswith("keep_")
        for value in values
    ]
    context = {
        "page": {
            "title": _("Two texts of one activity"),
            "subtitle": activity.title,
            "marking": {"label": page.audience().marking, "narrow": page.audience().narrow, "note": ""},
        },
        "saved_by": last.organisation if last else _("somebody else"),
        "saved_at": last.at if last else None,
        "fields": fields,
        "hidden": hidden,
        "version": activity.version,
        "action_url": request.path,
        "discard_url": reverse("activity", args=[activity.pk]),
    }
    return render(request, "register/conflict.html", context, status=409)


def _different_fields(page: EntryPage, stored: dict[str, Any]) -> Any:
    mine = page.form.cleaned_data
    for name, field in page.form.fields.items():
        if name not in stored:
            continue
        ours, theirs = in_words(field, mine.get(name)), in_words(field, stored[name])
        if ours != theirs:
            yield {"name": name, "label": field.label or name, "mine": ours, "theirs": theirs}
    for name, formset, label in (
        ("partners", page.partners, _("Partners")),
        ("amounts", page.amounts, _("Amounts")),
    ):
        typed = [_line(line.cleaned_data) for line in formset if line.is_filled()]
        kept = [_line(line) for line in stored[name]]
        if typed != kept:
            yield {"name": name, "label": label, "mine": "\n".join(typed), "theirs": "\n".join(kept)}


def _line(values: dict[str, Any]) -> str:
    shown = {name: value for name, value in values.items() if value not in (None, "")}
    if "amount" in shown:
        shown["amount"] = f"{float(shown['amount']):.2f}"
    return ", ".join(str(shown[name]) for name in sorted(shown))
