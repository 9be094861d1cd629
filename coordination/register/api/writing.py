"""What a client sends: checked field by field, then handed to the services as an `Entry`."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from coordination.access.actor import Actor
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from ..filters import country_choices, theme_choices
from ..forms.entry import default_contact, default_level, lead_choices, reader_choices, status_from_dates
from ..kinds import Kind, Level, Precision, Role, Stage, Status
from ..models import Activity
from ..services import Amount, Entry, Partner, Place, originator_of
from ..sharing import CardChoice, Choice, Sharing
from ..validation import currencies, date_order, plausible_amount, plausible_day, printable_text, repeated

MOST_PARTS = {"countries": 60, "themes": 40, "partners": 60, "amounts": 40, "mandates": 40}
# What a client read and sends back with its change; it decides nothing.
READ_ONLY = {"id", "version", "state", "originator", "audience", "stale", "confirmed_on", "part_of"}
READ_ONLY |= {"external_id", "is_example"}


class Text(serializers.CharField):
    """Text without control characters; with `lines`, line ends are kept as \\n."""

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        super().__init__(validators=[printable_text], **kwargs)
        self.lines = lines

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data).replace("\r\n", "\n")
        if not self.lines and ("\n" in text or "\r" in text):
            raise ValidationError(_("Write this in one line."))
        return text


class Day(serializers.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[plausible_day], **kwargs)


def _unwrapped(data: Any) -> Any:
    """A code, alone or as the object that the API shows."""
    return data.get("code") if isinstance(data, Mapping) else data


CODE = {"type": "string"}
CODE_OR_OBJECT = {
    "oneOf": [CODE, {"type": "object", "properties": {"code": CODE}, "required": ["code"]}],
    "description": "A code, or an object with one as the API shows it.",
}


@extend_schema_field(CODE_OR_OBJECT)
class Code(serializers.CharField):
    """A code of a list; `known` is asked at every request, because the lists change."""

    def __init__(self, known: Callable[[Actor], Any], **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.known = known

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(_unwrapped(data))
        if code not in self.known(self.context["actor"]):
            raise ValidationError(_("%(code)s is not known here.") % {"code": code[:60]}, code="unknown")
        return code


class Choosing(serializers.ChoiceField):
    """A choice by its code, alone or as the object that the API shows."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(_unwrapped(data))


class Strict(serializers.Serializer):
    """Refuses fields that it does not know: a misspelt one would be lost without a word."""

    shown_only: frozenset[str] = frozenset()

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(map(str, data)) - set(self.fields) - self.shown_only)
            if unknown:
                raise ValidationError({name[:100]: [_("There is no such field.")] for name in unknown[:20]})
        return super().to_internal_value(data)


