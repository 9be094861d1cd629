"""A fiche is written, changed and copied; what is typed is kept, and a stale save shows both texts."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.errors import Stale
from coordination.access.routes import Gate, GatedRequest
from coordination.people.queries import organisations
from coordination.register import services as drafts
from coordination.world.queries import themes

from .. import services
from ..forms import CloneForm, FicheForm, fiche_values
from ..forms.fiche import country_ids
from ..models import Fiche
from ..queries import reading
from .conflict import conflict_page
from .deeds import (
    audience_of,
    deed,
    deed_page,
    fiche_or_404,
    key_of,
    made_once,
    posted,
    refuse_unless,
    sent_version,
)

NEW = "fiche"
DRAFTERS = Gate("drafters of fiches", Fiche.policy.may_create, Fiche.policy.create_reason)


@require_http_methods(["GET", "POST"])
@DRAFTERS
def fiche_new(request: GatedRequest) -> HttpResponse:
    """Draft a fiche; `?country=NE`, `?theme=` and `?urgent=1` fill the form, a kept draft fills it first."""
    actor: Actor = request.actor
    if request.method == "POST":
        form = FicheForm(request.POST, actor=actor)
        made = _made_once(request, form, lambda: services.draft(actor=actor, words=form.words()).pk)
        if made is None:
            return _page(request, form)
        drafts.drop_draft(actor=actor, key=NEW)
        messages.success(request, _("Saved as a draft. Only your organisation reads it. Add what is asked."))
        return redirect("fiche", made)
    kept = reading.kept_draft(actor, NEW)
    initial = {
        "country": request.GET.get("country", "").upper(),
        "theme": request.GET.get("theme", ""),
        "urgent": request.GET.get("urgent") == "1",
    }
    form = FicheForm(_restored(kept), initial=initial, actor=actor)
    if kept:
        # What is not finished yet is no mistake.
        form.full_clean()
        form.errors.clear()
    return _page(request, form, kept_at=kept.kept_at if kept else None)


def _restored(kept: Any) -> QueryDict | None:
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    return data


def _made_once(request: GatedRequest, form: Any, make: Any) -> UUID | None:
    words = _("This form was already saved with other words. Open the saved fiche and edit it.")
    return made_once(request, form, make, words)


@require_http_methods(["GET", "POST"])
@DRAFTERS
def fiche_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change the words at the version that was read."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "change", fiche)
    stored = fiche_values(fiche, readable_plan=fiche.plan_id in reading.plans(actor))
    if request.method == "GET":
        return _page(request, FicheForm(initial=stored, actor=actor), fiche=fiche)
    form = FicheForm(with_choices(request.POST, stored), initial=stored, actor=actor)
    version = sent_version(request)
    try:
        saved = deed(
            form,
            lambda: services.change(actor=actor, fiche=fiche, version=version, words=form.words()),
        )
    except Stale:
        return conflict_page(
            request,
            fiche,
            form,
            stored,
            title=_("Two texts of one fiche"),
            subtitle=fiche.title,
            version=fiche.version,
            discard_url=reverse("fiche", args=[pk]),
        )
    if saved is None:
        return _page(request, form, fiche=fiche)
    messages.success(request, _("Saved."))
    return redirect("fiche", pk)


def _page(
    request: GatedRequest, form: FicheForm, *, fiche: Fiche | None = None, kept_at: Any = None
) -> HttpResponse:
    actor: Actor = request.actor
    audience = audience_of(fiche, actor) if fiche else None
    owner = organisations().by_id[min(actor.speaks_for)].name
    marking = audience.marking if audience else f"LIMITE · {owner.upper()}"
    context: dict[str, Any] = {
        "page": {
            "title": _("Edit fiche") if fiche else _("New fiche"),
            "subtitle": fiche.title
            if fiche
            else _("Three fields are needed. What is asked of whom comes next."),
            "marking": {
                "label": marking,
                "narrow": audience.narrow if audience else True,
                "note": "" if fiche else _("A draft is read by your organisation alone"),
            },
        },
        "form": form,
        "more_open": any(form[name].errors for name in ("starts_on", "more_countries", "plan")),
        "version": (form.data.get("version") or fiche.version) if fiche else "",
        "idempotency_key": form.data.get("idempotency_key") or str(uuid.uuid4()),
        "submit_label": _("Save changes") if fiche else _("Save draft"),
        "discard_url": reverse("fiche", args=[fiche.pk]) if fiche else "",
        "templates": [] if fiche else _templates(actor),
        "draft": None
        if fiche
        else {
            "url": reverse("draft-keep", args=[NEW]),
            "kept_at": kept_at,
            "drop_url": reverse("fiche-forget") if kept_at else "",
        },
    }
    return render(request, "fiches/form.html", context, status=400 if form.errors else 200)


def _templates(actor: Actor) -> list[dict[str, Any]]:
    """Templates by theme, to begin with."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in reading.templates(actor):
        second = organisations().by_id[row.originator_id].name
        url = reverse("fiche-clone", args=[row.pk])
        theme = themes().by_id[row.theme_id].name
        groups.setdefault(theme, []).append({"title": row.title, "url": url, "second": second})
    return [{"theme": theme, "rows": rows} for theme, rows in groups.items()]


@require_POST
@DRAFTERS
def fiche_forget(request: GatedRequest) -> HttpResponse:
    """Forget what was typed and start with an empty form."""
    drafts.drop_draft(actor=request.actor, key=NEW)
    return redirect("fiche-new")


@require_http_methods(["GET", "POST"])
@DRAFTERS
def fiche_clone(request: GatedRequest, pk: UUID) -> HttpResponse:
    """A draft, or a template, that begins with the words and measures of this fiche."""
    actor: Actor = request.actor
    source = fiche_or_404(actor, pk)
    stored = fiche_values(source)
    initial = {name: stored[name] for name in ("title", "country", "more_countries")}
    form = CloneForm(posted(request), initial=initial, templates=services.may_make_templates(actor))

    def make() -> UUID:
        given = form.cleaned_data
        return services.clone(
            actor=actor,
            source=source,
            title=given["title"],
            country_ids=country_ids(given),
            as_template=given.get("as_template", False),
        ).pk

    if request.method == "POST" and (made := _made_once(request, form, make)):
        messages.success(request, _("Copied. Dates, comments and reports stayed behind."))
        return redirect("fiche", made)
    own = source.originator_id in actor.speaks_for
    words = _(
        "The words and measures are copied into a draft of your organisation. Dates, positions, comments and "
        "reports stay behind."
    )
    if not own and audience_of(source, actor).narrow:
        words += " " + _(
            "They are the words of %(owner)s, shared with few: ask before you share them further."
        ) % {"owner": organisations().by_id[source.originator_id].name}
    return deed_page(
        request,
        source,
        form,
        title=_("Copy fiche"),
        submit=_("Copy fiche"),
        consequence=words,
        hidden=key_of(request),
    )
