"""The compilation of a consultation for one reader: replies with their synthesis, by question or by delegation."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.people.queries import organisations

from .detail_page import Page
from .kinds import Readership, State
from .models import Consultation
from .queries import reading
from .rows import audience_of, convenor_words, paragraphs, party


@dataclass
class Entry:
    """A reply under the heading of its section."""

    heading: str
    code: str
    paragraphs: list[str]


@dataclass
class Section:
    """A question with the replies to it, or a delegation with its replies."""

    heading: str
    synthesis: list[str] = field(default_factory=list)
    draft: bool = False
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Compilation:
    """`whole` is the synthesis of all; `note` says what the reader does not see, where that is so; `marking`
    is the strictest of what is in it.
    """

    by: str
    sections: list[Section]
    whole: list[str]
    whole_is_draft: bool
    counted: str
    note: str
    marking: str
    narrow: bool


def compiled(actor: Actor, row: Consultation, by: str) -> Compilation:
    """What this reader reads of the replies, in the order of questions or of delegations."""
    page = Page(actor, row, 0)
    replies = reading.replies(actor, row)
    written = reading.syntheses(actor, row)
    sections = (_by_delegation if by == "delegation" else _by_question)(row, replies, written)
    parties = len({reply["originator_id"] for reply in replies})
    counted = ngettext("Replies of %(n)s delegation", "Replies of %(n)s delegations", parties) % {
        "n": parties
    }
    whole = written.get(0)
    drafts = any(synthesis.published_at is None for synthesis in written.values())
    marking, narrow = marking_of(page, answered=bool(replies), drafts=drafts)
    return Compilation(
        by=by,
        sections=sections,
        whole=paragraphs(whole.text) if whole else [],
        whole_is_draft=bool(whole and not whole.published_at),
        counted=counted if parties else _("No reply that you may read yet."),
        note="" if page.sees_all else _("The replies of others are read by whoever asks until it is closed."),
        marking=marking,
        narrow=narrow,
    )


def marking_of(page: Page, *, answered: bool, drafts: bool) -> tuple[str, bool]:
    """The marking of all that is shown: answers in confidence and drafts are narrower than the consultation."""
    row = page.row
    kept = row.readership == Readership.CONVENOR and row.state != State.CLOSED and answered
    if kept or drafts:
        body = page.actor.organisation
        reader = convenor_words(row) if page.runs else body.name if body else ""
        return f"LIMITE · {reader.upper()}", True
    audience = audience_of(row, page.actor)
    return audience.marking, audience.narrow


def _by_question(row: Consultation, replies: list[dict[str, Any]], written: dict[int, Any]) -> list[Section]:
    sections = []
    for question in row.question_list:
        number = question["number"]
        synthesis = written.get(number)
        sections.append(
            Section(
                heading=f"{number}. {question['text']}",
                synthesis=paragraphs(synthesis.text) if synthesis else [],
                draft=bool(synthesis and not synthesis.published_at),
                entries=[_entry(reply) for reply in replies if reply["number"] == number],
            )
        )
    return sections


def _entry(reply: dict[str, Any]) -> Entry:
    who = party(reply["originator_id"])
    return Entry(who["name"], who["code"], paragraphs(reply["words"]))


def _by_delegation(
    row: Consultation, replies: list[dict[str, Any]], written: dict[int, Any]
) -> list[Section]:
    texts = {question["number"]: question["text"] for question in row.question_list}
    sections: dict[int, Section] = {}
    for reply in replies:
        pk, number = reply["originator_id"], reply["number"]
        section = sections.setdefault(pk, Section(heading=organisations().by_id[pk].name))
        code = party(pk)["code"]
        section.entries.append(Entry(f"{number}. {texts[number]}", code, paragraphs(reply["words"])))
    return list(sections.values())
