"""One item: as its readers see it, as its organisers write it, and its papers."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access import conflicts
from coordination.access.actor import Actor
from coordination.access.conflicts import differing, with_choices
from coordination.access.deeds import deed, made_once, posted, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.people.audiences import why_you_read
from coordination.people.queries import organisations

from .. import services
from ..forms import ItemForm, PaperForm, PresenterFormSet, item_values, presenter_values
from ..models import AgendaItem, ItemPreparation, Meeting
from ..queries import reading
from ..queries.arranging import with_changes
from ..rows import audience_of, days_words, item_row, paper_row
from ..sources import sources
from .deeds import CONVENORS, deed_page, item_or_404, marked, meeting_or_404, refuse

PREFIX = "presenters"


def _of(actor: Actor, item: AgendaItem) -> Meeting:
    """The meeting of an item that the actor reads."""
    return meeting_or_404(actor, item.meeting_id)


def _marked(item: AgendaItem, actor: Actor, **page: Any) -> dict[str, Any]:
    """The head of a page on an item: its own marking and readers."""
    audience = audience_of(item, actor)
    return {
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        "audience": audience,
        **page,
    }


@require_GET
@SIGNED_IN
def agenda_item(request: GatedRequest, pk: UUID) -> HttpResponse:
    """An item, as far as it was issued, with its papers and the record that it is about."""
    actor: Actor = request.actor
    item = item_or_404(actor, pk)
    meeting = _of(actor, item)
    linked = sources(actor, [(item.source_noun, item.source_id)])
    preparation = reading.preparations(actor, meeting).get(pk)
    audience = audience_of(item, actor)
    owner = item.originator_id in actor.speaks_for
    actions = []
    if item.may["change"]:
        actions.append({"label": _("Edit item"), "url": reverse("agenda-item-edit", args=[pk])})
    if item.may["supply"]:
        actions.append({"label": _("Add paper"), "url": reverse("paper-new", args=[pk])})
    context = {
        "page": _marked(
            item,
            actor,
            title=_("Item %(number)s: %(title)s") % {"number": item.number, "title": item.name},
            subtitle=f"{meeting.name} · {days_words(meeting)}",
            actions=actions,
        ),
        "item": item_row(item, meeting, linked),
        "papers": _papers(item, meeting),
        "add_paper_url": reverse("paper-new", args=[pk]) if item.may["supply"] else "",
        "reason": preparation.reason if preparation else "",
        "readers": {
            "level": audience.level,
            "words": audience.words,
            "reasons": [why_you_read(item.audience.circles, item.originator_id, actor)],
            "everyone": [{"name": name, "why": ""} for name in audience.readers] if owner else None,
            "card": None,
        },
        "meeting_url": reverse("meeting", args=[meeting.pk]),
    }
    return render(request, "meetings/item.html", context)


def _papers(item: AgendaItem, meeting: Meeting) -> list[dict[str, Any]]:
    """The papers with what may be done with each."""
    return [
        paper_row(paper, meeting)
        | {
            "edit_url": reverse("paper-edit", args=[item.pk, paper["key"]]) if item.may["supply"] else "",
            "chase_url": reverse("paper-chase", args=[item.pk, paper["key"]]) if item.may["change"] else "",
        }
        for paper in item.paper_list
    ]


@require_http_methods(["GET", "POST"])
@CONVENORS
def item_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Add an item to the agenda of a meeting; `?parent=` makes it a part."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    refuse(meeting, "arrange")
    parent = _parent(actor, meeting, request.GET.get("parent", ""))
    form, lines = ItemForm(posted(request)), _lines(posted(request))
    if request.method == "POST" and lines.is_valid():

        def make() -> UUID:
            words = form.words(lines.lines())
            return services.add_item(actor=actor, meeting=meeting, words=words, parent=parent).pk

        reused = _("This form was already saved with other words. Open the saved item and edit it.")
        if made_once(request, form, make, reused):
            messages.success(request, _("Added."))
            return redirect("agenda-builder", pk)
    page = marked(meeting, actor, title=_("Add an item"), subtitle=f"{meeting.name} · {days_words(meeting)}")
    return _form(request, page, form, lines, submit=_("Add item"), meeting=meeting)


def _lines(data: Any, initial: list[dict[str, Any]] | None = None) -> Any:
    """The forms of the lines with a dash."""
    return PresenterFormSet(data, initial=initial, prefix=PREFIX)


def _parent(actor: Actor, meeting: Meeting, asked: str) -> AgendaItem | None:
    try:
        found = reading.item(actor, UUID(asked)) if asked else None
    except ValueError:
        raise Http404 from None
    return found if found is not None and found.meeting_id == meeting.pk else None


@require_http_methods(["GET", "POST"])
@CONVENORS
def item_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change an item as it is arranged, at the version that was read."""
    actor: Actor = request.actor
    item = item_or_404(actor, pk)
    refuse(item, "change")
    meeting = _of(actor, item)
    kept = reading.preparations(actor, meeting).get(pk)
    arranged = with_changes(item, kept)
    stored, initial = item_values(arranged, kept), presenter_values(arranged)
    page = marked(
        meeting, actor, title=_("Edit item"), subtitle=f"{meeting.name} · {item.number} {arranged.name}"
    )
    if request.method == "GET":
        form, lines = ItemForm(initial=stored), _lines(None, initial)
        return _form(
            request, page, form, lines, submit=_("Save changes"), meeting=meeting, item=item, kept=kept
        )
    data = with_choices(request.POST, stored | {PREFIX: initial}, [PREFIX])
    form, lines = ItemForm(data, initial=stored), _lines(data)
    if form.is_valid() and lines.is_valid():
        try:
            saved = deed(
                form,
                lambda: services.change_item(
                    actor=actor, item=item, version=sent_version(request), words=form.words(lines.lines())
                ),
            )
        except Stale:
            return _conflict(request, meeting, item, kept, form, stored)
        if saved is not None:
            messages.success(request, _("Saved."))
            return redirect("agenda-builder", meeting.pk)
    return _form(request, page, form, lines, submit=_("Save changes"), meeting=meeting, item=item, kept=kept)


