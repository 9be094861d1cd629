"""The list of plans, and a plan: its actions, texts, lines, comments and history."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.markdown import blocks
from coordination.history.pages import history_page
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates

from .. import rows
from ..cells import Pen
from ..forms import CommentForm, NoteForm
from ..history_words import history_of_plan
from ..kinds import IN_FORCE, ActionState, Stance, VersionState
from ..lists import list_tabs
from ..models import (
    Lever,
    LinkedFile,
    Objective,
    PartnerEndorsement,
    PartnerPriority,
    Plan,
    PlanVersion,
    Risk,
    Stakeholder,
)
from ..queries import reading
from ..queries.balance import shares
from ..remarks import note_rows, remark_rows
from ..texts import TEXTS, label_of, terms_places, version_places
from .frame import PlanFrame


@require_GET
@SIGNED_IN
def plan_list(request: GatedRequest) -> HttpResponse:
    """All plans that the reader may read, by country, with how their actions stand."""
    actor: Actor = request.actor
    shown = sorted(reading.plans(actor), key=lambda row: rows.plan_name(row.plan).casefold())
    counted: dict[UUID, list[str]] = {}
    for version_id, state, light in reading.lights(actor, shown):
        counted.setdefault(version_id, []).append(rows.sign_of(state, light))
    may_open = Plan.policy.may_create(actor)
    opened = [{"label": _("Open a plan"), "url": reverse("plan-new"), "primary": True}]
    context = {
        "page": {
            "title": _("Action plans"),
            "subtitle": _("What was agreed for a country, who carries it, how far it is"),
            "marking": {"label": "LIMITE", "narrow": False, "note": ""},
            "tabs": list_tabs("plans"),
            "actions": opened if may_open else [],
        },
        "rows": [_plan_row(row, counted.get(row.pk, [])) for row in shown],
        "steps": opened if may_open else [],
        # Only who writes plans has given any up.
        "discarded": [_discarded_row(row) for row in reading.discarded(actor)] if may_open else [],
    }
    return render(request, "plans/list.html", context)


def _discarded_row(version: PlanVersion) -> dict[str, Any]:
    return {
        "title": f"{rows.plan_name(version.plan)}, {rows.version_words(version)}",
        "url": reverse("plan-discarded", args=[version.pk]),
        "on": version.created_at,
    }


def _plan_row(version: PlanVersion, signs: list[str]) -> dict[str, Any]:
    late = version.review_on is not None and version.review_on < today() and version.state in IN_FORCE
    return {
        "title": rows.plan_name(version.plan),
        "url": reverse("plan", args=[version.plan_id]),
        "second": rows.leads_words(version),
        "version": rows.version_words(version),
        "state": version.state,
        "state_words": VersionState(version.state).label,
        "agreed_on": version.agreed_on,
        "review_on": version.review_on,
        "review_late": late,
        "bar": rows.bar(rows.counted(signs)),
    }


@require_GET
@SIGNED_IN
def country_plan(request: GatedRequest, code: str) -> HttpResponse:
    """The plan of a country, or that there is none that the reader may read."""
    country = countries().by_code.get(code.upper())
    if country is None:
        raise Http404
    version = reading.plan_of_country(request.actor, country.pk)
    if version is not None:
        return redirect("plan", version.plan_id)
    steps = [
        {
            "label": _("Back to %(country)s") % {"country": country.name},
            "url": reverse("country", args=[code]),
        }
    ]
    if Plan.policy.may_create(request.actor):
        steps.insert(0, {"label": _("Open a plan"), "url": f"{reverse('plan-new')}?country={country.code}"})
    context = {
        "page": {
            "title": _("%(place)s: action plan") % {"place": country.name},
            "marking": {"label": "LIMITE", "narrow": False, "note": ""},
        },
        "rows": [],
        "steps": steps,
    }
    return render(request, "plans/list.html", context)


@require_GET
@SIGNED_IN
def plan_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Objectives and actions of the version in force, or of the one that was asked for."""
    frame = PlanFrame(request.actor, pk, request.GET.get("version", ""))
    text = reading.text_of(request.actor, frame.version)
    shown = [item for item in text if isinstance(item, reading.ShownAction)]
    lines = reading.all_lines(request.actor, frame.version)
    may = frame.may()
    chosen = request.GET.get("show", "")
    signs = [rows.sign_of(item.action.state, item.action.light) for item in shown]
    pen = Pen(get_token(request) if may["change"] is None else "")
    waits = frame.version.state == VersionState.CONSULTATION and may["agree"] is not None
    context = {
        "page": frame.page_with("plan", text, may),
        "groups": _groups(frame, lines[Objective], text, chosen, pen),
        "may_change": may["change"] is None,
        "add_url": reverse("terms-new", args=[frame.version.pk]) if may["change"] is None else "",
        "shows": _shows(frame, chosen),
        "coverage_url": reverse("plan-coverage", args=[pk]) + f"?version={frame.version.number}",
        "balance": shares(Counter(item.terms.serves for item in shown)),
        "progress": rows.bar(rows.counted(signs)) | {"on": today()},
        "versions": frame.version_list(),
        "levers": lever_rows(lines[Lever]),
        "refused": may["agree"] if waits else "",
    }
    return render(request, "plans/plan.html", context)


