"""One meeting: its agenda, its papers, who takes part; its history and its files."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.docx import docx_bytes
from coordination.exchange.pdf import pdf_bytes
from coordination.history.pages import LONGEST_HISTORY, history_page, told
from coordination.notices.words import follow_action

from .. import detail_page, panels, services
from ..calendar_file import meeting_file
from ..history_words import VERBS, history_of
from ..kinds import MeetingState
from ..models import Meeting
from ..notice import file_name, notice
from ..queries import reading
from ..queries.arranging import agenda_of, as_issued
from ..rows import STATE_TONES, audience_of, day_words, days_words, revision_words
from ..sources import sources
from .deeds import marked, meeting_or_404, refuse

FORMS = {
    "pdf": ("application/pdf", pdf_bytes),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_bytes),
}


@require_GET
@SIGNED_IN
def meeting_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The meeting, as far as this reader may read it, and what the reader does next."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    items = agenda_of(actor, meeting)
    linked = sources(actor, ((item.source_noun, item.source_id) for item in items))
    body = reading.bodies(actor).get(meeting.body_id)
    invited = reading.participations(actor, meeting)
    own = detail_page.own_answer(invited, actor)
    agenda = detail_page.agenda(meeting, items, linked)
    state = MeetingState(meeting.state)
    context = {
        "page": marked(
            meeting,
            actor,
            title=f"{meeting.name}, {days_words(meeting)}",
            subtitle=detail_page.head(meeting),
            actions=_actions(meeting),
        ),
        "meeting": {
            "state": state.value,
            "state_label": str(state.label),
            "state_tone": STATE_TONES.get(state, "plain"),
            "revision": revision_words(meeting),
            "cancel_reason": meeting.cancel_reason,
            "ask_url": reverse("request-new", args=[pk]) if meeting.may["ask"] else "",
        },
        "agenda": agenda,
        "papers": detail_page.papers(agenda),
        "requests": detail_page.requests(reading.requests(actor, meeting)),
        "panels": panels.drawn(actor, meeting, beside=False),
        "side_panels": panels.drawn(actor, meeting, beside=True),
        "steps": [*filter(None, [detail_page.step(meeting, own)]), *panels.steps(actor, meeting)],
        "facts": detail_page.facts(meeting, body),
        "files": _files(meeting),
        "participants": detail_page.participants(invited, actor),
        "own_answer": str(own.get_coming_display()) if own else "",
        "readers": detail_page.readers(meeting, audience_of(meeting, actor), actor),
        "quiet": detail_page.quiet(meeting),
        "refused": detail_page.refused(meeting),
    }
    return render(request, "meetings/detail.html", context)


def _actions(meeting: Meeting) -> list[dict[str, Any]]:
    pk, actions = meeting.pk, []
    if meeting.may["change"]:
        actions.append({"label": _("Edit meeting"), "url": reverse("meeting-edit", args=[pk])})
    if meeting.may["arrange"]:
        actions.append({"label": _("Arrange the agenda"), "url": reverse("agenda-builder", args=[pk])})
    actions.append({"label": _("History"), "url": reverse("meeting-history", args=[pk])})
    if meeting.first_issued_at is not None:
        actions.append(follow_action("meeting", record=pk, followed=meeting.followed))
    return actions


def _files(meeting: Meeting) -> list[dict[str, Any]]:
    """Each file with the languages that it comes in."""
    pk = meeting.pk
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        {
            "label": label,
            "links": [
                {
                    "label": code.upper(),
                    "url": f"{reverse('meeting-notice', args=[pk, form])}?language={code}",
                }
                for code in languages
            ],
        }
        for label, form in ((_("Notice and agenda (PDF)"), "pdf"), (_("Notice and agenda (Word)"), "docx"))
    ] + [{"label": _("Calendar file"), "links": [{"label": "ICS", "url": reverse("meeting-ics", args=[pk])}]}]


@require_GET
@SIGNED_IN
def meeting_notice(request: GatedRequest, pk: UUID, form: str) -> HttpResponse:
    """The notice with the agenda as this reader sees it; `?draft=1` for organisers: as it would go out."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    if form not in FORMS:
        raise Http404
    language = _language(request)
    body = reading.bodies(actor).get(meeting.body_id)
    draft = request.GET.get("draft") == "1"
    if draft:
        refuse(meeting, "arrange")
        items = as_issued(actor, meeting)
    else:
        items = agenda_of(actor, meeting)
    content_type, write = FORMS[form]
    file = write(notice(actor, meeting, body, items, language=language, draft=draft))
    response = HttpResponse(file, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(meeting, form, language)}"'
    return response


def _language(request: GatedRequest) -> str:
    """The language that was asked for; that of the page where none was."""
    known = [code for code, _name in settings.LANGUAGES]
    asked = request.GET.get("language", "")
    return asked if asked in known else str(translation.get_language() or known[0])


@require_GET
@SIGNED_IN
def meeting_ics(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The meeting for a calendar, with the agenda as this reader sees it."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    file = meeting_file(actor, meeting, agenda_of(actor, meeting))
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.day.isoformat()}.ics"'
    return response


@require_GET
@SIGNED_IN
def meeting_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed, by whom, as far as the reader could read it then and may now."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    changes, _older = history_of(actor, meeting, limit=LONGEST_HISTORY)
    page = marked(meeting, actor, title=_("History"), subtitle=f"{meeting.name}, {day_words(meeting.day)}")
    back = reverse("meeting", args=[pk])
    return history_page(request, page, told(changes, VERBS), back, _("Back to the meeting"))


@require_POST
@SIGNED_IN
def meeting_begin(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Open the meeting."""
    meeting = meeting_or_404(request.actor, pk)
    services.begin(actor=request.actor, meeting=meeting)
    messages.success(request, _("The meeting is open."))
    return redirect("meeting", pk)
