"""One action: what was agreed of it, how it stands, who carries it, and what is said on it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.gate import in_reasons, permissions
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.markdown import as_html
from coordination.history.pages import history_page
from coordination.meetings.follow_up_rows import room_row
from coordination.meetings.queries import follow_ups
from coordination.notices.words import follow_action
from coordination.people.audiences import AudienceWords, in_words
from coordination.world.queries import mandates

from .. import rows
from ..forms import (
    AnswerForm,
    CheckForm,
    CommentForm,
    InviteForm,
    LinkForm,
    NoteForm,
    PartReportForm,
    ReasonForm,
)
from ..history_words import history_of_action
from ..kinds import FROZEN, Answer, Horizon, Level, Light, Serves, Share
from ..models import Action, ActionTerms, Contribution, ProgressUpdate
from ..policy import CARRIED
from ..queries import reading
from ..remarks import note_rows, remark_rows
from ..texts import terms_places
from .frame import readers_of


class ActionPage:
    """An action as one reader has it open: the terms in force, or the newest that may be read."""

    def __init__(self, actor: Actor, pk: UUID) -> None:
        self.actor = actor
        found = reading.action(actor, pk)
        self.versions = reading.terms_of(actor, pk) if found else []
        if found is None or not self.versions:
            raise Http404
        self.action: Action = found
        frozen = [row for row in self.versions if row.plan_version.state in FROZEN]
        self.terms: ActionTerms = (frozen or self.versions)[0]
        self.may = in_reasons(found, found.may)

    @cached_property
    def number(self) -> str:
        return reading.number_of(self.terms)

    @property
    def readers(self) -> list[int] | None:
        """The circles that read the action, for its originator: others do not learn with whom it is shared."""
        own = self.action.originator_id in self.actor.speaks_for
        return self.circles[self.action.audience_id] if own else None

    @cached_property
    def circles(self) -> dict[int, list[int]]:
        """The circles of the action and of its words in all versions, by audience."""
        return {row.audience_id: row.audience.circles for row in (self.action, *self.versions)}

    def _audience(self, audience_id: int) -> AudienceWords:
        return in_words(self.circles[audience_id], self.terms.originator_id, self.actor)

    def _marking(self, shown: Iterable[ActionTerms]) -> dict[str, Any]:
        """The marking of the narrowest thing on the page: the words of some versions, and how it stands."""
        own = self._audience(self.terms.audience_id)
        ids = dict.fromkeys([self.action.audience_id, *(row.audience_id for row in shown)])
        narrowest = min([own, *(self._audience(pk) for pk in ids)], key=lambda audience: audience.level)
        narrower = narrowest.level < own.level
        note = _("Holds something for fewer readers than the words in force") if narrower else ""
        return {"label": narrowest.marking, "narrow": narrowest.narrow, "note": note}

    def page(
        self,
        title: str = "",
        actions: list[dict[str, Any]] | None = None,
        *,
        shown: Iterable[ActionTerms] = (),
    ) -> dict[str, Any]:
        """`page` of base.html; `shown` are the words of other versions of which something stands on it."""
        audience = self._audience(self.terms.audience_id)
        plan = rows.title_of(self.action.plan)
        return {
            "title": title or f"{self.number} {self.terms.title}",
            "subtitle": f"{plan} · {self.terms.objective.title}"
            if not title
            else f"{self.number} {self.terms.title}",
            "marking": self._marking(shown),
            "audience": audience,
            "actions": actions or [],
        }


@require_GET
@SIGNED_IN
def action_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """An action, as far as the reader may read it."""
    return action_page(request, pk)


def action_page(
    request: GatedRequest,
    pk: UUID,
    *,
    comment_form: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that could not be kept yet where there is one."""
    page = ActionPage(request.actor, pk)
    actor, action, terms = page.actor, page.action, page.terms
    gathered = reading.gathered(actor, action, page.versions)
    linked = reading.linked_activities(actor, pk)
    may_link = page.may["link"] is None
    spoken_of = {remark.terms_id for remark in gathered.remarks}
    may_comment = permissions(actor, terms.plan_version)["comment"] is None
    sign = rows.sign_of(action.state, action.light)
    context = {
        "page": page.page(
            actions=_actions(page), shown=[row for row in page.versions if row.pk in spoken_of]
        ),
        "plan_url": reverse("plan", args=[action.plan_id]),
        "status": {
            "sign": sign,
            "words": rows.sign_words(sign),
            "explanation": rows.explanation(action),
            "on": action.light_on,
        },
        "due": rows.due_words(action, terms.due_on, action.move_list),
        "facts": _facts(page),
        "why": as_html(terms.why),
        "steps": _steps(page),
        "promises": [_promise(page, row) for row in gathered.promises],
        "invite_form": InviteForm(
            asked={row.organisation_id for row in gathered.promises}, readers=page.readers
        )
        if page.may["invite"] is None
        else None,
        "follow_ups": [room_row(row, {}) for row in follow_ups.serving(actor, Action._meta.db_table, [pk])],
        "reports": [_report(row) for row in gathered.reports],
        "evidence": [
            {
                "words": row.words,
                "address": row.address,
                "who": rows.organisation_words(row.organisation_id),
                "at": row.at,
            }
            for row in gathered.evidence
        ],
        "check_form": CheckForm(auto_id="check-%s") if page.may["check"] is None else None,
        "reopen_form": ReasonForm(auto_id="reopen-%s") if page.may["reopen"] is None else None,
        "links": [
            {
                "title": row.title,
                "url": reverse("activity", args=[row.pk]),
                "second": rows.organisation_words(row.lead_id),
                "pk": row.pk,
                "own": may_link and row.own,
            }
            for row in linked
        ],
        "link_form": _link_form(page, {row.pk for row in linked}),
        "remarks": remark_rows(actor, terms, gathered.remarks, terms_places()),
        "comment_form": (comment_form or CommentForm(places=terms_places())) if may_comment else None,
        "comment_url": reverse("terms-comment", args=[terms.pk]),
        "notes": note_rows(gathered.notes),
        "note_form": NoteForm(auto_id="note-%s") if actor.may_contribute else None,
        "organisation": actor.organisation.name if actor.organisation else "",
        "readers": _readers(page),
        "action_id": pk,
    }
    return render(request, "plans/action.html", context, status=status)


