"""The filter bar of meetings: one set of filters for lists, files and the API."""

from functools import cached_property

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.exchange.filters import ListFilter, flag, one, several, typed
from coordination.register.choices import country_choices
from coordination.world.queries import countries

from .kinds import BodyKind, MeetingState
from .models import Meeting
from .queries.selection import PAST, UPCOMING, Selection

SPANS = [(UPCOMING, _("Upcoming")), (PAST, _("Past"))]


class MeetingFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries.selection`, behind the gate."""

    unlisted = frozenset({"span"})

    kind = several(_("Body"), BodyKind.choices)
    country = several(_("Country"), country_choices)
    state = several(_("State"), MeetingState.choices)
    words = typed(_("Words"))
    span = django_filters.ChoiceFilter(
        label=_("When"), choices=SPANS, widget=forms.HiddenInput, method="pass_on"
    )
    body = one(_("One body"))
    mine = flag(_("Meetings that you take part in"))

    class Meta:
        model = Meeting
        fields: list[str] = []

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        places = countries().by_code
        return Selection(
            span=self.given.get("span") or UPCOMING,
            bodies=(self.given["body"],) if self.given.get("body") else (),
            kinds=self.chosen("kind"),
            countries=self.keys("country", places),
            states=self.chosen("state"),
            mine=bool(self.given.get("mine")),
            words=self.given.get("words") or "",
        )
