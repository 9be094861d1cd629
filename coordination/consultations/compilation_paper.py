"""The compilation as a paper in the Council's form: the same words as its page, in the same order."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.exchange.paper import Block, Notice, Paper, Paragraph, Run, Runs, Title
from coordination.people.models import today
from coordination.world.queries import countries

from .compilation import Compilation, Section
from .models import Consultation
from .rows import convenor_words, readership_words


def paper(actor: Actor, row: Consultation, made: Compilation) -> Paper:
    """What this reader reads of the replies, with the synthesis of each question."""
    facts: list[tuple[str, Runs]] = [
        (_("Asked by"), convenor_words(row)),
        (_("Subject"), row.title),
        (_("Reference"), row.reference),
        (_("Deadline"), moment_words(row.deadline)),
        (_("Replies"), made.counted),
        (_("Country"), countries().by_id[row.country_id].name if row.country_id else ""),
    ]
    return Paper(
        title=_("Compilation of replies: %(title)s") % {"title": row.title},
        kind=_("COMPILATION OF REPLIES"),
        language=(get_language() or "en")[:2],
        marking=made.marking,
        organisation=actor.organisation.name if actor.organisation else "",
        produced_at=timezone.now(),
        issuer=[convenor_words(row)],
        place=_("Brussels"),
        dated=today(),
        facts=[(label, words) for label, words in facts if words],
        blocks=_blocks(made),
        remarks=[
            readership_words(row) + ".",
            _("This file holds what its reader could read at that time; others may hold more or less."),
        ],
    )


def _blocks(made: Compilation) -> list[Block]:
    blocks: list[Block] = [Notice(made.note)] if made.note else []
    if made.whole:
        blocks += [Title(_("Synthesis")), *_synthesis(made.whole, draft=made.whole_is_draft)]
    for section in made.sections:
        blocks += _section(section)
    return blocks


def _section(section: Section) -> list[Block]:
    blocks: list[Block] = [Title(section.heading)]
    if section.synthesis:
        blocks += [Title(_("Synthesis"), 2), *_synthesis(section.synthesis, draft=section.draft)]
    for entry in section.entries:
        blocks.append(Title(entry.heading, 2))
        blocks += [Paragraph(text) for text in entry.paragraphs]
    if not section.entries:
        blocks.append(Paragraph(_("No reply that you may read yet."), quiet=True))
    return blocks


def _synthesis(texts: list[str], *, draft: bool) -> list[Block]:
    blocks: list[Block] = [Paragraph([Run(text, emphasis=True)]) for text in texts]
    if draft:
        blocks.insert(0, Paragraph(_("Draft, read by whoever asks alone."), quiet=True))
    return blocks
