"""The form of an activity: six fields needed, the rest folded, sharing beside its consequence."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.exchange.widgets import Select, SelectMultiple
from coordination.people.models import OrganisationKind, today
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from ..choices import Choices, country_choices, mandate_choices, theme_choices
from ..kinds import Kind, Level, Precision, Status
from ..services import Entry, Place
from ..sharing import CardChoice, Choice, Sharing
from ..validation import date_order, printable_text
from .lines import amounts_of, partners_of

CHOOSE = ("", gettext_lazy("Choose"))


def lead_choices(actor: Actor) -> Choices:
    """Who can lead: the actor's own bodies first, then everybody else in protocol order."""
    own: Choices = []
    others: Choices = []
    for row in organisations().by_id.values():
        if row.kind != OrganisationKind.OPERATOR:
            mine = row.party_id in actor.speaks_for | actor.contributes_to
            (own if mine else others).append((row.code, row.name))
    return own + others


def reader_choices(actor: Actor) -> Choices:
    """With whom an entry can be shared by name: delegations, institutions, agencies, own ministries."""
    own = actor.speaks_for | actor.contributes_to
    kinds = {OrganisationKind.STATE, OrganisationKind.INSTITUTION, OrganisationKind.AGENCY}
    return [
        (row.code, row.name)
        for row in organisations().by_id.values()
        if row.pk not in own
        and (row.kind in kinds or (row.kind == OrganisationKind.MINISTRY and row.parent_id in own))
    ]


