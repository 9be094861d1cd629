"""One consultation: who has answered what, the replies beside their synthesis, positions; its history and compilation."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.history.pages import LONGEST_HISTORY, history_page, told
from coordination.notices.words import follow_action
from coordination.people.audiences import AudienceWords, brussels_now, why_you_read
from coordination.people.models import today
from coordination.people.queries import organisations

from .. import compilation, detail_page, exports, services, silence_page
from ..audiences import party_of
from ..detail_page import Page
from ..history_words import VERBS, history_of
from ..kinds import Kind, Standing, State
from ..models import Consultation, ExtensionRequest
from ..queries import reading
from ..rows import convenor_words, head_words, paragraphs, readership_words, standing_label, standing_sign
from .frame import consultation_or_404, marked

# What somebody may look for and not find, by how the consultation stands.
SHOWN_REFUSALS = {
    Standing.DRAFT: ("change", "open"),
    Standing.RUNNING: ("extend",),
    Standing.OVER: ("extend", "close"),
}
LABELS = {
    "change": gettext_lazy("Edit"),
    "open": gettext_lazy("Open to delegations"),
    "extend": gettext_lazy("Extend deadline"),
    "close": gettext_lazy("Close"),
}


@require_GET
@SIGNED_IN
def consultation_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The consultation, as far as this reader may know; `?question=2` shows the replies to that question."""
    actor: Actor = request.actor
    rows = reading.together(actor, pk)
    if not rows or rows[0].pk != pk:
        raise Http404
    row, *parts = rows
    page = Page(actor, row, _number(request, row))
    asked = row.kind == Kind.QUESTIONS and row.state not in (State.DRAFT, State.DISCARDED)
    replies = reading.replies(actor, row, page.number) if asked else []
    wanting = reading.requests(actor, row) if row.state == State.OPEN else []
    written = reading.syntheses(actor, row) if asked else {}
    procedures = ([row] if row.kind == Kind.SILENCE and row.state != State.DRAFT else []) + parts
    stated = reading.positions(actor, procedures)
    context = {
        "page": _head(page, wanting, replies),
        "consultation": {
            "standing_label": standing_label(row),
            "sign": standing_sign(page.standing, reading.outcome_of(row)),
            "yours": row.originator_id in actor.speaks_for,
            "example": row.is_example,
        },
        "background": paragraphs(row.background),
        "text": paragraphs(row.text),
        "questions": row.question_list if row.state in (State.DRAFT, State.DISCARDED) else [],
        "papers": detail_page.papers(page),
        "papers_url": reverse("consultation-papers", args=[pk])
        if page.may["attach"] is None and row.state == State.OPEN
        else "",
        "matrix": detail_page.matrix(page, replies, wanting),
        "chosen": detail_page.chosen(page, replies),
        "synthesis": detail_page.synthesis(page, written, page.number) if asked else None,
        "whole": detail_page.synthesis(page, written, 0) if asked else None,
        "requests": detail_page.requests(page, wanting),
        "procedures": [
            silence_page.procedure(
                page if part is row else Page(actor, part, 0), stated[part.pk], own_page=part is row
            )
            for part in procedures
        ],
        "facts": detail_page.facts(page),
        "step": _step(page),
        "readers": _readers(page, audience=marked(row, actor)["audience"]),
        "quiet": _quiet(page),
        "refused": _refused(page),
    }
    return render(request, "consultations/detail.html", context)


def _number(request: GatedRequest, row: Consultation) -> int:
    """The question that is looked at: the one asked for, else the first."""
    asked = request.GET.get("question", "")
    numbers = [question["number"] for question in row.question_list]
    if asked.isdecimal() and len(asked) < 4 and int(asked) in numbers:
        return int(asked)
    return numbers[0] if numbers else 0


