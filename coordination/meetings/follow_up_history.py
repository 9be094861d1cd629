"""The history of a follow-up in words: nothing of a record that may be hidden."""

import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.history.queries import Changes, changes_of
from coordination.history.words import VERBS as PLAIN_VERBS
from coordination.history.words import ModelWords
from coordination.people.models import Organisation
from coordination.people.queries import organisations
from coordination.world.models import Country
from coordination.world.queries import countries

from .models import FollowUp, PrivateNote

VERBS: dict[str, str | Promise] = PLAIN_VERBS | {
    "sent out": gettext_lazy("sent out"),
    "closed": gettext_lazy("closed with evidence"),
    "dropped": pgettext_lazy("follow-up", "dropped"),
    "reopened": gettext_lazy("opened again"),
    "discarded": gettext_lazy("taken away"),
}
UNTOLD = frozenset(
    {
        "originator_id",
        "meeting_id",
        "item_id",
        "line",
        "target_noun",
        "target_id",
        "closed_in_id",
        "is_example",
    }
)


def _organisation(pk: int) -> str:
    known = organisations().by_id.get(pk)
    return known.name if known else ""


def _country(pk: int) -> str:
    known = countries().by_id.get(pk)
    return known.name if known else ""


def history_of(
    actor: Actor,
    row: FollowUp | PrivateNote,
    *,
    before: datetime.datetime | None = None,
    limit: int = 50,
) -> Changes:
    """The changes as this reader may know them, newest first, and where older ones begin."""
    words = ModelWords(
        owner=row.originator_id in actor.speaks_for,
        names={Organisation: _organisation, Country: _country},
        organisation=_organisation,
        untold=UNTOLD,
    )
    return changes_of(actor, row, words, before=before, limit=limit)
