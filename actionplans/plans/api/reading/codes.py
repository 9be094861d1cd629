"""What all answers share: codes with labels, days, amounts, and who may read something."""

import datetime
from decimal import Decimal
from typing import Any

from coordination.access.actor import Actor
from coordination.access.api.openapi import coded
from coordination.access.models import Gated
from coordination.people.audiences import in_words, why_you_read
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from ...choices import known_routes
from ...models import Plan

Coded = dict[str, str]


def organisation(pk: int) -> Coded:
    row = organisations().by_id[pk]
    return coded(row.code, row.name)


def theme(pk: int) -> Coded:
    row = themes().by_id[pk]
    return coded(row.code, row.name)


def mandate(pk: int | None) -> Coded | None:
    row = mandates().get(pk) if pk else None
    return coded(row.code, row.title) if row else None


def choice(choices: Any, code: str) -> Coded:
    return coded(code, choices(code).label)


def place(plan: Plan) -> dict[str, Coded | None]:
    """The country or the route that a plan is for."""
    country = countries().by_id[plan.country_id] if plan.country_id else None
    route = next((row for row in known_routes().values() if row.pk == plan.route_id), None)
    return {
        "country": coded(country.code, country.name) if country else None,
        "route": coded(route.code, route.name) if route else None,
    }


def iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def amount(value: Decimal | None) -> str | None:
    """An amount in euro as text, so that no reader rounds it."""
    return f"{value:.2f}" if value is not None else None


def audience(row: Gated, circles: list[int], actor: Actor) -> dict[str, Any]:
    """The JSON of an `AudienceSerializer`."""
    words = in_words(circles, row.originator_id, actor)
    return {
        "level": words.level,
        "words": words.words,
        "marking": words.marking,
        "reason": why_you_read(circles, row.originator_id, actor),
        "readers": list(words.readers) if row.originator_id in actor.speaks_for else None,
    }
