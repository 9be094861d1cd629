"""What others are told of meetings and of what they asked: each as far as they read it."""

from collections.abc import Iterable
from typing import Any

from coordination.access.actor import Actor
from coordination.notices.kinds import Rule
from coordination.notices.services import announce
from coordination.people.queries import presidency

from ..kinds import News
from ..models import AgendaItem, AgendaPaper, AgendaRequest, FollowUp, Meeting


def tell(actor: Actor, kind: News, meeting: Meeting, **rest: Any) -> None:
    """Tell of a meeting those whom the rule of the kind names, and whoever follows it or its country."""
    announce(
        actor=actor,
        kind=kind,
        row=meeting,
        countries=[meeting.country_id] if meeting.country_id else [],
        **{"told": {}} | rest,
    )


def tell_issued(actor: Actor, meeting: Meeting, narrow: Iterable[AgendaItem] | None) -> None:
    """Tell of an agenda or its revision; with `narrow` only those who read what the revision touched."""
    kind = News.REVISED if meeting.revision or narrow is not None else News.ISSUED
    circles = [None] if narrow is None else sorted({item.audience_id for item in narrow})
    for audience in circles:
        tell(actor, kind, meeting, audience_then=audience)


def tell_paper(
    actor: Actor, kind: News, meeting: Meeting, item: AgendaItem, paper: AgendaPaper, party_id: int | None
) -> None:
    """Tell of a paper those who read its item, or whoever owes it, and whoever follows the meeting."""
    announce(
        actor=actor,
        kind=kind,
        row=item,
        told={Rule.ASKED: [party_id]} if party_id else {},
        countries=[meeting.country_id] if meeting.country_id else [],
        within=[meeting.pk],
        words={"paper": str(paper.key)},
    )


def tell_asked(actor: Actor, meeting: Meeting, request: AgendaRequest) -> None:
    """Tell the convenor that a point is asked for; nobody else reads the request."""
    told = {Rule.OWNER: [convenor_today(meeting)]}
    tell(actor, News.POINT_ASKED, meeting, told=told, audience_then=request.audience_id)


def tell_answered(actor: Actor, meeting: Meeting, request: AgendaRequest) -> None:
    """Tell whoever asked for a point what became of it."""
    told = {Rule.AUTHOR: [request.originator_id]}
    tell(actor, News.POINT_ANSWERED, meeting, told=told, audience_then=request.audience_id)


def tell_follow_up(actor: Actor, kind: News, row: FollowUp) -> None:
    """Tell of a follow-up: its owner or, where it has none, all; and whoever keeps the record of the meeting."""
    told = {Rule.OWNER: [convenor_today(row)]}
    if row.owner_party_id:
        told[Rule.ASKED] = [row.owner_party_id]
    countries = [row.country_id] if row.country_id else []
    within = [row.meeting_id, *([row.target_id] if row.target_id else [])]
    announce(actor=actor, kind=kind, row=row, told=told, countries=countries, within=within)


def convenor_today(row: Meeting | FollowUp) -> int:
    """Who runs it: whoever chairs what the Presidency convened, else the organisation that convened."""
    led = row.term_id is not None if isinstance(row, Meeting) else row.by_presidency
    holder = presidency().holder if led else None
    return holder.pk if holder else row.originator_id
