"""Persons: the report that everybody fetches of themselves, and the erasure of those who left."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.deeds import deed_page, key_of, made_once, posted
from coordination.access.routes import ADMINISTRATORS, SIGNED_IN, GatedRequest
from coordination.exchange.pdf import pdf_bytes
from coordination.people.fresh import fresh
from coordination.people.models import User

from .. import queries, services
from ..forms import EraseForm
from ..kinds import Fate, RunState
from ..models import Erasure
from ..pages import REUSED, head
from ..report_paper import HEADS, report_paper, words_of
from ..reports import Report, account_facts, as_values, function_rows, noun_label, of_oneself, of_somebody
from .purges import SIGNS

SHOWN = 20  # rows of each kind on the page; the files hold all
FORMS = {"json": "application/json", "pdf": "application/pdf"}


@require_GET
@SIGNED_IN
def own_data(request: GatedRequest) -> HttpResponse:
    """What the workspace holds about whoever asks."""
    report = _own(request)
    page = {
        "title": _("What the workspace holds about you"),
        "subtitle": _("Your right of access: Regulation (EU) 2018/1725, Article 17"),
        "marking": {"label": "", "narrow": False, "note": _("You alone read this page.")},
        "actions": [
            {"label": form.upper(), "url": reverse("own-data-file", kwargs={"form": form})} for form in FORMS
        ],
    }
    context = {
        "page": page,
        "own": True,
        **_sections(report),
        "details": [
            {
                "label": kept.column.label,
                "rows": [
                    [{"head": HEADS[name], "words": words_of(name, row[name])} for name in kept.column.told]
                    for row in kept.rows[:SHOWN]
                ],
                "heads": [HEADS[name] for name in kept.column.told],
            }
            for kept in report.kept
            if kept.rows
        ],
        "written": [
            {"noun": row.noun, "record": row.record, "changes": row.changes, "latest": row.last}
            for row in report.written[:SHOWN]
        ],
        "retention_url": reverse("retention"),
    }
    return render(request, "retention/person.html", context)


@require_GET
@SIGNED_IN
@fresh
def own_data_file(request: GatedRequest, form: str) -> HttpResponse:
    """The same as a file, with every row."""
    if form not in FORMS:
        raise Http404
    report = _own(request)
    content = (
        json.dumps(as_values(report), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
        if form == "json"
        else pdf_bytes(report_paper(request.actor, report))
    )
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="personal-data.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _own(request: GatedRequest) -> Report:
    return of_oneself(request.actor, User.objects.get(pk=request.actor.user_id))


@require_GET
@ADMINISTRATORS
def person_list(request: GatedRequest) -> HttpResponse:
    """Those who left, and the erasures."""
    left = queries.people_who_left()
    erasures = queries.erasures()
    names = queries.names({row.user_id for row in erasures})
    context = {
        "page": head(
            _("Persons"),
            "persons",
            _("Who left can be erased. What they wrote stays with their organisation, without their name."),
        ),
        "rows": [
            {
                "name": queries.person_name(user, list(user.memberships.all())),
                "functions": queries.functions_words(list(user.memberships.all())),
                "left_on": max((row.ends_on for row in user.memberships.all() if row.ends_on), default=None),
                "url": reverse("person", args=[user.pk]),
            }
            for user in left
        ],
        "erasures": [
            {
                "name": names.get(row.user_id, ""),
                "words": row.words,
                "url": reverse("erasure", args=[row.pk]),
                "status": SIGNS[RunState(row.state)],
                "status_label": RunState(row.state).label,
                "proposed_at": row.proposed_at,
            }
            for row in erasures
        ],
    }
    return render(request, "retention/persons.html", context)


@require_GET
@ADMINISTRATORS
def person(request: GatedRequest, user_id: int) -> HttpResponse:
    """What the workspace holds about somebody, in numbers."""
    user = queries.one_person(user_id)
    report = of_somebody(user)
    erase = {"label": _("Propose the erasure"), "url": reverse("erase", args=[user.pk]), "primary": True}
    left = queries.has_left(user)
    context = {
        "page": head(
            report.name,
            "persons",
            _("In numbers: an administrator reads no record"),
            [erase] if left and user.erased_at is None else [],
        ),
        "own": False,
        **_sections(report),
    }
    return render(request, "retention/person.html", context)


def _sections(report: Report) -> dict[str, Any]:
    return {
        "facts": [{"label": label, "words": words} for label, words in account_facts(report)],
        "functions": function_rows(report),
        "kept": [
            {"label": row.column.label, "number": row.number, "fate": Fate(row.column.fate).label}
            for row in report.kept
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@ADMINISTRATORS
def erase(request: GatedRequest, user_id: int) -> HttpResponse:
    """Propose the erasure of somebody who left."""
    user = queries.one_person(user_id)
    form = EraseForm(posted(request))

    def make() -> UUID:
        words = form.cleaned_data["words"]
        return services.propose_erasure(actor=request.actor, user_id=user.pk, words=words).pk

    if request.method == "POST" and (made := made_once(request, form, make, str(REUSED))):
        messages.success(request, _("The erasure waits for another administrator."))
        return redirect("erasure", made)
    return deed_page(
        request,
        head(_("Propose the erasure"), "persons", queries.names({user.pk})[user.pk]),
        form,
        submit=_("Propose the erasure"),
        back_url=reverse("person", args=[user.pk]),
        back_label=_("Back to the person"),
        consequence=_(
            "The address, the posts, sessions, keys, what was followed, notices, mails and everything that was"
            " typed and not saved are deleted. What the person wrote stays with the organisation; history keeps"
            " a number that leads to nobody. This cannot be undone."
        ),
        hidden=key_of(request),
    )


@require_GET
@ADMINISTRATORS
def erasure(request: GatedRequest, pk: UUID) -> HttpResponse:
    """An erasure: who stands for it, and what was erased."""
    row = queries.one_erasure(pk)
    people = queries.names({row.user_id, row.proposed_by_id, row.approved_by_id or 0})
    waiting = row.state == RunState.PROPOSED
    own = row.proposed_by_id == request.actor.user_id
    state = RunState(row.state)
    context = {
        "page": head(_("Erasure of a person"), "persons", people.get(row.user_id, "")),
        "erasure": {
            "words": row.words,
            "status": SIGNS[state],
            "status_label": state.label,
            "proposed_by": people.get(row.proposed_by_id, ""),
            "proposed_at": row.proposed_at,
            "approved_by": people.get(row.approved_by_id or 0, ""),
            "approved_at": row.approved_at,
            "finished_at": row.finished_at,
            "own": own and waiting,
        },
        "rows": _erased(row),
        "approve_url": reverse("erasure-approve", args=[pk]) if waiting and not own else "",
        "drop_url": reverse("erasure-drop", args=[pk]) if waiting else "",
    }
    return render(request, "retention/erasure.html", context)


def _erased(row: Erasure) -> list[dict[str, Any]]:
    return [
        {"label": noun_label(table), "number": number}
        for table, number in sorted(row.report.items())
        if number
    ]


@require_POST
@ADMINISTRATORS
@fresh
def erasure_approve(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The second person erases."""
    services.approve_erasure(actor=request.actor, erasure_id=pk)
    messages.success(request, _("The person is erased."))
    return redirect("erasure", pk)


@require_POST
@ADMINISTRATORS
def erasure_drop(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give it up."""
    services.drop_erasure(actor=request.actor, erasure_id=pk)
    messages.success(request, _("The erasure was dropped; nothing was erased."))
    return redirect("erasure", pk)
