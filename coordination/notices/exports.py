"""Files of notices: exactly what was selected and can be read now, with marking, reader and time."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.tables import Column
from coordination.people.audiences import AudienceWords, in_words
from coordination.world.queries import countries

from . import queries
from .models import Notice
from .queries import NoticeSelection
from .words import rows_of

BATCH = 200

COLUMNS = [
    Column("id", gettext_lazy("Id"), "code"),
    Column("at", gettext_lazy("When"), "moment"),
    Column("title", gettext_lazy("What is new"), width=60),
    Column("words", gettext_lazy("What happened")),
    Column("who", gettext_lazy("By whom")),
    Column("kind_code", gettext_lazy("Kind, code"), "code"),
    Column("kind", gettext_lazy("Kind")),
    Column("rule_code", gettext_lazy("Rule, code"), "code"),
    Column("rule", gettext_lazy("You are told because"), width=48),
    Column("country_codes", gettext_lazy("Countries, ISO codes"), "code"),
    Column("country", gettext_lazy("Country")),
    Column("unread", gettext_lazy("Unread"), "flag"),
    Column("marked", gettext_lazy("Marking of the row")),
    Column("audience", gettext_lazy("Who can read it")),
]


def rows(actor: Actor, selected: NoticeSelection) -> Iterator[dict[str, Any]]:
    """One row a notice."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = queries.page(actor, selected, after=after, limit=BATCH)
        return _batch(actor, page.rows), page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Notices"), "notices", COLUMNS, rows)


def _batch(actor: Actor, notices: list[Notice]) -> list[selections.Row]:
    """The notices whose records can be read now; who reads a record is said of that record."""
    news = {notice.pk: notice.announcement for notice in notices}
    shown = [(said, news[said["id"]]) for said in rows_of(actor, notices)]
    readers = {
        record: in_words(circles, originator, actor)
        for record, (originator, circles) in queries.shared_with(actor, notices).items()
    }
    return [
        _values(said, told.country_ids, readers[told.record])
        for said, told in shown
        if told.record in readers
    ]


def _values(said: Mapping[str, Any], places: list[int], audience: AudienceWords) -> dict[str, Any]:
    known = countries().by_id
    return {
        "id": str(said["id"]),
        "at": said["at"],
        "title": said["title"],
        "words": said["words"],
        "who": said["who"],
        "kind_code": said["kind"],
        "kind": said["kind_label"],
        "rule_code": said["rule"],
        "rule": said["rule_words"],
        "country_codes": ", ".join(known[pk].code for pk in places),
        "country": said["country"],
        "unread": said["unread"],
        "marked": audience.marking,
        "audience": audience.words,
    }
