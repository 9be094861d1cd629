"""Meetings and items as people see them: one row of a table, of a file, of an agenda."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.people.articles import with_article
from coordination.people.audiences import AudienceWords, in_words
from coordination.people.models import BRUSSELS, today
from coordination.people.presidencies import PRESIDENCIES
from coordination.people.queries import organisations, rota
from coordination.world.queries import countries

from .kinds import (
    WAITED_FOR,
    Handling,
    Input,
    ItemKind,
    ItemState,
    Marking,
    MeetingState,
    PaperState,
)
from .models import AgendaItem, Body, Meeting
from .sources import SourceWords

STATE_TONES = {
    MeetingState.DRAFT: "amber",
    MeetingState.ISSUED: "green",
    MeetingState.RUNNING: "shared",
    MeetingState.CANCELLED: "red",
}
PAPER_TONES = {PaperState.ISSUED: "green", PaperState.TO_FOLLOW: "amber", PaperState.TO_BE_ISSUED: "plain"}
KIND_TONES = {ItemKind.COMMON: "plain", ItemKind.INTERNAL: "shared", ItemKind.CLOSED: "shared"}


def local(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(BRUSSELS)


def day_words(day: datetime.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def time_words(moment: datetime.datetime | None) -> str:
    """An hour in Brussels: 18.00."""
    return date_format(local(moment), "H.i") if moment else ""


def hours_words(meeting: Meeting) -> str:
    """From when to when, in Brussels; with the day where it ends on another."""
    starts, ends = local(meeting.starts_at), local(meeting.ends_at)
    end = date_format(ends, "H.i") if starts.date() == ends.date() else date_format(ends, "j F Y, H.i")
    return _("%(start)s to %(end)s Brussels") % {"start": date_format(starts, "H.i"), "end": end}


def days_words(meeting: Meeting) -> str:
    """Its day, or from which day to which."""
    first, last = meeting.day, local(meeting.ends_at).date()
    if first == last:
        return day_words(first)
    return _("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}


def convenor_words(meeting: Meeting) -> str:
    """Who convenes: the Presidency of its day, or the organisation itself."""
    if meeting.term_id is None:
        return organisations().by_id[meeting.originator_id].name
    holder = next(term.organisation_id for term in rota() if term.pk == meeting.term_id)
    body = organisations().by_id[holder]
    return str(PRESIDENCIES.get(body.code, body.name))


def revision_words(meeting: Meeting) -> str:
    return f"REV {meeting.revision}" if meeting.revision else ""


def provisional_reference(meeting: Meeting, body: Body | None) -> str:
    """What stands for the number until the General Secretariat gives one; never a number of ours."""
    series = body.series if body is not None else ""
    name = " ".join(
        filter(None, [body.short if body else meeting.name, meeting.day.isoformat(), revision_words(meeting)])
    )
    if not series:
        return name
    return _("Provisional reference %(name)s; the %(series)s number is given by the General Secretariat") % {
        "name": name,
        "series": series,
    }


def audience_of(row: Any, actor: Actor) -> AudienceWords:
    """Who can read a meeting or an item, in words; the row comes with its audience."""
    return in_words(row.audience.circles, row.originator_id, actor)


def marking_of(meeting: Meeting, audience: AudienceWords) -> str:
    """The marking: that of the meeting, with its circle where that is narrow."""
    public = meeting.marking == Marking.PUBLIC and not audience.narrow
    return str(Marking.PUBLIC.label) if public else audience.marking


def strictest(markings: Iterable[str]) -> str:
    """The strictest of several markings: one that names a circle, then LIMITE, then PUBLIC."""
    listed = list(dict.fromkeys(markings))
    narrow = [words for words in listed if "·" in words]
    if len(narrow) == 1:
        return narrow[0]
    if narrow:
        return _("LIMITE · SEVERAL CIRCLES")
    return next((words for words in listed if words != str(Marking.PUBLIC.label)), str(Marking.PUBLIC.label))


def meeting_row(meeting: Meeting, bodies: Mapping[UUID, Body], actor: Actor) -> dict[str, Any]:
    """A meeting in a table."""
    body, state = bodies.get(meeting.body_id), MeetingState(meeting.state)
    place = countries().by_id.get(meeting.country_id or 0)
    return {
        "url": reverse("meeting", args=[meeting.pk]),
        "title": meeting.name,
        "body": body.short if body else "",
        "kind_label": str(body.get_kind_display()) if body else "",
        "day": meeting.day,
        "days": days_words(meeting),
        "hours": hours_words(meeting),
        "venue": meeting.venue,
        "convenor": convenor_words(meeting),
        "country_label": place.name if place else "",
        "state": state.value,
        "state_label": str(state.label),
        "state_tone": STATE_TONES.get(state, "plain"),
        "revision": revision_words(meeting),
        "reference": meeting.reference,
        "yours": meeting.originator_id in actor.speaks_for and meeting.term_id is None,
        "audience": audience_of(meeting, actor),
    }


def presenter_words(line: Mapping[str, Any]) -> str:
    """A line with a dash in words: "Presentation by the Commission and the EEAS: the first year"."""
    kind = str(Input(line["input"]).label) if line.get("input") in Input.values else ""
    known = organisations().by_id
    parties = [known[pk] for pk in line.get("parties", ()) if pk in known]
    said = kind
    if kind and parties:
        who = get_text_list([with_article(party) for party in parties], _("and"))
        said = _("%(what)s by %(who)s") % {"what": kind, "who": who}
    elif parties:
        said = ", ".join(party.name for party in parties)
    words = line.get("words", "")
    return _("%(label)s: %(text)s") % {"label": said, "text": words} if said and words else said or words


def lines_of(item: AgendaItem) -> list[tuple[str, str]]:
    """The lines of an item as on paper: what is presented after a dash, what is done after an equals sign."""
    found = [("–", presenter_words(line)) for line in item.presenters]
    if item.handling:
        found.append(("=", str(Handling(item.handling).label)))
    return [(sign, words) for sign, words in found if words]


def paper_words(paper: Mapping[str, Any]) -> str:
    """The state of a paper in a few words: issued when, asked for when, or still to come."""
    state = PaperState(paper["state"])
    if state == PaperState.ISSUED:
        issued = _("Paper issued %(day)s") % {"day": day_words(_day(paper["issued_on"]))}
        return f"{paper['reference']} · {issued}" if paper["reference"] else issued
    label = str(state.label)
    if paper["chased_on"] and state in WAITED_FOR:
        asked = _("asked on %(day)s") % {"day": day_words(_day(paper["chased_on"]))}
        return _("%(label)s: %(text)s") % {"label": label, "text": asked}
    return label


def paper_row(paper: Mapping[str, Any], meeting: Meeting) -> dict[str, Any]:
    """A paper in a table, with the flag that it is late."""
    due, issued = _day(paper["due_on"]), _day(paper["issued_on"])
    state = PaperState(paper["state"])
    last = due or meeting.papers_due_on
    late = ""
    if state in WAITED_FOR and today() > last:
        days = (today() - last).days
        late = ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    elif issued and issued > last:
        days = (issued - last).days
        late = ngettext("came %(n)s day late", "came %(n)s days late", days) % {"n": days}
    author = organisations().by_id.get(paper["author_id"] or 0)
    return {
        "key": paper["key"],
        "title": paper["title"],
        "reference": paper["reference"],
        "document": paper.get("document"),
        "state": state.value,
        "state_label": str(state.label),
        "words": paper_words(paper),
        "tone": "red" if late and state in WAITED_FOR else PAPER_TONES.get(state, "plain"),
        "author": author.name if author else "",
        "due_on": last,
        "issued_on": issued,
        "chased_on": _day(paper["chased_on"]),
        "late_label": late,
        "waited": state in WAITED_FOR,
    }


def _day(value: Any) -> datetime.date | None:
    """A day of a paper, which comes as JSON."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def change_of(item: AgendaItem, meeting: Meeting) -> str:
    """What the last revision did to an item: new, changed, gone; nothing of one that it left alone."""
    if not meeting.revision:
        return ""
    if item.state == ItemState.WITHDRAWN:
        return "gone" if item.changed_in == meeting.revision else ""
    if item.issued_in == meeting.revision:
        return "new"
    return "changed" if item.changed_in == meeting.revision else ""


