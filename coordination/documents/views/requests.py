"""Applications for access to documents: their list with its clocks, and each deed on one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access import deeds
from coordination.access.actor import Actor
from coordination.access.deeds import deed, key_of, made_once, posted, refuse_unless
from coordination.access.errors import Hidden
from coordination.access.gate import in_reasons
from coordination.access.routes import CONTRIBUTORS, Gate, GatedRequest
from coordination.history.pages import history_page, told
from coordination.people.models import today
from coordination.people.queries import organisations

from .. import services
from ..detail_page import day_words
from ..forms.releases import AdviceForm, AnswerForm, ConfirmForm, ExtendForm, RegisterForm
from ..history_words import VERBS, handling_of
from ..kinds import Ground, ReleaseState
from ..links import links
from ..models import AccessRequest, Document
from ..policy import AccessRequestPolicy
from ..queries import releases as queries
from ..releases import clock
from .deeds import deed_page, document_or_404
from .lists import tabs

SECRETARIAT = Gate(
    "the General Secretariat", AccessRequest.policy.may_create, AccessRequest.policy.create_reason
)
MARKING = {"label": "LIMITE", "narrow": False, "note": ""}


def request_or_404(actor: Actor, pk: UUID) -> AccessRequest:
    found = queries.request(actor, pk)
    if found is None:
        raise Hidden()
    return found


def due_words(row: AccessRequest) -> str:
    """How the clock stands, in working days."""
    if row.state not in AccessRequestPolicy.running:
        return ""
    days = clock.left(today(), row.due_on)
    if days < 0:
        return ngettext("%(n)s working day late", "%(n)s working days late", -days) % {"n": -days}
    return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}


def request_row(row: AccessRequest) -> dict[str, Any]:
    """An application in a list."""
    return {
        "url": reverse("access-request", args=[row.pk]),
        "reference": row.reference,
        "state_label": row.get_state_display(),
        "registered_on": row.registered_on,
        "due_on": row.due_on,
        "due_label": due_words(row),
        "late": row.state in AccessRequestPolicy.running and row.due_on < today(),
        "holder": organisations().by_id[row.holder_id].name,
        "advice_label": row.get_advice_display() if row.advice else "",
        "waits": row.consulted_on is not None and row.advised_on is None,
        "decision_label": row.get_decision_display() if row.decision else "",
    }


@require_GET
@CONTRIBUTORS
def request_list(request: GatedRequest) -> HttpResponse:
    """The applications that the reader handles or advises on; `?all=1` shows those that are over too."""
    actor: Actor = request.actor
    everything = request.GET.get("all") == "1"
    found = queries.requests(actor, only_open=not everything)
    shown = links(actor, (row.document_id for row in found))
    context = {
        "page": {
            "title": _("Applications for access"),
            "subtitle": _(
                "Regulation (EC) No 1049/2001: fifteen working days, one extension, then the confirmatory stage"
            ),
            "marking": MARKING,
            "tabs": tabs(actor, "requests"),
        },
        "rows": [request_row(row) | {"document": shown.get(row.document_id)} for row in found],
        "everything": everything,
        "other_url": reverse("access-requests") + ("" if everything else "?all=1"),
    }
    return render(request, "documents/requests/list.html", context)


@require_http_methods(["GET", "POST"])
@SECRETARIAT
def request_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Register an application for a document."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    refuse_unless(actor, "register", document)
    form = RegisterForm(posted(request), initial={"registered_on": today(), "consult": True})

    def make() -> UUID:
        return services.register(actor=actor, document=document, **form.cleaned_data).pk

    words = _("This form was already saved with other words. Open the saved application.")
    if request.method == "POST" and (made := made_once(request, form, make, words)):
        messages.success(request, _("Registered. The clock runs from the next working day."))
        return redirect("access-request", made)
    consequence = _("Fifteen working days run from the day after. The applicant is not named here.")
    return deed_page(
        request,
        document,
        form,
        title=_("Register an application for access"),
        submit=_("Register application"),
        consequence=consequence,
        hidden=key_of(request),
    )


@require_GET
@CONTRIBUTORS
def request_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """One application: its clock, what the holder advises, what was decided and why."""
    actor: Actor = request.actor
    row = request_or_404(actor, pk)
    may = in_reasons(row, row.may)
    shown = links(actor, [row.document_id])
    context = {
        "page": {
            "title": _("Application %(reference)s") % {"reference": row.reference},
            "subtitle": shown[row.document_id].words if row.document_id in shown else "",
            "marking": MARKING | {"note": _("The General Secretariat and the organisation that filed it")},
        },
        "request_row": request_row(row),
        "document": shown.get(row.document_id),
        "facts": _facts(row),
        "advice_words": row.advice_words,
        "words": row.words,
        "deeds": _deeds(row, may),
        "history_url": reverse("access-request-history", args=[pk]),
        "back_url": reverse("access-requests"),
    }
    return render(request, "documents/requests/detail.html", context)


def _facts(row: AccessRequest) -> list[dict[str, Any]]:
    extended = _("Extended once: %(reason)s") % {"reason": row.extension_reason} if row.extended else ""
    lines = [
        (_("State"), row.get_state_display(), ""),
        (_("Registered on"), day_words(row.registered_on), ""),
        (_("Answer due"), day_words(row.due_on), " · ".join(filter(None, [due_words(row), extended]))),
        (_("Filed by"), organisations().by_id[row.holder_id].name, ""),
        (_("Holder consulted on"), day_words(row.consulted_on), ""),
        (_("Holder answered on"), day_words(row.advised_on), row.get_advice_display() if row.advice else ""),
        (_("Decided on"), day_words(row.decided_on), row.get_decision_display() if row.decision else ""),
        (_("Confirmatory application on"), day_words(row.confirmatory_on), ""),
        (_("Grounds"), "; ".join(str(Ground(code).label) for code in row.grounds), ""),
    ]
    facts = [
        {"label": label, "second": second, "lines": [{"words": words, "url": ""}]}
        for label, words, second in lines
        if words
    ]
    if row.release_id:
        url = reverse("release", args=[row.release_id])
        facts.append(
            {"label": _("Release"), "second": "", "lines": [{"words": _("The released text"), "url": url}]}
        )
    return facts


def _deeds(row: AccessRequest, may: dict[str, str | None]) -> list[dict[str, Any]]:
    labels = {
        "advise": (_("Advise"), "access-request-advise", False),
        "answer": (_("Answer"), "access-request-answer", False),
        "extend": (_("Extend once"), "access-request-extend", False),
        "confirm": (_("Register a confirmatory application"), "access-request-confirm", False),
        "close": (_("Close"), "access-request-close", True),
    }
    return [
        {"label": label, "url": reverse(route, args=[row.pk]), "post": post}
        for action, (label, route, post) in labels.items()
        if may[action] is None
    ]


def _deed(
    request: GatedRequest,
    pk: UUID,
    action: str,
    form: forms.Form,
    run: Callable[[AccessRequest], Any],
    *,
    title: str,
    done: str,
    consequence: str = "",
) -> HttpResponse:
    """The page of one deed on an application."""
    actor: Actor = request.actor
    row = request_or_404(actor, pk)
    refuse_unless(actor, action, row)
    if request.method == "POST" and deed(form, lambda: run(row)):
        messages.success(request, done)
        return redirect("access-request", pk)
    return deeds.deed_page(
        request,
        {"title": title, "subtitle": row.reference, "marking": MARKING},
        form,
        submit=title,
        consequence=consequence,
        back_url=reverse("access-request", args=[pk]),
        back_label=_("Back to the application"),
    )


@require_GET
@CONTRIBUTORS
def request_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Every step of an application, for those who handle it or are consulted."""
    actor: Actor = request.actor
    row = request_or_404(actor, pk)
    page = {"title": _("History"), "subtitle": row.reference, "marking": MARKING}
    back = reverse("access-request", args=[pk])
    return history_page(
        request, page, told(handling_of(actor, row), VERBS), back, _("Back to the application")
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def request_extend(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Extend the clock once, by fifteen working days."""
    form = ExtendForm(posted(request))
    return _deed(
        request,
        pk,
        "extend",
        form,
        lambda row: services.extend(actor=request.actor, request=row, **form.cleaned_data),
        title=_("Extend once"),
        done=_("Extended by fifteen working days."),
        consequence=_(
            "Fifteen working days more, once, in exceptional cases: a very long document, or very many."
        ),
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def request_advise(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say what may be released of one's own document."""
    form = AdviceForm(posted(request))
    return _deed(
        request,
        pk,
        "advise",
        form,
        lambda row: services.advise(actor=request.actor, request=row, **form.cleaned_data),
        title=_("Advise"),
        done=_("The General Secretariat sees your advice."),
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def request_answer(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Decide, with grounds and reasons."""
    actor: Actor = request.actor
    row = request_or_404(actor, pk)
    published = [
        (str(release.pk), f"{release.title}, {day_words(release.released_on)}")
        for release in queries.of_record(actor, Document._meta.db_table, row.document_id)
        if release.state == ReleaseState.RELEASED
    ]
    form = AnswerForm(posted(request), releases=published)
    return _deed(
        request,
        pk,
        "answer",
        form,
        lambda row: services.answer(actor=actor, request=row, answer=form.answer()),
        title=_("Answer"),
        done=_("Answered."),
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def request_confirm(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Register a confirmatory application."""
    form = ConfirmForm(posted(request))
    return _deed(
        request,
        pk,
        "confirm",
        form,
        lambda row: services.confirm(actor=request.actor, request=row, **form.cleaned_data),
        title=_("Register a confirmatory application"),
        done=_("Registered. Fifteen working days run from the next one."),
    )


@require_POST
@CONTRIBUTORS
def request_close(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Close an application that was answered."""
    services.close(actor=request.actor, request=request_or_404(request.actor, pk))
    messages.success(request, _("Closed."))
    return redirect("access-request", pk)
