"""A version while it is written: opened, edited, put on its way, agreed, amended."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access import conflicts
from coordination.access.actor import Actor
from coordination.access.conflicts import differing, with_choices
from coordination.access.errors import KeyReused, Refused, Stale
from coordination.access.gate import permissions
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.access.services import once
from coordination.history.queries import saved_last
from coordination.world.queries import countries

from .. import rows, services
from ..choices import known_routes
from ..forms import FORMSETS, ConsultForm, OpenForm, VersionForm, lines_of, version_values
from ..forms.versions import TEXTS
from ..models import Plan, PlanVersion
from ..queries import reading
from ..queries.fingerprint import fingerprint
from .frame import PlanFrame, audience_of, version_or_404

# A step that needs no words of its own, and what it says once it is taken.
STEPS: dict[str, tuple[Any, Any]] = {
    "withdraw": (services.withdraw, lambda: _("A draft again. Only its drafting service reads it.")),
    "discard": (services.discard, lambda: _("Discarded. It stays on record for its drafting service.")),
    "review": (services.review, lambda: _("Under review. The text stays in force.")),
    "keep": (services.keep, lambda: _("The review is over. The text stays as it is.")),
}


def checked_version(request: GatedRequest, pk: UUID, action: str) -> PlanVersion:
    """A version on which the actor may do something: 404 where it is hidden, 403 with the reason."""
    version = version_or_404(request.actor, pk)
    if reason := permissions(request.actor, version)[action]:
        raise Refused(reason)
    return version


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def plan_new(request: GatedRequest) -> HttpResponse:
    """Open a plan for a country or a route."""
    if not Plan.policy.may_create(request.actor):
        raise Refused(str(Plan.policy.create_reason))
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        initial={"place": request.GET.get("country", "").upper()},
    )
    if form.is_valid():
        place = form.cleaned_data["place"]
        key = request.POST.get("idempotency_key") or str(uuid.uuid4())

        def make() -> UUID:
            return services.open_plan(actor=request.actor, fields={}, **_place(place)).pk

        try:
            made, _new = once(actor=request.actor, key=f"plan:{key}", sent=place, make=make)
        except Refused as refused:
            form.add_error("place", refused.reason)
        except KeyReused:
            form.add_error("place", _("This form was already sent for another place. Load the page anew."))
        else:
            return redirect("plan-edit", made)
    context = {
        "page": {
            "title": _("Open a plan"),
            "subtitle": _("A first draft that only your service reads, until you put it to consultation"),
            "marking": {"label": "LIMITE", "narrow": True, "note": ""},
        },
        "form": form,
        "idempotency_key": request.POST.get("idempotency_key") or str(uuid.uuid4()),
    }
    return render(request, "plans/open.html", context, status=400 if form.errors else 200)


def _place(code: str) -> dict[str, int]:
    kind, _colon, route = code.partition(":")
    if kind == "route":
        return {"route_id": known_routes()[route].pk}
    return {"country_id": countries().by_code[code].pk}


class VersionPage:
    """The form of a version with its lines, bound or not."""

    def __init__(self, request: GatedRequest, version: PlanVersion) -> None:
        self.request, self.version = request, version
        parts = {
            prefix: reading.lines(request.actor, model, version) for prefix, (model, _set) in FORMSETS.items()
        }
        self.stored = version_values(version, parts)
        data = None
        if request.method == "POST":
            data = with_choices(request.POST, self.stored, FORMSETS)
        initial = {name: value for name, value in self.stored.items() if name not in FORMSETS}
        self.form = VersionForm(data, initial=initial)
        self.formsets = {
            prefix: formset(data, initial=self.stored[prefix], prefix=prefix)
            for prefix, (_model, formset) in FORMSETS.items()
        }

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(formset.is_valid() for formset in self.formsets.values())])

    def titles(self) -> dict[str, str]:
        return {
            "objectives": _("Objectives"),
            "priorities": _("Priorities and requests of the partner"),
            "risks": _("Risks"),
            "stakeholders": _("Stakeholders"),
            "levers": _("Levers"),
            "files": _("Linked files"),
        }

    def context(self) -> dict[str, Any]:
        audience = audience_of(self.request.actor, self.version)
        titles = self.titles()
        hints = {
            "objectives": _("one a theme, in the order of the plan"),
            "priorities": _("with the source of each"),
            "risks": _("and what is done about them"),
            "stakeholders": _("posts and bodies, and how they stand"),
            "levers": _("incentive, trigger, risk to trust"),
            "files": _("handled elsewhere; the plan points to them"),
        }
        head = [name for name in self.form.fields if name not in TEXTS]
        dates = {"starts_on", "ends_on", "review_on"}
        posted = self.request.POST.get("version", "")
        return {
            "page": {
                "title": _("Edit the text"),
                "subtitle": f"{rows.title_of(self.version.plan)} · {rows.version_words(self.version)}",
                "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
                "audience": audience,
            },
            "form": self.form,
            "formset_errors": self.form.is_bound and not self.is_valid(),
            "head": [{"field": self.form[name], "size": "", "date": name in dates} for name in head],
            "texts": [self.form[name] for name in TEXTS],
            "groups": [
                {
                    "key": prefix,
                    "title": titles[prefix],
                    "hint": hints[prefix],
                    "open": prefix == "objectives"
                    or (formset.is_bound and bool(formset.total_error_count())),
                    "fields": [],
                    "formset": formset,
                    "add_label": _("Add a line"),
                }
                for prefix, formset in self.formsets.items()
            ],
            "version": posted or self.version.version,
            "back_url": reverse("plan", args=[self.version.plan_id]) + f"?version={self.version.number}",
        }


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def plan_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Edit the head, texts and lines of a version at the saves that were read."""
    version = checked_version(request, pk, "change")
    page = VersionPage(request, version)
    if request.method == "GET":
        return render(request, "plans/form.html", page.context())
    if not page.is_valid():
        return render(request, "plans/form.html", page.context(), status=400)
    try:
        services.change_version(
            actor=request.actor,
            plan_version=version,
            version=posted_version(request),
            fields=page.form.values(),
            parts={model: lines_of(page.formsets[prefix]) for prefix, (model, _set) in FORMSETS.items()},
        )
    except Stale:
        return _conflict(request, page)
    except Refused as refused:
        page.form.add_error(None, refused.reason)
        return render(request, "plans/form.html", page.context(), status=400)
    messages.success(request, _("Saved."))
    return redirect(reverse("plan", args=[version.plan_id]) + f"?version={version.number}")


