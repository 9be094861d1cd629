"""The notes after the meeting: read, commented, sent out, compared, agreed, locked."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.deeds import deed, key_of, made_once, posted, sent_version
from coordination.access.errors import Refused, Stale
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.docx import docx_bytes
from coordination.exchange.pdf import pdf_bytes
from coordination.people.queries import organisations

from .. import notes_page, services
from ..follow_up_rows import follow_up_row
from ..forms.notes import AgreeForm, IssueForm, RemarkForm, ReopenForm, ResolutionForm, usual_time
from ..models import IssuedLine, Meeting, Outcome
from ..outcome_paper import file_name, outcome_paper
from ..queries import follow_ups, outcomes, reading
from ..room_page import presence
from ..rows import day_words
from ..sources import sources
from .deeds import CONVENORS, deed_page, item_or_404, marked, meeting_or_404
from .meeting import FORMS, _language

WRITERS = {"pdf": pdf_bytes, "docx": docx_bytes}


def _notes_or_404(actor: Actor, pk: UUID) -> Outcome:
    """The notes of a meeting that was opened; raises `NotHeld` for another, 404 for a hidden one."""
    notes = outcomes.one(actor, pk)
    if notes is None:
        raise services.NotHeld(services.why_not_held(meeting_or_404(actor, pk)))
    return notes


@require_GET
@SIGNED_IN
def notes(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The notes as they were sent out, or with `draft=1` as they are written, and what was said about them."""
    actor: Actor = request.actor
    found = _notes_or_404(actor, pk)
    meeting, draft = found.meeting, _draft(request, found)
    items = outcomes.items(actor, meeting)
    lines: Any = outcomes.written(actor, meeting) if draft else outcomes.issued(actor, meeting)
    rows = follow_ups.of_meeting(actor, meeting)
    served = sources(actor, ((row.target_noun, row.target_id) for row in rows))
    hindrance = services.why_not_agreed(actor, meeting) if found.may["agree"] else ""
    context = {
        "page": _page(meeting, actor, found, draft=draft),
        "head": notes_page.head(found),
        "draft": draft,
        "draft_url": f"{reverse('notes', args=[pk])}?draft=1" if _keeps(found) and not draft else "",
        "sent_url": reverse("notes", args=[pk]) if draft else "",
        "items": notes_page.parts(items, lines, outcomes.remarks(actor, meeting), found, actor),
        "written": any(lines.values()),
        "steps": notes_page.steps(found, meeting, hindrance),
        "revisions": notes_page.revisions(found, meeting),
        "follow_ups": [follow_up_row(row, served, actor) for row in rows],
        "follow_ups_url": f"{reverse('follow-ups')}?meeting={pk}",
        "meeting_url": reverse("meeting", args=[pk]),
        "presence": presence(reading.participations(actor, meeting), None, found, meeting),
        "files": _files(pk, draft=draft),
    }
    return render(request, "meetings/notes.html", context)


def _keeps(found: Outcome) -> bool:
    return found.may["write"] or found.may["reopen"]


def _draft(request: GatedRequest, found: Outcome) -> bool:
    """Whether the text as it is written is asked for: by those who keep it alone."""
    if request.GET.get("draft") != "1":
        return False
    if not found.may["write"]:
        raise Refused(found.policy.reason("write"))
    return True


def _page(meeting: Meeting, actor: Actor, found: Outcome, *, draft: bool) -> dict[str, Any]:
    title = _("Outcome of proceedings")
    page = marked(
        meeting,
        actor,
        title=title,
        subtitle=" · ".join(
            filter(None, [meeting.name, day_words(meeting.day), notes_page.issue_words(found)])
        ),
        actions=[{"label": _("Meeting"), "url": reverse("meeting", args=[meeting.pk])}],
    )
    if draft:
        page["audience"] = {"level": 3, "words": _("As it is written: those who keep the notes")}
    return page


def _files(pk: UUID, *, draft: bool) -> list[dict[str, Any]]:
    more = "&draft=1" if draft else ""
    return [
        {
            "label": label,
            "links": [
                {
                    "label": code.upper(),
                    "url": f"{reverse('notes-file', args=[pk, form])}?language={code}{more}",
                }
                for code in ("en", "fr")
            ],
        }
        for label, form in ((_("Outcome (PDF)"), "pdf"), (_("Outcome (Word)"), "docx"))
    ]


