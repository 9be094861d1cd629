"""The room while a meeting is under way: its page, what changed since, and what its chair and others do there."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.access.actor import Actor
from coordination.access.routes import POLLING, SIGNED_IN, GatedRequest

from .. import line_rows, services
from ..kinds import MeetingState
from ..models import AgendaItem, Meeting, Outcome
from ..private_note_rows import note_row
from ..queries import reading
from ..queries import room as in_room
from ..queries.changes import Change, changes_since
from ..room_kinds import WRITTEN, LineKind, Result, Stance
from ..rows import day_words
from ..signs import by_sign
from .deeds import CONVENORS, item_or_404, marked, meeting_or_404
from .pieces import AGENDA, FOLLOW_UPS, HEAD, ITEM, PRESENCE, RUN, SPEAKERS, TOUCHED, Room, looked_at, pieces

# What a page that was just drawn asks from, where nothing changed yet that its reader may read.
NEVER = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@require_GET
@SIGNED_IN
def room_page(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The room: agenda, notes, speakers, follow-ups and who is there, as far as this reader may read."""
    actor: Actor = request.actor
    notes = in_room.stage(actor, pk)
    if notes is None:
        return _not_opened(request, meeting_or_404(actor, pk))
    room = looked_at(request, notes)
    room.draw_agenda()
    rows = line_rows.by_kind(room.lines())
    told_at: datetime.datetime = notes.told_at or NEVER  # type: ignore[attr-defined]
    context = {
        "page": _page(room),
        "keeps": room.keeps,
        "writes": notes.state in WRITTEN,
        **{name: room.part(name) for name in (HEAD, AGENDA, ITEM, SPEAKERS, FOLLOW_UPS, PRESENCE)},
        "paragraphs": rows[LineKind.PARAGRAPH],
        "interventions": rows[LineKind.INTERVENTION],
        "conclusions": rows[LineKind.CONCLUSION],
        "entry": _entry(room),
        "private": _private(room),
        "poll": {
            "url": reverse("room-changes", args=[pk]),
            "since": _cursor(told_at),
            "goes": notes.meeting.state == MeetingState.RUNNING or notes.state in WRITTEN,
        },
    }
    return render(request, "meetings/room.html", context)


def _page(room: Room) -> dict[str, Any]:
    meeting = room.meeting
    page = marked(meeting, room.actor, title=f"{meeting.name}, {day_words(meeting.day)}", subtitle="")
    if room.keeps:
        words = _("Notes: those who keep them, until they are sent for comments")
        if room.notes.is_live:
            words = _("Notes: whoever is in the room for the item, as each line is saved")
        page["audience"] = {"level": page["audience"].level if room.notes.is_live else 3, "words": words}
    return page


def _entry(room: Room) -> dict[str, Any] | None:
    """Where lines are added; with the signs that can be typed."""
    if not room.keeps or room.item is None:
        return None
    pk = room.item.pk
    return {
        "url": reverse("room-lines", args=[pk]),
        "pen_url": reverse("room-entry", args=[pk]),
        "signs": [
            {"sign": row["sign"], "name": row["name"]}
            for row in (room.part(PRESENCE) or {"rows": []})["rows"]
            if not row["outside"]
        ],
        "stances": [{"value": code, "label": label} for code, label in Stance.choices],
    }


def _private(room: Room) -> dict[str, Any] | None:
    """One's own notes on the item; nothing for whoever speaks for nobody."""
    if room.item is None or not room.actor.speaks_for:
        return None
    return {
        "rows": [note_row(row, room.actor) for row in in_room.own_notes(room.actor, room.item)],
        "new_url": f"{reverse('private-note-new')}?item={room.item.pk}",
    }


def _not_opened(request: GatedRequest, meeting: Meeting) -> HttpResponse:
    """A meeting that has not taken place has no room: why, and what to do."""
    context = {
        "page": marked(meeting, request.actor, title=meeting.name, subtitle=day_words(meeting.day)),
        "words": services.why_not_held(meeting),
        "open_url": reverse("meeting-begin", args=[meeting.pk]) if meeting.may["begin"] else "",
        "back_url": reverse("meeting", args=[meeting.pk]),
    }
    return render(request, "meetings/room_closed.html", context)


def _cursor(at: datetime.datetime) -> str:
    """A time as the page sends it back: in UTC, for a plus sign in an address would turn into a space."""
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


