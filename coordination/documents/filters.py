"""The filter bar of documents: one set of filters for lists, files and the API."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.exchange.filters import ListFilter, flag, several, typed
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.choices import Choices, country_choices
from coordination.world.queries import countries

from . import subjects
from .kinds import Kind, Language, Marking, Series, State
from .models import Document
from .queries.selection import UNNUMBERED, Selection

SERIES = [*Series.choices, (UNNUMBERED, _("Without a number"))]
FIRST_YEAR = 2015


def year_choices() -> Choices:
    """The years of the mechanisms that the workspace serves, the latest first."""
    return [(str(year), str(year)) for year in range(today().year + 1, FIRST_YEAR - 1, -1)]


def holder_choices() -> Choices:
    """Whoever can file something, in protocol order."""
    return [(row.code, row.name) for row in organisations().by_id.values() if row.has_accounts]


class _FilterForm(forms.Form):
    """Says what is wrong with a subject code, as the form of a document does."""

    def clean_subject(self) -> list[subjects.SubjectCode]:
        return subjects.read(self.cleaned_data.get("subject") or "")


class DocumentFilter(ListFilter):
    """Parses and validates; the selection itself is made by `queries.selection`, behind the gate."""

    series = several(_("Series"), SERIES)
    year = several(_("Year"), year_choices)
    subject = typed(_("Subject code"), 120, "text")
    country = several(_("Country"), country_choices)
    language = several(_("Language"), Language.choices)
    marking = several(_("Marking"), Marking.choices)
    kind = several(_("Kind"), Kind.choices)
    holder = several(pgettext_lazy("document", "Filed by"), holder_choices)
    state = several(_("State"), State.choices, forms.MultipleHiddenInput)
    words = typed(_("Number or words"))
    mine = flag(_("Own documents"))

    class Meta:
        model = Document
        fields: list[str] = []
        form = _FilterForm

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        places, bodies = countries().by_code, organisations().by_code
        return Selection(
            series=self.chosen("series"),
            years=tuple(int(year) for year in self.chosen("year")),
            subjects=self.chosen("subject"),
            countries=self.keys("country", places),
            languages=self.chosen("language"),
            markings=self.chosen("marking"),
            kinds=self.chosen("kind"),
            holders=self.keys("holder", bodies),
            states=self.chosen("state"),
            mine=bool(self.given.get("mine")),
            words=self.given.get("words") or "",
        )