CHANGES = {
    "new": pgettext_lazy("agenda item", "New"),
    "changed": pgettext_lazy("agenda item", "Changed"),
    "gone": pgettext_lazy("agenda item", "Taken off"),
}


def item_row(
    item: AgendaItem, meeting: Meeting, sources: Mapping[tuple[str, UUID], SourceWords], *, number: str = ""
) -> dict[str, Any]:
    """An item of an agenda."""
    source = sources.get((item.source_noun, item.source_id)) if item.source_id else None
    kind = ItemKind(item.kind)
    known, place = organisations().by_id, countries().by_id.get(item.country_id or 0)
    change = change_of(item, meeting)
    return {
        "id": item.pk,
        "url": reverse("agenda-item", args=[item.pk]),
        "number": number or item.number,
        "title": item.name,
        "depth": 1 if item.parent_id else 0,
        "lines": [{"sign": sign, "words": words} for sign, words in lines_of(item)],
        "time": time_words(item.starts_at),
        "kind": kind.value,
        "kind_label": str(kind.label),
        "kind_tone": KIND_TONES[kind],
        "circle": ", ".join(known[pk].name for pk in item.circle_ids if pk in known),
        "country": {"name": place.name, "url": reverse("country", args=[place.code])} if place else None,
        "papers": [paper_row(paper, meeting) for paper in item.paper_list],
        "source": {"label": source.label, "title": source.title, "url": source.url} if source else None,
        "change": change,
        "change_label": str(CHANGES[change]) if change else "",
        "gone": item.state == ItemState.WITHDRAWN,
    }
