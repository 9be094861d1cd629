"""Which day, or which two, a plan is looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.people.models import today

from .versions import day_field


class AsOfForm(forms.Form):
    """A day up to today; with `since` what changed from that day to it."""

    day = day_field(gettext_lazy("As of"), required=True)
    since = day_field(gettext_lazy("What changed since"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, since = given.get("day"), given.get("since")
        if day and day > today():
            self.add_error("day", _("Choose today or an earlier day."))
        if day and since and since >= day:
            self.add_error("since", _("Choose a day before the other one."))
        return given
