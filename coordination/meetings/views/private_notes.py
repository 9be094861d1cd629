"""Private notes of a delegation, and informal engagements that it shows to a limited circle."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access import conflicts
from coordination.access.actor import Actor
from coordination.access.conflicts import differing, with_choices
from coordination.access.deeds import deed, key_of, made_once, posted, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.history.pages import LONGEST_HISTORY, history_page, told
from coordination.people.audiences import why_you_read
from coordination.people.conflicts import last_save
from coordination.people.fresh import fresh
from coordination.world.queries import countries

from .. import private_note_exports, services
from ..follow_up_history import VERBS, history_of
from ..forms.private_notes import PrivateNoteForm, ShowingForm, note_values, shown_to
from ..models import AgendaItem, Meeting, PrivateNote
from ..private_note_filters import PrivateNoteFilter
from ..private_note_rows import listed_row
from ..queries import private_notes
from ..rows import day_words
from .deeds import CONVENORS, deed_page, item_or_404, meeting_or_404, refuse


def _note_or_404(actor: Actor, pk: UUID) -> Any:
    row = private_notes.one(actor, pk)
    if row is None or (row.discarded_at is not None and row.originator_id not in actor.speaks_for):
        raise Http404
    return row


def _marked(row: Any, actor: Actor, **page: Any) -> dict[str, Any]:
    audience = listed_row(row, actor)["audience"]
    marking = {"label": audience.marking, "narrow": audience.narrow, "note": ""}
    return {"marking": marking, "audience": audience, **page}


def _name(row: Any) -> str:
    return row.title or day_words(row.held_on)


@require_GET
@SIGNED_IN
def note_list(request: GatedRequest) -> HttpResponse:
    """The notes of one's own delegation and those that others show, the newest first."""
    actor, listing = request.actor, Listing(request, "private-notes", PrivateNoteFilter)
    page = private_notes.page(actor, listing.filter.selection, after=listing.after, limit=PAGE_SIZE)
    writing = []
    if PrivateNote.policy.may_create(actor):
        url = reverse("private-note-new")
        writing = [{"label": _("Write a private note"), "url": url, "primary": True}]
    head = listing.head(
        _("Private notes"),
        _("What your delegation notes for itself, and what others show it in confidence"),
        tabs=_tabs(listing),
        actions=writing,
    )
    context: dict[str, Any] = {
        "list": {
            "id": "private-notes",
            "filters": "meetings/private_note_filters.html",
            "table": "meetings/private_note_table.html",
            "new_label": _("Write a private note"),
        },
        "page": head | {"marking": _narrow(actor)},
        "rows": [listed_row(row, actor) for row in page.rows],
        "new_url": writing[0]["url"] if writing else "",
        "empty": None if page.rows else _empty(listing, writing),
    }
    return listing.answer("list.html", context | listing.around(page, _("newest first")))


def _narrow(actor: Actor) -> dict[str, Any]:
    organisation = actor.organisation.name if actor.organisation else ""
    note = _("Read by %(organisation)s and those whom each note names") % {"organisation": organisation}
    return {"label": "LIMITE", "narrow": True, "note": note}


def _tabs(listing: Listing[PrivateNoteFilter]) -> list[dict[str, Any]]:
    mine, address = listing.filter.selection.mine, listing.address
    return [
        {"label": _("Private notes"), "url": address(mine=None, after=None), "current": not mine},
        {"label": _("Notes of your delegation"), "url": address(mine="true", after=None), "current": mine},
        {"label": _("Follow-ups"), "url": reverse("follow-ups"), "current": False},
        {"label": _("Meetings"), "url": reverse("meetings"), "current": False},
    ]


def _empty(listing: Listing[PrivateNoteFilter], steps: list[dict[str, Any]]) -> dict[str, Any]:
    return listing.nothing(
        filtered=_("No private note that you may read matches these filters"),
        otherwise=_("No private note that you may read here"),
        words=_(
            "What your delegation notes for itself on a meeting, or on an informal contact, stands here; "
            "nobody else finds it."
        ),
        steps=steps,
    )


@require_GET
@SIGNED_IN
@fresh
def note_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    listing = Listing(request, "private-notes", PrivateNoteFilter)
    return listing.file(form, private_note_exports.TABLE, note_list)


@require_GET
@SIGNED_IN
def note_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """One note, to whom it is shown, and why this reader sees it."""
    actor: Actor = request.actor
    row = _note_or_404(actor, pk)
    said = listed_row(row, actor)
    owner = said["yours"]
    actions = [{"label": _("History"), "url": reverse("private-note-history", args=[pk])}]
    if row.may["change"]:
        actions.insert(0, {"label": _("Edit note"), "url": reverse("private-note-edit", args=[pk])})
    context = {
        "page": _marked(row, actor, title=_name(row), subtitle=said["who"], actions=actions),
        "row": said,
        "discarded": row.discarded_at is not None,
        "share_url": reverse("private-note-share", args=[pk]) if row.may["share"] else "",
        "discard_url": reverse("private-note-discard", args=[pk]) if row.may["discard"] else "",
        "readers": {
            "level": said["audience"].level,
            "words": said["audience"].words,
            "reasons": [why_you_read(row.audience.circles, row.originator_id, actor)],
            "everyone": [{"name": name, "why": ""} for name in said["audience"].readers] if owner else None,
            "card": None,
        },
        "is_example": row.is_example,
    }
    return render(request, "meetings/private_note.html", context)


