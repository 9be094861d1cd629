"""The filter bar of fiches: one set of filters for lists, files and the API."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from coordination.exchange.filters import ListFilter, flag, several, typed
from coordination.people.queries import organisations
from coordination.register.choices import country_choices, theme_choices
from coordination.world.queries import countries, themes

from .choices import owner_choices
from .kinds import Stage
from .models import Fiche
from .queries.selection import Selection

DUE = [("late", _("Late")), ("week", _("Late or due within a week"))]


class FicheFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries.selection`, behind the gate."""

    country = several(_("Country"), country_choices)
    theme = several(_("Theme"), theme_choices)
    state = several(_("State"), Stage.choices)
    owner = several(_("Owner"), owner_choices)
    due = several(_("Due"), DUE)
    words = typed(_("Words"))
    mine = flag(_("Own fiches"))

    class Meta:
        model = Fiche
        fields: list[str] = []

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        places, known, bodies = countries().by_code, themes().by_code, organisations().by_code
        return Selection(
            countries=self.keys("country", places),
            themes=self.keys("theme", known),
            stages=self.chosen("state"),
            owners=self.keys("owner", bodies),
            due=self.chosen("due"),
            mine=bool(self.given.get("mine")),
            words=self.given.get("words") or "",
        )
