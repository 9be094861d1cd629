"""The filter bar of consultations: one set of filters for the list, its files and the API."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from coordination.exchange.filters import ListFilter, flag, several, typed
from coordination.register.choices import country_choices
from coordination.world.queries import countries

from .kinds import Kind, Standing
from .models import Consultation
from .queries.selection import Selection


class ConsultationFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries.selection`, behind the gate."""

    kind = several(_("Kind"), Kind.choices)
    state = several(_("State"), Standing.choices)
    country = several(_("Country"), country_choices)
    words = typed(_("Words"))
    mine = flag(_("Own consultations"))

    class Meta:
        model = Consultation
        fields: list[str] = []

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        return Selection(
            kinds=self.chosen("kind"),
            standings=self.chosen("state"),
            countries=self.keys("country", countries().by_code),
            mine=bool(self.given.get("mine")),
            words=self.given.get("words") or "",
        )


KNOWN_PARAMETERS = frozenset(ConsultationFilter.base_filters)