@require_http_methods(["GET", "POST"])
@CONVENORS
def note_new(request: GatedRequest) -> HttpResponse:
    """Write a note, on an item (`?item=`), a meeting (`?meeting=`) or by itself."""
    actor: Actor = request.actor
    item, meeting = _about(request, actor)
    form = PrivateNoteForm(posted(request), initial={"country": _place(item)})

    def make() -> UUID:
        return services.keep_note(actor=actor, fields=form.values(), item=item, meeting=meeting).pk

    again = _("This note was kept already with other words. Open it and edit it.")
    if request.method == "POST" and (made := made_once(request, form, make, again)):
        messages.success(
            request, _("Kept. Your own delegation alone reads it; show it to others if you want.")
        )
        if item is not None:
            return redirect(f"{reverse('room', args=[item.meeting_id])}?item={item.pk}")
        return redirect("private-note", made)
    subtitle = f"{item.number} {item.name}" if item else meeting.name if meeting else ""
    marking = {"label": "LIMITE", "narrow": True, "note": _("Your own delegation alone reads it")}
    hidden = key_of(request) | {
        name: row.pk for name, row in (("item", item), ("meeting", meeting)) if row is not None
    }
    return deed_page(
        request,
        {"title": _("Write a private note"), "subtitle": subtitle, "marking": marking},
        form,
        submit=_("Keep note"),
        hidden=hidden,
        back_url=reverse("private-notes"),
        back_label=_("Private notes"),
    )


def _about(request: GatedRequest, actor: Actor) -> tuple[AgendaItem | None, Meeting | None]:
    """What a note is about: 404 for what the actor may not read."""
    item = _pk(request, "item")
    meeting = _pk(request, "meeting")
    if item is not None:
        return item_or_404(actor, item), None
    return None, meeting_or_404(actor, meeting) if meeting is not None else None


def _pk(request: GatedRequest, name: str) -> UUID | None:
    sent = request.POST.get(name) or request.GET.get(name) or ""
    try:
        return UUID(sent) if sent else None
    except ValueError:
        raise Http404 from None


def _place(item: AgendaItem | None) -> str:
    place = countries().by_id.get(item.country_id or 0) if item else None
    return place.code if place else ""


@require_http_methods(["GET", "POST"])
@CONVENORS
def note_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change a note at the version that was read; a stale save shows both texts."""
    actor: Actor = request.actor
    row = _note_or_404(actor, pk)
    refuse(row, "change")
    stored = note_values(row)
    data = with_choices(request.POST, stored) if request.method == "POST" else None
    form = PrivateNoteForm(data, initial=stored)
    if request.method == "POST":
        try:
            saved = deed(
                form,
                lambda: services.change_note(
                    actor=actor, note=row, version=sent_version(request), fields=form.values()
                ),
            )
        except Stale:
            return _both_texts(request, row, form, stored)
        if saved:
            messages.success(request, _("Saved."))
            return redirect("private-note", pk)
    return _page(
        request,
        row,
        form,
        title=_("Edit note"),
        submit=_("Save note"),
        hidden={"version": request.POST.get("version") or row.version},
    )


def _both_texts(request: GatedRequest, row: Any, form: Any, stored: dict[str, Any]) -> HttpResponse:
    page = _marked(row, request.actor, title=_("Two texts of one note"), subtitle=_name(row))
    return conflicts.conflict_page(
        request,
        page,
        differing(form, stored),
        version=row.version,
        discard_url=reverse("private-note", args=[row.pk]),
        saved=last_save(request.actor, row),
    )


def _page(
    request: GatedRequest, row: Any, form: forms.Form, *, title: str, submit: str, **rest: Any
) -> HttpResponse:
    return deed_page(
        request,
        _marked(row, request.actor, title=title, subtitle=_name(row)),
        form,
        submit=submit,
        back_url=reverse("private-note", args=[row.pk]),
        back_label=_("Back to the note"),
        **rest,
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def note_share(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Show a note to exactly those who are chosen."""
    actor: Actor = request.actor
    row = _note_or_404(actor, pk)
    refuse(row, "share")
    form = ShowingForm(posted(request), actor=actor, initial={"shown_to": shown_to(row)})
    if request.method == "POST" and deed(
        form, lambda: services.share_note(actor=actor, note=row, shown_to=form.ids())
    ):
        messages.success(request, _("Your delegation and those chosen read it now."))
        return redirect("private-note", pk)
    return _page(
        request,
        row,
        form,
        title=_("Show the note to others"),
        submit=_("Show to these"),
        consequence=_("Only your delegation widens or narrows the circle; readers do not see one another."),
    )


@require_POST
@CONVENORS
def note_discard(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a note away; its history stays with its delegation."""
    row = _note_or_404(request.actor, pk)
    services.discard_note(actor=request.actor, note=row)
    messages.success(request, _("Taken away. Nobody finds it any more."))
    return redirect("private-notes")


@require_GET
@SIGNED_IN
def note_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed, by whom, as far as the reader could read it then and may now."""
    actor: Actor = request.actor
    row = _note_or_404(actor, pk)
    changes, _older = history_of(actor, row, limit=LONGEST_HISTORY)
    page = _marked(row, actor, title=_("History"), subtitle=_name(row))
    back = reverse("private-note", args=[pk])
    return history_page(request, page, told(changes, VERBS), back, _("Back to the note"))
