"""A meeting is called, changed and copied; what is typed is kept, and a stale save shows both texts."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access import conflicts
from coordination.access.actor import Actor
from coordination.access.conflicts import differing, with_choices
from coordination.access.deeds import deed, key_of, made_once, posted, sent_version
from coordination.access.errors import Refused, Stale
from coordination.access.routes import GatedRequest
from coordination.exchange.ics import UnreadableCalendar, first_entry
from coordination.people.audiences import brussels_now
from coordination.people.models import BRUSSELS
from coordination.people.queries import organisations
from coordination.register import services as drafts

from .. import services
from ..forms import CloneForm, MeetingForm, TemplateForm, meeting_values
from ..history_words import history_of
from ..models import Body, Meeting
from ..queries import reading
from .deeds import CONVENORS, deed_page, marked, meeting_or_404, meeting_url, refuse

NEW = "meeting"
LARGEST_CALENDAR = 200_000


def _convened(actor: Actor) -> dict[UUID, Body]:
    """The bodies that the actor convenes; raises `Refused` where there is none."""
    found = {pk: body for pk, body in reading.bodies(actor).items() if body.may["convene"]}
    if not found:
        raise Refused(_("You convene no body. Set one up first, such as an informal circle."))
    return found


@require_http_methods(["GET", "POST"])
@CONVENORS
def meeting_new(request: GatedRequest) -> HttpResponse:
    """Call a meeting, or a series; `?body=` fills the form, a kept draft or a calendar file fills it first."""
    actor: Actor = request.actor
    bodies = _convened(actor)
    if request.method == "POST" and "calendar" in request.POST:
        return _from_calendar(request, bodies)
    if request.method == "POST":
        form = MeetingForm(request.POST, bodies=bodies)
        made = made_once(request, form, lambda: _call(actor, form), _reused())
        if made is None:
            return _page(request, form)
        drafts.drop_draft(actor=actor, key=NEW)
        messages.success(request, _("Saved as a draft. Only its organisers read it. Now arrange the agenda."))
        return redirect("agenda-builder", made)
    kept = reading.kept_draft(actor, NEW)
    form = MeetingForm(
        _restored(kept), initial={"body": _asked_body(request, bodies), "starts": "10:00"}, bodies=bodies
    )
    if kept:
        # What is not finished yet is no mistake.
        form.full_clean()
        form.errors.clear()
    return _page(request, form, kept_at=kept.kept_at if kept else None)


def _asked_body(request: GatedRequest, bodies: dict[UUID, Body]) -> str:
    asked = request.GET.get("body", "")
    return asked if asked in map(str, bodies) else str(next(iter(bodies))) if len(bodies) == 1 else ""


def _call(actor: Actor, form: MeetingForm) -> UUID:
    body, values = form.chosen_body(), form.values()
    given = form.cleaned_data
    if not given["rhythm"]:
        return services.call(actor=actor, body=body, fields=values).pk
    return services.call_series(
        actor=actor, body=body, fields=values, rhythm=given["rhythm"], until=given["series_until"]
    )[0].pk


def _reused() -> str:
    return _("This form was already saved with other words. Open the saved meeting and edit it.")


def _restored(kept: Any) -> QueryDict | None:
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    return data


def _from_calendar(request: GatedRequest, bodies: dict[UUID, Body]) -> HttpResponse:
    """Date and place out of a calendar file that somebody was sent; what was typed stays."""
    sent = request.FILES.get("file")
    data = request.POST.copy()
    try:
        if sent is None or sent.size is None or sent.size > LARGEST_CALENDAR:
            raise UnreadableCalendar(
                _("Choose a calendar file of at most 200 kB. Enter date and place by hand otherwise.")
            )
        found = first_entry(sent.read())
    except UnreadableCalendar as fault:
        messages.error(request, str(fault))
        return _page(request, _unfinished(data, bodies))
    starts, ends = found.starts_at.astimezone(BRUSSELS), found.ends_at and found.ends_at.astimezone(BRUSSELS)
    data["on"], data["starts"] = starts.date().isoformat(), starts.strftime("%H:%M")
    if ends:
        data["ends"] = ends.strftime("%H:%M")
        data["until"] = ends.date().isoformat() if ends.date() != starts.date() else ""
    data["venue"] = found.place or data.get("venue", "")
    data["title"] = data.get("title") or found.title
    messages.info(request, _("Date and place are taken from the file. Check them, then save."))
    for doubt in found.doubts:
        messages.warning(request, doubt)
    return _page(request, _unfinished(data, bodies), status=200)


def _unfinished(data: QueryDict, bodies: dict[UUID, Body]) -> MeetingForm:
    """A form as far as it is filled in: what is missing is no mistake yet."""
    form = MeetingForm(data, bodies=bodies)
    form.full_clean()
    form.errors.clear()
    return form


@require_http_methods(["GET", "POST"])
@CONVENORS
def meeting_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change the meeting at the version that was read; calendars learn of a new date or place."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    refuse(meeting, "change")
    stored = meeting_values(meeting)
    if request.method == "GET":
        return _page(request, MeetingForm(initial=stored, bodies={}, editing=True), meeting=meeting)
    form = MeetingForm(with_choices(request.POST, stored), initial=stored, bodies={}, editing=True)
    version = sent_version(request)
    try:
        saved = deed(
            form,
            lambda: services.change(actor=actor, meeting=meeting, version=version, fields=form.values()),
        )
    except Stale:
        return _conflict(request, meeting, form, stored)
    if saved is None:
        return _page(request, form, meeting=meeting)
    messages.success(request, _("Saved."))
    return redirect("meeting", pk)


def _conflict(
    request: GatedRequest, meeting: Meeting, form: MeetingForm, stored: dict[str, Any]
) -> HttpResponse:
    """409 with the fields that differ, mine and theirs."""
    changes, _older = history_of(request.actor, meeting, limit=1)
    last = changes[0] if changes else None
    page = marked(meeting, request.actor, title=_("Two texts of one meeting"), subtitle=meeting.name)
    return conflicts.conflict_page(
        request,
        page,
        differing(form, stored),
        version=meeting.version,
        discard_url=meeting_url(meeting),
        what=_("Somebody saved this meeting while you were writing."),
        saved=(last.organisation, last.at) if last else ("", None),
    )


def _page(
    request: GatedRequest,
    form: MeetingForm,
    *,
    meeting: Meeting | None = None,
    kept_at: Any = None,
    status: int | None = None,
) -> HttpResponse:
    actor: Actor = request.actor
    owner = organisations().by_id[min(actor.speaks_for)].name
    page = (
        marked(meeting, actor, title=_("Edit meeting"), subtitle=meeting.name)
        if meeting
        else {
            "title": _("Call a meeting"),
            "subtitle": _("Body, day and hour are enough. The agenda comes next."),
            "marking": {
                "label": f"LIMITE · {owner.upper()}",
                "narrow": True,
                "note": _("A draft is read by its organisers alone"),
            },
        }
    )
    more = (
        "title",
        "title_fr",
        "until",
        "address",
        "country",
        "format",
        "marking",
        "paper_days",
        "notice_days",
    )
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "more_open": meeting is not None or any(form[name].errors for name in more),
        "version": (form.data.get("version") or meeting.version) if meeting else "",
        "idempotency_key": form.data.get("idempotency_key") or str(uuid.uuid4()),
        "submit_label": _("Save changes") if meeting else _("Save draft"),
        "discard_url": meeting_url(meeting) if meeting else "",
        "draft": None
        if meeting
        else {
            "url": reverse("draft-keep", args=[NEW]),
            "kept_at": kept_at,
            "drop_url": reverse("meeting-forget") if kept_at else "",
        },
        "now": brussels_now(),
    }
    return render(request, "meetings/form.html", context, status=status or (400 if form.errors else 200))


@require_POST
@CONVENORS
def meeting_forget(request: GatedRequest) -> HttpResponse:
    """Forget what was typed and start with an empty form."""
    drafts.drop_draft(actor=request.actor, key=NEW)
    return redirect("meeting-new")


@require_http_methods(["GET", "POST"])
@CONVENORS
def meeting_clone(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Call the next meeting from this one, or from a template."""
    actor: Actor = request.actor
    source = meeting_or_404(actor, pk)
    refuse(source, "copy")
    initial = {"starts": source.starts_at.astimezone(BRUSSELS).strftime("%H:%M"), "with_agenda": True}
    form = CloneForm(posted(request), initial=initial)

    def make() -> UUID:
        return services.clone(
            actor=actor,
            source=source,
            fields={"starts_at": form.starts_at()},
            with_agenda=form.cleaned_data["with_agenda"],
        ).pk

    if request.method == "POST" and (made := made_once(request, form, make, _reused())):
        messages.success(request, _("Called as a draft. Only its organisers read it."))
        return redirect("agenda-builder", made)
    return deed_page(
        request,
        marked(source, actor, title=_("Call the next meeting from this one"), subtitle=source.name),
        form,
        submit=_("Save draft"),
        consequence=_(
            "Venue, length, format and invitations come along; papers, answers and notes stay behind."
        ),
        hidden=key_of(request),
        back_url=meeting_url(source),
        back_label=_("Back to the meeting"),
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def meeting_template(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Keep this agenda as a template."""
    actor: Actor = request.actor
    source = meeting_or_404(actor, pk)
    refuse(source, "copy")
    form = TemplateForm(posted(request), initial={"title": source.title})

    def make() -> UUID:
        return services.keep_template(actor=actor, source=source, title=form.cleaned_data["title"]).pk

    if request.method == "POST" and (made := made_once(request, form, make, _reused())):
        messages.success(request, _("Kept as a template."))
        return redirect("meeting", made)
    return deed_page(
        request,
        marked(source, actor, title=_("Keep as a template"), subtitle=source.name),
        form,
        submit=_("Keep template"),
        consequence=_(
            "Titles, presenters, handling and minutes are kept; closed items, papers and records are not."
        ),
        hidden=key_of(request),
        back_url=meeting_url(source),
        back_label=_("Back to the meeting"),
    )
