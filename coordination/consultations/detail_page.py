"""What the page of a consultation shows: who has answered what, the replies beside their synthesis, its facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.access.gate import in_reasons
from coordination.documents.links import links
from coordination.meetings.panels import agendas_of
from coordination.people.models import BRUSSELS, OrganisationKind
from coordination.people.queries import organisations, presidency
from coordination.world.queries import countries

from .audiences import asked, expected, knows_asked, runs
from .kinds import Kind, Readership, RequestState, Standing, State
from .models import Consultation, ExtensionRequest, Synthesis
from .rows import convenor_words, handover_words, paragraphs, party, readership_words

IN, EXTENSION = "in", "ext"


@dataclass
class Page:
    """One consultation as one reader sees it: what is read once and used in several places."""

    actor: Actor
    row: Consultation
    number: int

    def __post_init__(self) -> None:
        self.readers = self.row.audience.circles
        self.runs = runs(self.actor, self.row)
        self.may = in_reasons(self.row, self.row.may)
        self.standing = self.row.standing()

    @property
    def asked(self) -> list[int]:
        """Who is asked, as far as the reader may know it: itself, where it may know of nobody else."""
        everybody = asked(self.row, self.readers)
        if knows_asked(self.actor, self.row, self.readers):
            return everybody
        return [pk for pk in everybody if pk in self.actor.speaks_for]

    @property
    def sees_all(self) -> bool:
        """Whether every answer is read by this reader, so that an empty place is an empty place."""
        if self.row.readership == Readership.ASKED or self.row.state == State.CLOSED:
            return True
        return self.runs and not given_to_another_chair(self.row)


def given_to_another_chair(row: Consultation) -> bool:
    """Whether answers may have been given in confidence to a Presidency before the one of today."""
    term = presidency().term
    return bool(
        row.by_chair
        and row.readership == Readership.CONVENOR
        and row.state == State.OPEN
        and term
        and row.opened_at
        and row.opened_at.astimezone(BRUSSELS).date() < term.starts_on
    )


# --- Questions and replies ---------------------------------------------------------------


def matrix(
    page: Page, replies: list[dict[str, Any]], requests: Iterable[ExtensionRequest]
) -> dict[str, Any] | None:
    """Questions by delegation: what is in, and who asks for more time; drafts are in no cell."""
    if page.row.kind != Kind.QUESTIONS or page.row.state in (State.DRAFT, State.DISCARDED):
        return None
    given = {(reply["originator_id"], reply["number"]) for reply in replies}
    answered = {party_id for party_id, _number in given}
    waiting = {row.originator_id for row in requests if row.state == RequestState.ASKED}
    # Where only the own reply is read, the places of others would look as if they had said nothing.
    known = (
        page.asked if page.sees_all or page.runs else [pk for pk in page.asked if pk in page.actor.speaks_for]
    )
    columns = [pk for pk in known if pk in answered or _has_column(page.actor, pk)]
    rows = [
        {
            "number": question["number"],
            "text": question["text"],
            "url": _address(page.row, question["number"]),
            "current": question["number"] == page.number,
            "cells": [_cell(pk, question["number"], given, waiting) for pk in columns],
            "total": sum(number == question["number"] for _party, number in given),
        }
        for question in page.row.question_list
    ]
    return {
        "columns": [party(pk) | {"yours": pk in page.actor.speaks_for} for pk in columns],
        "rows": rows,
        "with_totals": len(known) > 1,
        "with_requests": bool(waiting),
        "note": _whose(page),
    }


def behind(page: Page, replies: Iterable[dict[str, Any]]) -> int:
    """How many can be reminded: of those whose replies are waited for, who has submitted none."""
    if page.may["remind"] is not None or page.standing != Standing.RUNNING:
        return 0
    return len(set(expected(page.row, page.readers)) - {reply["originator_id"] for reply in replies})


def _has_column(actor: Actor, pk: int) -> bool:
    """Delegations always; an institution once it has replied, or where it is the reader's own."""
    return organisations().by_id[pk].kind == OrganisationKind.STATE or pk in actor.speaks_for


def _cell(pk: int, number: int, given: set[tuple[int, int]], waiting: set[int]) -> dict[str, str]:
    name = organisations().by_id[pk].name
    if (pk, number) in given:
        return {"state": IN, "label": _("%(party)s: submitted") % {"party": name}}
    if pk in waiting:
        return {"state": EXTENSION, "label": _("%(party)s: asks for more time") % {"party": name}}
    return {"state": "", "label": _("%(party)s: nothing that you may read") % {"party": name}}


def _whose(page: Page) -> str:
    """What an empty cell means to this reader."""
    if page.sees_all:
        return _("in: submitted · drafts are never shown")
    if page.runs:
        return _("in: submitted to this Presidency; what another was given in confidence stays with it until it is closed")  # fmt: skip
    return _("in: submitted by you; the replies of others are shown once it is closed")


def _address(row: Consultation, number: int) -> str:
    return f"{reverse('consultation', args=[row.pk])}?{urlencode({'question': number})}#question"