@require_GET
@POLLING
def room_changes(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed since the reader last asked: 204 when nothing did, else the pieces that it touches."""
    try:
        since = datetime.datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        found = changes_since(actor=request.actor, meeting_id=pk, since=NEVER)
        if found is None:
            raise Http404
        return HttpResponse(status=400)
    found = changes_since(actor=request.actor, meeting_id=pk, since=since)
    if found is None:
        raise Http404
    if not found:
        return HttpResponse(status=204)
    notes = in_room.stage(request.actor, pk)
    if notes is None:
        raise Http404
    return _news(looked_at(request, notes), found)


def _news(room: Room, found: list[Change]) -> HttpResponse:
    here = room.asked
    names: dict[str, None] = {}
    for change in found:
        elsewhere = change.topic in ("speakers", "follow-up") and here and str(change.item_id) != here
        if not elsewhere:
            names |= dict.fromkeys(TOUCHED.get(change.topic, ()))
    topics = ("line", "pen") if room.keeps else ("issued",)
    ids = {change.record for change in found if change.topic in topics}
    return pieces(room, names, lines=room.changed_lines(ids), since=_cursor(found[-1].at))


# --- What is done in the room ---------------------------------------------------------------


def answered(
    request: GatedRequest, meeting_id: UUID, item: AgendaItem | None, names: tuple[str, ...], **rest: Any
) -> HttpResponse:
    """After a deed: the pieces that it touched, or the page for a browser without scripts."""
    notes: Outcome | None = None
    if request.htmx:
        notes = in_room.stage(request.actor, meeting_id)
    if notes is None:
        if said := rest.get("said"):
            messages.error(request, said)
        address = reverse("room", args=[meeting_id])
        return redirect(f"{address}?item={item.pk}" if item else address)
    return pieces(looked_at(request, notes, str(item.pk) if item else ""), names, **rest)


@require_POST
@CONVENORS
def room_run(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Open, pause or close an item; `deed` says which."""
    item, actor = item_or_404(request.actor, pk), request.actor
    deed = request.POST.get("deed", "")
    if deed == "close":
        result = request.POST.get("result")
        services.close_item(actor=actor, item=item, result=result if result in Result.values else None)
    elif deed == "pause":
        services.pause_item(actor=actor, item=item)
    else:
        services.open_item(actor=actor, item=item)
    return answered(request, item.meeting_id, item, (HEAD, AGENDA, ITEM, RUN, SPEAKERS, PRESENCE))


@require_POST
@CONVENORS
def room_speakers(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What those who keep the list do with it; `deed` says what, `code` or `key` with whom."""
    actor, item = request.actor, item_or_404(request.actor, pk)
    deed, key, said = request.POST.get("deed", ""), _key(request), ""
    if deed == "list":
        said = _list(actor, item, request.POST.get("code", ""))
    elif deed == "end":
        services.end_speech(actor=actor, item=item)
    elif deed in ("close", "open"):
        services.close_list(actor=actor, item=item, closed=deed == "close")
    elif deed == "off" and key:
        services.take_off_list(actor=actor, item=item, key=key)
    elif deed == "up" and key:
        services.move_up(actor=actor, item=item, key=key)
    elif services.call_speaker(actor=actor, item=item, key=key) is None:
        said = _("Nobody waits for the floor.")
    reset = "speaker" if deed == "list" and not said else ""
    return answered(request, item.meeting_id, item, (SPEAKERS,), said=said, reset=reset)


def _list(actor: Actor, item: AgendaItem, code: str) -> str:
    """Put somebody on the list; what to do where the code says nothing."""
    organisation_id = by_sign(code)
    if organisation_id is None:
        return _("No organisation is called %(code)s. Type a code such as DE, COM or EEAS.") % {
            "code": code[:40]
        }
    try:
        services.list_speaker(actor=actor, item=item, organisation_id=organisation_id)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _key(request: GatedRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


@require_POST
@CONVENORS
def room_floor(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask for the floor in one's own name, or take that back."""
    actor, item = request.actor, item_or_404(request.actor, pk)
    if request.POST.get("deed") == "back":
        for row in in_room.speakers(actor, item):
            if row.called_at is None and row.organisation_id in actor.speaks_for:
                services.take_off_list(actor=actor, item=item, key=row.key)
    else:
        services.ask_floor(actor=actor, item=item)
    return answered(request, item.meeting_id, item, (SPEAKERS,))


@require_POST
@CONVENORS
def room_presence(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Note how organisations take part: those that were chosen, or all of whom nothing is noted yet."""
    actor, meeting = request.actor, meeting_or_404(request.actor, pk)
    invited = reading.participations(actor, meeting)
    if request.POST.get("all"):
        ids = [row.organisation_id for row in invited if not row.presence]
    else:
        wanted = set(request.POST.getlist("organisation"))
        ids = [row.organisation_id for row in invited if str(row.organisation_id) in wanted]
    noted, left = request.POST.get("presence", "room"), request.POST.get("presence") == "left"
    try:
        services.note_presence(
            actor=actor, meeting=meeting, organisation_ids=ids, presence="" if left else noted, left=left
        )
        said = ""
    except ValueError:
        said = _("Say how they take part.")
    item = next(iter(_asked(actor, request)), None)
    return answered(request, pk, item, (PRESENCE,), said=said)


def _asked(actor: Actor, request: GatedRequest) -> list[AgendaItem]:
    """The item that the page shows, as the actor reads it."""
    try:
        pk = UUID(request.POST.get("item", ""))
    except ValueError:
        return []
    return list(AgendaItem.objects.visible_to(actor).filter(pk=pk))


@require_POST
@CONVENORS
def room_live(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Let the room read each line as it is saved, or from now on not."""
    meeting = meeting_or_404(request.actor, pk)
    live = request.POST.get("live") == "1"
    services.go_live(actor=request.actor, meeting=meeting, live=live)
    words = (
        _("Whoever is in the room now reads each line as it is saved.")
        if live
        else _("New lines are read by those who keep the notes alone.")
    )
    messages.success(request, words)
    return redirect("room", pk)


@require_POST
@CONVENORS
def room_end(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Close the meeting; its follow-ups go to their owners."""
    meeting = meeting_or_404(request.actor, pk)
    services.end(actor=request.actor, meeting=meeting)
    messages.success(request, _("The meeting is closed. Its follow-ups were sent to their owners."))
    return redirect("room", pk)
