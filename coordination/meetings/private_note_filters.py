"""The filter bar of private notes: one set of filters for the list and its files."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from coordination.exchange.filters import ListFilter, flag, several, typed
from coordination.register.choices import country_choices
from coordination.world.queries import countries

from .models import PrivateNote
from .queries.private_notes import NoteSelection


class PrivateNoteFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries.private_notes`, behind the gate."""

    country = several(_("Country"), country_choices)
    words = typed(_("Words"))
    mine = flag(_("Notes of your delegation"))

    class Meta:
        model = PrivateNote
        fields: list[str] = []

    @cached_property
    def selection(self) -> NoteSelection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        return NoteSelection(
            countries=self.keys("country", countries().by_code),
            mine=bool(self.given.get("mine")),
            words=self.given.get("words") or "",
        )
