"""What others changed lately, as far as the actor may read it: slices tell, the desk puts it in order."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.history.models import HistoryLine
from coordination.history.queries import RANK
from coordination.people.models import BRUSSELS
from coordination.people.queries import organisations
from coordination.register.history_words import VERBS, ActivityWords
from coordination.register.models import Activity
from coordination.register.queries import NOUN, with_parts
from coordination.register.rows import actor_words
from coordination.world.queries import countries


@dataclass(frozen=True)
class Told:
    """A change for the desk: when it was, and its row in `desk/desk.html`."""

    at: datetime.datetime
    row: dict[str, Any]


Provider = Callable[[Actor, datetime.datetime], Iterable[Told]]
PROVIDERS: list[Provider] = []

SPAN = datetime.timedelta(days=30)
SHOWN = 10
# Lines read to find ten records: one save of an entry writes a line for each of its parts.
LINES = 400


def register_changes(provider: Provider) -> None:
    """Let a slice tell what others changed since a time, the newest change of each record, as far as the
    actor may read it.
    """
    PROVIDERS.append(provider)


def changes(actor: Actor) -> list[dict[str, Any]]:
    """The newest change of each of the ten records that others changed last."""
    if not actor.audiences:
        return []
    start = since()
    told = [*_of_register(actor, start), *(one for provider in PROVIDERS for one in provider(actor, start))]
    told.sort(key=lambda one: one.at, reverse=True)
    return [one.row for one in told[:SHOWN]]


def row_of(
    *, at: datetime.datetime, who: int | None, system: str, country: str, title: str, url: str, words: str
) -> Told:
    """A change with who made it, and when in Brussels."""
    moment = date_format(at.astimezone(BRUSSELS), "j F Y, H.i")
    body = organisations().by_id.get(who or 0)
    second = " · ".join(filter(None, [actor_words(body)[0] if body else system, moment]))
    row = {"country": country, "title": title, "url": url, "words": words, "second": second}
    return Told(at, row)


def since() -> datetime.datetime:
    """From when on changes are listed."""
    return timezone.now() - SPAN


def lines_of_others(actor: Actor, start: datetime.datetime, *nouns: str) -> QuerySet[HistoryLine]:
    """What others changed of some tables since a time, as far as the actor may read it, newest first."""
    return (
        HistoryLine.objects.visible_to(actor)
        .told_to_others()
        .filter(noun__in=nouns, at__gte=start)
        .exclude(Q(organisation_id__isnull=False) & Q(organisation_id__in=actor.organisations))
        .order_by("-id")
    )


def _of_register(actor: Actor, start: datetime.datetime) -> list[Told]:
    lines = lines_of_others(actor, start, NOUN)[:LINES]
    newest: dict[UUID, list[HistoryLine]] = {}
    for line in lines:
        saved = newest.setdefault(line.record, [])
        if not saved or saved[0].change == line.change:
            saved.append(line)
    records = Activity.objects.visible_to(actor).filter(pk__in=list(newest)[: 3 * SHOWN])
    known = {row.pk: row for row in with_parts(records)}
    told = (_change(actor, known[pk], saved) for pk, saved in newest.items() if pk in known)
    return [change for change in told if change][:SHOWN]


def _change(actor: Actor, row: Activity, lines: Sequence[HistoryLine]) -> Told | None:
    """A change in words; None when the reader learns nothing of it (with whom others share is theirs)."""
    words = ActivityWords(actor, row)
    told = [(line, fields) for line in lines if (fields := words.line(line)) is not None]
    if not told:
        return None
    verb = min(
        (line.verb for line, _fields in told if line.verb in RANK), key=RANK.__getitem__, default="changed"
    )
    said = str(VERBS[verb])
    labels = list(dict.fromkeys(change.label for _line, fields in told for change in fields))
    if verb == "changed" and labels:
        named = ", ".join(labels[:4]).lower() + (", …" if len(labels) > 4 else "")
        said = _("%(label)s: %(text)s") % {"label": said, "text": named}
    return row_of(
        at=lines[0].at,
        who=lines[0].organisation_id,
        system=lines[0].system,
        country=countries().by_id[row.place_list[0]["country"]].name if row.place_list else "",
        title=row.title,
        url=reverse("activity", args=[row.pk]),
        words=said,
    )
