"""One entry: what it says, who can read it, what was changed, and the deeds that need one click."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import permissions
from coordination.access.routes import CONTRIBUTORS, SIGNED_IN, GatedRequest
from coordination.history.pages import LONGEST_HISTORY, history_page, told
from coordination.notices.words import follow_action
from coordination.people.audiences import AudienceWords, circles_by_audience, in_words, why_you_read
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from .. import queries, services
from ..forms import RetireForm
from ..history_words import VERBS, history_of
from ..kinds import Role, State
from ..models import Activity, ExistenceCard
from ..rows import activity_row, actor_words, amounts, as_rows, period_lines, stale_months

ACTION_LABELS = {
    "change": gettext_lazy("Edit"),
    "share": gettext_lazy("Change who may read it"),
    "confirm": gettext_lazy("Confirm"),
    "retire": gettext_lazy("Retire"),
    "restore": gettext_lazy("Restore"),
    "clear": gettext_lazy("Clear the draft"),
}


def _activity_or_404(actor: Actor, pk: UUID) -> Activity:
    activity = queries.one(actor, pk)
    if activity is None:
        raise Http404
    return activity


@require_GET
@SIGNED_IN
def activity_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The entry, as far as it is known, and why this reader sees it."""
    actor: Actor = request.actor
    activity = _activity_or_404(actor, pk)
    may = permissions(actor, activity)
    owner = activity.originator_id in actor.speaks_for
    card = None
    if activity.card_id and owner:
        card = ExistenceCard.objects.visible_to(actor).current().filter(pk=activity.card_id).first()
    audiences = circles_by_audience([activity.audience_id, *([card.audience_id] if card else [])])
    audience = in_words(audiences[activity.audience_id], activity.originator_id, actor)
    row = activity_row(activity, audience, actor)
    parent, children = queries.family(actor, activity)
    context = {
        "page": _page(activity, audience, may, actor),
        "activity": row | {"status_on": activity.status_on, "retired": activity.state == State.RETIRED},
        "facts": _facts(activity),
        "texts": _texts(activity),
        "partners": _partners(activity),
        "amounts": amounts(activity),
        "amounts_note": _amounts_note(activity, parent, children),
        "mandates": [
            {
                "title": mandates()[pk].title,
                "url": f"{reverse('activities')}?mandate={mandates()[pk].code}",
                "second": mandates()[pk].reference,
            }
            for pk in activity.mandate_list
        ],
        "source": {"label": activity.source, "url": "", "second": activity.reference}
        if activity.source
        else None,
        "parent": {"title": parent.title, "url": reverse("activity", args=[parent.pk])} if parent else None,
        "children": [
            {"title": child.title, "url": reverse("activity", args=[child.pk]), "second": child.reference}
            for child in children
        ],
        "children_note": _(
            "Amounts of a programme contain those of its parts; they are never added up together."
        )
        if children
        else "",
        "readers": _readers(activity, card, audiences, audience, actor),
        "refused": _refused(may, actor, owner),
        "retire_url": reverse("activity-retire", args=[pk]) if may["retire"] is None else "",
        "stale": _stale(activity, may),
        "undo": {"words": _("This entry is retired."), "url": reverse("activity-restore", args=[pk])}
        if may["restore"] is None
        else None,
    }
    return render(request, "register/detail.html", context)


def _page(
    activity: Activity, audience: AudienceWords, may: dict[str, str | None], actor: Actor
) -> dict[str, Any]:
    pk = activity.pk
    actions: list[dict[str, Any]] = []
    if may["clear"] is None:
        actions.append(
            {
                "label": _("Clear draft"),
                "url": reverse("activity-clear", args=[pk]),
                "post": True,
                "primary": True,
            }
        )
    if may["change"] is None:
        actions.append({"label": _("Edit activity"), "url": reverse("activity-edit", args=[pk])})
    if may["confirm"] is None:
        actions.append(
            {"label": _("Confirm still true"), "url": reverse("activity-confirm", args=[pk]), "post": True}
        )
    if actor.may_contribute:
        actions.append({"label": _("Copy"), "url": f"{reverse('activity-new')}?copy={pk}"})
    actions.append(follow_action("activity", record=pk, followed=activity.followed))
    actions.append({"label": _("History"), "url": reverse("activity-history", args=[pk])})
    return {
        "title": activity.title,
        "subtitle": " · ".join(
            [_places(activity), *actor_words(organisations().by_id[activity.lead_id])[:1]]
        ),
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        "audience": audience,
        "actions": actions,
    }