@require_GET
@SIGNED_IN
def notes_file(request: GatedRequest, pk: UUID, form: str) -> HttpResponse:
    """The outcome of proceedings as a paper in the Council's form, as this reader may read it."""
    actor: Actor = request.actor
    found = _notes_or_404(actor, pk)
    if form not in WRITERS:
        raise Http404
    meeting, draft, language = found.meeting, _draft(request, found), _language(request)
    lines: Any = outcomes.written(actor, meeting) if draft else outcomes.issued(actor, meeting)
    paper = outcome_paper(
        actor,
        found,
        reading.bodies(actor).get(meeting.body_id),
        outcomes.items(actor, meeting),
        lines,
        follow_ups.of_meeting(actor, meeting),
        reading.participations(actor, meeting),
        language=language,
        draft=draft,
    )
    response = HttpResponse(WRITERS[form](paper), content_type=FORMS[form][0])
    name = file_name(found, form, language, draft=draft)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@SIGNED_IN
def notes_difference(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What one issue of the notes changed of another: `before` and `after` count from 1."""
    actor: Actor = request.actor
    found = _notes_or_404(actor, pk)
    before, after = (_number(request.GET.get(name), found.issues) for name in ("before", "after"))
    if before is None or after is None:
        raise Http404
    meeting = found.meeting
    parts = notes_page.difference(
        outcomes.items(actor, meeting),
        outcomes.issued(actor, meeting, before),
        outcomes.issued(actor, meeting, after),
    )
    context = {
        "page": marked(meeting, actor, title=_("What changed in the notes"), subtitle=meeting.name),
        "before": f"REV {before - 1}" if before > 1 else _("first issue"),
        "after": f"REV {after - 1}" if after > 1 else _("first issue"),
        "items": parts,
        "back_url": reverse("notes", args=[pk]),
    }
    return render(request, "meetings/notes_difference.html", context)


def _number(sent: str | None, most: int) -> int | None:
    if sent is None or not sent.isdecimal() or len(sent) > 4 or not 1 <= int(sent) <= most:
        return None
    return int(sent)


# --- Deeds ----------------------------------------------------------------------------------


def _deed_page(
    request: GatedRequest, meeting: Meeting, form: forms.Form, *, title: str, submit: str, **rest: Any
) -> HttpResponse:
    return deed_page(
        request,
        marked(meeting, request.actor, title=title, subtitle=f"{meeting.name}, {day_words(meeting.day)}"),
        form,
        submit=submit,
        back_url=reverse("notes", args=[meeting.pk]),
        back_label=_("Back to the notes"),
        **rest,
    )


def _refuse(found: Outcome, action: str) -> None:
    if not found.may[action]:
        raise Refused(found.policy.reason(action))


@require_http_methods(["GET", "POST"])
@CONVENORS
def notes_issue(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Send the notes for comments until a time."""
    actor: Actor = request.actor
    found = _notes_or_404(actor, pk)
    _refuse(found, "issue")
    form = IssueForm(posted(request), initial={"comments_until": usual_time()})

    def run() -> Any:
        try:
            return services.issue_notes(actor=actor, meeting=found.meeting, **form.cleaned_data)
        except services.NotYet as reason:
            form.add_error(None, reason.reason)
        return None

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Sent. Each reader finds the items that they may read."))
        return redirect("notes", pk)
    return _deed_page(
        request,
        found.meeting,
        form,
        title=_("Send the notes for comments"),
        submit=_("Send for comments"),
        consequence=_(
            "Whoever reads an item reads its notes from now on; what is written until then goes out. "
            "Follow-ups that were not sent yet go to their owners."
        ),
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def notes_extend(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give delegations more time for comments, or less."""
    actor: Actor = request.actor
    found = _notes_or_404(actor, pk)
    _refuse(found, "issue")
    form = IssueForm(posted(request), initial={"comments_until": found.comments_until})

    def run() -> Any:
        try:
            return services.extend_comments(actor=actor, meeting=found.meeting, **form.cleaned_data)
        except services.NotYet as reason:
            form.add_error(None, reason.reason)
        return None

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("The time for comments is changed."))
        return redirect("notes", pk)
    title = _("Change the time for comments")
    return _deed_page(request, found.meeting, form, title=title, submit=title)


@require_http_methods(["GET", "POST"])
@CONVENORS
def notes_comment(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Comment on a line of the notes, or on an item as a whole; `?line=` names the line."""
    actor: Actor = request.actor
    item = item_or_404(actor, pk)
    found = _notes_or_404(actor, item.meeting_id)
    line = _line(request)
    sent = None
    if line is not None:
        sent = IssuedLine.objects.visible_to(actor).filter(item=item, line=line).current().first()
        if sent is None:
            raise Http404
    if request.method == "GET":
        _refuse(found, "comment")
    form = RemarkForm(posted(request))

    def make() -> UUID:
        return services.remark(actor=actor, item=item, line=line, **form.cleaned_data).key

    again = _("This comment was added already with other words. Look at the notes, then add another.")
    if request.method == "POST" and made_once(request, form, make, again):
        messages.success(request, _("Comment added."))
        return redirect("notes", item.meeting_id)
    hidden = key_of(request) | ({"line": line} if line else {})
    return _deed_page(
        request,
        found.meeting,
        form,
        title=_("Comment on the notes"),
        submit=_("Add comment"),
        consequence=sent.text if sent else f"{item.number} {item.name}",
        hidden=hidden,
    )


def _line(request: GatedRequest) -> UUID | None:
    sent = request.POST.get("line") or request.GET.get("line") or ""
    try:
        return UUID(sent) if sent else None
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@CONVENORS
def notes_resolve(request: GatedRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Resolve a comment, and say how."""
    actor: Actor = request.actor
    item = item_or_404(actor, pk)
    found = _notes_or_404(actor, item.meeting_id)
    row = next((row for row in outcomes.remarks(actor, found.meeting) if row.key == key), None)
    if row is None or row.item_id != item.pk:
        raise Http404
    if request.method == "GET" and not (_keeps(found) or row.organisation_id in actor.speaks_for):
        raise Refused(_("A comment is resolved by its own delegation or by those who keep the notes."))
    form = ResolutionForm(posted(request))
    if request.method == "POST" and deed(
        form,
        lambda: services.resolve_remark(actor=actor, item=item, key=key, words=form.cleaned_data["words"]),
    ):
        messages.success(request, _("Resolved."))
        return redirect("notes", item.meeting_id)
    return _deed_page(
        request,
        found.meeting,
        form,
        title=_("Resolve comment"),
        submit=_("Resolve comment"),
        consequence=f"{organisations().by_id[row.organisation_id].name}: {row.text}",
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def notes_agree(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Record that the notes are agreed, in a later meeting or in writing."""
    actor: Actor = request.actor
    found = _notes_or_404(actor, pk)
    _refuse(found, "agree")
    form = AgreeForm(posted(request), later=outcomes.later_meetings(actor, pk, same_body=True))

    def run() -> Any:
        chosen = form.cleaned_data["agreed_in"]
        agreed_in = Meeting(pk=UUID(chosen)) if chosen else None
        version = sent_version(request)
        try:
            return services.agree_notes(
                actor=actor, meeting=found.meeting, version=version, agreed_in=agreed_in
            )
        except Stale:
            form.add_error(None, _("The notes changed in the meantime. Look at them, then agree."))
        except services.NotYet as reason:
            form.add_error(None, reason.reason)
        return None

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Agreed. Lock the record once the meeting is settled."))
        return redirect("notes", pk)
    return _deed_page(
        request,
        found.meeting,
        form,
        title=_("Record that the notes are agreed"),
        submit=_("Record as agreed"),
        consequence=services.why_not_agreed(actor, found.meeting)
        or _("They are agreed as they were last sent out, and do not change any more."),
        hidden={"version": request.POST.get("version") or found.version},
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def notes_reopen(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Open agreed notes for comments again, with a reason."""
    actor: Actor = request.actor
    found = _notes_or_404(actor, pk)
    _refuse(found, "reopen")
    form = ReopenForm(posted(request), initial={"comments_until": usual_time()})
    if request.method == "POST" and deed(
        form, lambda: services.reopen_notes(actor=actor, meeting=found.meeting, **form.cleaned_data)
    ):
        messages.success(request, _("The notes are out for comments again."))
        return redirect("notes", pk)
    title = _("Open the notes for comments again")
    return _deed_page(request, found.meeting, form, title=title, submit=_("Open again"))


@require_POST
@CONVENORS
def notes_lock(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Lock the meeting with its notes."""
    found = _notes_or_404(request.actor, pk)
    services.lock(actor=request.actor, meeting=found.meeting)
    messages.success(request, _("Locked. The record does not change any more."))
    return redirect("notes", pk)
