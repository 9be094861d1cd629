"""The history of a meeting and its agenda in words: names for keys, nothing of a record that may be hidden."""

import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.access.models import Gated
from coordination.history.queries import Changes, changes_of
from coordination.history.words import VERBS as PLAIN_VERBS
from coordination.history.words import ModelWords
from coordination.people.models import Organisation
from coordination.people.queries import organisations
from coordination.world.models import Country
from coordination.world.queries import countries

from .models import AgendaItem, Body, Meeting
from .queries import reading
from .rows import presenter_words

VERBS: dict[str, str | Promise] = PLAIN_VERBS | {
    "issued": pgettext_lazy("meeting", "issued"),
    "revised": gettext_lazy("revised"),
    "cancelled": gettext_lazy("cancelled"),
    "begun": gettext_lazy("opened"),
    "ended": gettext_lazy("closed"),
    "locked": gettext_lazy("locked"),
    "withdrawn": gettext_lazy("taken back"),
    "closed": gettext_lazy("does not meet any more"),
}
# Keys of other rows, which the reader may not be let to know of, and what follows from another field.
UNTOLD = frozenset(
    {
        "originator_id",
        "source_noun",
        "source_id",
        "document_id",
        "key",
        "is_example",
        "standing",
        "issued_at",
        "first_issued_at",
        "began_at",
        "ended_at",
        "locked_at",
        "cancelled_at",
        "answered_at",
        "issued_in",
        "changed_in",
        "code",
    }
)


def _organisation(pk: Any) -> str:
    known = organisations().by_id.get(pk)
    return known.name if known else ""


def _country(pk: Any) -> str:
    known = countries().by_id.get(pk)
    return known.name if known else ""


def _bodies(ids: Any) -> str:
    return ", ".join(filter(None, (_organisation(pk) for pk in ids)))


def _presenters(lines: Any) -> str:
    return "; ".join(filter(None, (presenter_words(line) for line in lines)))


def _pending(changes: Any) -> str:
    """What the next revision will change: the title, where it does; the rest is on the page of the agenda."""
    return str(changes.get("title") or _("changed")) if changes else ""


def _words(actor: Actor, row: Meeting | Body, titles: dict[Any, str]) -> ModelWords:
    return ModelWords(
        owner=row.originator_id in actor.speaks_for,
        names={Organisation: _organisation, Country: _country},
        organisation=_organisation,
        titles=titles,
        untold=UNTOLD,
        lists={
            "presenters": _presenters,
            "circle_ids": _bodies,
            "changes": _pending,
            "usual_papers": ", ".join,
        },
    )


def history_of(
    actor: Actor, meeting: Meeting, *, before: datetime.datetime | None = None, limit: int = 50
) -> Changes:
    """The changes of a meeting, its items and, for its organisers, what they prepare, newest first."""
    items = list(AgendaItem.objects.visible_to(actor).filter(meeting=meeting))
    kept = reading.preparations(actor, meeting)
    titles: dict[Any, str] = {}
    for item in items:
        words = " ".join(filter(None, [item.number, item.name]))
        titles[item.pk] = words
        if item.pk in kept:
            titles[kept[item.pk].pk] = words
    rows: list[Gated] = [meeting, *items, *kept.values()]
    return changes_of(actor, rows, _words(actor, meeting, titles), before=before, limit=limit)


def history_of_body(
    actor: Actor, body: Body, *, before: datetime.datetime | None = None, limit: int = 50
) -> Changes:
    """The changes of a body, newest first."""
    return changes_of(actor, body, _words(actor, body, {}), before=before, limit=limit)
