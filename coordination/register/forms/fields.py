"""Fields that the forms of all slices share: text as it can be printed, native dates."""

from typing import Any

from django import forms

from coordination.register.validation import plausible_day, printable_text


class TextField(forms.CharField):
    """Text without control characters; line ends are kept as \\n."""

    default_validators = [printable_text]

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def line(label: Any, most: int, *, required: bool = False, help_text: Any = "") -> TextField:
    """Words on one line."""
    return TextField(label=label, max_length=most, required=required, help_text=help_text)


def text(label: Any, most: int, *, rows: int = 3, required: bool = False, help_text: Any = "") -> TextField:
    """Words on several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A date as the browser asks for it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        validators=[plausible_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def moment(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateTimeField:
    """A day and an hour in Brussels, as the browser asks for them."""
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
