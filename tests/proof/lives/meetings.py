"""The life of a meeting."""

from typing import Any

from coordination.access.actor import Actor
from coordination.meetings import services as meetings
from coordination.meetings.models import AgendaItem
from tests.access import meetings as of_meetings
from tests.factories.consultations import in_days
from tests.factories.meetings import MeetingFactory

from .life import Deed, Life


def meeting() -> Life:
    states = {
        "draft": "meeting: draft",
        "issued": "meeting: issued",
        "running": "meeting: running",
        "held": "meeting: held",
        "for comments": "meeting: for comments",
        "agreed": "meeting: agreed",
        "locked": "meeting: locked",
        "cancelled": "meeting: cancelled",
    }

    def rewrite(actor: Actor, row: Any, version: int) -> Any:
        said = {
            "venue": f"Room {version}",
            "title": row.title,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
        }
        return meetings.change(actor=actor, meeting=row, version=version, fields=said)

    def arrange(actor: Actor, row: Any) -> Any:
        words = meetings.ItemWords(fields={"title": "Another item", "handling": "exchange"})
        return meetings.add_item(actor=actor, meeting=row, words=words)

    def revise(actor: Actor, row: Any) -> Any:
        arrange(actor, row)
        return meetings.issue(actor=actor, meeting=row)

    def write(actor: Actor, row: Any) -> Any:
        item = AgendaItem.objects.visible_to(actor).filter(meeting=row).on_agenda()[0]
        return meetings.add_line(actor=actor, item=item, kind="paragraph", text="Noted.")

    def issue_notes(actor: Actor, row: Any) -> Any:
        return meetings.issue_notes(actor=actor, meeting=row, comments_until=in_days(10))

    def reopen(actor: Actor, row: Any) -> Any:
        return meetings.reopen_notes(actor=actor, meeting=row, reason="A slip.", comments_until=in_days(10))

    prepared = {
        "change": Deed(lambda actor, row: rewrite(actor, row, row.version)),
        "arrange": Deed(arrange),
        "issue": Deed(lambda actor, row: meetings.issue(actor=actor, meeting=row), "issued"),
    }
    cancel = Deed(
        lambda actor, row: meetings.cancel(actor=actor, meeting=row, reason="The chair is ill."), "cancelled"
    )
    lock = Deed(lambda actor, row: meetings.lock(actor=actor, meeting=row), "locked")
    readers = of_meetings.READ_BY["meeting"]
    return Life(
        make=lambda: MeetingFactory(guests=["frontex"]),
        first="draft",
        keeper="presidency",
        address="meetings",
        page=lambda row: f"/meetings/{row.pk}/",
        rights={state: of_meetings.MEETING_RIGHTS[label] for state, label in states.items()},
        readers={
            state: readers[label] | (set() if state == "draft" else {"frontex"})
            for state, label in states.items()
        },
        deeds={
            "draft": prepared,
            "issued": prepared
            | {"issue": Deed(revise)}
            | {"begin": Deed(lambda actor, row: meetings.begin(actor=actor, meeting=row), "running")}
            | {"cancel": cancel},
            "running": {
                "write": Deed(write),
                "run": Deed(lambda actor, row: meetings.end(actor=actor, meeting=row), "held"),
            },
            "held": {"write": Deed(write), "issue notes": Deed(issue_notes, "for comments")},
            "for comments": {
                "agree": Deed(
                    lambda actor, row: meetings.agree_notes(actor=actor, meeting=row, version=None), "agreed"
                ),
            },
            "agreed": {"reopen": Deed(reopen, "for comments"), "conclude": lock},
            "locked": {},
            "cancelled": {},
        },
        rewrite=rewrite,
        ends=frozenset({"locked", "cancelled"}),
    )
