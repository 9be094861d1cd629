"""A meeting of Italy alone, with a row in each of its tables."""

from typing import Any

from django.db import transaction

from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.meetings import services
from coordination.meetings.models import AgendaRequest
from coordination.people.queries import circles
from tests.factories.plans import speaking_for
from tests.factories.room import acting, end, follow_up, issue_notes, note, private_note, remark, running


def make_private() -> None:
    """As Italy would run it; the request, which one asks of others, is written without the services."""
    meeting, (item,) = running({"papers": [{"title": "Own"}]}, convenor="italy", members=["italy"])
    acting("italy", services.open_item, item=item)
    acting("italy", services.list_speaker, item=item, organisation_id=meeting.originator_id)
    line = note(item)
    acting("italy", services.keep_pen, line=line, text="Own", base=line.version)
    follow_up(item)
    private_note()
    end(meeting)
    acting("italy", services.drop_pen, line=line)
    issue_notes(meeting)
    remark(item)
    acting("italy", services.keep_pen, line=line, text="Own", base=line.version)
    italy = speaking_for("italy")
    with transaction.atomic(), reading_as(italy):
        own: dict[str, Any] = {
            "audience": intern(actor=italy, circles=[circles().of_organisation[meeting.originator_id]]),
            "originator_id": meeting.originator_id,
        }
        AgendaRequest.objects.create(
            body_id=meeting.body_id,
            meeting=meeting,
            title="Own",
            convenor_id=meeting.originator_id,
            by_presidency=False,
            **own,
        )