class Partial(Strict):
    """With `leave`, what was not sent is no part of the check (PATCH).

    Django REST framework's own `partial` would let the parts of what was sent be incomplete too.
    """

    def __init__(self, *args: Any, leave: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = kwargs.get("data")
        if leave and isinstance(sent, Mapping):
            for name in set(self.fields) - set(sent):
                del self.fields[name]


def _countries(actor: Actor) -> dict[str, str]:
    return dict(country_choices())


def _themes(actor: Actor) -> dict[str, str]:
    return dict(theme_choices())


def _leads(actor: Actor) -> dict[str, str]:
    return dict(lead_choices(actor))


def _readers(actor: Actor) -> dict[str, str]:
    own = {organisations().by_id[pk].code: "" for pk in actor.speaks_for}
    return dict(reader_choices(actor)) | own


def _mandates(actor: Actor) -> set[str]:
    return {row.code for row in mandates().values()}


def _partners(actor: Actor) -> Any:
    return organisations().by_code


class PlaceInput(Strict):
    shown_only = frozenset({"label"})
    code = Code(_countries)
    areas = Text(max_length=300, required=False, allow_blank=True, default="")

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value({"code": data} if isinstance(data, str) else data)


class PartnerInput(Strict):
    role = Choosing(choices=Role.choices)
    organisation = Code(_partners, required=False, allow_null=True, default=None)
    name = Text(max_length=200, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["organisation"] and not attrs["name"]:
            raise ValidationError({"organisation": [_("Name the partner, by code or in words.")]})
        return attrs


class AmountInput(Strict):
    currency = serializers.ChoiceField(choices=list(currencies()), default="EUR", help_text="ISO 4217.")
    amount = serializers.DecimalField(max_digits=18, decimal_places=2, validators=[plausible_amount])
    stage = Choosing(choices=Stage.choices, default=Stage.PLANNED)
    as_of = Day(required=False, default=today)
    instrument = Text(max_length=160, required=False, allow_blank=True, default="")


class SharingInput(Strict):
    """Who may read it: the originator's choice."""

    choice = serializers.ChoiceField(choices=Choice.choices)
    named = serializers.ListField(child=Code(_readers), required=False, default=list, max_length=60)
    country_team = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["choice"] == Choice.NAMED and not attrs["named"]:
            raise ValidationError({"named": [_("Name at least one delegation, or choose another circle.")]})
        if attrs["choice"] != Choice.NAMED and attrs["named"]:
            raise ValidationError({"named": [_("Delegations are named with the choice “named” only.")]})
        return attrs


class CardInput(SharingInput):
    """The existence card: for whom, and whom to ask."""

    contact = Text(
        max_length=200, required=False, allow_blank=True, default="", help_text="A post, not a name."
    )

    def validate_choice(self, value: str) -> str:
        if value == Choice.OWN:
            raise ValidationError(_("A card announces the entry to others. Choose a wider circle."))
        return value


class ActivityInput(Partial):
    """An activity as a client writes it; what is left out of a PATCH stays as it is."""

    shown_only = frozenset(READ_ONLY)

    title = Text(max_length=300)
    kind = Choosing(choices=Kind.choices)
    countries: Any = serializers.ListSerializer(
        child=PlaceInput(), allow_empty=False, max_length=MOST_PARTS["countries"]
    )
    themes = serializers.ListField(child=Code(_themes), allow_empty=False, max_length=MOST_PARTS["themes"])
    starts_on = Day()
    ends_on = Day(required=False, allow_null=True, default=None)
    precision = Choosing(choices=Precision.choices, default=Precision.DAY)
    status = Choosing(choices=Status.choices, required=False, help_text="Left out: follows from the dates.")
    status_on = Day(required=False, default=today)
    lead = Code(_leads, required=False, help_text="Left out: the organisation in whose name it is logged.")
    level = Choosing(choices=Level.choices, required=False, help_text="Left out: follows from the lead.")
    counterpart = Text(max_length=300, required=False, allow_blank=True, default="")
    aim = Text(max_length=4000, lines=True, required=False, allow_blank=True, default="")
    results = Text(max_length=4000, lines=True, required=False, allow_blank=True, default="")
    lesson = Text(max_length=4000, lines=True, required=False, allow_blank=True, default="")
    places = serializers.IntegerField(
        min_value=0, max_value=10_000_000, required=False, allow_null=True, default=None
    )
    staff = serializers.IntegerField(
        min_value=0, max_value=1_000_000, required=False, allow_null=True, default=None
    )
    source = Text(max_length=300, required=False, allow_blank=True, default="")  # type: ignore[assignment]
    reference = Text(max_length=120, required=False, allow_blank=True, default="")
    partners: Any = serializers.ListSerializer(
        child=PartnerInput(), required=False, default=list, max_length=MOST_PARTS["partners"]
    )
    amounts: Any = serializers.ListSerializer(
        child=AmountInput(), required=False, default=list, max_length=MOST_PARTS["amounts"]
    )
    mandates = serializers.ListField(
        child=Code(_mandates), required=False, default=list, max_length=MOST_PARTS["mandates"]
    )
    sharing = SharingInput(required=False, allow_null=True, help_text="Goes together with `card`.")
    card = CardInput(required=False, allow_null=True, help_text="Null: none. Goes together with `sharing`.")
    reason = Text(
        max_length=300, required=False, allow_blank=True, default="", help_text="Why more readers are let in."
    )

    def validate_countries(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        _once(place["code"] for place in value)
        return value

    def validate_themes(self, value: list[str]) -> list[str]:
        _once(value)
        return value

    def validate_mandates(self, value: list[str]) -> list[str]:
        _once(value)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        row: Activity | None = self.instance
        start, end = (attrs.get(name, getattr(row, name, None)) for name in ("starts_on", "ends_on"))
        if not date_order(start, end):
            raise ValidationError(
                {
                    "ends_on" if "ends_on" in attrs else "starts_on": [
                        _("The end, %(end)s, is before the start, %(start)s.") % {"end": end, "start": start}
                    ]
                }
            )
        self._check_sharing(attrs, row)
        return attrs

    def _check_sharing(self, attrs: dict[str, Any], row: Activity | None) -> None:
        sharing, card, actor = attrs.get("sharing"), attrs.get("card"), self.context["actor"]
        withdrawn = row is not None and row.card_id and "card" in attrs and "sharing" not in attrs
        if sharing is None and card is None and not withdrawn:
            return
        originator = row.originator_id if row else originator_of(actor)[0]
        if originator not in actor.speaks_for:
            raise ValidationError(
                {"sharing": [_("The delegation decides who may read it, when it clears the draft.")]}
            )
        if sharing is None:
            raise ValidationError({"sharing": [_("Say who may read the entry together with its card.")]})
        if "card" not in attrs and row is not None and row.card_id:
            raise ValidationError(
                {"card": [_("The entry has an existence card: say what becomes of it, or null.")]}
            )
        if card and sharing and sharing["choice"] == Choice.MEMBERS:
            raise ValidationError(
                {"card": [_("All members read the entry itself: a card would tell them nothing.")]}
            )


class NewActivityInput(ActivityInput):
    """A new activity; nobody but its organisation reads it unless `sharing` says so."""

    draft = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        wider = attrs.get("sharing") and attrs["sharing"]["choice"] != Choice.OWN
        if attrs["draft"] and (wider or attrs.get("card")):
            message = _("A draft is read by your own organisation. Share it when it is cleared.")
            raise ValidationError({"sharing": [message]})
        return attrs


class ReasonInput(Strict):
    reason = Text(max_length=300, help_text="Kept in the history of the entry.")


def _once(items: Any) -> None:
    if twice := repeated(items):
        raise ValidationError(_("Named more than once: %(codes)s.") % {"codes": ", ".join(map(str, twice))})


PLAIN: tuple[str, ...] = (
    *("title", "kind", "starts_on", "ends_on", "precision", "status", "status_on", "level", "counterpart"),
    *("aim", "results", "lesson", "places", "staff", "source", "reference"),
)


def entry_of(given: dict[str, Any], row: Activity | None, originator_id: int, *, partial: bool) -> Entry:
    """The entry for the services; what a PATCH left out comes from the stored row (`queries.one`)."""
    from_row = row if partial else None
    fields = {name: given[name] for name in PLAIN if name in given}
    if "lead" in given:
        fields["lead_id"] = organisations().by_code[given["lead"]].pk
    if not partial:
        fields.setdefault("lead_id", originator_id)
        fields.setdefault("level", default_level(organisations().by_id[fields["lead_id"]].kind))
        fields.setdefault("status", status_from_dates(given["starts_on"], given["ends_on"]))
    return Entry(fields=fields, **_parts(given, from_row))


def _parts(given: dict[str, Any], row: Activity | None) -> dict[str, Any]:
    parts = _stored_parts(row) if row else {}
    bodies = organisations().by_code
    made: dict[str, Callable[[Any], Any]] = {
        "countries": lambda place: Place(countries().by_code[place["code"]].pk, place["areas"]),
        "themes": lambda code: themes().by_code[code].pk,
        "mandates": lambda code: next(pk for pk, mandate in mandates().items() if mandate.code == code),
        "partners": lambda partner: Partner(
            partner["role"],
            bodies[partner["organisation"]].pk if partner["organisation"] else None,
            "" if partner["organisation"] else partner["name"],
        ),
        "amounts": lambda amount: Amount(**amount),
    }
    for name, make in made.items():
        if name in given:
            parts["places" if name == "countries" else name] = tuple(make(item) for item in given[name])
    return parts


def _stored_parts(row: Activity) -> dict[str, Any]:
    return {
        "places": tuple(Place(part["country"], part["areas"]) for part in row.place_list),
        "themes": tuple(part["theme"] for part in row.theme_list),
        "mandates": tuple(row.mandate_list),
        "partners": tuple(
            Partner(part["role"], part["organisation"], part["name"]) for part in row.partner_list
        ),
        "amounts": tuple(
            Amount(
                part["currency"],
                Decimal(str(part["amount"])),
                part["stage"],
                datetime.date.fromisoformat(part["as_of"]),
                part["instrument"],
            )
            for part in row.amount_list
        ),
    }


def sharing_of_input(given: dict[str, Any] | None) -> Sharing | None:
    if given is None:
        return None
    named = tuple(organisations().by_code[code].pk for code in given["named"])
    return Sharing(given["choice"], named, given["country_team"])


def card_of_input(given: dict[str, Any] | None, actor: Actor) -> CardChoice | None:
    sharing = sharing_of_input(given)
    if given is None or sharing is None:
        return None
    return CardChoice(sharing, given["contact"] or default_contact(actor))
