"""One fiche: what it asks, how it stands, what this reader may do next; its history and its paper."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from actionplans.plans.audiences import outside
from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.access.gate import permissions
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.history.pages import LONGEST_HISTORY, history_page, told
from coordination.notices.words import follow_action
from coordination.people.audiences import AudienceWords, brussels_now, why_you_read
from coordination.people.models import today
from coordination.people.queries import organisations, presidency

from .. import detail_page, services
from ..history_words import VERBS, history_of
from ..kinds import BY_WRITING, Stage
from ..models import Fiche, Measure
from ..queries import reading
from ..queries.fingerprint import fingerprint_of
from ..rows import light_label, light_of, reference
from .deeds import audience_of, fiche_or_404, marked

May = dict[str, str | None]
# What somebody may look for in a stage and not find.
SHOWN_REFUSALS = {
    Stage.DRAFT: ("change",),
    Stage.COMMENTS: ("change", "endorse"),
    Stage.ENDORSED: ("change", "start"),
    Stage.IMPLEMENTATION: ("change", "evaluate"),
    Stage.EVALUATED: ("close",),
    Stage.CLOSED: ("reopen",),
}
# A next step that is not this reader's, or not yet: words alone.
WAITING: dict[str, Any] = {"words": "", "lacks": [], "label": "", "url": "", "read": "", "post": False}
LABELS = {
    "change": gettext_lazy("Edit"),
    "endorse": gettext_lazy("Endorse"),
    "start": gettext_lazy("Start implementation"),
    "evaluate": gettext_lazy("Evaluate"),
    "close": gettext_lazy("Close"),
    "reopen": gettext_lazy("Reopen"),
}


@require_GET
@SIGNED_IN
def fiche_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The fiche, as far as it is known, and why this reader sees it."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    may, rows = permissions(actor, fiche), reading.measures_to_act_on(actor, fiche)
    light = light_of(fiche, rows)
    page = marked(
        fiche,
        actor,
        title=fiche.title,
        subtitle=detail_page.head(fiche),
        actions=_actions(actor, fiche, may),
    )
    context = {
        "page": page,
        "fiche": {
            "stage": fiche.stage,
            "stage_label": fiche.get_stage_display(),
            "urgent": fiche.urgent,
            "light": light,
            "light_label": light_label(light),
            "yours": fiche.originator_id in actor.speaks_for and fiche.stage != Stage.TEMPLATE,
        },
        "facts": detail_page.facts(fiche),
        "texts": detail_page.texts(fiche),
        "measures": detail_page.measures(actor, rows),
        "add_measure_url": reverse("measure-new", args=[pk]) if may["change"] is None else "",
        "positions": detail_page.positions(actor, fiche),
        "position_url": reverse("fiche-position", args=[pk]) if may["position"] is None else "",
        "contributions": detail_page.contributions(actor, fiche),
        "invite_url": reverse("fiche-invite", args=[pk]) if may["invite"] is None else "",
        "offer_url": reverse("fiche-offer", args=[pk]) if may["contribute"] is None else "",
        "remarks": detail_page.remarks(actor, fiche, rows),
        "comment_url": reverse("fiche-comment", args=[pk]) if may["comment"] is None else "",
        "evaluation": detail_page.evaluation(fiche),
        "step": _step(actor, fiche, may, rows),
        "readers": _readers(actor, fiche, page["audience"]),
        "share_url": reverse("fiche-share", args=[pk]) if may["share"] is None else "",
        "quiet": _quiet(fiche, may),
        "refused": _refused(fiche, may),
    }
    return render(request, "fiches/detail.html", context)


def _actions(actor: Actor, fiche: Fiche, may: May) -> list[dict[str, Any]]:
    pk = fiche.pk
    actions: list[dict[str, Any]] = []
    if may["change"] is None:
        actions.append({"label": _("Edit fiche"), "url": reverse("fiche-edit", args=[pk])})
    if Fiche.policy.may_create(actor):
        words = _("Begin with this template") if fiche.stage == Stage.TEMPLATE else _("Copy")
        actions.append({"label": words, "url": reverse("fiche-clone", args=[pk])})
    actions.append(follow_action("fiche", record=pk, followed=fiche.followed))
    actions.append({"label": _("Print"), "url": reverse("fiche-print", args=[pk])})
    actions.append({"label": _("History"), "url": reverse("fiche-history", args=[pk])})
    return actions


def _step(actor: Actor, fiche: Fiche, may: May, rows: list[Measure]) -> dict[str, Any] | None:
    """The one thing that this reader does next, with what stands in its way."""
    pk = fiche.pk
    if may["circulate"] is None:
        lacks = list(services.missing(actor, fiche).values())
        words = _("Ready for comments.") if not lacks else ""
        return _do(_("Put out for comments"), "fiche-circulate", pk, words=words, lacks=lacks)
    if may["position"] is None and may["endorse"] is not None:
        own = any(row.party_id in actor.speaks_for for row in reading.positions(actor, fiche))
        label = _("Change position") if own else _("State position")
        return _do(label, "fiche-position", pk, words=_("The written procedure asks for your position."))
    if may["endorse"] is None:
        if reason := services.hindrance(actor, fiche):
            return WAITING | {"words": reason}
        words = _("Read it once more: from endorsement on, its words do not change.")
        return _do(
            _("Endorse fiche"), "fiche-endorse", pk, words=words, read=fingerprint_of(fiche, rows), post=True
        )
    if may["start"] is None:
        return _do(
            _("Start implementation"), "fiche-start", pk, words=_("Or wait for the first report."), post=True
        )
    if may["evaluate"] is None:
        settled = detail_page.is_settled(rows)
        words = (
            _("No measure is open any more.")
            if settled
            else _("Measures are still open; you can evaluate it already.")
        )
        return _do(_("Evaluate fiche"), "fiche-evaluate", pk, words=words)
    if may["close"] is None:
        words = "" if detail_page.is_settled(rows) else _("It can be closed once no measure is open.")
        return _do(_("Close fiche"), "fiche-close", pk, words=words)
    if fiche.stage == Stage.COMMENTS and may["withdraw"] is None:
        return _waiting(fiche)
    return None


def _do(label: str, route: str, pk: UUID, **rest: Any) -> dict[str, Any]:
    return WAITING | {"label": label, "url": reverse(route, args=[pk])} | rest


def _waiting(fiche: Fiche) -> dict[str, Any]:
    """What the drafter waits for while others comment."""
    circles = fiche.audience.circles
    holder = presidency().holder
    words = _("Comments are open until %(time)s.") % {"time": moment_words(fiche.comments_until)}
    if not fiche.comments_until:
        words = _("The Presidency endorses it, in a meeting.")
    if holder and outside([holder.pk], circles):
        words = _(
            "%(holder)s holds the Presidency and does not read this fiche. Share it, so that it can be endorsed."
        )
        words %= {"holder": holder.name}
    return WAITING | {"words": words}


def _readers(actor: Actor, fiche: Fiche, audience: AudienceWords) -> dict[str, Any]:
    circles = fiche.audience.circles
    owner = fiche.originator_id in actor.speaks_for
    return {
        "level": audience.level,
        "words": audience.words,
        "reasons": [why_you_read(circles, fiche.originator_id, actor)],
        "everyone": [{"name": name, "why": ""} for name in audience.readers] if owner else None,
        "card": None,
    }


def _quiet(fiche: Fiche, may: May) -> list[dict[str, Any]]:
    """What can be done too, and seldom is."""
    deeds = {
        "withdraw": (_("Take it back"), "fiche-withdraw", True),
        "discard": (_("Discard fiche"), "fiche-discard", True),
        "reopen": (_("Reopen fiche"), "fiche-reopen", False),
    }
    return [
        {"label": label, "url": reverse(route, args=[fiche.pk]), "post": post}
        for action, (label, route, post) in deeds.items()
        if may[action] is None
    ]


def _refused(fiche: Fiche, may: May) -> list[dict[str, str]]:
    shown = SHOWN_REFUSALS.get(Stage(fiche.stage), ())
    return [{"label": str(LABELS[action]), "reason": reason} for action in shown if (reason := may[action])]


@require_GET
@SIGNED_IN
def fiche_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed, by whom, as far as the reader could read it then and may now."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    changes, _older = history_of(actor, fiche, limit=LONGEST_HISTORY)
    page = marked(fiche, actor, title=_("History"), subtitle=fiche.title)
    back = reverse("fiche", args=[pk])
    return history_page(request, page, told(changes, VERBS), back, _("Back to the fiche"))


@require_GET
@SIGNED_IN
def fiche_print(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The fiche as a paper for the table of a meeting, with its marking, reader and time."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    rows = reading.measures_to_act_on(actor, fiche)
    audience = audience_of(fiche, actor)
    context = {
        "paper": {
            "title": fiche.title,
            "reference": reference(fiche),
            "marking": audience.marking,
            "day": today(),
            "sender": organisations().by_id[fiche.originator_id].full_name,
            "addressees": audience.words,
            "stage_label": fiche.get_stage_display(),
            "urgent": fiche.urgent,
            "reader": actor.organisation.name if actor.organisation else "",
            "produced": brussels_now(),
        },
        "facts": detail_page.facts(fiche),
        "texts": detail_page.texts(fiche),
        "measures": detail_page.measures(actor, rows),
        "contributions": detail_page.contributions(actor, fiche),
        "positions": detail_page.positions(actor, fiche) if fiche.procedure in BY_WRITING else None,
        "evaluation": detail_page.evaluation(fiche),
        "back_url": reverse("fiche", args=[pk]),
        "now": timezone.now(),
    }
    return render(request, "fiches/print.html", context)