def chosen(page: Page, replies: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The replies to the question that is looked at."""
    question = next((row for row in page.row.question_list if row["number"] == page.number), None)
    if question is None or page.row.state in (State.DRAFT, State.DISCARDED):
        return None
    found = [row for row in replies if row["number"] == page.number]
    compiles = page.may["compile"] is None
    return {
        "number": page.number,
        "text": question["text"],
        "rows": [_reply(page, row, compiles) for row in found],
        "empty": _("No reply that you may read yet."),
        "by_delegation_url": f"{reverse('consultation-compilation', args=[page.row.pk])}?by=delegation",
    }


def _reply(page: Page, row: dict[str, Any], compiles: bool) -> dict[str, Any]:
    quote = ""
    if compiles:
        address = reverse("synthesis-edit", args=[page.row.pk, page.number])
        quote = f"{address}?{urlencode({'quote': row['id']})}"
    return party(row["originator_id"]) | {
        "yours": row["originator_id"] in page.actor.speaks_for,
        "paragraphs": paragraphs(row["words"]),
        "submitted_at": row["submitted_at"],
        "quote_url": quote,
    }


def synthesis(page: Page, found: dict[int, Synthesis], number: int) -> dict[str, Any] | None:
    """The synthesis of a question (0: of all) as far as it is for this reader, and what may be done with it."""
    row = found.get(number)
    compiles = page.may["compile"] is None
    if row is None and not compiles:
        return None
    own = row is not None and row.originator_id in page.actor.speaks_for
    editing = compiles and (row is None or own)
    return {
        "title": _("Synthesis, question %(number)s") % {"number": number} if number else _("Synthesis"),
        "paragraphs": paragraphs(row.text) if row else [],
        "published": bool(row and row.published_at),
        "saved": moment_words(row.saved_at) if row else "",
        "edit_url": reverse("synthesis-edit", args=[page.row.pk, number]) if editing else "",
        "publish_url": reverse("synthesis-publish", args=[page.row.pk, number])
        if row and own and compiles and not row.published_at and row.text.strip()
        else "",
        "version": row.version if row else 0,
    }


def requests(page: Page, found: Iterable[ExtensionRequest]) -> list[dict[str, Any]]:
    """Requests for more time: to whoever asked for it, and to the convenor."""
    return [
        party(row.originator_id)
        | {
            "yours": row.originator_id in page.actor.speaks_for,
            "until": moment_words(row.until),
            "reason": row.reason,
            "state": row.state,
            "state_label": row.get_state_display(),
            "answer": row.answer,
            "grant_url": f"{reverse('consultation-extend', args=[page.row.pk])}?{urlencode({'until': row.until.isoformat()})}"
            if row.may["answer"]
            else "",
            "decline_url": reverse("extension-decline", args=[row.pk]) if row.may["answer"] else "",
        }
        for row in found
    ]


# --- The consultation itself -------------------------------------------------------------


def facts(page: Page) -> list[dict[str, Any]]:
    """Label and lines; what is empty is left out."""
    row = page.row
    place = countries().by_id.get(row.country_id or 0)
    moved = row.first_deadline != row.deadline
    named = [party(pk)["name"] for pk in page.asked] if page.row.state != State.DRAFT else []
    lines: list[tuple[str, list[tuple[str, str]], str]] = [
        (_("Asked by"), [(convenor_words(row), "")], ""),
        (_("Who is asked"), [(_asked_words(page, named), "")], ""),
        (_("Answers"), [(readership_words(row), "")], handover_words(row)),
        (_("Reference"), [(row.reference, "")], ""),
        (_("Country"), [(place.name, reverse("country", args=[place.code]))] if place else [], ""),
        (_("On the agenda"), agendas_of(page.actor, row._meta.db_table, row.pk), ""),
        (_("Opened"), [(moment_words(row.opened_at), "")], ""),
        (
            _("Deadline"),
            [(moment_words(row.deadline), "")],
            _("first %(time)s; moved: %(reason)s")
            % {"time": moment_words(row.first_deadline), "reason": row.moved_reason}
            if moved
            else "",
        ),
        (_("Closed"), [(moment_words(row.closed_at), "")], row.closing_words),
        (
            _("Example"),
            [(_("An invented consultation of the demonstration") if row.is_example else "", "")],
            "",
        ),
    ]
    return [
        {"label": label, "second": second, "lines": [{"words": w, "url": url} for w, url in found if w]}
        for label, found, second in lines
        if any(words for words, _url in found)
    ]


def _asked_words(page: Page, named: list[str]) -> str:
    if page.row.state in (State.DRAFT, State.DISCARDED):
        return ""
    if not knows_asked(page.actor, page.row, page.readers):
        return _("You, and others whom the one who asks has named")
    states = [pk for pk in page.asked if organisations().by_id[pk].kind == OrganisationKind.STATE]
    if len(states) > 20:
        return _("All delegations and institutions")
    return ", ".join(named)


def papers(page: Page) -> list[Any]:
    """The documents that are read with it, as far as this reader reads them."""
    found = links(page.actor, page.row.paper_ids)
    return [found[pk] for pk in page.row.paper_ids if pk in found]
