"""The filter bar of follow-ups: one set of filters for the list, its files and the API."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from coordination.exchange.filters import ListFilter, flag, one, several, typed
from coordination.people.queries import organisations
from coordination.register.choices import country_choices
from coordination.world.queries import countries

from .choices import presenter_choices
from .models import FollowUp
from .queries.follow_ups import LATE, SOON, FollowUpSelection
from .room_kinds import FollowUpState

DUE = [(LATE, _("Late")), (SOON, _("Late or due within a week"))]


class FollowUpFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries.follow_ups`, behind the gate."""

    state = several(_("State"), FollowUpState.choices)
    owner = several(_("Owner"), presenter_choices)
    country = several(_("Country"), country_choices)
    due = several(_("Due"), DUE)
    words = typed(_("Words"))
    body = one(_("One body"))
    meeting = one(_("One meeting"))
    mine = flag(_("Asked of your organisation"))

    class Meta:
        model = FollowUp
        fields: list[str] = []

    @cached_property
    def selection(self) -> FollowUpSelection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        places, bodies = countries().by_code, organisations().by_code
        return FollowUpSelection(
            states=self.chosen("state"),
            owners=self.keys("owner", bodies),
            countries=self.keys("country", places),
            due=self.chosen("due"),
            bodies=(self.given["body"],) if self.given.get("body") else (),
            meetings=(self.given["meeting"],) if self.given.get("meeting") else (),
            mine=bool(self.given.get("mine")),
            words=self.given.get("words") or "",
        )