def _shows(frame: PlanFrame, chosen: str) -> list[dict[str, Any]]:
    """All actions, the reader's own, the late ones."""
    organisation = frame.actor.organisation
    named = [("", _("All"))]
    if organisation and frame.actor.speaks_for:
        named.append(("mine", organisation.name))
    named += [("late", _("Late")), ("open", _("Open"))]
    address = reverse("plan", args=[frame.plan.pk])
    number = "" if frame.version == frame.current else f"&version={frame.version.number}"
    return [
        {"label": label, "url": f"{address}?show={code}{number}", "current": code == chosen}
        for code, label in named
    ]


def _groups(
    frame: PlanFrame, objectives: list[Any], shown: list[Any], chosen: str, pen: Pen
) -> list[dict[str, Any]]:
    open_text = frame.is_open and frame.plan.originator_id in frame.actor.speaks_for
    groups: list[dict[str, Any]] = []
    for objective in objectives:
        under = [item for item in shown if item.terms.objective_id == objective.pk]
        found = [item for item in under if _is_shown(frame.actor, item, chosen)]
        if not chosen or found:
            listed = [rows.row_of(item, open_text=open_text) for item in found]
            groups.append(
                {
                    "number": objective.number,
                    "title": objective.title,
                    "lead": rows.organisation_words(objective.lead_id) if objective.lead_id else "",
                    "rows": listed,
                    "drawn": pen.actions(listed),
                }
            )
    return groups


def _is_shown(actor: Actor, item: reading.ShownAction | reading.ShownText, chosen: str) -> bool:
    if isinstance(item, reading.ShownText):
        # Whether it is late or runs is not told; whether its words name the reader's lead is.
        party = organisations().by_id[item.terms.lead_id].party_id
        return not chosen or (chosen == "mine" and party in actor.speaks_for)
    running = item.action.state in (ActionState.OPEN, ActionState.CLOSING)
    if chosen == "mine":
        parties = {promise["party"] for promise in item.action.promise_list}
        return bool(actor.speaks_for & (parties | {item.action.lead_party_id}))
    if chosen == "late":
        return running and item.action.due_on is not None and item.action.due_on < today()
    return running if chosen == "open" else True


def lever_rows(levers: list[Lever]) -> list[dict[str, Any]]:
    """The levers of a version, for the panel and for the page of lines."""
    return [
        {
            "incentive": row.incentive,
            "trigger": row.trigger,
            "trust_risk": rows.grade_words(row.trust_risk).lower(),
            "more_for_more": row.more_for_more,
        }
        for row in levers
    ]


