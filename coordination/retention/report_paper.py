"""The report on a person as a paper, for the person alone."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.exchange.paper import Block, Facts, Grid, Paper, Paragraph, Title
from coordination.people.models import today

from .kinds import Fate
from .reports import Report, account_facts, function_rows


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
            heads = list(kept.column.told)
            blocks.append(Grid(heads, [[words_of(row[name]) for name in heads] for row in kept.rows]))
    return blocks


def words_of(value: Any) -> str:
    """A stored value as a person can read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _written(report: Report) -> list[Block]:
    if not report.written:
        return [Paragraph(_("Nothing that you may read."), quiet=True)]
    heads = [_("Kind of record"), _("Number of the record"), _("Changes"), _("Last")]
    rows = [[row.noun, row.record, str(row.changes), moment_words(row.last)] for row in report.written]
    return [Grid(heads, rows, [3, 6, 2, 4])]