def _places(activity: Activity) -> str:
    names = [countries().by_id[place["country"]].name for place in activity.place_list]
    return ", ".join(names[:3]) + ("…" if len(names) > 3 else "")


def _facts(activity: Activity) -> list[dict[str, Any]]:
    known, places = themes(), countries().by_id
    lead = actor_words(organisations().by_id[activity.lead_id])
    lines: list[tuple[str, list[tuple[str, str, str]]]] = [
        (
            _("Country"),
            [
                (
                    places[place["country"]].name,
                    reverse("country", args=[places[place["country"]].code]),
                    place["areas"],
                )
                for place in activity.place_list
            ],
        ),
        (
            _("Theme"),
            [
                (
                    known.by_id[part["theme"]].name,
                    "",
                    known.domain(part["theme"]).name if known.by_id[part["theme"]].parent_id else "",
                )
                for part in activity.theme_list
            ],
        ),
        (_("Lead"), [(lead[0], "", lead[1])]),
        (_("Logged by"), [(_logged_by(activity), "", "")]),
        (_("Period"), [(" ".join(period_lines(activity)), "", "")]),
        (_("Level"), [(activity.get_level_display(), "", "")]),
        (_("Counterpart authority"), [(activity.counterpart, "", "")]),
        (_("Places"), [(str(activity.places or ""), "", "")]),
        (_("Staff"), [(str(activity.staff or ""), "", "")]),
    ]
    if activity.is_example:
        lines.append((_("Example"), [(_("An invented entry of the demonstration"), "", "")]))
    return [
        {
            "label": label,
            "lines": [{"words": w, "url": url, "second": second} for w, url, second in found if w],
        }
        for label, found in lines
        if any(words for words, _url, _second in found)
    ]


def _logged_by(activity: Activity) -> str:
    """Who speaks here, where it is not the lead itself."""
    if organisations().by_id[activity.lead_id].party_id == activity.originator_id:
        return ""
    return organisations().by_id[activity.originator_id].name


def _texts(activity: Activity) -> list[dict[str, Any]]:
    texts = (
        (_("Aim"), activity.aim),
        (_("Results so far"), activity.results),
        (_("Lesson"), activity.lesson),
    )
    return [{"title": title, "paragraphs": text.split("\n\n")} for title, text in texts if text]


def _partners(activity: Activity) -> list[dict[str, str]]:
    known = organisations().by_id
    return [
        {
            "organisation": known[partner["organisation"]].name
            if partner["organisation"]
            else partner["name"],
            "role_label": str(Role(partner["role"]).label),
        }
        for partner in activity.partner_list
    ]


def _amounts_note(activity: Activity, parent: Activity | None, children: list[Activity]) -> str:
    if parent and activity.amount_list:
        return _("Part of the amounts of the programme above; never added to them.")
    if children and activity.amount_list:
        return _("Includes the parts below; their amounts are never added to these.")
    return ""


def _readers(
    activity: Activity,
    card: ExistenceCard | None,
    audiences: dict[int, list[int]],
    audience: AudienceWords,
    actor: Actor,
) -> dict[str, Any]:
    readers: dict[str, Any] = {
        "level": audience.level,
        "words": audience.words,
        "reasons": [why_you_read(audiences[activity.audience_id], activity.originator_id, actor)],
        "everyone": None,
        "card": None,
    }
    if activity.originator_id in actor.speaks_for:
        readers["everyone"] = [{"name": name, "why": ""} for name in audience.readers]
        if card:
            words = in_words(audiences[card.audience_id], card.originator_id, actor).words
            readers["card"] = {
                "words": _("An existence card is shared with: %(readers)s.") % {"readers": words},
                "url": reverse("card", args=[card.pk]),
            }
    return readers


