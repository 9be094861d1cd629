"""The filter bar of the register: one set of filters for table, matrix, exports and the API."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.exchange.filters import ListFilter, day, flag, several, typed
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from .choices import actor_choices, country_choices, mandate_choices, theme_choices
from .kinds import Kind, Level, Status
from .models import Activity
from .queries import Selection


class ActivityFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries.select`, behind the gate."""

    country = several(_("Country"), country_choices)
    theme = several(_("Theme"), theme_choices)
    kind = several(_("Kind"), Kind.choices)
    actor = several(_("Actor"), actor_choices)
    level = several(_("Level"), Level.choices)
    status = several(_("Status"), Status.choices)
    period_from = day(_("From"))
    period_to = day(_("To"))
    words = typed(_("Words"))
    mandate = several(_("Mandate"), mandate_choices, forms.MultipleHiddenInput)
    mine = flag(_("Own entries"))
    stale = flag(_("Stale entries"))
    drafts = flag(_("Drafts"))

    class Meta:
        model = Activity
        fields: list[str] = []

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        places, known = countries().by_code, themes().by_code
        bodies = organisations().by_code
        return Selection(
            countries=self.keys("country", places),
            themes=self.keys("theme", known),
            kinds=self.chosen("kind"),
            actors=self.keys("actor", bodies),
            levels=self.chosen("level"),
            statuses=self.chosen("status"),
            start=self.given.get("period_from"),
            end=self.given.get("period_to"),
            words=self.given.get("words") or "",
            mandates=tuple(pk for pk, row in mandates().items() if row.code in self.chosen("mandate")),
            mine=bool(self.given.get("mine")),
            stale=bool(self.given.get("stale")),
            drafts=bool(self.given.get("drafts")),
        )


KNOWN_PARAMETERS = frozenset(ActivityFilter.base_filters)
