"""What the page of a meeting shows: its agenda, its papers, who takes part, what this reader does next."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.access.actor import Actor
from coordination.access.dates import day_of
from coordination.people.audiences import AudienceWords, why_you_read
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .kinds import Capacity, Coming, MeetingState, RequestState
from .models import AgendaItem, AgendaRequest, Body, Meeting, Participation
from .rows import (
    convenor_words,
    day_words,
    days_words,
    hours_words,
    item_row,
    provisional_reference,
    revision_words,
    time_words,
)
from .sources import SourceWords

COMING_SIGNS = {Coming.UNANSWERED: "waiting", Coming.YES: "confirmed", Coming.NO: "rejected"}
# What somebody may look for in a state and not find.
SHOWN_REFUSALS = {
    MeetingState.ISSUED: ("arrange", "begin"),
    MeetingState.RUNNING: ("run",),
    MeetingState.HELD: ("conclude",),
}
LABELS = {
    "arrange": gettext_lazy("Arrange the agenda"),
    "begin": gettext_lazy("Open the meeting"),
    "run": gettext_lazy("Run the meeting"),
    "conclude": gettext_lazy("Conclude the meeting"),
}


def head(meeting: Meeting) -> str:
    """The line beneath the title: when, where, in which format."""
    parts = [hours_words(meeting), meeting.venue or _("room to be confirmed")]
    if meeting.format:
        parts.append(_("format %(format)s") % {"format": meeting.format})
    return " · ".join(parts)


def facts(meeting: Meeting, body: Body | None) -> list[dict[str, Any]]:
    """Label and lines; what is empty is left out."""
    place = countries().by_id.get(meeting.country_id or 0)
    moved = set(meeting.marked_fields)
    lines: list[tuple[str, str, str, str, set[str]]] = [
        (_("Body"), body.name if body else "", reverse("body", args=[body.pk]) if body else "", "", set()),
        (_("Convenor"), convenor_words(meeting), "", "", set()),
        (_("Date"), days_words(meeting), "", "", {"starts_at", "ends_at"}),
        (_("Time"), hours_words(meeting), "", "", {"starts_at", "ends_at"}),
        (_("Venue"), meeting.venue or _("to be confirmed"), "", "", {"venue"}),
        (_("From afar"), meeting.address, meeting.address, "", {"address"}),
        (
            _("Country"),
            place.name if place else "",
            reverse("country", args=[place.code]) if place else "",
            "",
            set(),
        ),
        (_("Format"), meeting.format, "", "", {"format"}),
        (
            _("Reference"),
            meeting.reference or provisional_reference(meeting, body),
            "",
            revision_words(meeting),
            set(),
        ),
        (
            _("Issued"),
            day_words(day_of(meeting.issued_at)) if meeting.issued_at else "",
            "",
            time_words(meeting.issued_at),
            set(),
        ),
        (_("Papers in time until"), day_words(meeting.papers_due_on), "", "", set()),
        (
            _("Example"),
            _("An invented meeting of the demonstration") if meeting.is_example else "",
            "",
            "",
            set(),
        ),
    ]
    return [
        {"label": label, "words": words, "url": url, "second": second, "changed": bool(fields & moved)}
        for label, words, url, second, fields in lines
        if words
    ]


def agenda(
    meeting: Meeting, items: Sequence[AgendaItem], sources: Mapping[tuple[str, UUID], SourceWords]
) -> list[dict[str, Any]]:
    """The items in order, those that the last revision took off struck through."""
    rows = [item_row(item, meeting, sources) for item in items]
    return [row for row in rows if not row["gone"] or row["change"] == "gone"]


def papers(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """All papers of an agenda with the item that each belongs to."""
    return [
        paper | {"number": row["number"], "item": row["title"], "item_url": row["url"]}
        for row in rows
        if not row["gone"]
        for paper in row["papers"]
    ]


def participants(rows: Sequence[Participation], actor: Actor) -> dict[str, Any]:
    """Who is invited, and how many come, in numbers and by name."""
    known = organisations().by_id
    listed: list[dict[str, Any]] = [
        {
            "name": known[row.organisation_id].name,
            "yours": row.organisation_id in actor.organisations | actor.speaks_for,
            "guest": row.capacity == Capacity.GUEST,
            "sign": COMING_SIGNS[Coming(row.coming)],
            "coming": str(Coming(row.coming).label),
            "posts": row.posts,
        }
        for row in rows
    ]
    guests = sum(row["guest"] for row in listed)
    members = len(listed) - guests
    parts = [ngettext("%(n)s member", "%(n)s members", members) % {"n": members}]
    if guests:
        parts.append(ngettext("%(n)s guest", "%(n)s guests", guests) % {"n": guests})
    answered = sum(row.coming == Coming.YES for row in rows)
    parts.append(ngettext("%(n)s takes part", "%(n)s take part", answered) % {"n": answered})
    return {"words": ", ".join(parts), "rows": listed}


def own_answer(rows: Iterable[Participation], actor: Actor) -> Participation | None:
    """What one's own organisation answered."""
    own = actor.speaks_for | actor.organisations
    return next((row for row in rows if row.organisation_id in own), None)


