"""Log, copy and edit an activity: one page, its previews, its drafts, and what happens to a stale save."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.errors import KeyReused, Refused, Stale
from coordination.access.gate import permissions
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.access.services import once
from coordination.people.models import today

from .. import queries, services
from ..entry_page import EntryPage, page_context, preview_context, similar_context
from ..forms import form_values
from ..stored import shared_as
from .conflict import LINES, conflict_page

NEW = "new"


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def activity_new(request: GatedRequest) -> HttpResponse:
    """Log an activity; `?country=NE` and `?copy=<id>` fill the form."""
    actor: Actor = request.actor
    if request.method == "POST":
        page = EntryPage(actor, request.POST)
        if fragment := _fragment(request, page):
            return fragment
        if page.is_valid() and (response := _log(request, actor, page)):
            return response
        return _form(request, page, status=400)
    draft = queries.kept_draft(actor, NEW) if not request.GET.get("copy") else None
    if draft:
        data = QueryDict(mutable=True)
        for name, values in draft.fields.items():
            data.setlist(name, values)
        return _form(request, EntryPage(actor, initial=_initial(request, actor), draft=draft, restored=data))
    return _form(request, EntryPage(actor, initial=_initial(request, actor)))


def _initial(request: GatedRequest, actor: Actor) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "country": request.GET.get("country", "").upper(),
        "theme": request.GET.get("theme", ""),
        "lead": actor.organisation.code if actor.organisation else "",
        "starts_on": today(),
        "audience": "own",
    }
    try:
        source = queries.one(actor, UUID(request.GET.get("copy", "")))
    except ValueError:
        return initial
    if source is None:
        raise Http404
    copied = form_values(source)
    for name in ("results", "lesson", "reference", "status", "starts_on", "ends_on", "status_on"):
        copied.pop(name)
    # A copy is narrow until somebody decides otherwise, also when its source is shared with all.
    return initial | copied


def _log(request: GatedRequest, actor: Actor, page: EntryPage) -> HttpResponse | None:
    draft = request.POST.get("save") == "draft"
    partners, amounts = page.partners, page.amounts

    def make() -> UUID:
        entry = page.form.entry(partners, amounts)
        return services.log(
            actor=actor, entry=entry, sharing=page.form.sharing(), card=page.form.card(), draft=draft
        ).pk

    key = request.POST.get("idempotency_key") or str(uuid.uuid4())
    sent = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    try:
        made, _new = once(actor=actor, key=f"activity:{key}", sent=sent, make=make)
    except KeyReused:
        page.form.add_error(
            None, _("This form was already saved with other words. Open the saved entry and edit it.")
        )
        return None
    services.drop_draft(actor=actor, key=NEW)
    if actor.contributes_to and not actor.speaks_for:
        messages.success(request, _("Saved as a draft. Your delegation reads it and clears it."))
    elif draft:
        messages.success(request, _("Saved as a draft. Only your organisation reads it."))
    else:
        messages.success(request, _("Saved."))
    return redirect("activity", made)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def activity_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Edit an entry at the version that was read; a stale save shows both texts."""
    actor: Actor = request.actor
    activity = queries.one(actor, pk)
    if activity is None:
        raise Http404
    if reason := permissions(actor, activity)["change"]:
        raise Refused(reason)
    # With whom a delegation shares is no business of the ministry that drafts for it.
    sharing, card = shared_as(actor, activity) if activity.originator_id in actor.speaks_for else (None, None)
    stored = form_values(activity, sharing, card)
    if request.method == "GET":
        return _form(request, EntryPage(actor, initial=stored, activity=activity))
    page = EntryPage(actor, with_choices(request.POST, stored, LINES), initial=stored, activity=activity)
    if fragment := _fragment(request, page):
        return fragment
    if not page.is_valid():
        return _form(request, page, status=400)
    version = request.POST.get("version", "")
    try:
        services.change(
            actor=actor,
            activity=activity,
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            entry=page.form.entry(page.partners, page.amounts),
            sharing=page.form.sharing(),
            card=page.form.card(),
            reason=page.form.cleaned_data["reason"],
            clear_draft=page.is_draft and request.POST.get("save") == "save",
        )
    except Stale:
        return conflict_page(request, page, activity, stored)
    except services.ReasonNeeded as needed:
        page.form.add_error("reason", str(needed))
        return _form(request, page, status=400)
    messages.success(request, _("Saved."))
    return redirect("activity", pk)


def _form(request: GatedRequest, page: EntryPage, status: int = 200) -> HttpResponse:
    return render(request, "register/form.html", page_context(page), status=status)


def _fragment(request: GatedRequest, page: EntryPage) -> HttpResponse | None:
    """The answers that write nothing: what a reader would see, and what is similar."""
    if "preview" in request.GET:
        context = preview_context(page, request.POST.get("see_as", ""))
        return render(request, "register/form.html#preview", context)
    if "similar" in request.GET:
        return render(request, "register/form.html#similar", {"similar": similar_context(page)})
    return None


@require_POST
@CONTRIBUTORS
def draft_keep(request: GatedRequest, key: str) -> HttpResponse:
    """Keep what somebody is typing, for that person alone."""
    skipped = {"csrfmiddlewaretoken", "idempotency_key", "see_as"}
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in skipped}
    services.keep_draft(actor=request.actor, key=key, fields=fields)
    return JsonResponse({"kept": True})


@require_POST
@CONTRIBUTORS
def draft_drop(request: GatedRequest, key: str) -> HttpResponse:
    """Forget a kept draft and start with an empty form."""
    services.drop_draft(actor=request.actor, key=key)
    return redirect("activity-new")