def posted_version(request: GatedRequest) -> int:
    """The saves that the writer had read; 0, which is always stale, for anything that is no number."""
    posted = request.POST.get("version", "")
    return int(posted) if posted.isdecimal() and len(posted) < 10 else 0


def _conflict(request: GatedRequest, page: VersionPage) -> HttpResponse:
    titles = page.titles()
    last = saved_last(request.actor, page.version)
    lines = [(prefix, formset, titles[prefix]) for prefix, formset in page.formsets.items()]
    audience = audience_of(request.actor, page.version)
    head = {
        "title": _("Two texts of one plan"),
        "subtitle": rows.title_of(page.version.plan),
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
    }
    return conflicts.conflict_page(
        request,
        head,
        differing(page.form, page.stored, lines),
        version=page.version.version,
        discard_url=reverse("plan", args=[page.version.plan_id]) + f"?version={page.version.number}",
        saved=(rows.organisation_words(page.version.originator_id), last.at if last else None),
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def plan_consult(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Put a draft to consultation, after a look at who will read it."""
    version = checked_version(request, pk, "consult")
    form = ConsultForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        until = form.cleaned_data["comments_until"]
        services.consult(actor=request.actor, plan_version=version, comments_until=until)
        messages.success(request, _("In consultation. All members can read and comment it from now."))
        return redirect(reverse("plan", args=[version.plan_id]) + f"?version={version.number}")
    shown = reading.actions_of(request.actor, version)
    context = {
        "page": _step_page(request.actor, version, _("Put to consultation")),
        "form": form,
        "narrow": [item.terms.title for item in shown if item.terms.narrow],
        "total": len(shown),
        "back_url": reverse("plan", args=[version.plan_id]) + f"?version={version.number}",
    }
    return render(request, "plans/consult.html", context, status=400 if form.errors else 200)


def _step_page(actor: Actor, version: PlanVersion, title: str) -> dict[str, Any]:
    audience = audience_of(actor, version)
    return {
        "title": title,
        "subtitle": f"{rows.title_of(version.plan)} · {rows.version_words(version)}",
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        "audience": audience,
    }


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def plan_agree(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Move a text to agreed, over exactly what the chair has read."""
    version = checked_version(request, pk, "agree")
    problem, status = "", 200
    if request.method == "POST":
        read = request.POST.get("read", "")
        try:
            services.agree(actor=request.actor, plan_version=version, read=read)
        except services.ObjectionsStand as standing:
            problem, status = standing.reason, 409
        except Stale:
            problem = _("The text changed since you opened this page. Read it again, then agree.")
            status = 409
        else:
            messages.success(request, _("Agreed. From now on this text does not change."))
            return redirect("plan", version.plan_id)
    context = {
        "page": _step_page(request.actor, version, _("Move to agreed")),
        "problem": problem,
        "read": fingerprint(request.actor, version),
        "text_url": reverse("plan", args=[version.plan_id]) + f"?version={version.number}",
        "comments_url": reverse("plan-comments", args=[version.plan_id]) + f"?version={version.number}",
        "total": len(reading.text_of(request.actor, version)),
    }
    return render(request, "plans/agree.html", context, status=status)


@require_POST
@CONTRIBUTORS
def plan_step(request: GatedRequest, pk: UUID, step: str) -> HttpResponse:
    """Take a version a step on its way."""
    if step not in STEPS:
        version_or_404(request.actor, pk)
        raise Http404
    version = checked_version(request, pk, step)
    take, words = STEPS[step]
    take(actor=request.actor, plan_version=version)
    messages.success(request, words())
    if step == "discard":
        return redirect("plans")
    return redirect(reverse("plan", args=[version.plan_id]) + f"?version={version.number}")


@require_POST
@CONTRIBUTORS
def plan_amend(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Open an amendment beside the version in force."""
    frame = PlanFrame(request.actor, pk)
    if reason := permissions(request.actor, frame.plan)["amend"]:
        raise Refused(reason)
    draft = services.amend(actor=request.actor, plan=frame.plan)
    messages.success(request, _("A draft beside the version in force. Only your service reads it."))
    return redirect(reverse("plan", args=[pk]) + f"?version={draft.number}")
