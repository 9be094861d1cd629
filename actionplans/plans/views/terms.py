"""The words of an action while its version is written: new, edited, moved, taken out."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access import conflicts
from coordination.access.conflicts import differing, typed, with_choices
from coordination.access.errors import KeyReused, Refused, Stale
from coordination.access.gate import permissions
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.access.services import once
from coordination.history.queries import saved_last
from coordination.people.audiences import circles_by_audience
from coordination.people.queries import organisations
from coordination.people.reach import see_as_options

from .. import rows, services
from ..audiences import country_ids, everybody, outside
from ..forms import MilestoneFormSet, ReasonForm, TermsForm, terms_values
from ..kinds import VersionState
from ..models import ActionTerms, Objective, PlanVersion
from ..queries import reading
from .frame import audience_of
from .writing import checked_version, posted_version

LINES = ("milestones",)
FULL = {"title", "why", "deliverable", "level_reason", "benefit", "blocker"}
DATES = {"due_on", "starts_on"}
FIRST = ("title", "objective", "lead", "due_on", "starts_on", "serves")
CIRCLE = ("audience", "delegations")


class TermsPage:
    """The form of an action with its milestones, bound or not; `terms` are the stored ones, if any."""

    def __init__(self, request: GatedRequest, version: PlanVersion, terms: ActionTerms | None = None) -> None:
        actor = request.actor
        self.request, self.version, self.terms = request, version, terms
        objectives = reading.lines(actor, Objective, version)
        others = [
            (str(item.action.pk), f"{item.number} {item.terms.title}")
            for item in reading.actions_of(actor, version)
            if terms is None or item.action.pk != terms.action_id
        ]
        self.stored: dict[str, Any] = {"milestones": []}
        if terms is not None:
            circles = terms.narrow_to or circles_by_audience([terms.audience_id])[terms.audience_id]
            self.stored = terms_values(terms, circles)
        data = with_choices(request.POST, self.stored, LINES) if request.method == "POST" else None
        initial = {name: value for name, value in self.stored.items() if name not in LINES}
        if terms is None:
            initial = {"objective": request.GET.get("objective", "")}
        self.form = TermsForm(
            data,
            initial=initial,
            actor=actor,
            objectives=objectives,
            others=others,
            readers=everybody(version.plan),
        )
        self.milestones = MilestoneFormSet(data, initial=self.stored["milestones"], prefix="milestones")

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.milestones.is_valid()])

    def words(self) -> Any:
        return self.form.words(self.milestones)

    @property
    def back_url(self) -> str:
        return reverse("plan", args=[self.version.plan_id]) + f"?version={self.version.number}"

    def context(self) -> dict[str, Any]:
        audience = audience_of(self.request.actor, self.terms or self.version)
        rest = [name for name in self.form.fields if name not in (*FIRST, *CIRCLE)]
        wrong = any(self.form[name].errors for name in rest)
        return {
            "page": {
                "title": _("Edit the action") if self.terms else _("Add an action"),
                "subtitle": f"{rows.title_of(self.version.plan)} · {rows.version_words(self.version)}",
                "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
                "audience": audience,
            },
            "form": self.form,
            "formset_errors": self.form.is_bound and not self.is_valid(),
            "first": [self._shown(name) for name in FIRST],
            "circle": [self._shown(name) for name in CIRCLE],
            "groups": [
                {
                    "key": "milestones",
                    "title": _("Milestones"),
                    "hint": _("the steps by which progress is seen"),
                    "open": bool(self.stored["milestones"])
                    or (self.milestones.is_bound and bool(self.milestones.total_error_count())),
                    "fields": [],
                    "formset": self.milestones,
                    "add_label": _("Add a milestone"),
                },
                {
                    "key": "more",
                    "title": _("Why, what for, with what"),
                    "hint": _("contributors, deliverable, level, partner's benefit, amounts, mandate"),
                    "open": wrong or self.terms is not None,
                    "fields": [self._shown(name) for name in rest],
                    "formset": None,
                    "add_label": "",
                },
            ],
            "version": self.request.POST.get("version") or (self.terms.version if self.terms else ""),
            "idempotency_key": self.request.POST.get("idempotency_key") or str(uuid.uuid4()),
            "back_url": self.back_url,
            "drop_url": reverse("terms-drop", args=[self.terms.pk]) if self.terms else "",
            "see_as": see_as_options(self.version.originator_id, self.request.POST.get("see_as", "")),
            "preview": self.preview() if "preview" in self.request.GET and self.form.is_bound else None,
        }

    def preview(self) -> dict[str, Any] | None:
        """What one reader would see of the action if the form were saved now; nobody is named: nothing."""
        self.form.is_valid()
        given = self.form.cleaned_data
        chosen = self.request.POST.get("see_as", "")
        offered = {option["value"] for option in see_as_options(self.version.originator_id)}
        reader = organisations().by_code.get(chosen) if chosen in offered else None
        if reader is None:
            return None
        sharing = self.form.sharing()
        plan, name = self.version.plan, {"reader": reader.name}
        wanted = sharing.circles(plan.originator_id, country_ids(plan)) if sharing else everybody(plan)
        if outside([reader.pk], wanted) or outside([reader.pk], everybody(plan)):
            words = _("%(reader)s would see nothing: not in lists, counts, search or history.")
            return {"words": words % name, "row": None}
        words = _("%(reader)s would read the whole action.")
        if self.version.state == VersionState.DRAFT:
            words = _("%(reader)s would read the whole action once the text is in consultation.")
        lead = organisations().by_code.get(given.get("lead", ""))
        row = {
            "title": given.get("title") or "…",
            "lead": rows.organisation_words(lead.pk) if lead else "…",
            "due_on": given.get("due_on"),
            "deliverable": given.get("deliverable", ""),
        }
        return {"words": words % name, "row": row}

    def _shown(self, name: str) -> dict[str, Any]:
        size = "full" if name in FULL else ""
        return {"field": self.form[name], "size": size, "date": name in DATES}


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def terms_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Add an action to a version that is written."""
    version = checked_version(request, pk, "change")
    if not reading.lines(request.actor, Objective, version):
        messages.error(request, _("Add an objective first: every action stands under one."))
        return redirect("plan-edit", pk)
    page = TermsPage(request, version)
    if request.method == "POST" and "preview" in request.GET:
        return _preview(request, page)
    if request.method == "GET":
        return render(request, "plans/terms_form.html", page.context())
    if not page.is_valid():
        return render(request, "plans/terms_form.html", page.context(), status=400)

    def make() -> UUID:
        return services.write_terms(actor=request.actor, plan_version=version, words=page.words()).pk

    key = request.POST.get("idempotency_key") or str(uuid.uuid4())
    try:
        once(actor=request.actor, key=f"terms:{key}", sent=[str(pk), typed(request.POST)], make=make)
    except KeyReused:
        page.form.add_error(
            None, _("This form was already saved with other words. Open the saved action and edit it.")
        )
        return render(request, "plans/terms_form.html", page.context(), status=400)
    except services.CycleFound as found:
        page.form.add_error("waits_for", found.reason)
        return render(request, "plans/terms_form.html", page.context(), status=400)
    except ValidationError as problem:
        page.form.add_error(None, problem)
        return render(request, "plans/terms_form.html", page.context(), status=400)
    messages.success(request, _("Saved."))
    return redirect(page.back_url)


