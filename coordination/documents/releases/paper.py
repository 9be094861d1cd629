"""The released text as a file of its own: made of what was let through, and of nothing else."""

from collections.abc import Iterable

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.exchange.paper import Block, Notice, Paper, Paragraph
from coordination.exchange.pdf import pdf_bytes
from coordination.people.models import today

from ..kinds import Ground
from ..models import Release
from .passages import CUT, Passage, read


def released(release: Release) -> bytes:
    """The PDF for the public, with the day of its release on it."""
    with translation.override(_interface(release.language)):
        return pdf_bytes(_paper(release, _("PUBLIC"), _("the public"), dry=False))


def dry_run(release: Release, actor: Actor) -> bytes:
    """What would be released, for whoever decides on it: marked as what it still is."""
    reader = actor.organisation.name if actor.organisation else ""
    with translation.override(_interface(release.language)):
        return pdf_bytes(_paper(release, _("LIMITE · dry run, not released"), reader, dry=True))


def _interface(language: str) -> str:
    """The language of our own words: the file's where we have it, else English."""
    return language if language == "fr" else "en"


def _paper(release: Release, marking: str, organisation: str, *, dry: bool) -> Paper:
    passages = read(release.passages)
    partial = any(passage.ground for passage in passages)
    stamp = _("PARTIALLY ACCESSIBLE TO THE PUBLIC") if partial else _("ACCESSIBLE TO THE PUBLIC")
    return Paper(
        title=release.title,
        kind=release.title,
        language=_interface(release.language),
        marking=marking,
        organisation=organisation,
        produced_at=timezone.now(),
        dated=None if dry else today(),
        blocks=[Notice(stamp), *blocks(passages)],
        remarks=[str(Ground(ground).label) for ground in sorted({p.ground for p in passages if p.ground})],
    )


def blocks(passages: Iterable[Passage]) -> list[Block]:
    """The paragraphs; neighbours that are withheld by one article make one mark, whatever their number."""
    found: list[Block] = []
    withheld = ""
    for passage in passages:
        if passage.text:
            withheld = ""
            found.append(Paragraph(_shown(passage)))
        elif passage.ground != withheld:
            withheld = passage.ground
            found.append(Paragraph(cut_words(passage.ground), quiet=True))
    return found


def _shown(passage: Passage) -> str:
    return passage.text.replace(CUT, cut_words(passage.ground)) if passage.ground else passage.text


def cut_words(ground: str) -> str:
    """What stands in the place of what is withheld, with the article in short."""
    return _("[deleted, %(article)s]") % {"article": str(Ground(ground).label).partition(":")[0]}
