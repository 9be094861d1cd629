"""A meeting as its convenor writes it, and how a stored one fills the form."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.people.models import BRUSSELS
from coordination.register.choices import country_choices
from coordination.register.forms.fields import day, line
from coordination.world.queries import countries

from ..kinds import Marking, Rhythm
from ..models import Body, Meeting

CHOOSE = ("", gettext_lazy("Choose"))
ONCE = ("", gettext_lazy("Once"))


def _hour(label: Any, *, required: bool = True, help_text: Any = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, help_text=help_text, widget=widget)


class MeetingForm(forms.Form):
    """Validates what somebody typed; `bodies` are those that the writer convenes, by id."""

    body = forms.ChoiceField(label=gettext_lazy("Body"))
    title = line(
        gettext_lazy("Title"), 200, help_text=gettext_lazy("Left empty, it is called as its body is")
    )
    title_fr = line(gettext_lazy("Title in French"), 200)
    on = day(gettext_lazy("Day"), required=True)
    starts = _hour(gettext_lazy("Starts"), help_text=gettext_lazy("Brussels time"))
    ends = _hour(
        gettext_lazy("Ends"), required=False, help_text=gettext_lazy("Left empty, it lasts as usual")
    )
    until = day(gettext_lazy("Last day"), help_text=gettext_lazy("Only where it ends on another day"))
    venue = line(gettext_lazy("Venue"), 200)
    address = forms.URLField(
        label=gettext_lazy("Address for taking part from afar"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    format = line(gettext_lazy("Format"), 20, help_text=gettext_lazy("Such as 2+2"))
    marking = forms.ChoiceField(label=gettext_lazy("Marking"), choices=Marking.choices)
    paper_days = forms.IntegerField(label=gettext_lazy("Days for papers"), min_value=0, max_value=90)
    notice_days = forms.IntegerField(label=gettext_lazy("Days of notice"), min_value=0, max_value=90)
    rhythm = forms.ChoiceField(label=gettext_lazy("Again"), choices=[ONCE, *Rhythm.choices], required=False)
    series_until = day(gettext_lazy("Until"), help_text=gettext_lazy("The last day of the series"))

    def __init__(self, *args: Any, bodies: Mapping[UUID, Body], editing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        named = [(str(pk), row.name) for pk, row in bodies.items()]
        self.fields["body"].choices = [CHOOSE, *named]  # type: ignore[attr-defined]
        places = [("", pgettext_lazy("country", "None")), *country_choices()]
        self.fields["country"].choices = places  # type: ignore[attr-defined]
        for name in ("marking", "paper_days", "notice_days"):
            self.fields[name].required = editing
        if editing:
            for name in ("body", "rhythm", "series_until"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("rhythm") and not given.get("series_until"):
            self.add_error("series_until", _("Say until when the series goes on."))
        if given.get("until") and not given.get("ends"):
            self.add_error("ends", _("Say at what hour it ends on its last day."))
        return given

    def chosen_body(self) -> Body:
        return self.bodies[UUID(self.cleaned_data["body"])]

    def values(self) -> dict[str, Any]:
        """The meeting by column name; the form must be valid. What was left empty is left to the body."""
        given = self.cleaned_data
        found: dict[str, Any] = {name: given[name] for name in ("title", "title_fr", "address")}
        found["starts_at"] = datetime.datetime.combine(given["on"], given["starts"], BRUSSELS)
        if given["ends"]:
            last = given["until"] or given["on"]
            found["ends_at"] = datetime.datetime.combine(last, given["ends"], BRUSSELS)
        optional = ("venue", "format", "marking", "paper_days", "notice_days")
        editing = "body" not in self.fields
        found |= {name: given[name] for name in optional if editing or given.get(name) not in (None, "")}
        if given["country"] or editing:
            found["country_id"] = countries().by_code[given["country"]].pk if given["country"] else None
        return found


def meeting_values(meeting: Meeting) -> dict[str, Any]:
    """A stored meeting as the values of its form."""
    starts, ends = meeting.starts_at.astimezone(BRUSSELS), meeting.ends_at.astimezone(BRUSSELS)
    known = countries().by_id
    return {
        "title": meeting.title,
        "title_fr": meeting.title_fr,
        "on": starts.date(),
        "starts": starts.time().replace(second=0, microsecond=0),
        "ends": ends.time().replace(second=0, microsecond=0),
        "until": ends.date() if ends.date() != starts.date() else None,
        "venue": meeting.venue,
        "address": meeting.address,
        "country": known[meeting.country_id].code if meeting.country_id else "",
        "format": meeting.format,
        "marking": meeting.marking,
        "paper_days": meeting.paper_days,
        "notice_days": meeting.notice_days,
    }


class CloneForm(forms.Form):
    """When the further meeting takes place, and whether the agenda comes along."""

    on = day(gettext_lazy("Day"), required=True)
    starts = _hour(gettext_lazy("Starts"), help_text=gettext_lazy("Brussels time"))
    with_agenda = forms.BooleanField(
        label=gettext_lazy("Take the agenda along"),
        required=False,
        help_text=gettext_lazy("Titles, presenters, handling and minutes; papers and records stay behind"),
    )

    def starts_at(self) -> datetime.datetime:
        """The start; the form must be valid."""
        given = self.cleaned_data
        return datetime.datetime.combine(given["on"], given["starts"], BRUSSELS)
