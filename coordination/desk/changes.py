"""What others changed lately, as far as the actor may read it."""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
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

SPAN = datetime.timedelta(days=30)
SHOWN = 10
# Lines read to find ten records: one save of an entry writes a line for each of its parts.
LINES = 400


def since() -> datetime.datetime:
    """From when on changes are listed."""
    return timezone.now() - SPAN


def changes(actor: Actor) -> list[dict[str, Any]]:
    """The newest change of each of the ten records that others changed last."""
    if not actor.audiences:
        return []
    lines = (
        HistoryLine.objects.visible_to(actor)
        .told_to_others()
        .filter(noun=NOUN, at__gte=since())
        .exclude(Q(organisation_id__isnull=False) & Q(organisation_id__in=actor.organisations))
        .order_by("-id")[:LINES]
    )
    newest: dict[UUID, list[HistoryLine]] = {}
    for line in lines:
        saved = newest.setdefault(line.record, [])
        if not saved or saved[0].change == line.change:
            saved.append(line)
    records = Activity.objects.visible_to(actor).filter(pk__in=list(newest)[: 3 * SHOWN])
    known = {row.pk: row for row in with_parts(records)}
    told = (_change(actor, known[pk], saved) for pk, saved in newest.items() if pk in known)
    return [change for change in told if change][:SHOWN]


def _change(actor: Actor, row: Activity, lines: Sequence[HistoryLine]) -> dict[str, Any] | None:
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
    at = date_format(lines[0].at.astimezone(BRUSSELS), "j F Y, H.i")
    who = organisations().by_id.get(lines[0].organisation_id or 0)
    return {
        "country": countries().by_id[row.place_list[0]["country"]].name if row.place_list else "",
        "title": row.title,
        "url": reverse("activity", args=[row.pk]),
        "words": said,
        "second": " · ".join(filter(None, [actor_words(who)[0] if who else lines[0].system, at])),
    }
