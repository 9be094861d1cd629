"""From a draft to endorsement: the circle, the positions, the Presidency's word."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actionplans.plans.audiences import outside
from coordination.access.actor import Actor
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.people.queries import organisations, presidency
from coordination.register.forms.entry import reader_choices
from coordination.register.sharing import LEVELS, Choice

from .. import services
from ..audiences import chosen
from ..forms import CirculateForm, PositionForm, ShareForm
from ..kinds import Procedure
from ..models import Fiche
from ..queries import reading
from .deeds import deed, deed_page, fiche_or_404, marked, posted, refuse_unless


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_circulate(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Put a draft out for comments: to whom, until when, and how it is endorsed."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "circulate", fiche)
    until = timezone.now() + (services.FAST_TRACK if fiche.urgent else timedelta(days=7))
    initial = {
        "audience": Choice.NAMED if fiche.urgent else Choice.MEMBERS,
        "presidency": True,
        "procedure": Procedure.SILENCE if fiche.urgent else fiche.procedure,
        "comments_until": until,
    }
    form = CirculateForm(posted(request), initial=initial, actor=actor, urgent=fiche.urgent)

    def run() -> Fiche:
        given = form.cleaned_data
        return services.circulate(
            actor=actor,
            fiche=fiche,
            sharing=form.sharing(),
            comments_until=given["comments_until"],
            procedure=given["procedure"],
        )

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Out for comments. Only the circle that you chose reads it."))
        return redirect("fiche", pk)
    return _circle_page(
        request, fiche, form, title=_("Put out for comments"), submit=_("Put out for comments")
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_share(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Let others read a fiche, or fewer."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "share", fiche)
    sharing, joined = chosen(fiche.audience_id, fiche.originator_id)
    bodies = organisations().by_id
    initial = {
        "audience": sharing.choice,
        "delegations": [bodies[pk].code for pk in sharing.named],
        "presidency": joined,
        "country_team": sharing.country_team,
    }
    form = ShareForm(posted(request), initial=initial, actor=actor)

    def run() -> Fiche:
        reason = form.cleaned_data["reason"]
        return services.share(actor=actor, fiche=fiche, sharing=form.sharing(), reason=reason)

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Saved. The new circle of readers applies at once."))
        return redirect("fiche", pk)
    return _circle_page(
        request, fiche, form, title=_("Change who may read it"), submit=_("Save who may read it")
    )


def _circle_page(request: GatedRequest, fiche: Fiche, form: Any, *, title: str, submit: str) -> HttpResponse:
    actor: Actor = request.actor
    circulating = isinstance(form, CirculateForm)
    context = {
        "page": marked(fiche, actor, title=title, subtitle=fiche.title),
        "form": form,
        "audience_options": _options(form, organisations().by_id[fiche.originator_id].name),
        "delegations": {
            "name": "delegations",
            "options": [
                {"value": code, "label": label, "checked": code in (form["delegations"].value() or [])}
                for code, label in reader_choices(actor)
            ],
        },
        "country_team": {
            "name": "country_team",
            "label": _("And the country team"),
            "help": _("EU Delegation, liaison officers and agencies granted the country"),
            "checked": bool(form["country_team"].value()),
        },
        "reason": None if circulating else form["reason"],
        "circulating": circulating,
        "missing": [
            {"words": words, "url": reverse(*_mend(name, fiche))}
            for name, words in (services.missing(actor, fiche) if circulating else {}).items()
        ],
        "owners": _owners(actor, fiche, form),
        "submit_label": submit,
        "back_url": reverse("fiche", args=[fiche.pk]),
    }
    return render(request, "fiches/circle.html", context, status=400 if form.errors else 200)


def _mend(name: str, fiche: Fiche) -> tuple[str, None, list[UUID]]:
    """Where something that a draft lacks is put right, as `reverse` takes it."""
    route = {"measures": "measure-new", "measure_dates": "fiche"}.get(name, "fiche-edit")
    return route, None, [fiche.pk]


def _options(form: Any, owner: str) -> list[dict[str, Any]]:
    holder = presidency().holder
    labels = {
        Choice.NAMED: (
            _("%(owner)s and named delegations"),
            _("You name them; they do not see one another’s names"),
        ),
        Choice.PRESIDENCY: (_("%(owner)s and this Presidency"), holder.name if holder else ""),
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
            "label": label % {"owner": owner} if "%(owner)s" in label else label,
            "help": words,
            "level": LEVELS[choice],
            "checked": value == choice,
            "named": choice == Choice.NAMED,
        }
        for choice, (label, words) in labels.items()
    ]


def _owners(actor: Actor, fiche: Fiche, form: Any) -> list[str]:
    """Owners of measures who would not read the fiche as the form stands."""
    if form.is_bound and not form.is_valid() and "audience" not in form.cleaned_data:
        return []
    if not form.is_bound:
        return []
    wanted = form.sharing().circles(fiche.originator_id, fiche.country_ids)
    owners = {row.owner_id for row in reading.measures(actor, fiche)}
    known = organisations().by_id
    others = [pk for pk in owners if known[pk].party_id != fiche.originator_id]
    return sorted(known[pk].name for pk in outside(others, wanted))


@require_POST
@CONTRIBUTORS
def fiche_withdraw(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a fiche back from comments."""
    services.withdraw(actor=request.actor, fiche=fiche_or_404(request.actor, pk))
    messages.success(request, _("Taken back. It is a draft again, and only your organisation reads it."))
    return redirect("fiche", pk)


@require_POST
@CONTRIBUTORS
def fiche_discard(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give a fiche up."""
    services.discard(actor=request.actor, fiche=fiche_or_404(request.actor, pk))
    messages.success(request, _("Discarded. It stays on record for your organisation."))
    return redirect("fiche", pk)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_position(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Agree or object in the written procedure."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "position", fiche)
    own = next((row for row in reading.positions(actor, fiche) if row.party_id in actor.speaks_for), None)
    initial = {"stand": own.stand, "words": own.words} if own else {}
    form = PositionForm(posted(request), initial=initial)
    if request.method == "POST" and deed(
        form, lambda: services.state_position(actor=actor, fiche=fiche, **form.cleaned_data)
    ):
        messages.success(
            request, _("Your position is stated. You can change it until the fiche is endorsed.")
        )
        return redirect("fiche", pk)
    return deed_page(
        request,
        fiche,
        form,
        title=_("State position"),
        submit=_("State position"),
        consequence=_(
            "Everybody who reads the fiche reads your position. An objection stands in the way of it."
        ),
    )


@require_POST
@CONTRIBUTORS
def fiche_endorse(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Endorse a fiche as the chair has read it."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    try:
        services.endorse(actor=actor, fiche=fiche, read=request.POST.get("read", ""))
    except Stale:
        messages.error(request, _("The fiche changed since you read it. Read it again, then endorse it."))
    except services.NotReady as reason:
        messages.error(request, reason.reason)
    else:
        messages.success(request, _("Endorsed. Its words do not change any more."))
    return redirect("fiche", pk)


@require_POST
@CONTRIBUTORS
def fiche_start(request: GatedRequest, pk: UUID) -> HttpResponse:
    """From endorsement to implementation."""
    services.start(actor=request.actor, fiche=fiche_or_404(request.actor, pk))
    messages.success(request, _("In implementation."))
    return redirect("fiche", pk)