def _actions(page: ActionPage) -> list[dict[str, Any]]:
    pk = page.action.pk
    offered = []
    if page.may["report"] is None:
        offered.append(
            {"label": _("Report progress"), "url": reverse("action-report", args=[pk]), "primary": True}
        )
    if page.may["close"] is None:
        offered.append({"label": _("Close with evidence"), "url": reverse("action-close", args=[pk])})
    newest = page.versions[0]
    if newest.plan_version.state not in FROZEN and newest.originator_id in page.actor.speaks_for:
        offered.append({"label": _("Edit the words"), "url": reverse("terms-edit", args=[newest.pk])})
    offered.append({"label": _("History"), "url": reverse("action-history", args=[pk])})
    offered.append(follow_action("action", record=pk, followed=page.action.followed))
    return offered


def _facts(page: ActionPage) -> list[dict[str, str]]:
    terms, action = page.terms, page.action
    waits = reading.waited_for(page.actor, terms)
    mandate = mandates().get(terms.mandate_id) if terms.mandate_id else None
    level = str(Level(terms.level).label)
    facts = (
        (_("Lead"), rows.organisation_words(terms.lead_id), "", ""),
        (_("Contributors"), rows.named_line(terms, action.promise_list), "", ""),
        (_("Deliverable"), terms.deliverable, "", ""),
        (_("Level"), level, terms.level_reason, ""),
        (_("Serves"), str(Serves(terms.serves).label), terms.benefit, ""),
        (_("Horizon"), str(Horizon(terms.horizon).label), "", ""),
        (_("Start"), rows.day_words(terms.starts_on), "", ""),
        (
            _("Waits for"),
            waits.title if waits else "",
            "",
            reverse("action", args=[terms.waits_for_id]) if waits else "",
        ),
        (_("Blocker"), terms.blocker, "", ""),
        (_("Mandate"), mandate.title if mandate else "", mandate.reference if mandate else "", ""),
        (
            _("Planned"),
            f"EUR {rows.amount_words(terms.planned)}" if terms.planned is not None else "",
            terms.instrument,
            "",
        ),
        (
            _("Committed"),
            f"EUR {rows.amount_words(action.committed)}" if action.committed is not None else "",
            rows.day_words(action.committed_as_of),
            "",
        ),
        (_("Weighty"), _("closing it needs a second person") if terms.weighty else "", "", ""),
    )
    return [
        {"label": label, "words": words, "second": second, "url": url}
        for label, words, second, url in facts
        if words
    ]


