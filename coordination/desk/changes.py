"""What others changed lately, as far as the actor may read it: slices tell, the desk puts it in order."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import JSONField, Q, QuerySet, Value
from django.db.models.functions import Cast
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


@dataclass(frozen=True)
class Source:
    """What a slice tells: of which tables, out of how many lines, what they are about, and in which words.

    `about` is a JSON expression over a line of history, read with it: one statement serves all
    slices. `tell` gets the lines with `about`, newest first, and says the newest change of each record.
    """

    nouns: tuple[str, ...]
    lines: int
    about: Callable[[Actor], Any]
    tell: Callable[[Actor, Iterable[Any]], Iterable[Told]]


SOURCES: list[Source] = []

SPAN = datetime.timedelta(days=30)
SHOWN = 10
# Lines read to find ten records: one save of an entry writes a line for each of its parts.
LINES = 400


def register_changes(source: Source) -> None:
    """Let a slice tell what others changed, as far as the actor may read it."""
    SOURCES.append(source)


def changes(actor: Actor, since: datetime.datetime) -> list[dict[str, Any]]:
    """The newest change of each of the ten records that others changed last, from a moment on."""
    if not actor.audiences:
        return []
    sources = [Source((NOUN,), LINES, lambda _actor: Cast(Value(None), JSONField()), _tell), *SOURCES]
    found = [_lines(actor, source, since) for source in sources]
    lines = list(found[0].union(*found[1:], all=True)) if SOURCES else list(found[0])
    lines.sort(key=lambda line: line.pk, reverse=True)
    told = [
        one
        for source in sources
        for one in source.tell(actor, [line for line in lines if line.noun in source.nouns])
    ]
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


def earliest() -> datetime.datetime:
    """From when on changes are listed at all."""
    return timezone.now() - SPAN


def _lines(actor: Actor, source: Source, since: datetime.datetime) -> QuerySet[Any]:
    """What others changed of some tables lately, as far as the actor may read it, newest first."""
    return (
        HistoryLine.objects.visible_to(actor)
        .told_to_others()
        .filter(noun__in=source.nouns, at__gte=since)
        .exclude(Q(organisation_id__isnull=False) & Q(organisation_id__in=actor.organisations))
        .annotate(about=source.about(actor))
        .order_by("-id")[: source.lines]
    )


def _tell(actor: Actor, lines: Iterable[Any]) -> list[Told]:
    """Of the register: the newest change of each entry, with its record read once more."""
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
