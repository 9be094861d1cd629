"""The outcome of a silence procedure as a paper in the Council's form: what its page says, as this reader may know it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.exchange.paper import Block, Grid, Notice, Paper, Paragraph, Run, Runs, Title
from coordination.people.models import today

from .compilation import marking_of
from .detail_page import Page
from .models import Consultation, Position
from .rows import convenor_words, paragraphs, readership_words, standing_label
from .silence_page import procedure


def silence_paper(actor: Actor, row: Consultation, found: list[Position]) -> Paper:
    """The paper. `found` are the positions that this reader reads."""
    page = Page(actor, row, 0)
    shown = procedure(page, found, own_page=True)
    marking, _narrow = marking_of(page, answered=bool(found), drafts=False)
    facts: list[tuple[str, Runs]] = [
        (_("Asked by"), convenor_words(row)),
        (_("Subject"), row.title),
        (_("Reference"), row.reference),
        (_("Deadline"), moment_words(row.deadline)),
        (_("State"), standing_label(row)),
    ]
    return Paper(
        title=_("Outcome of the silence procedure: %(title)s") % {"title": row.title},
        kind=_("OUTCOME OF THE SILENCE PROCEDURE"),
        language=(get_language() or "en")[:2],
        marking=marking,
        organisation=actor.organisation.name if actor.organisation else "",
        produced_at=timezone.now(),
        issuer=[convenor_words(row)],
        place=_("Brussels"),
        dated=today(),
        facts=[(label, words) for label, words in facts if words],
        blocks=[
            Notice(shown["outcome"]["words"]),
            Title(_("Text")),
            *(Paragraph(text) for text in paragraphs(row.text)),
            Title(_("Positions")),
            *_positions(shown),
        ],
        remarks=[
            readership_words(row) + ".",
            _("This file holds what its reader could read at that time; others may hold more or less."),
        ],
    )


def _positions(shown: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = []
    if shown["groups"]:
        heads = [_("Position"), pgettext("count", "Number"), _("Delegations"), _("What follows")]
        blocks.append(Grid(heads, [_group(group) for group in shown["groups"]], [3, 2, 5, 5]))
    else:
        blocks.append(Paragraph(_("No position that you may read yet."), quiet=True))
    if shown["note"]:
        blocks.append(Paragraph(shown["note"], quiet=True))
    return blocks


def _group(group: dict[str, Any]) -> list[Runs]:
    parties = [
        f"{party['name']} ({_('lifted')})" if party["lifted"] else party["name"] for party in group["parties"]
    ]
    said: list[Run] = []
    for words in group["words"]:
        text = " ".join([*words["paragraphs"], words["lifted"]]).strip()
        said += [Run(f"{words['name']}: ", strong=True), Run(f"{text} ")] if text else []
    return [group["label"], str(group["number"]), ", ".join(parties), [*said, Run(group["follows"])]]