class TextField(forms.CharField):
    """Text without control characters; line ends are kept as \\n."""

    default_validators = [printable_text]

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def _date(label: Any, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _long(label: Any, help_text: Any = "") -> TextField:
    return TextField(
        label=label,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


class ActivityForm(forms.Form):
    """Validates what somebody typed and hands it to the services as an `Entry`."""

    title = TextField(
        label=gettext_lazy("What"),
        max_length=300,
        help_text=gettext_lazy("One line that a colleague in another capital understands"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), widget=Select)
    country = forms.ChoiceField(label=gettext_lazy("Country"), widget=Select)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), widget=Select)
    lead = forms.ChoiceField(
        label=gettext_lazy("Lead"), help_text=gettext_lazy("From who you are"), widget=Select
    )
    starts_on = _date(gettext_lazy("From"), required=True)
    ends_on = _date(gettext_lazy("To"))
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        widget=Select,
        help_text=gettext_lazy("Follows from the dates when left empty"),
    )
    precision = forms.ChoiceField(
        label=gettext_lazy("Dates are exact to the"),
        choices=Precision.choices,
        required=False,
        initial=Precision.DAY,
        widget=Select,
    )
    areas = TextField(label=gettext_lazy("Areas in the country"), max_length=300, required=False)
    more_countries = forms.MultipleChoiceField(
        label=gettext_lazy("Further countries"),
        required=False,
        widget=SelectMultiple(attrs={"size": 5}),
    )
    more_themes = forms.MultipleChoiceField(
        label=gettext_lazy("Further themes"), required=False, widget=SelectMultiple(attrs={"size": 5})
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"), choices=Level.choices, required=False, widget=Select
    )
    counterpart = TextField(label=gettext_lazy("Counterpart authority"), max_length=300, required=False)
    aim = _long(gettext_lazy("Aim"))
    results = _long(gettext_lazy("Results so far"))
    lesson = _long(gettext_lazy("Lesson"))
    places = forms.IntegerField(
        label=gettext_lazy("Places"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=gettext_lazy("Of a facility or a scheme"),
    )
    staff = forms.IntegerField(
        label=gettext_lazy("Staff"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("Of a posting, mission or joint team"),
    )
    mandates = forms.MultipleChoiceField(
        label=gettext_lazy("Mandates"), required=False, widget=SelectMultiple(attrs={"size": 5})
    )
    source = TextField(label=gettext_lazy("Source"), max_length=300, required=False)
    reference = TextField(label=gettext_lazy("Reference"), max_length=120, required=False)
    status_on = _date(gettext_lazy("Status as of"))
    audience = forms.ChoiceField(label=gettext_lazy("Who may read it"), choices=Choice.choices)
    delegations = forms.MultipleChoiceField(label=gettext_lazy("Named delegations"), required=False)
    country_team = forms.BooleanField(required=False)
    announce = forms.BooleanField(required=False)
    card_audience = forms.ChoiceField(
        label=gettext_lazy("Card for"),
        choices=[(c.value, c.label) for c in Choice if c != Choice.OWN],
        required=False,
    )
    contact = TextField(
        label=gettext_lazy("Contact on the existence card"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A post, not a name"),
    )
    reason = TextField(
        label=gettext_lazy("Why more readers are let in"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed when an entry is shared more widely than before; kept in its history"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        partners = [CHOOSE, *country_choices()]
        choices: dict[str, list[Any]] = {
            "kind": [CHOOSE, *Kind.choices],
            "country": partners,
            "more_countries": partners[1:],
            "theme": [CHOOSE, *theme_choices()],
            "more_themes": theme_choices(),
            "lead": lead_choices(actor),
            "status": [("", gettext_lazy("From the dates")), *Status.choices],
            "mandates": mandate_choices(),
            "delegations": reader_choices(actor),
        }
        for name, wanted in choices.items():
            self.fields[name].choices = wanted  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("starts_on"), given.get("ends_on")
        if start and end and not date_order(start, end):
            self.add_error(
                "ends_on",
                _("The end is before the start. Choose %(day)s or later.")
                % {"day": date_format(start, "j F Y")},
            )
        if given.get("audience") == Choice.NAMED and not given.get("delegations"):
            self.add_error("delegations", _("Name at least one delegation, or choose another circle."))
        if given.get("announce") and given.get("audience") == Choice.MEMBERS:
            given["announce"] = False  # all members read the entry itself
        return given

    def entry(self, partners: Any, amounts: Any) -> Entry:
        """The entry as the services take it; the form and its lines must be valid."""
        given = self.cleaned_data
        places, known = countries().by_code, themes().by_code
        codes = list(dict.fromkeys([given["country"], *given["more_countries"]]))
        theme_codes = list(dict.fromkeys([given["theme"], *given["more_themes"]]))
        by_code = {row.code: pk for pk, row in mandates().items()}
        lead = organisations().by_code[given["lead"]]
        names = (
            "title",
            "kind",
            "counterpart",
            "aim",
            "results",
            "lesson",
            "places",
            "staff",
            "source",
            "reference",
        )
        return Entry(
            fields={
                **{name: given[name] for name in names},
                "lead_id": lead.pk,
                "starts_on": given["starts_on"],
                "ends_on": given["ends_on"],
                "precision": given["precision"] or Precision.DAY,
                "level": given["level"] or default_level(lead.kind),
                "status": given["status"] or status_from_dates(given["starts_on"], given["ends_on"]),
                "status_on": given["status_on"] or today(),
            },
            places=tuple(
                Place(places[code].pk, given["areas"] if code == given["country"] else "") for code in codes
            ),
            themes=tuple(known[code].pk for code in theme_codes),
            partners=partners_of(partners),
            amounts=amounts_of(amounts),
            mandates=tuple(by_code[code] for code in dict.fromkeys(given["mandates"])),
        )

    def sharing(self) -> Sharing:
        """Who may read the entry."""
        given = self.cleaned_data
        bodies = organisations().by_code
        named = tuple(bodies[code].pk for code in given["delegations"])
        return Sharing(given["audience"], named, given["country_team"])

    def card(self) -> CardChoice | None:
        """The existence card, when it is announced."""
        given = self.cleaned_data
        if not given["announce"]:
            return None
        shared = self.sharing()
        named = shared.named if given["card_audience"] == Choice.NAMED else ()
        contact = given["contact"] or default_contact(self.actor)
        return CardChoice(Sharing(given["card_audience"] or Choice.MEMBERS, named), contact)


def default_level(kind: str) -> str:
    """The level that goes with the kind of lead."""
    national = {OrganisationKind.STATE, OrganisationKind.MINISTRY}
    if kind in national:
        return Level.BILATERAL
    return Level.MULTILATERAL if kind == OrganisationKind.IMPLEMENTER else Level.EU


def status_from_dates(start: datetime.date, end: datetime.date | None) -> str:
    """Planned before it starts, completed after it ended, running between."""
    if start > today():
        return Status.PLANNED
    return Status.COMPLETED if end and end < today() else Status.RUNNING


def default_contact(actor: Actor) -> str:
    """Whom to ask about a card: a post of the organisation, not a person."""
    organisation = actor.organisation.name if actor.organisation else ""
    return _("%(organisation)s, migration desk") % {"organisation": organisation}


class RetireForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Kept in the history of the entry"),
    )