def _form(
    request: GatedRequest,
    page: dict[str, Any],
    form: ItemForm,
    lines: Any,
    *,
    submit: str,
    meeting: Meeting,
    item: AgendaItem | None = None,
    kept: ItemPreparation | None = None,
) -> HttpResponse:
    wrong = bool(form.errors) or (lines.is_bound and not lines.is_valid())
    version = form.data.get("version") or (kept.version if kept else 1)
    context = {
        "page": page,
        "form": form,
        "lines": lines,
        "groups": [{"key": "presenters", "title": _("Presented by"), "formset": lines}],
        "wrong": wrong,
        "version": version if item else "",
        "idempotency_key": form.data.get("idempotency_key") or str(uuid.uuid4()),
        "submit_label": submit,
        "back_url": reverse("agenda-builder", args=[meeting.pk]),
        "papers": _papers(item, meeting) if item else [],
        "add_paper_url": reverse("paper-new", args=[item.pk]) if item else "",
    }
    return render(request, "meetings/item_form.html", context, status=400 if wrong else 200)


def _conflict(
    request: GatedRequest,
    meeting: Meeting,
    item: AgendaItem,
    kept: ItemPreparation | None,
    form: ItemForm,
    stored: dict[str, Any],
) -> HttpResponse:
    """409 with the fields that differ, mine and theirs."""
    page = marked(meeting, request.actor, title=_("Two texts of one item"), subtitle=item.name)
    return conflicts.conflict_page(
        request,
        page,
        differing(form, stored),
        version=kept.version if kept else 1,
        discard_url=reverse("agenda-builder", args=[meeting.pk]),
        what=_("Somebody saved this item while you were writing."),
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def paper_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Announce a paper of an item."""
    return _paper(request, pk, None)


@require_http_methods(["GET", "POST"])
@CONVENORS
def paper_edit(request: GatedRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Say what is known of a paper: that it is there, that it is late, that it will not come."""
    return _paper(request, pk, key)


def _paper(request: GatedRequest, pk: UUID, key: UUID | None) -> HttpResponse:
    actor: Actor = request.actor
    item = item_or_404(actor, pk)
    refuse(item, "supply")
    meeting = _of(actor, item)
    initial = _stored_paper(item, key, meeting)
    form = PaperForm(posted(request), initial=initial, actor=actor)

    def run() -> Any:
        if key is None:
            return services.announce_paper(actor=actor, item=item, fields=form.values())
        return services.change_paper(actor=actor, item=item, key=key, fields=form.values())

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Saved."))
        return redirect("agenda-item", pk)
    return deed_page(
        request,
        _marked(item, actor, title=_("Paper") if key else _("Add paper"), subtitle=item.name),
        form,
        submit=_("Save paper"),
        consequence=_("Whoever reads the item reads that this paper is announced, from now on."),
        back_url=reverse("agenda-item", args=[pk]),
        back_label=_("Back to the item"),
    )


def _stored_paper(item: AgendaItem, key: UUID | None, meeting: Meeting) -> dict[str, Any]:
    if key is None:
        return {"due_on": meeting.papers_due_on}
    paper = next((row for row in item.paper_list if row["key"] == str(key)), None)
    if paper is None:
        raise Http404
    author = organisations().by_id.get(paper["author_id"] or 0)
    names = ("title", "state", "due_on", "issued_on", "reference")
    return {name: paper[name] for name in names} | {
        "author": author.code if author else "",
        "document": UUID(paper["document_id"]) if paper.get("document") else None,
    }


@require_POST
@CONVENORS
def paper_chase(request: GatedRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Ask for a paper that has not come."""
    item = item_or_404(request.actor, pk)
    refuse(item, "change")
    services.chase_paper(actor=request.actor, item=item, key=key)
    messages.success(request, _("Noted that it was asked for today."))
    return redirect("agenda-item", pk)