def _refused(may: dict[str, str | None], actor: Actor, owner: bool) -> list[dict[str, str]]:
    shown = ("confirm",) if owner else ("change", "share")
    if not actor.may_contribute:
        shown = ("change",)
    return [
        {"label": str(ACTION_LABELS[action]), "reason": reason} for action in shown if (reason := may[action])
    ]


def _stale(activity: Activity, may: dict[str, str | None]) -> dict[str, str] | None:
    months = stale_months(activity.confirmed_on) if activity.state == State.CURRENT else None
    if months is None:
        return None
    words = ngettext(
        "Nobody has confirmed this entry for %(n)s month.",
        "Nobody has confirmed this entry for %(n)s months.",
        months,
    ) % {"n": months}
    return {
        "words": words,
        "confirm_url": reverse("activity-confirm", args=[activity.pk]) if may["confirm"] is None else "",
    }


@require_GET
@SIGNED_IN
def activity_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed, by whom, as far as the reader could read it then and may now."""
    actor: Actor = request.actor
    activity = _activity_or_404(actor, pk)
    audience = _audience_words(activity, actor)
    changes, _older = history_of(actor, activity, limit=LONGEST_HISTORY)
    page = {
        "title": _("History"),
        "subtitle": activity.title,
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        "audience": audience,
    }
    back = reverse("activity", args=[pk])
    return history_page(request, page, told(changes, VERBS), back, _("Back to the activity"))


def _audience_words(row: Activity | ExistenceCard, actor: Actor) -> AudienceWords:
    return in_words(circles_by_audience([row.audience_id])[row.audience_id], row.originator_id, actor)


@require_POST
@CONTRIBUTORS
def activity_confirm(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Still true today."""
    services.confirm(actor=request.actor, activity=_activity_or_404(request.actor, pk))
    messages.success(request, _("Confirmed as of today."))
    return redirect("activity", pk)


@require_POST
@CONTRIBUTORS
def activity_clear(request: GatedRequest, pk: UUID) -> HttpResponse:
    """A draft becomes an entry."""
    services.clear(actor=request.actor, activity=_activity_or_404(request.actor, pk))
    messages.success(request, _("Cleared. Edit the entry to share it more widely."))
    return redirect("activity", pk)


@require_POST
@CONTRIBUTORS
def activity_restore(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Undo a retirement."""
    services.restore(actor=request.actor, activity=_activity_or_404(request.actor, pk))
    messages.success(request, _("Restored."))
    return redirect("activity", pk)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def activity_retire(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take an entry out of the register, with a reason."""
    actor: Actor = request.actor
    activity = _activity_or_404(actor, pk)
    if reason := permissions(actor, activity)["retire"]:
        raise Refused(reason)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.retire(actor=actor, activity=activity, reason=form.cleaned_data["reason"])
        return redirect("activity", pk)
    audience = _audience_words(activity, actor)
    context = {
        "page": {
            "title": _("Retire activity"),
            "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        },
        "form": form,
        "title": activity.title,
        "back_url": reverse("activity", args=[pk]),
    }
    return render(request, "register/retire.html", context, status=400 if form.errors else 200)


@require_GET
@SIGNED_IN
def card_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """An existence card: what its owner announces, and no more."""
    actor: Actor = request.actor
    card = queries.card(actor, pk)
    if card is None:
        raise Http404
    audience = _audience_words(card, actor)
    row = as_rows([card], actor)[0]
    context = {
        "page": {
            "title": _("An activity exists"),
            "subtitle": row["country_label"],
            "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
            "audience": audience,
        },
        "card": {
            "title": _("%(actor)s has an activity in %(country)s")
            % {"actor": row["actor_label"], "country": row["country_label"]},
            "theme": row["theme_label"],
            "period": row["period_lines"][0],
            "contact": card.contact,
            "confirmed_on": card.confirmed_on,
        },
        "readers": {
            "level": audience.level,
            "words": audience.words,
            "reasons": [
                why_you_read(
                    circles_by_audience([card.audience_id])[card.audience_id], card.originator_id, actor
                )
            ],
            "everyone": [{"name": name, "why": ""} for name in audience.readers]
            if card.originator_id in actor.speaks_for
            else None,
        },
    }
    return render(request, "register/card.html", context)
