"""Delegations ask for items; the convenor puts them on an agenda, declines them, or keeps points for later."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.dates import day_of
from coordination.access.deeds import deed, key_of, made_once, posted
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.people.audiences import in_words, why_you_read
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .. import services
from ..forms import DeclineForm, RequestForm
from ..models import AgendaRequest, Meeting
from ..queries import reading
from ..rows import day_words, days_words
from .deeds import CONVENORS, body_or_404, deed_page, marked, meeting_or_404, refuse, request_or_404


def _head(found: AgendaRequest, actor: Actor, circles: list[int], **page: Any) -> dict[str, Any]:
    """The head of a page on a request: who asked and who runs the body read it."""
    audience = in_words(circles, found.originator_id, actor)
    return {
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        "audience": audience,
        **page,
    }


def _circles(found: AgendaRequest) -> list[int]:
    return list(found.audience.circles)


@require_http_methods(["GET", "POST"])
@CONVENORS
def request_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask for an item on an issued agenda."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    refuse(meeting, "ask")
    form = RequestForm(posted(request))
    reused = _("This form was already sent with other words. Open the request and change it.")

    def make() -> UUID:
        return services.ask(actor=actor, meeting=meeting, fields=form.values()).pk

    if request.method == "POST" and (made := made_once(request, form, make, reused)):
        messages.success(request, _("Sent to the convenor. You are told when it is answered."))
        return redirect("request", made)
    return deed_page(
        request,
        marked(
            meeting, actor, title=_("Ask for an item"), subtitle=f"{meeting.name} · {days_words(meeting)}"
        ),
        form,
        submit=_("Send request"),
        consequence=_("Read by your organisation and by the convenor alone until it is on the agenda."),
        hidden=key_of(request),
        back_url=reverse("meeting", args=[pk]),
        back_label=_("Back to the meeting"),
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def backlog_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Keep a point for a later meeting of a body that one convenes."""
    actor: Actor = request.actor
    body = body_or_404(actor, pk)
    refuse(body, "convene")
    form = RequestForm(posted(request), backlog=True)
    reused = _("This form was already sent with other words. Open the request and change it.")

    def make() -> UUID:
        return services.keep(actor=actor, body=body, fields=form.values()).pk

    if request.method == "POST" and (made := made_once(request, form, make, reused)):
        messages.success(request, _("Kept. It is proposed for the next agenda."))
        return redirect("request", made)
    audience = in_words(body.audience.circles, body.originator_id, actor)
    page = {
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        "title": _("Keep a point for later"),
        "subtitle": body.name,
    }
    return deed_page(
        request,
        page,
        form,
        submit=_("Keep point"),
        consequence=_("Read by the convenor alone; the next Presidency finds it too."),
        hidden=key_of(request),
        back_url=reverse("body", args=[pk]),
        back_label=_("Back to the body"),
    )


@require_GET
@SIGNED_IN
def request_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What was asked, by whom, and what became of it."""
    actor: Actor = request.actor
    found = request_or_404(actor, pk)
    meetings = reading.several(actor, [found.meeting_id] if found.meeting_id else [])
    meeting = meetings.get(found.meeting_id) if found.meeting_id else None
    item = reading.item(actor, found.item_id) if found.item_id else None
    place = countries().by_id.get(found.country_id or 0)
    circles = _circles(found)
    facts = [
        (_("Asked by"), organisations().by_id[found.originator_id].name, ""),
        (_("Asked as"), str(found.get_kind_display()), ""),
        (_("Meeting"), f"{meeting.name}, {days_words(meeting)}" if meeting else "", _url(meeting)),
        (_("Asked on"), day_words(day_of(found.created_at)), ""),
        (_("Country"), place.name if place else "", ""),
        (_("State"), str(found.get_state_display()), ""),
        (
            _("Item"),
            f"{item.number} {item.name}" if item else "",
            reverse("agenda-item", args=[item.pk]) if item else "",
        ),
        (_("Answer"), found.answer, ""),
        (_("Answered on"), day_words(found.answered_on), ""),
    ]
    context = {
        "page": _head(found, actor, circles, title=found.title, subtitle=_("Request for an item")),
        "words": found.words,
        "facts": [{"label": label, "words": words, "url": url} for label, words, url in facts if words],
        "reason": why_you_read(circles, found.originator_id, actor),
        "edit_url": reverse("request-edit", args=[pk]) if found.may["change"] else "",
        "withdraw_url": reverse("request-withdraw", args=[pk]) if found.may["withdraw"] else "",
        "accept_url": _accept_url(actor, found, meeting),
        "decline_url": reverse("request-decline", args=[pk]) if found.may["answer"] else "",
        "back_url": _url(meeting) or reverse("meetings"),
    }
    return render(request, "meetings/request.html", context)


def _url(meeting: Meeting | None) -> str:
    return reverse("meeting", args=[meeting.pk]) if meeting else ""


def _accept_url(actor: Actor, found: AgendaRequest, meeting: Meeting | None) -> str:
    """Only where there is a meeting whose agenda the convenor can still arrange."""
    return reverse("request-accept", args=[found.pk]) if found.may["answer"] and meeting else ""


@require_http_methods(["GET", "POST"])
@CONVENORS
def request_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change what was asked, until it is answered."""
    actor: Actor = request.actor
    found = request_or_404(actor, pk)
    refuse(found, "change")
    place = countries().by_id.get(found.country_id or 0)
    names = ("kind", "title", "title_fr", "words", "minutes")
    initial = {name: getattr(found, name) for name in names} | {"country": place.code if place else ""}
    form = RequestForm(posted(request), initial=initial, backlog=found.kind == "backlog")
    if request.method == "POST" and deed(
        form,
        lambda: services.change_request(actor=actor, request=found, version=None, fields=form.values()),
    ):
        messages.success(request, _("Saved."))
        return redirect("request", pk)
    return deed_page(
        request,
        _head(found, actor, _circles(found), title=_("Change the request"), subtitle=found.title),
        form,
        submit=_("Save changes"),
        back_url=reverse("request", args=[pk]),
        back_label=_("Back to the request"),
    )


@require_POST
@CONVENORS
def request_withdraw(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a request back."""
    services.withdraw_request(actor=request.actor, request=request_or_404(request.actor, pk))
    messages.success(request, _("Taken back."))
    return redirect("request", pk)


@require_POST
@CONVENORS
def request_accept(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Put what was asked on the agenda that it was asked for."""
    actor: Actor = request.actor
    found = request_or_404(actor, pk)
    refuse(found, "answer")
    meeting = reading.several(actor, [found.meeting_id]).get(found.meeting_id) if found.meeting_id else None
    if meeting is None:
        raise Http404
    services.accept(actor=actor, request=found, meeting=meeting)
    messages.success(request, _("It is on the agenda; the next issue shows it."))
    return redirect("agenda-builder", meeting.pk)


@require_http_methods(["GET", "POST"])
@CONVENORS
def request_decline(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Decline a request with a sentence."""
    actor: Actor = request.actor
    found = request_or_404(actor, pk)
    refuse(found, "answer")
    form = DeclineForm(posted(request))
    if request.method == "POST" and deed(
        form, lambda: services.decline(actor=actor, request=found, words=form.cleaned_data["answer"])
    ):
        messages.success(request, _("Declined. Whoever asked reads why."))
        return redirect("request", pk)
    return deed_page(
        request,
        _head(found, actor, _circles(found), title=_("Decline the request"), subtitle=found.title),
        form,
        submit=_("Decline request"),
        back_url=reverse("request", args=[pk]),
        back_label=_("Back to the request"),
    )