@require_GET
@SIGNED_IN
def plan_text(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Context, key figures, lines to take and financing, with the comments beside each paragraph."""
    frame = PlanFrame(request.actor, pk, request.GET.get("version", ""))
    remarks = reading.remarks_on_text(request.actor, frame.version)
    sections = []
    for field in TEXTS:
        said: dict[int, int] = {}
        for remark in remarks:
            if remark.field == field and remark.resolved_at is None:
                said[remark.paragraph] = said.get(remark.paragraph, 0) + 1
        text = getattr(frame.version, field)
        sections.append(
            {
                "title": label_of(PlanVersion, field),
                "blocks": [
                    {"html": block.html, "number": block.number, "remarks": said.get(block.number, 0)}
                    for block in blocks(text)
                ],
                "remarks": said.get(0, 0),
            }
        )
    version = frame.version
    mandate = mandates().get(version.mandate_id) if version.mandate_id else None
    context = {
        "page": frame.page("plan-text"),
        "sections": sections,
        "comments_url": reverse("plan-comments", args=[pk]) + f"?version={version.number}",
        "facts": [
            {"label": label, "words": words}
            for label, words in (
                (_("Mandate"), mandate.title if mandate else ""),
                (_("Document reference"), version.reference),
                (_("Period"), _period(version)),
                (_("Progress is reported"), str(version.get_rhythm_display())),
                (_("What counts as weighty"), version.weight_rule),
            )
            if words
        ],
        "engagement_url": _engagement(frame.plan),
        "readers": frame.readers(),
    }
    return render(request, "plans/text.html", context)


def _period(version: PlanVersion) -> str:
    if version.starts_on and version.ends_on:
        pattern = _("%(start)s to %(end)s")
        return pattern % {"start": rows.day_words(version.starts_on), "end": rows.day_words(version.ends_on)}
    return rows.day_words(version.starts_on or version.ends_on)


def _engagement(plan: Plan) -> str:
    """Where the register says live what EU and member states do: never retyped here."""
    code = rows.country_code(plan)
    return f"{reverse('activities')}?country={code}&view=matrix&axis=theme-actor" if code else ""


@require_GET
@SIGNED_IN
def plan_lines(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The partner's priorities with their source, risks, stakeholders and levers."""
    frame = PlanFrame(request.actor, pk, request.GET.get("version", ""))
    lines = reading.all_lines(request.actor, frame.version)
    context = {
        "page": frame.page("plan-lines"),
        "asked_title": _("What partners along the route have asked for")
        if frame.plan.route_id
        else _("What %(place)s has asked for") % {"place": rows.plan_name(frame.plan)},
        "priorities": lines[PartnerPriority],
        "risks": [
            {
                "text": row.text,
                "likelihood": rows.grade_words(row.likelihood),
                "impact": rows.grade_words(row.impact),
                "mitigation": row.mitigation,
            }
            for row in lines[Risk]
        ],
        "stakeholders": [
            {"post": row.post, "stance": Stance(row.stance).label, "code": row.stance, "note": row.note}
            for row in lines[Stakeholder]
        ],
        "levers": lever_rows(lines[Lever]),
        "files": lines[LinkedFile],
        "endorsements": endorsement_rows(frame, lines),
        "endorse_url": reverse("plan-endorsement", args=[frame.version.pk])
        if frame.may()["endorse"] is None
        else "",
    }
    return render(request, "plans/lines.html", context)


def endorsement_rows(frame: PlanFrame, lines: dict[Any, list[Any]]) -> list[dict[str, Any]]:
    """What the partner endorsed, for the page of lines and the paper; its recorder may take it back."""
    titles = {part.key: f"{part.number} {part.title}" for part in lines[Objective]}
    shared = frame.version.state in (VersionState.CONSULTATION, *IN_FORCE)
    return [
        {
            "what": titles.get(row.objective_key, "") if row.objective_key else _("The plan as a whole"),
            "who": ", ".join(filter(None, [row.body, row.post])),
            "on": row.endorsed_on,
            "source": row.source,
            "address": row.address,
            "recorded_by": rows.organisation_words(row.organisation_id),
            "drop_url": reverse("plan-endorsement-drop", args=[frame.version.pk, row.key])
            if shared and row.organisation_id in frame.actor.speaks_for
            else "",
        }
        for row in lines[PartnerEndorsement]
    ]


@require_GET
@SIGNED_IN
def plan_comments(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What was said on the text and on its actions, open ones first, and the notes of one's own."""
    frame = PlanFrame(request.actor, pk, request.GET.get("version", ""))
    return render(request, "plans/comments.html", comments_context(frame))


def comments_context(frame: PlanFrame, form: CommentForm | None = None) -> dict[str, Any]:
    """The context of `plans/comments.html`, with a comment that could not be kept yet, if there is one."""
    actor, version = frame.actor, frame.version
    shown = reading.text_of(actor, version)
    titles = {item.terms.pk: f"{item.number} {item.terms.title}" for item in shown}
    remarks = remark_rows(actor, version, reading.remarks_on_text(actor, version), version_places(version))
    for remark in reading.remarks_on_actions(actor, [item.terms for item in shown]):
        found = remark_rows(actor, version, [remark], terms_places())
        found[0]["about"] = titles[remark.terms_id]
        remarks += found
    may = frame.may()["comment"] is None
    return {
        "page": frame.page_with("plan-comments", shown),
        "open": [row for row in remarks if not row["resolved"]],
        "resolved": [row for row in remarks if row["resolved"]],
        "form": (form or CommentForm(places=version_places(version))) if may else None,
        "comment_url": reverse("plan-comment", args=[version.pk]),
        "notes": note_rows(reading.notes(actor, frame.plan.pk)),
        "note_form": NoteForm(auto_id="note-%s") if actor.may_contribute else None,
        "note_url": reverse("plan-note", args=[frame.plan.pk]),
        "organisation": actor.organisation.name if actor.organisation else "",
    }


@require_GET
@SIGNED_IN
def plan_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed in the shown version and its actions, as far as the reader could read it."""
    frame = PlanFrame(request.actor, pk, request.GET.get("version", ""))
    page = frame.page("plan-history")
    back = reverse("plan", args=[pk])
    return history_page(
        request, page, history_of_plan(request.actor, frame.version), back, _("Back to the plan")
    )
