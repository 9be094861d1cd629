"""The notes of a meeting of the demonstration: what was said, concluded and asked, as its convenor wrote it."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.models import AgendaItem, Meeting
from coordination.meetings.room_kinds import LineKind
from coordination.people.queries import organisations

Lines = dict[str, Any]


def write_notes(
    speaking: Callable[[], Actor], meeting: Meeting, items: list[tuple[AgendaItem, Lines]]
) -> None:
    """The lines and follow-ups of a meeting that runs; `items` with their words, in the order of the agenda."""
    for item, words in items:
        actor = speaking()
        with transaction.atomic(), reading_as(actor):
            for line in words.get("notes", ()):
                _line(actor, item, line)
            for asked in words.get("follow_ups", ()):
                _follow_up(actor, item, asked, meeting.day)
            if "result" in words:
                services.close_item(actor=actor, item=item, result=words["result"])
            elif words.get("running"):
                services.open_item(actor=actor, item=item)


def _line(actor: Actor, item: AgendaItem, words: Lines) -> None:
    if "by" in words:
        who = organisations().by_code[words["by"]].pk
        said = {"kind": LineKind.INTERVENTION, "organisation_id": who, "stance": words.get("stance", "")}
    else:
        said = {"kind": LineKind.CONCLUSION if words.get("conclusion") else LineKind.PARAGRAPH}
    services.add_line(actor=actor, item=item, text=words["text"], **said)


def _follow_up(actor: Actor, item: AgendaItem, words: Lines, day: datetime.date) -> None:
    fields: Lines = {"title": words["title"], "due_on": day + datetime.timedelta(days=words["due_after"])}
    if "owner" in words:
        fields["owner_id"] = organisations().by_code[words["owner"]].pk
    services.add_follow_up(actor=actor, item=item, fields=fields)


def send_for_comments(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Send the notes to whoever was in the room, for ten days."""
    until = timezone.now() + datetime.timedelta(days=10)
    services.issue_notes(actor=actor, meeting=meeting, comments_until=until)
    return meeting


def agree(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Record that nobody had anything to add."""
    services.agree_notes(actor=actor, meeting=meeting, version=None)
    return meeting
