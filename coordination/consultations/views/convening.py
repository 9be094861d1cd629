"""What whoever convenes does: opens to a circle, adds papers, extends, closes, withdraws."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.deeds import deed, posted, refuse_unless, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.people.models import BRUSSELS
from coordination.register.forms.entry import reader_choices
from coordination.register.sharing import LEVELS, Choice

from .. import services
from ..forms import CloseForm, ExtendForm, OpenForm, PapersForm, WithdrawForm
from ..kinds import Kind, Readership
from ..models import Consultation
from .frame import back_to, consultation_or_404, deed_page, marked

WEEK = datetime.timedelta(days=7)
NOON = datetime.time(12)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def consultation_open(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Put a draft before a circle: who is asked, until when, who reads the answers."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "open", row)
    day = timezone.now().astimezone(BRUSSELS).date() + WEEK
    initial = {
        "audience": Choice.MEMBERS,
        "readership": Readership.ASKED,
        "deadline": datetime.datetime.combine(day, NOON, BRUSSELS),
    }
    form = OpenForm(posted(request), initial=initial, actor=actor)

    def run() -> Consultation:
        given = form.cleaned_data
        return services.open_to(
            actor=actor,
            consultation=row,
            sharing=form.sharing(),
            deadline=given["deadline"],
            readership=given["readership"],
        )

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Open. Whoever is asked reads it now."))
        return redirect("consultation", pk)
    lacks = services.missing(actor, row)
    context = {
        "page": marked(row, actor, title=_("Open to delegations"), subtitle=row.title),
        "form": form,
        "audience_options": _options(form),
        "delegations": {
            "name": "delegations",
            "options": [
                {"value": code, "label": label, "checked": code in (form["delegations"].value() or [])}
                for code, label in reader_choices(actor)
            ],
        },
        "missing": [
            {"words": words, "url": reverse("consultation-edit", args=[pk])} for words in lacks.values()
        ],
        "by_chair": row.by_chair,
        "submit_label": _("Open to delegations"),
        "back_url": back_to(row),
    }
    return render(request, "consultations/open.html", context, status=400 if form.errors else 200)


def _options(form: OpenForm) -> list[dict[str, Any]]:
    labels = {
        Choice.NAMED: (_("Named delegations"), _("Only they read it; you name them here")),
        Choice.INSTITUTIONS: (
            _("Institutions and Presidency"),
            _("Commission, EEAS, General Secretariat, this Presidency"),
        ),
        Choice.MEMBERS: (
            _("All members of the working party"),
            _("27 delegations, Commission, EEAS, General Secretariat"),
        ),
    }
    value = form["audience"].value()
    return [
        {
            "value": choice.value,
            "label": label,
            "help": words,
            "level": LEVELS[choice],
            "checked": value == choice,
            "named": choice == Choice.NAMED,
        }
        for choice, (label, words) in labels.items()
    ]


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def consultation_papers(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Which documents are read with it."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "attach", row)
    papers = tuple(row.paper_ids)
    initial = {"papers": [str(document_id) for document_id in papers]}
    form = PapersForm(posted(request), initial=initial, actor=actor, papers=papers)
    if request.method == "POST" and deed(
        form, lambda: services.attach(actor=actor, consultation=row, papers=form.papers_chosen())
    ):
        messages.success(request, _("Saved."))
        return redirect("consultation", pk)
    return deed_page(
        request,
        form,
        page=marked(row, actor, title=_("Papers"), subtitle=row.title),
        submit=_("Save papers"),
        back_url=back_to(row),
        consequence=_("Whoever is asked and may read a paper sees it here; others do not learn of it."),
    )


@require_POST
@CONTRIBUTORS
def consultation_discard(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give a draft up."""
    services.discard(actor=request.actor, consultation=consultation_or_404(request.actor, pk))
    messages.success(request, _("Discarded. It stays on record for your organisation."))
    return redirect("consultation", pk)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def consultation_extend(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Move the deadline; `?until=` proposes what a delegation asked for."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "extend", row)
    form = ExtendForm(posted(request), initial={"deadline": _proposed(request) or row.deadline})
    version = sent_version(request)

    def run() -> Consultation | None:
        given = form.cleaned_data
        try:
            return services.extend(actor=actor, consultation=row, version=version, **given)
        except Stale:
            form.add_error(None, _("The deadline was moved in the meantime. Look at it, then decide again."))
            return None

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("The deadline has moved for all who are asked."))
        return redirect("consultation", pk)
    return deed_page(
        request,
        form,
        page=marked(row, actor, title=_("Extend deadline"), subtitle=row.title),
        submit=_("Extend deadline"),
        back_url=back_to(row),
        consequence=_("It moves for everybody; requests for more time that it meets are granted with it."),
        hidden={"version": row.version},
    )


def _proposed(request: GatedRequest) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo and 1950 < moment.year < 2100 else None


@require_POST
@CONTRIBUTORS
def consultation_remind(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Tell delegations that have not replied, each by itself."""
    actor: Actor = request.actor
    told = services.remind(actor=actor, consultation=consultation_or_404(actor, pk))
    words = ngettext("%(n)s delegation is reminded.", "%(n)s delegations are reminded.", len(told))
    messages.success(request, words % {"n": len(told)})
    return redirect("consultation", pk)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def consultation_close(request: GatedRequest, pk: UUID) -> HttpResponse:
    """End it; all who were asked then read the answers."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "close", row)
    silence = row.kind == Kind.SILENCE
    form = CloseForm(posted(request))
    if request.method == "POST" and deed(
        form, lambda: services.close(actor=actor, consultation=row, words=form.cleaned_data["words"])
    ):
        messages.success(request, _("Closed. All who were asked read the answers now."))
        return redirect("consultation", pk)
    title = _("Close as objected") if silence else _("Close consultation")
    return deed_page(
        request,
        form,
        page=marked(row, actor, title=title, subtitle=row.title),
        submit=title,
        back_url=back_to(row),
        consequence=_("Nobody answers any more. All who were asked read what was submitted; drafts stay with those who wrote them."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def consultation_withdraw(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take back what was asked."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "withdraw", row)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and deed(
        form, lambda: services.withdraw(actor=actor, consultation=row, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("Withdrawn."))
        return redirect("consultation", pk)
    return deed_page(
        request,
        form,
        page=marked(row, actor, title=_("Withdraw"), subtitle=row.title),
        submit=_("Withdraw"),
        back_url=back_to(row),
        consequence=_("It is not opened again. What was answered stays with those who read it."),
    )


@require_POST
@CONTRIBUTORS
def consultation_conclude(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Note that a text is agreed after all."""
    services.conclude(actor=request.actor, consultation=consultation_or_404(request.actor, pk))
    messages.success(request, _("Noted: the text is agreed."))
    return redirect("consultation", pk)
