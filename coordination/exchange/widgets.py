"""Lists to choose from, drawn without Django's template of an option.

The form offers some 1,600 options and the filter bar 400; a template for each costs more than all the rest of
the page. Rules stay where they were: the widgets hold, read and check their choices as Django's own do.

What is kept of an option is kept by its texts, which are names that everybody may read.
"""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=8192)
def _option(value: str, label: str, selected: bool) -> SafeString:
    """An option of a list."""
    return format_html('<option value="{}"{}>{}</option>', value, " selected" if selected else "", label)


@lru_cache(maxsize=8192)
def _box(name: str, html_id: str, value: str, label: str, checked: bool) -> SafeString:
    """A box to tick, in its label."""
    return format_html(
        '<div class="rt-option"><label for="{id}"><input type="checkbox" name="{name}" value="{value}" id="{id}"{checked}>'
        " {label}</label></div>",
        id=html_id,
        name=name,
        value=value,
        label=label,
        checked=" checked" if checked else "",
    )


class _Drawn(forms.Select):
    """Flat lists only: a group of options would be drawn as one."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = [_option(str(key), str(label), str(key) in chosen) for key, label in self.choices]
        more = {"multiple": True} if self.allow_multiple_selected else {}
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), **more, "name": name})
        return mark_safe(f"<select{flatatt(attributes)}>{''.join(options)}</select>")  # noqa: S308


class Select(_Drawn):
    """One of a list."""


class SelectMultiple(_Drawn, forms.SelectMultiple):
    """Several of a list."""


class Boxes(forms.CheckboxSelectMultiple):
    """Several of a list, as boxes to tick; the legend is the page's."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen, html_id = set(self.format_value(value)), (attrs or {}).get("id", f"id_{name}")
        boxes = [
            _box(name, f"{html_id}_{place}", str(key), str(label), str(key) in chosen)
            for place, (key, label) in enumerate(self.choices)
        ]
        return mark_safe("".join(boxes))  # noqa: S308
