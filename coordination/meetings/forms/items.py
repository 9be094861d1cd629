"""An item of an agenda: its words, its presenters, its papers."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.documents.links import document_choices
from coordination.exchange.widgets import Select, SelectMultiple
from coordination.register.choices import country_choices
from coordination.register.forms.fields import day, line
from coordination.world.queries import countries

from ..choices import codes_of, ids_of, invited_choices, presenter_choices
from ..kinds import Handling, Input, ItemKind, PaperState
from ..models import AgendaItem, ItemPreparation
from ..services import ItemWords

CHOOSE = ("", gettext_lazy("Choose"))


class ItemForm(forms.Form):
    """Validates what somebody typed and hands it to the services as `ItemWords`."""

    title = line(gettext_lazy("Title"), 300, required=True)
    title_fr = line(gettext_lazy("Title in French"), 300)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=0,
        max_value=1440,
        initial=15,
        help_text=gettext_lazy("Read by those who prepare the meeting alone"),
    )
    handling = forms.ChoiceField(
        label=gettext_lazy("Handling"),
        required=False,
        help_text=gettext_lazy("The “=” line: what the meeting does with it"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Who is in the room"),
        choices=[
            (ItemKind.COMMON.value, gettext_lazy("Common: everybody who is invited")),
            (ItemKind.INTERNAL.value, gettext_lazy("Internal: members, without guests")),
            (ItemKind.CLOSED.value, gettext_lazy("Closed: the convenor and those named below")),
        ],
        widget=forms.RadioSelect,
        initial=ItemKind.COMMON.value,
    )
    circle = forms.MultipleChoiceField(
        label=gettext_lazy("In the room for a closed item"),
        required=False,
        choices=invited_choices,
        widget=SelectMultiple(attrs={"size": 6}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, widget=Select)
    reason = line(
        gettext_lazy("Why it is on the agenda"),
        300,
        help_text=gettext_lazy("Read by those who prepare the meeting alone"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        handlings = [(value, label) for value, label in Handling.choices if value]
        self.fields["handling"].choices = [CHOOSE, *handlings]  # type: ignore[attr-defined]
        places = [("", pgettext_lazy("country", "None")), *country_choices()]
        self.fields["country"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == ItemKind.CLOSED and not given.get("circle"):
            self.add_error("circle", _("Name who is in the room for a closed item."))
        return given

    def words(self, presenters: list[dict[str, Any]]) -> ItemWords:
        """The item as the services take it; the form must be valid."""
        given = self.cleaned_data
        fields = {name: given[name] for name in ("title", "title_fr", "handling", "kind")}
        fields["presenters"] = presenters
        fields["circle_ids"] = ids_of(given["circle"]) if given["kind"] == ItemKind.CLOSED else []
        fields["country_id"] = countries().by_code[given["country"]].pk if given["country"] else None
        return ItemWords(fields, minutes=given["minutes"], reason=given["reason"])


class PresenterForm(forms.Form):
    """A line with a dash."""

    input = forms.ChoiceField(
        label=gettext_lazy("What is presented"),
        choices=[CHOOSE, *Input.choices],
        required=False,
        widget=Select,
    )
    parties = forms.MultipleChoiceField(
        label=gettext_lazy("By whom"),
        choices=presenter_choices,
        required=False,
        widget=SelectMultiple(attrs={"size": 3}),
    )
    words = line(gettext_lazy("In words"), 200)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("parties") or given.get("words")) and not given.get("input"):
            given["input"] = Input.PRESENTATION.value
        return given

    def is_filled(self) -> bool:
        given = self.cleaned_data
        return bool(given.get("input") or given.get("parties") or given.get("words"))


class BasePresenterFormSet(forms.BaseFormSet):
    def lines(self) -> list[dict[str, Any]]:
        """The filled lines of a valid formset, as items keep them."""
        return [
            {
                "input": row.cleaned_data["input"],
                "parties": ids_of(row.cleaned_data["parties"]),
                "words": row.cleaned_data["words"],
            }
            for row in self
            if row.is_filled()
        ]


PresenterFormSet = forms.formset_factory(
    PresenterForm, formset=BasePresenterFormSet, extra=1, max_num=12, validate_max=True
)


def item_values(item: AgendaItem, preparation: ItemPreparation | None) -> dict[str, Any]:
    """An item as arranged, as the values of its form."""
    known = countries().by_id
    return {
        "title": item.title,
        "title_fr": item.title_fr,
        "minutes": preparation.minutes if preparation else 15,
        "handling": item.handling,
        "kind": item.kind,
        "circle": codes_of(item.circle_ids),
        "country": known[item.country_id].code if item.country_id else "",
        "reason": preparation.reason if preparation else "",
    }


def presenter_values(item: AgendaItem) -> list[dict[str, Any]]:
    """The lines with a dash as the values of their forms."""
    return [
        {
            "input": line.get("input", ""),
            "parties": codes_of(line.get("parties", [])),
            "words": line.get("words", ""),
        }
        for line in item.presenters
    ]


class PaperForm(forms.Form):
    """A paper that is announced, asked for or there."""

    document = forms.ChoiceField(
        label=gettext_lazy("Filed document"),
        required=False,
        widget=Select,
        help_text=gettext_lazy("Shown to those who may read the document too"),
    )
    title = line(
        gettext_lazy("Paper"), 300, help_text=gettext_lazy("Left empty: the subject of the document")
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=PaperState.choices)
    author = forms.ChoiceField(label=gettext_lazy("Expected from"), required=False, widget=Select)
    due_on = day(gettext_lazy("Due"))
    issued_on = day(gettext_lazy("Issued on"))
    reference = line(
        gettext_lazy("Reference"), 60, help_text=gettext_lazy("As the Council writes it: 8255/23")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        filed = document_choices(actor, keep=[self.initial.get("document")])
        self.fields["document"].choices = [("", pgettext_lazy("document", "None")), *filed]  # type: ignore[attr-defined]
        self.fields["author"].choices = [("", "—"), *presenter_choices()]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The paper by column name; the form must be valid."""
        given = self.cleaned_data
        fields = {name: given[name] for name in ("title", "state", "due_on", "issued_on", "reference")}
        return fields | {
            "author_id": ids_of([given["author"]])[0] if given["author"] else None,
            "document_id": UUID(given["document"]) if given["document"] else None,
        }
