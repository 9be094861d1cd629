"""The report on a person as a paper, for the person alone."""

import datetime
import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format, moment_words
from coordination.exchange.paper import Block, Facts, Grid, Paper, Paragraph, Title
from coordination.people.models import today

from .kinds import Fate
from .reports import Report, account_facts, function_rows, noun_label


def report_paper(actor: Actor, report: Report) -> Paper:
    """What the page says, and every row of it."""
    return Paper(
        title=_("What the workspace holds about you"),
        kind=_("REPORT ON PERSONAL DATA"),
        language=(get_language() or "en")[:2],
        marking=_("PERSONAL"),
        organisation=actor.organisation.name if actor.organisation else "",
        produced_at=report.made_at,
        place=_("Brussels"),
        dated=today(),
        facts=[(_("Person"), report.name), (_("Ground"), _("Regulation (EU) 2018/1725, Article 17"))],
        blocks=[
            Title(_("Account")),
            Facts(account_facts(report)),
            Title(_("Functions held")),
            Grid(
                [_("Organisation"), _("Function"), _("Post"), _("From"), _("To")],
                function_rows(report),
                [4, 3, 4, 3, 3],
            ),
            Title(_("What is kept under your number")),
            Grid(
                [_("What"), _("Rows"), _("What happens when you are erased")],
                [
                    [str(row.column.label), str(row.number), str(Fate(row.column.fate).label)]
                    for row in report.kept
                ],
                [5, 2, 6],
            ),
            *_rows(report),
            Title(_("Records that you changed and may read")),
            *_written(report),
        ],
    )


def _rows(report: Report) -> list[Block]:
    blocks: list[Block] = []
    for kept in report.kept:
        if kept.rows:
            blocks.append(Title(str(kept.column.label), 2))
            told = kept.column.told
            rows = [[words_of(name, row[name]) for name in told] for row in kept.rows]
            blocks.append(Grid([str(HEADS[name]) for name in told], rows))
    return blocks


# The columns that reports tell of, in words; several tell when something was.
HEADS: dict[str, str | Promise] = {
    **dict.fromkeys(("at", "created_at", "told_at", "claimed_at", "kept_at"), gettext_lazy("When")),
    "read_at": pgettext_lazy("notice", "Read"),
    "sent_at": pgettext_lazy("mail", "Sent"),
    "revoked_at": pgettext_lazy("calendar address", "Revoked"),
    "expires_at": gettext_lazy("Expires"),
    "last_used_at": gettext_lazy("Last used"),
    "rule": gettext_lazy("Rule"),
    "way": gettext_lazy("How you are told"),
    "noun": gettext_lazy("Kind of record"),
    "record": gettext_lazy("Record"),
    "query": gettext_lazy("Search"),
    "subject": gettext_lazy("Subject"),
    "issuer": gettext_lazy("Provider"),
    "label": gettext_lazy("Name"),
    "language": gettext_lazy("Language"),
    "key": gettext_lazy("Form"),
    "fields": gettext_lazy("Text"),
    "text": gettext_lazy("Text"),
    "verb": gettext_lazy("What happened"),
    "detail": gettext_lazy("Details"),
    "ways": gettext_lazy("Details"),
    "type": gettext_lazy("Kind"),
    "email": gettext_lazy("E-mail"),
    "verified": gettext_lazy("Verified"),
    "digest": gettext_lazy("Digest"),
    "budget": gettext_lazy("Mails a day, at most"),
    "stopped": gettext_lazy("No mail at all"),
    "post": gettext_lazy("Post"),
    "reference": gettext_lazy("Reference"),
    "reason": gettext_lazy("Reason"),
    "nomination": gettext_lazy("Nomination"),
    "function": gettext_lazy("Function"),
    "starts_on": gettext_lazy("From"),
    "ends_on": gettext_lazy("To"),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")


def words_of(name: str, value: Any) -> str:
    """A stored value as a person can read it."""
    if value is None or value == "":
        return "–"
    if name == "noun":
        return noun_label(value)
    if isinstance(value, str) and (found := _DAY.fullmatch(value)):
        if found[1]:
            return moment_words(datetime.datetime.fromisoformat(value))
        return date_format(datetime.date.fromisoformat(value), "j F Y")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _written(report: Report) -> list[Block]:
    if not report.written:
        return [Paragraph(_("Nothing that you may read."), quiet=True)]
    heads = [_("Kind of record"), _("Number of the record"), _("Changes"), _("Last")]
    rows = [[row.noun, row.record, str(row.changes), moment_words(row.last)] for row in report.written]
    return [Grid(heads, rows, [3, 6, 2, 4])]
