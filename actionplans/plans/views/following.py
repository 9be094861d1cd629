"""What follows agreement: reports, milestones, evidence, a second person, answers, invitations, links."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.errors import Refused, Stale
from coordination.access.gate import permissions
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.people.models import today

from .. import services
from ..forms import (
    AnswerForm,
    CheckForm,
    CloseForm,
    InviteForm,
    LinkForm,
    NoteForm,
    PartReportForm,
    ReasonForm,
    ReportForm,
)
from ..kinds import Light
from ..models import Contribution, Milestone
from ..queries import reading
from .action import ActionPage
from .writing import posted_version


def _checked(request: GatedRequest, pk: UUID, action: str) -> ActionPage:
    """An action on which the actor may do something: 404 where it is hidden, 403 with the reason."""
    page = ActionPage(request.actor, pk)
    if reason := page.may[action]:
        raise Refused(reason)
    return page


def _kept(form: Any, save: Callable[[], Any]) -> bool:
    """Save; what the service does not take is said at its field."""
    try:
        save()
    except ValidationError as problem:
        for name, errors in problem.message_dict.items():
            form.add_error(name if name in form.fields else None, errors)
        return False
    except Stale:
        form.add_error(
            None,
            _("Somebody reported on this meanwhile. Read what it says now, then send yours once more."),
        )
        return False
    return True


def _form_page(
    request: GatedRequest,
    page: ActionPage,
    title: str,
    form: Any,
    *,
    submit_label: str,
    consequence: str = "",
    version: int | None = None,
) -> HttpResponse:
    """The form by itself: to fill it in, or with what is to be changed before it can be kept."""
    context = {
        "page": page.page(title),
        "form": form,
        "fields": [
            {
                "field": field,
                "size": "full" if field.name in ("words", "reason", "address") else "",
                "date": field.name in ("due_after", "committed_as_of"),
            }
            for field in form
        ],
        # After a stale save the writer has read what stands now.
        "version": page.action.version if version is None else version,
        "decision": request.POST.get("decision", ""),
        "consequence": consequence,
        "submit_label": submit_label,
        "back_url": reverse("action", args=[page.action.pk]),
        "last": {
            "words": page.action.light_words,
            "on": page.action.light_on,
            "sign": page.action.light,
            "sign_words": Light(page.action.light).label,
        },
    }
    return render(request, "plans/report.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def action_report(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say how an action stands; a moved date needs a reason."""
    page = _checked(request, pk, "report")
    action = page.action
    initial = {"light": action.light, "due_after": action.due_on, "committed": action.committed}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _kept(
        form,
        lambda: services.report(
            actor=request.actor, action=action, version=posted_version(request), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Reported."))
        return redirect("action", pk)
    return _form_page(
        request,
        page,
        _("Report progress"),
        form,
        submit_label=_("Save report"),
        consequence=_("Everybody who reads the action reads the report. Earlier ones stay."),
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def action_close(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Close an action with evidence."""
    page = _checked(request, pk, "close")
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _kept(
        form,
        lambda: services.close(
            actor=request.actor, action=page.action, version=posted_version(request), **form.cleaned_data
        ),
    ):
        words = _("Closed. It waits for a second person.") if page.action.weighty else _("Closed.")
        messages.success(request, words)
        return redirect("action", pk)
    consequence = _("The action is done. It can be opened again, with a reason.")
    if page.action.weighty:
        consequence = _("The action is weighty: it is done once a second person has checked the evidence.")
    return _form_page(
        request,
        page,
        _("Close with evidence"),
        form,
        submit_label=_("Close action"),
        consequence=consequence,
    )


@require_POST
@CONTRIBUTORS
def action_check(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The second person agrees, or sends the action back."""
    page = _checked(request, pk, "check")
    form = CheckForm(request.POST)
    accepted = request.POST.get("decision") == "accept"
    words = form.cleaned_data["words"] if form.is_valid() else ""
    if _kept(
        form,
        lambda: services.check(actor=request.actor, action=page.action, accepted=accepted, words=words),
    ):
        messages.success(request, _("Done.") if accepted else _("Sent back."))
        return redirect("action", pk)
    label = _("Accept the evidence") if accepted else _("Send it back")
    return _form_page(request, page, _("Check the evidence"), form, submit_label=label)


def _say_errors(request: GatedRequest, form: Any) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)


@require_POST
@CONTRIBUTORS
def action_reopen(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Open a closed action again."""
    page = _checked(request, pk, "reopen")
    form = ReasonForm(request.POST)
    if form.is_valid():
        services.reopen(actor=request.actor, action=page.action, reason=form.cleaned_data["reason"])
        messages.success(request, _("Open again."))
    else:
        _say_errors(request, form)
    return redirect("action", pk)


@require_POST
@CONTRIBUTORS
def milestone(request: GatedRequest, pk: UUID, key: UUID) -> HttpResponse:
    """A step was reached, or was not after all."""
    page = _checked(request, pk, "report")
    step = Milestone.objects.visible_to(request.actor).filter(terms=page.terms, key=key).first()
    if step is None:
        raise Http404
    done = None if step.done_on else today()
    services.move_milestone(actor=request.actor, milestone=step, done_on=done)
    return redirect("action", pk)


@require_POST
@CONTRIBUTORS
def action_invite(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask organisations for a part in the action."""
    page = _checked(request, pk, "invite")
    asked = {promise["organisation"] for promise in page.action.promise_list}
    form = InviteForm(request.POST, asked=asked)
    if form.is_valid() and _kept(
        form,
        lambda: services.invite(
            actor=request.actor,
            action=page.action,
            organisation_ids=form.ids(),
            words=form.cleaned_data["asked_for"],
        ),
    ):
        messages.success(request, _("Asked. It stands on their desk."))
    else:
        _say_errors(request, form)
    return redirect("action", pk)


@require_POST
@CONTRIBUTORS
def action_link(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Link an entry of the register, or take the link back."""
    page = _checked(request, pk, "link")
    entries = [(str(row.pk), row.title) for row in reading.linkable(request.actor, page.action.plan)]
    form = LinkForm(request.POST, entries=entries)
    if form.is_valid():
        services.link_activity(
            actor=request.actor, action=page.action, activity_id=UUID(form.cleaned_data["activity"])
        )
        messages.success(request, _("Linked."))
    else:
        _say_errors(request, form)
    return redirect("action", pk)


@require_POST
@CONTRIBUTORS
def action_unlink(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a link back that one's own organisation made."""
    page = _checked(request, pk, "link")
    own = {str(entry): entry for entry in reading.own_links(request.actor, pk)}
    entry = own.get(request.POST.get("activity", ""))
    if entry is None:
        raise Http404
    services.unlink_activity(actor=request.actor, action=page.action, activity_id=entry)
    messages.success(request, _("The link is taken back."))
    return redirect("action", pk)


@require_POST
@CONTRIBUTORS
def action_note(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Keep a note on an action for one's own delegation."""
    page = ActionPage(request.actor, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        services.keep_note(actor=request.actor, plan=page.action.plan, text=text, action=page.action)
        messages.success(request, _("Noted. Only your own delegation reads it."))
    else:
        _say_errors(request, form)
    return redirect("action", pk)


def _contribution(request: GatedRequest, pk: UUID, action: str) -> Contribution:
    found = reading.contribution(request.actor, pk)
    if found is None:
        raise Http404
    if reason := permissions(request.actor, found)[action]:
        raise Refused(reason)
    return found


@require_POST
@CONTRIBUTORS
def contribution_answer(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Accept or decline a part in an action."""
    found = _contribution(request, pk, "answer")
    form = AnswerForm(request.POST)
    accepted = request.POST.get("decision") == "accept"
    words = form.cleaned_data["words"] if form.is_valid() else ""
    if _kept(
        form,
        lambda: services.answer(
            actor=request.actor,
            contribution=found,
            version=posted_version(request),
            accepted=accepted,
            words=words,
        ),
    ):
        messages.success(request, _("Accepted.") if accepted else _("Declined."))
        return redirect("action", found.action_id)
    label = _("Accept") if accepted else _("Decline")
    return _own_part(request, found, _("Answer"), form, label)


def _own_part(
    request: GatedRequest, found: Contribution, title: str, form: Any, submit_label: str
) -> HttpResponse:
    page = ActionPage(request.actor, found.action_id)
    now = reading.contribution(request.actor, found.pk) or found
    return _form_page(request, page, title, form, submit_label=submit_label, version=now.version)


@require_POST
@CONTRIBUTORS
def contribution_report(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say how one's own part stands."""
    found = _contribution(request, pk, "report")
    form = PartReportForm(request.POST)
    if form.is_valid() and _kept(
        form,
        lambda: services.report_part(
            actor=request.actor, contribution=found, version=posted_version(request), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Reported."))
        return redirect("action", found.action_id)
    return _own_part(request, found, _("Report on your own part"), form, _("Save report"))


@require_POST
@CONTRIBUTORS
def contribution_take_back(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a question back that nobody has answered."""
    found = _contribution(request, pk, "withdraw")
    services.take_back(actor=request.actor, contribution=found)
    messages.success(request, _("Taken back."))
    return redirect("action", found.action_id)