def _preview(request: GatedRequest, page: TermsPage) -> HttpResponse:
    """What another reader would see of what was typed; nothing is written."""
    template = "plans/terms_form.html#preview" if request.htmx else "plans/terms_form.html"
    return render(request, template, page.context())


def _terms_or_404(request: GatedRequest, pk: UUID) -> ActionTerms:
    """Terms that the actor may change."""
    terms = reading.one_terms(request.actor, pk)
    if terms is None:
        raise Http404
    for row in (terms, terms.plan_version):
        if reason := permissions(request.actor, row)["change"]:
            raise Refused(reason)
    return terms


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def terms_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Edit the words of an action at the saves that were read."""
    terms = _terms_or_404(request, pk)
    page = TermsPage(request, terms.plan_version, terms)
    if request.method == "POST" and "preview" in request.GET:
        return _preview(request, page)
    if request.method == "GET":
        return render(request, "plans/terms_form.html", page.context())
    if not page.is_valid():
        return render(request, "plans/terms_form.html", page.context(), status=400)
    try:
        services.change_terms(
            actor=request.actor, terms=terms, version=posted_version(request), words=page.words()
        )
    except Stale:
        return _conflict(request, page)
    except services.CycleFound as found:
        page.form.add_error("waits_for", found.reason)
        return render(request, "plans/terms_form.html", page.context(), status=400)
    except services.WiderThanSaid as wider:
        page.form.add_error("audience", wider.reason)
        return render(request, "plans/terms_form.html", page.context(), status=400)
    except ValidationError as problem:
        page.form.add_error(None, problem)
        return render(request, "plans/terms_form.html", page.context(), status=400)
    messages.success(request, _("Saved."))
    return redirect(page.back_url)


def _conflict(request: GatedRequest, page: TermsPage) -> HttpResponse:
    terms = page.terms
    assert terms is not None  # noqa: S101 (narrows the type)
    audience = audience_of(request.actor, terms)
    last = saved_last(request.actor, terms)
    lines = [("milestones", page.milestones, _("Milestones"))]
    head = {
        "title": _("Two texts of one action"),
        "subtitle": terms.title,
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
    }
    return conflicts.conflict_page(
        request,
        head,
        differing(page.form, page.stored, lines),
        version=terms.version,
        discard_url=page.back_url,
        what=_("Somebody saved this action while you were writing."),
        saved=(rows.organisation_words(terms.originator_id), last.at if last else None),
    )


@require_POST
@CONTRIBUTORS
def terms_move(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Move an action one place up or down."""
    terms = _terms_or_404(request, pk)
    services.move_terms(actor=request.actor, terms=terms, up=request.POST.get("to") == "up")
    return redirect(
        reverse("plan", args=[terms.plan_version.plan_id]) + f"?version={terms.plan_version.number}"
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def terms_drop(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take an action out of a version, with a reason."""
    terms = _terms_or_404(request, pk)
    version = terms.plan_version
    back_url = reverse("plan", args=[version.plan_id]) + f"?version={version.number}"
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.drop_terms(actor=request.actor, terms=terms, reason=form.cleaned_data["reason"])
        messages.success(request, _("Taken out of this version."))
        return redirect(back_url)
    audience = audience_of(request.actor, terms)
    context = {
        "page": {
            "title": _("Take an action out"),
            "subtitle": rows.title_of(version.plan),
            "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        },
        "title": terms.title,
        "consequence": _(
            "The action leaves this version. One that was agreed before stays in force, and on record, "
            "until this version is agreed."
        ),
        "form": form,
        "submit_label": _("Take it out"),
        "back_url": back_url,
    }
    return render(request, "plans/reason.html", context, status=400 if form.errors else 200)
