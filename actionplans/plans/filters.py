"""The filter bar of actions across plans: one set of filters for the page, the files and the API."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from coordination.exchange.filters import ListFilter, one, several, typed
from coordination.people.queries import organisations
from coordination.register.choices import country_choices
from coordination.world.queries import countries, themes

from .choices import domain_choices, lead_choices
from .kinds import Light, Serves
from .models import Action
from .queries.actions import STATES, Selection

LATE = [("true", _("Late")), ("false", _("Not late"))]


class ActionFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries.actions`, behind the gate."""

    country = several(_("Country"), country_choices)
    theme = several(_("Theme"), domain_choices)
    lead = several(_("Lead"), lead_choices)
    party = several(_("Lead or contributor"), lead_choices)
    light = several(_("Status"), Light.choices)
    state = several(_("State"), [(state.value, state.label) for state in STATES])
    late = several(_("Late"), LATE)
    serves = several(_("Serves"), Serves.choices)
    words = typed(_("Words"))
    plan = one(_("One plan"))

    class Meta:
        model = Action
        fields: list[str] = []

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        places, known, bodies = countries().by_code, themes().by_code, organisations().by_code
        late = self.chosen("late")
        return Selection(
            countries=self.keys("country", places),
            plan=self.given.get("plan"),
            leads=self.keys("lead", bodies),
            parties=self.keys("party", bodies),
            themes=self.keys("theme", known),
            lights=self.chosen("light"),
            states=self.chosen("state"),
            late=late[0] == "true" if len(late) == 1 else None,
            serves=self.chosen("serves"),
            words=self.given.get("words") or "",
        )
