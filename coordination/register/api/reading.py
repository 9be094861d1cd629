"""Entries and cards as the API shows them: codes with labels, audiences in words, no ids of audiences."""

import hashlib
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from rest_framework import serializers

from coordination.access.actor import Actor
from coordination.access.api.gated import etag
from coordination.access.api.openapi import CodedSerializer, coded
from coordination.people.audiences import AudienceWords, circles_by_audience, in_words, why_you_read
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from ..kinds import Kind, Level, Precision, Role, Stage, State, Status
from ..models import Activity, ExistenceCard, stale_before
from ..queries import readable_parents
from ..sharing import CardChoice, Choice, Sharing
from ..stored import shared_as


class AudienceSerializer(serializers.Serializer):
    """Who can read it, in words: in full for the owner, for others as far as it concerns them."""

    level = serializers.IntegerField(help_text="From 1 (own delegation) to 5 (all members).")
    words = serializers.CharField()
    marking = serializers.CharField()
    reason = serializers.CharField(help_text="Why you read it.")
    readers = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="All circles of readers; for the owner only.",
    )


class PlaceSerializer(CodedSerializer):
    areas = serializers.CharField(allow_blank=True)


class PartnerSerializer(serializers.Serializer):
    role = CodedSerializer()
    organisation = CodedSerializer(allow_null=True)
    name = serializers.CharField()


class AmountSerializer(serializers.Serializer):
    currency = serializers.CharField()
    amount = serializers.DecimalField(max_digits=18, decimal_places=2)
    stage = CodedSerializer()
    as_of = serializers.DateField()
    instrument = serializers.CharField(allow_blank=True)


class ActivityRowSerializer(serializers.Serializer):
    """An activity in a list."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(allow_null=True)
    state = CodedSerializer()
    title = serializers.CharField()
    kind = CodedSerializer()
    lead = CodedSerializer()
    originator = CodedSerializer()
    level = CodedSerializer()
    status = CodedSerializer()
    status_on = serializers.DateField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    precision = CodedSerializer()
    countries = PlaceSerializer(many=True)
    themes = CodedSerializer(many=True)
    partners = PartnerSerializer(many=True)
    amounts = AmountSerializer(many=True)
    counterpart = serializers.CharField(allow_blank=True)
    aim = serializers.CharField(allow_blank=True)
    results = serializers.CharField(allow_blank=True)
    lesson = serializers.CharField(allow_blank=True)
    places = serializers.IntegerField(allow_null=True)
    staff = serializers.IntegerField(allow_null=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    reference = serializers.CharField(allow_blank=True)
    external_id = serializers.CharField(allow_blank=True, help_text="IATI identifier.")
    part_of = serializers.UUIDField(
        allow_null=True, help_text="The programme that it is part of, if readable."
    )
    is_example = serializers.BooleanField()
    confirmed_on = serializers.DateField()
    stale = serializers.BooleanField()
    audience = AudienceSerializer()


class SharingSerializer(serializers.Serializer):
    """The originator's choice."""

    choice = serializers.ChoiceField(choices=Choice.choices)
    named = serializers.ListField(child=serializers.CharField())
    country_team = serializers.BooleanField()


class CardChoiceSerializer(SharingSerializer):
    contact = serializers.CharField()


class ActivitySerializer(ActivityRowSerializer):
    """An activity in full."""

    mandates = CodedSerializer(many=True)
    sharing = SharingSerializer(allow_null=True, help_text="For the owner only.")
    card = CardChoiceSerializer(allow_null=True, help_text="The existence card; for the owner only.")


