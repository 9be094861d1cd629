"""Bodies: what meets, who convenes it, who is usually invited."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coordination.access.actor import Actor
from coordination.access.conflicts import conflict_page, differing, with_choices
from coordination.access.deeds import deed, key_of, made_once, posted, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.history.pages import LONGEST_HISTORY, history_page, told
from coordination.people.audiences import in_words, why_you_read
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .. import services
from ..forms import BodyForm, body_values
from ..history_words import VERBS, history_of_body
from ..kinds import Capacity
from ..models import Body, BodyMember
from ..policy import is_secretariat
from ..queries import reading, selection
from ..queries.selection import PAST, Selection
from ..rows import meeting_row
from .deeds import CONVENORS, body_or_404, refuse
from .lists import tabs

SHOWN = 5


def convenor(body: Body) -> str:
    """Who convenes a body, in words."""
    return (
        _("The Presidency of the day")
        if body.by_presidency
        else organisations().by_id[body.originator_id].name
    )


def _marked(body: Body, actor: Actor, **page: Any) -> dict[str, Any]:
    audience = in_words(body.audience.circles, body.originator_id, actor)
    return {
        "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
        "audience": audience,
        **page,
    }


@require_GET
@SIGNED_IN
def body_list(request: GatedRequest) -> HttpResponse:
    """All bodies that this reader knows."""
    actor: Actor = request.actor
    rows = []
    for body in reading.bodies(actor).values():
        audience = in_words(body.audience.circles, body.originator_id, actor)
        place = countries().by_id.get(body.country_id or 0)
        rows.append(
            {
                "url": reverse("body", args=[body.pk]),
                "name": body.name,
                "short": body.short,
                "kind": str(body.get_kind_display()),
                "convenor": convenor(body),
                "country": place.name if place else "",
                "format": body.format,
                "closed_on": body.closed_on,
                "audience": audience,
                "call_url": f"{reverse('meeting-new')}?body={body.pk}" if body.may["convene"] else "",
            }
        )
    context = {
        "page": {
            "title": _("Bodies"),
            "subtitle": _("What meets, who convenes it, who is invited"),
            "marking": {"label": "LIMITE", "narrow": False, "note": ""},
            "tabs": tabs("bodies"),
            "actions": [{"label": _("Set up a body"), "url": reverse("body-new"), "primary": True}]
            if Body.policy.may_create(actor)
            else [],
        },
        "rows": rows,
        "empty": None
        if rows
        else {
            "title": _("No body that you may know of yet"),
            "words": _("Others may meet without you."),
            "steps": [{"label": _("Set up a body"), "url": reverse("body-new")}]
            if Body.policy.may_create(actor)
            else [],
        },
    }
    return render(request, "meetings/bodies.html", context)


@require_GET
@SIGNED_IN
def body_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """One body: its rules, its members, its next and last meetings."""
    actor: Actor = request.actor
    body = body_or_404(actor, pk)
    members = reading.members(actor, body)
    listed = {
        span: list(
            selection.select(actor, Selection(span=span, bodies=(pk,))).select_related("audience")[:SHOWN]
        )
        for span in (selection.UPCOMING, PAST)
    }
    audience = in_words(body.audience.circles, body.originator_id, actor)
    owner = body.originator_id in actor.speaks_for
    actions: list[dict[str, Any]] = [{"label": _("History"), "url": reverse("body-history", args=[pk])}]
    if body.may["change"]:
        actions.insert(0, {"label": _("Edit body"), "url": reverse("body-edit", args=[pk])})
    if body.may["convene"]:
        actions.append({"label": _("Keep a point for later"), "url": reverse("backlog-new", args=[pk])})
        actions.append(
            {"label": _("Call a meeting"), "url": f"{reverse('meeting-new')}?body={pk}", "primary": True}
        )
    context = {
        "page": _marked(body, actor, title=body.name, subtitle=str(body.get_kind_display()), actions=actions),
        "facts": _facts(body),
        "members": _members(members, Capacity.MEMBER),
        "guests": _members(members, Capacity.GUEST),
        "upcoming": [meeting_row(row, {pk: body}, actor) for row in listed[selection.UPCOMING]],
        "past": [meeting_row(row, {pk: body}, actor) for row in listed[PAST]],
        "all_url": f"{reverse('meetings')}?body={pk}",
        "readers": {
            "level": audience.level,
            "words": audience.words,
            "reasons": [why_you_read(body.audience.circles, body.originator_id, actor)],
            "everyone": [{"name": name, "why": ""} for name in audience.readers] if owner else None,
            "card": None,
        },
    }
    return render(request, "meetings/body.html", context)


def _members(rows: list[BodyMember], capacity: str) -> list[str]:
    known = organisations().by_id
    return [known[row.organisation_id].name for row in rows if row.capacity == capacity]


def _facts(body: Body) -> list[dict[str, str]]:
    place = countries().by_id.get(body.country_id or 0)
    days = body.notice_days, body.paper_days
    facts = [
        (_("Convenor"), convenor(body)),
        (_("Country"), place.name if place else ""),
        (_("Format"), body.format),
        (_("Council series"), str(body.get_series_display()) if body.series else ""),
        (_("Usual length"), ngettext("%(n)s minute", "%(n)s minutes", body.minutes) % {"n": body.minutes}),
        (_("Usual venue"), body.venue),
        (_("Notice"), ngettext("%(n)s day before", "%(n)s days before", days[0]) % {"n": days[0]}),
        (_("Papers"), ngettext("%(n)s day before", "%(n)s days before", days[1]) % {"n": days[1]}),
        (_("Usual papers"), ", ".join(body.usual_papers)),
        (_("Example"), _("An invented body of the demonstration") if body.is_example else ""),
    ]
    return [{"label": label, "words": words} for label, words in facts if words]


@require_http_methods(["GET", "POST"])
@CONVENORS
def body_new(request: GatedRequest) -> HttpResponse:
    """Set up a body that one convenes."""
    actor: Actor = request.actor
    form = BodyForm(posted(request), secretariat=is_secretariat(actor))
    reused = _("This form was already saved with other words. Open the saved body and edit it.")

    def make() -> UUID:
        return services.set_up(actor=actor, words=form.words()).pk

    if request.method == "POST" and (made := made_once(request, form, make, reused)):
        messages.success(request, _("Saved. Its members know of it now."))
        return redirect("body", made)
    owner = organisations().by_id[min(actor.speaks_for)].name
    page = {
        "title": _("Set up a body"),
        "subtitle": _("A circle that meets again and again"),
        "marking": {"label": f"LIMITE · {owner.upper()}", "narrow": True, "note": ""},
    }
    return _form(
        request, page, form, submit=_("Save body"), back_url=reverse("bodies"), hidden=key_of(request)
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def body_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change a body at the version that was read."""
    actor: Actor = request.actor
    body = body_or_404(actor, pk)
    refuse(body, "change")
    stored = body_values(body, reading.members(actor, body))
    options: dict[str, Any] = {"secretariat": is_secretariat(actor) or body.by_presidency, "editing": True}
    page = _marked(body, actor, title=_("Edit body"), subtitle=body.name)
    back = reverse("body", args=[pk])
    if request.method == "GET":
        form = BodyForm(initial=stored, **options)
        return _form(request, page, form, submit=_("Save changes"), back_url=back, version=body.version)
    form = BodyForm(with_choices(request.POST, stored), initial=stored, **options)
    version = sent_version(request)
    try:
        saved = deed(
            form,
            lambda: services.change_body(
                actor=actor, body=body, version=version, words=form.words(body.code)
            ),
        )
    except Stale:
        return conflict_page(
            request,
            page,
            differing(form, stored),
            version=body.version,
            discard_url=back,
            what=_("Somebody saved this body while you were writing."),
        )
    if saved is None:
        return _form(request, page, form, submit=_("Save changes"), back_url=back, version=version)
    messages.success(request, _("Saved."))
    return redirect("body", pk)


def _form(
    request: GatedRequest,
    page: dict[str, Any],
    form: BodyForm,
    *,
    submit: str,
    back_url: str,
    version: int | None = None,
    hidden: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "submit_label": submit,
        "back_url": back_url,
        "hidden": [{"name": name, "value": value} for name, value in (hidden or {}).items()],
        "version": (form.data.get("version") or version) if version is not None else "",
    }
    return render(request, "meetings/body_form.html", context, status=400 if form.errors else 200)


@require_GET
@SIGNED_IN
def body_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed of a body, by whom."""
    actor: Actor = request.actor
    body = body_or_404(actor, pk)
    changes, _older = history_of_body(actor, body, limit=LONGEST_HISTORY)
    page = _marked(body, actor, title=_("History"), subtitle=body.name)
    back = reverse("body", args=[pk])
    return history_page(request, page, told(changes, VERBS), back, _("Back to the body"))