def _steps(page: ActionPage) -> list[dict[str, Any]]:
    may = page.may["report"] is None
    return [
        {
            **step,
            "due_on": rows.day_of(step["due_on"]),
            "done_on": rows.day_of(step["done_on"]),
            "url": reverse("milestone", args=[page.action.pk, step["key"]]) if may else "",
        }
        for step in page.terms.step_list
    ]


def _promise(page: ActionPage, row: Contribution) -> dict[str, Any]:
    own = row.party_id in page.actor.speaks_for
    carried = page.action.state in CARRIED
    return {
        "who": rows.organisation_words(row.organisation_id),
        "lead": row.share == Share.LEAD and row.organisation_id == page.terms.lead_id,
        "led_before": row.share == Share.LEAD and row.organisation_id != page.terms.lead_id,
        "asked_on": row.asked_on,
        "asked_for": row.asked_for,
        "answer": row.answer,
        "answer_words": Answer(row.answer).label,
        "answered_on": row.answered_on,
        "words": row.answer_words,
        "light": row.light,
        "light_words": Light(row.light).label if row.light else "",
        "part": row.words,
        "reported_on": row.reported_on,
        "version": row.version,
        # Several forms of a kind stand on the page, so each has ids of its own.
        "answer_form": AnswerForm(auto_id=f"answer-{row.pk}-%s"),
        "part_form": PartReportForm(auto_id=f"part-{row.pk}-%s"),
        "answer_url": reverse("contribution-answer", args=[row.pk]) if own and carried else "",
        "report_url": reverse("contribution-report", args=[row.pk])
        if own and carried and row.answer == Answer.ACCEPTED and row.share != Share.LEAD
        else "",
        "take_back_url": reverse("contribution-take-back", args=[row.pk])
        if carried and row.originator_id in page.actor.speaks_for and row.answer == Answer.UNANSWERED
        else "",
    }


def _report(row: ProgressUpdate) -> dict[str, Any]:
    return {
        "on": row.on,
        "who": rows.organisation_words(row.organisation_id),
        "sign": row.light,
        "sign_words": Light(row.light).label,
        "words": row.words,
        "before": row.due_before,
        "after": row.due_after,
        "reason": row.reason,
    }


def _link_form(page: ActionPage, linked: set[UUID]) -> LinkForm | None:
    if page.may["link"] is not None:
        return None
    entries = [row for row in reading.linkable(page.actor, page.action.plan) if row.pk not in linked]
    return LinkForm(entries=[(str(row.pk), row.title) for row in entries]) if entries else None


def _readers(page: ActionPage) -> dict[str, Any]:
    return readers_of(page.actor, page.terms, page.terms.audience.circles)


@require_GET
@SIGNED_IN
def action_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed of an action, as far as the reader could read it then and may now."""
    page = ActionPage(request.actor, pk)
    head = page.page(_("History"), shown=page.versions)
    back = reverse("action", args=[pk])
    changes = history_of_action(request.actor, page.action, page.versions)
    return history_page(request, head, changes, back, _("Back to the action"))
