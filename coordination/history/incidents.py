"""Who saw what, and when: a signed report for an incident (SECURITY 24), without content."""

import datetime
from typing import Any

import orjson
from django.db.models import Q, QuerySet
from django.utils import timezone

from . import sealing, signing
from .models import HistoryLine, TrailLine

FORM = "roundtable incident report 1"


def report(
    trail: QuerySet[TrailLine],
    history: QuerySet[HistoryLine],
    *,
    records: list[str],
    people: list[int],
    since: datetime.datetime,
    until: datetime.datetime,
) -> dict[str, Any]:
    """The lines on some records, or by and about some people, in [since, until).

    Fields that changed are named; what they held is not in the report.
    """
    trail = trail.filter(at__gte=since, at__lt=until).order_by("pk")
    history = history.filter(at__gte=since, at__lt=until).order_by("pk")
    if records:
        trail, history = trail.filter(record__in=records), history.filter(record__in=records)
    if people:
        trail = trail.filter(Q(user_id__in=people) | Q(about_id__in=people))
        history = history.filter(user_id__in=people)
    body = {
        "form": FORM,
        "made_at": timezone.now().isoformat(),
        "records": records,
        "people": people,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "receipt": sealing.receipt(),
        "faults": [str(fault) for fault in sealing.faults()],
        "trail": [_event(line) for line in trail],
        "history": [_change(line) for line in history],
    }
    return body | {"key": signing.public_key(), "signature": signing.sign(_canonical(body))}


def is_genuine(found: dict[str, Any]) -> bool:
    """Whether a report is exactly what a key known here has signed."""
    body = {name: value for name, value in found.items() if name not in ("key", "signature")}
    key = signing.known_keys().get(signing.name_of(found["key"]))
    return key is not None and signing.is_signed(_canonical(body), found["signature"], key)


def _canonical(body: dict[str, Any]) -> str:
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def _event(line: TrailLine) -> dict[str, Any]:
    route = {name: line.detail[name] for name in ("route", "method") if name in line.detail}
    return {
        "line": line.pk,
        "at": line.at.isoformat(),
        "verb": line.verb,
        "user": line.user_id,
        "organisation": line.organisation_id,
        "about": line.about_id,
        "noun": line.noun,
        "record": line.record,
        "detail": route or sorted(line.detail),
    }


def _change(line: HistoryLine) -> dict[str, Any]:
    return {
        "line": line.pk,
        "at": line.at.isoformat(),
        "verb": line.verb,
        "user": line.user_id,
        "organisation": line.organisation_id,
        "system": line.system,
        "noun": line.noun,
        "record": str(line.record),
        "part": line.part,
        "fields": sorted(line.fields),
    }