def _head(
    page: Page, wanting: Iterable[ExtensionRequest], replies: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    row = page.row
    waiting = [request.until for request in wanting if request.may["answer"]]
    actions: list[dict[str, Any]] = []
    if page.may["change"] is None:
        actions.append({"label": _("Edit"), "url": reverse("consultation-edit", args=[row.pk])})
    if row.kind == Kind.QUESTIONS and row.state not in (State.DRAFT, State.DISCARDED):
        actions.append({"label": _("Compilation"), "url": reverse("consultation-compilation", args=[row.pk])})
    if row.kind == Kind.SILENCE:
        labels = {"docx": _("Outcome (Word)"), "pdf": _("Outcome (PDF)")}
        actions += [
            {"label": labels[form], "url": reverse("compilation-file", args=[row.pk, form])}
            for form in exports.writers(row)
        ]
    actions.append({"label": _("History"), "url": reverse("consultation-history", args=[row.pk])})
    if row.state != State.DRAFT:
        actions.append(follow_action("consultation", record=row.pk, followed=row.followed))
    if behind := detail_page.behind(page, replies):
        label = ngettext("Remind %(n)s delegation", "Remind %(n)s delegations", behind) % {"n": behind}
        url = reverse("consultation-remind", args=[row.pk])
        actions.append({"label": label, "url": url, "post": True})
    # A silence procedure has these beside its positions.
    if page.may["extend"] is None and row.kind == Kind.QUESTIONS:
        address = reverse("consultation-extend", args=[row.pk])
        if waiting:
            address += f"?{urlencode({'until': max(waiting).isoformat()})}"
            words = _("Grant more time (%(n)s)") % {"n": len(waiting)}
            actions.append({"label": words, "url": address, "primary": True})
        else:
            actions.append({"label": _("Extend deadline"), "url": address})
    note = "" if row.state in (State.DRAFT, State.DISCARDED) else readership_words(row)
    return marked(row, page.actor, title=row.title, subtitle=head_words(row), actions=actions, note=note)


def _step(page: Page) -> dict[str, Any] | None:
    """The one thing that this reader does next."""
    row = page.row
    # What the reminder of a delegation leads to.
    anchor = f"delegation-{organisations().by_id[party_of(page.actor)].code}" if page.actor.speaks_for else ""
    if page.may["open"] is None:
        lacks = list(services.missing(page.actor, row).values())
        words = "" if lacks else _("Ready to be opened.")
        return _do(_("Open to delegations"), "consultation-open", row, words=words, lacks=lacks)
    if page.may["reply"] is None:
        if page.standing == Standing.OVER:
            words = _("The deadline has passed. Your drafts are kept; ask for more time to submit them.")
            return _do(_("Ask for more time"), "extension-ask", row, anchor=anchor, words=words)
        return _do(
            _("Write reply"), "reply", row, anchor=anchor, words=_("Your delegation is asked to reply.")
        )
    if page.may["position"] is None and page.standing == Standing.RUNNING:
        return _do(
            _("State position"), "position", row, anchor=anchor, words=_("Silence counts as agreement.")
        )
    if page.may["close"] is None and page.standing == Standing.OVER:
        words = _("The deadline has passed. Close it once the synthesis is written; all who were asked then read the replies.")  # fmt: skip
        return _do(_("Close consultation"), "consultation-close", row, words=words)
    return None


def _do(label: str, route: str, row: Consultation, **rest: Any) -> dict[str, Any]:
    return {
        "words": "",
        "lacks": [],
        "anchor": "",
        "label": label,
        "url": reverse(route, args=[row.pk]),
    } | rest


def _readers(page: Page, audience: AudienceWords) -> dict[str, Any]:
    row = page.row
    owner = row.originator_id in page.actor.speaks_for
    return {
        "level": audience.level,
        "words": audience.words,
        "reasons": [why_you_read(page.readers, row.originator_id, page.actor)],
        "everyone": [{"name": name, "why": ""} for name in audience.readers] if owner else None,
        "card": None,
    }


def _quiet(page: Page) -> list[dict[str, Any]]:
    """What can be done too, and seldom is."""
    row, running = page.row, page.standing in (Standing.RUNNING, Standing.OVER)
    deeds = {
        "discard": (_("Discard draft"), "consultation-discard", True, True),
        "close": (_("Close consultation"), "consultation-close", False, row.kind == Kind.QUESTIONS),
        "withdraw": (_("Withdraw"), "consultation-withdraw", False, running),
        "ask": (_("Ask for more time"), "extension-ask", False, running),
    }
    return [
        {"label": label, "url": reverse(route, args=[row.pk]), "post": post}
        for action, (label, route, post, shown) in deeds.items()
        if shown and page.may[action] is None
    ]


def _refused(page: Page) -> list[dict[str, str]]:
    # To whoever asked it, also when another chairs by now; others look for no such step.
    own = page.row.originator_id in page.actor.speaks_for
    shown = SHOWN_REFUSALS.get(page.standing, ()) if own else ()
    found = ((action, page.may[action]) for action in shown)
    return [{"label": str(LABELS[action]), "reason": reason} for action, reason in found if reason]


@require_GET
@SIGNED_IN
def consultation_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed, by whom, as far as the reader could read it then and may now; replies and positions included."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    changes, _older = history_of(actor, row, limit=LONGEST_HISTORY)
    page = marked(row, actor, title=_("History"), subtitle=row.title)
    back = reverse("consultation", args=[pk])
    return history_page(request, page, told(changes, VERBS), back, _("Back to the consultation"))


@require_GET
@SIGNED_IN
def consultation_compilation(request: GatedRequest, pk: UUID) -> HttpResponse:
    """All replies that this reader reads with their synthesis, by question or, with `by=delegation`, by delegation."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    by = "delegation" if request.GET.get("by") == "delegation" else "question"
    made = compilation.compiled(actor, row, by)
    address = reverse("consultation-compilation", args=[pk])
    forms = {"docx": _("Word"), "pdf": _("PDF"), "xlsx": _("XLSX"), "csv": _("CSV")}
    tabs = [
        {"label": _("By question"), "url": address, "current": by == "question"},
        {"label": _("By delegation"), "url": f"{address}?by=delegation", "current": by == "delegation"},
    ]
    page = marked(row, actor, title=_("Compilation of replies"), subtitle=row.title)
    page["marking"] |= {"label": made.marking, "narrow": made.narrow}
    page |= {
        "tabs": tabs,
        "actions": [
            {"label": label, "url": reverse("compilation-file", args=[pk, form]) + f"?by={by}"}
            for form, label in forms.items()
            if form in exports.writers(row)
        ],
    }
    context = {
        "page": page,
        "made": made,
        "convenor": convenor_words(row),
        "day": today(),
        "produced": brussels_now(),
        "back_url": reverse("consultation", args=[pk]),
    }
    return render(request, "consultations/compilation.html", context)