def requests(rows: Iterable[AgendaRequest]) -> list[dict[str, Any]]:
    """What was asked for this meeting, as far as the reader may know."""
    known = organisations().by_id
    tones = {RequestState.ASKED: "amber", RequestState.ACCEPTED: "green", RequestState.DECLINED: "red"}
    return [
        {
            "url": reverse("request", args=[row.pk]),
            "title": row.title,
            "who": known[row.originator_id].name,
            "kind": str(row.get_kind_display()),
            "state_label": str(row.get_state_display()),
            "tone": tones.get(RequestState(row.state), "plain"),
            "answer": row.answer,
        }
        for row in rows
        if row.state != RequestState.WITHDRAWN
    ]


def step(meeting: Meeting, own: Participation | None) -> dict[str, Any] | None:
    """The one thing that this reader does next."""
    may, pk = meeting.may, meeting.pk
    if may["arrange"] and meeting.state == MeetingState.DRAFT:
        return _do(
            _("Arrange the agenda"), "agenda-builder", pk, _("Nobody but its organisers reads a draft.")
        )
    if may["begin"] and meeting.day <= today():
        words = _("From then on attendance, speakers and notes are taken.")
        return _do(_("Open the meeting"), "meeting-begin", pk, words, post=True)
    if own is not None and may["answer"] and own.coming == Coming.UNANSWERED:
        return _do(
            _("Say whether you take part"), "meeting-answer", pk, _("Your organisation has not answered yet.")
        )
    if may["arrange"]:
        return _do(
            _("Revise the agenda"),
            "agenda-builder",
            pk,
            _("Readers see what was issued until you issue a revision."),
        )
    return None


def _do(label: str, route: str, pk: UUID, words: str, *, post: bool = False) -> dict[str, Any]:
    return {"label": label, "url": reverse(route, args=[pk]), "words": words, "post": post}


def quiet(meeting: Meeting) -> list[dict[str, Any]]:
    """What can be done too, and seldom is."""
    deeds = {
        "invite": (_("Change who is invited"), "meeting-invite"),
        "answer": (_("Answer the invitation"), "meeting-answer"),
        "number": (_("Give the number"), "meeting-number"),
        "copy": (_("Call the next meeting from this one"), "meeting-clone"),
        "cancel": (_("Cancel the meeting"), "meeting-cancel"),
    }
    return [
        {"label": label, "url": reverse(route, args=[meeting.pk]), "post": False}
        for action, (label, route) in deeds.items()
        if meeting.may[action]
    ]


def refused(meeting: Meeting) -> list[dict[str, str]]:
    """What somebody may look for here and not find, with the reason."""
    shown = SHOWN_REFUSALS.get(MeetingState(meeting.state), ())
    return [
        {"label": str(LABELS[action]), "reason": meeting.policy.reason(action)}
        for action in shown
        if not meeting.may[action]
    ]


def readers(meeting: Meeting, audience: AudienceWords, actor: Actor) -> dict[str, Any]:
    """Who can read it, for `access/readers.html`."""
    circles = meeting.audience.circles
    owner = meeting.originator_id in actor.speaks_for
    return {
        "level": audience.level,
        "words": audience.words,
        "reasons": [why_you_read(circles, meeting.originator_id, actor)],
        "everyone": [{"name": name, "why": ""} for name in audience.readers] if owner else None,
        "card": None,
    }