class CardSerializer(serializers.Serializer):
    """That something exists, and whom to ask."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(allow_null=True)
    lead = CodedSerializer()
    country = CodedSerializer()
    theme = CodedSerializer()
    year = serializers.IntegerField()
    quarter = serializers.IntegerField()
    contact = serializers.CharField(allow_blank=True)
    confirmed_on = serializers.DateField()
    audience = AudienceSerializer()


class CellSerializer(serializers.Serializer):
    row = serializers.CharField()
    column = serializers.CharField()
    entries = serializers.IntegerField()
    stale = serializers.IntegerField()
    cards = serializers.IntegerField()


class MatrixSerializer(serializers.Serializer):
    """Who does what where, counted over what this reader may read; cells without anything are left out."""

    axis = serializers.CharField()
    rows = CodedSerializer(many=True)
    columns = CodedSerializer(many=True)
    cells = CellSerializer(many=True)


def audience_json(row: Activity | ExistenceCard, circles: list[int], actor: Actor) -> dict[str, Any]:
    words: AudienceWords = in_words(circles, row.originator_id, actor)
    owner = row.originator_id in actor.speaks_for
    return {
        "level": words.level,
        "words": words.words,
        "marking": words.marking,
        "reason": why_you_read(circles, row.originator_id, actor),
        "readers": list(words.readers) if owner else None,
    }


class Labels:
    """The labels of all choices, looked up once for a page."""

    def __init__(self) -> None:
        choices = (Kind, Level, Status, State, Precision, Role, Stage)
        self._coded = {
            choice: {code: coded(code, label) for code, label in choice.choices} for choice in choices
        }

    def of(self, choice: Any, code: str) -> dict[str, str]:
        return self._coded[choice][code]


def _organisation(pk: int) -> dict[str, str]:
    row = organisations().by_id[pk]
    return coded(row.code, row.name)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def may_write(row: Activity | ExistenceCard, actor: Actor) -> bool:
    """Whether the version is of use to the reader; to others it would count what is not for them."""
    return row.originator_id in actor.speaks_for or getattr(row, "drafted_by_id", None) in actor.organisations


def tagged(row: Activity | ExistenceCard, body: dict[str, Any], actor: Actor) -> dict[str, str]:
    """The ETag: the version for those who write with it, else a digest of what the reader is shown."""
    if may_write(row, actor):
        return etag(row)
    return {"ETag": f'"{hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]}"'}


def activity_json(
    row: Activity, circles: list[int], actor: Actor, labels: Labels, readable_parents: set[UUID]
) -> dict[str, Any]:
    """An activity with its part lists (`queries.with_parts`)."""
    places, known = countries().by_id, themes().by_id
    return {
        "id": str(row.pk),
        "version": row.version if may_write(row, actor) else None,
        "state": labels.of(State, row.state),
        "title": row.title,
        "kind": labels.of(Kind, row.kind),
        "lead": _organisation(row.lead_id),
        "originator": _organisation(row.originator_id),
        "level": labels.of(Level, row.level),
        "status": labels.of(Status, row.status),
        "status_on": _iso(row.status_on),
        "starts_on": _iso(row.starts_on),
        "ends_on": _iso(row.ends_on),
        "precision": labels.of(Precision, row.precision),
        "countries": [
            {**coded(places[part["country"]].code, places[part["country"]].name), "areas": part["areas"]}
            for part in row.place_list
        ],
        "themes": [coded(known[part["theme"]].code, known[part["theme"]].name) for part in row.theme_list],
        "partners": [
            {
                "role": labels.of(Role, part["role"]),
                "organisation": _organisation(part["organisation"]) if part["organisation"] else None,
                "name": _organisation(part["organisation"])["label"]
                if part["organisation"]
                else part["name"],
            }
            for part in row.partner_list
        ],
        "amounts": [
            {
                "currency": part["currency"],
                "amount": f"{Decimal(str(part['amount'])):.2f}",
                "stage": labels.of(Stage, part["stage"]),
                "as_of": part["as_of"],
                "instrument": part["instrument"],
            }
            for part in row.amount_list
        ],
        "counterpart": row.counterpart,
        "aim": row.aim,
        "results": row.results,
        "lesson": row.lesson,
        "places": row.places,
        "staff": row.staff,
        "source": row.source,
        "reference": row.reference,
        "external_id": row.external_id,
        "part_of": str(row.part_of_id) if row.part_of_id in readable_parents else None,
        "is_example": row.is_example,
        "confirmed_on": _iso(row.confirmed_on),
        "stale": row.state == State.CURRENT and row.confirmed_on < stale_before(),
        "audience": audience_json(row, circles, actor),
    }


def activities_json(rows: list[Activity], actor: Actor) -> list[dict[str, Any]]:
    """A page of activities; the audiences and programmes of all in one query each."""
    audiences = circles_by_audience(row.audience_id for row in rows)
    labels, parents = Labels(), readable_parents(actor, rows)
    return [activity_json(row, audiences[row.audience_id], actor, labels, parents) for row in rows]


def full_json(row: Activity, actor: Actor) -> dict[str, Any]:
    """One activity (`queries.one`) with its mandates and, for the owner, how it is shared."""
    shown = activities_json([row], actor)[0]
    known = mandates()
    shown["mandates"] = [coded(known[pk].code, known[pk].title) for pk in row.mandate_list]
    sharing, card = shared_as(actor, row) if row.originator_id in actor.speaks_for else (None, None)
    shown["sharing"] = sharing_json(sharing, row.drafted_by_id) if sharing else None
    shown["card"] = card_json(card) if card else None
    return shown


def sharing_json(sharing: Sharing, drafted_by_id: int | None = None) -> dict[str, Any]:
    """A sharing as it can be sent back; the ministry that drafted reads along anyhow."""
    known = organisations().by_id
    named = [known[pk].code for pk in sharing.named if pk != drafted_by_id]
    choice = Choice.OWN if sharing.choice == Choice.NAMED and not named else sharing.choice
    return {"choice": str(choice), "named": named, "country_team": sharing.country_team}


def card_json(card: CardChoice) -> dict[str, Any]:
    return {**sharing_json(card.sharing), "contact": card.contact}


def cards_json(rows: list[ExistenceCard], actor: Actor) -> list[dict[str, Any]]:
    """A page of existence cards."""
    audiences = circles_by_audience(row.audience_id for row in rows)
    places, known = countries().by_id, themes().by_id
    return [
        {
            "id": str(row.pk),
            "version": row.version if may_write(row, actor) else None,
            "lead": _organisation(row.lead_id),
            "country": coded(places[row.country_id].code, places[row.country_id].name),
            "theme": coded(known[row.theme_id].code, known[row.theme_id].name),
            "year": row.year,
            "quarter": row.quarter,
            "contact": row.contact,
            "confirmed_on": _iso(row.confirmed_on),
            "audience": audience_json(row, audiences[row.audience_id], actor),
        }
        for row in rows
    ]
