"""The filters of notices: one set for the list, its files and the API."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from coordination.exchange.filters import ListFilter, flag, several
from coordination.world.queries import countries

from .choices import country_choices, kind_choices
from .models import Notice
from .queries import NoticeSelection


class ToldFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries`, behind the gate."""

    kind = several(_("Kind"), kind_choices)
    country = several(_("Country"), country_choices)

    class Meta:
        model = Notice
        fields: list[str] = []

    def told(self, *, unread: bool) -> NoticeSelection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        places = self.keys("country", countries().by_code)
        return NoticeSelection(unread=unread, kinds=self.chosen("kind"), countries=places)


class NoticeFilter(ToldFilter):
    """The filter bar: what is unread, unless `all` is asked for."""

    unlisted = frozenset({"all"})

    all = flag(_("All notices"))

    @cached_property
    def selection(self) -> NoticeSelection:
        return self.told(unread=not self.given.get("all"))


class NoticeParameters(ToldFilter):
    """The parameters of the API: all notices, unless `unread` is asked for."""

    unread = flag(_("Unread"))

    @cached_property
    def selection(self) -> NoticeSelection:
        return self.told(unread=bool(self.given.get("unread")))
