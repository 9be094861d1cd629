"""Bodies, meetings and agendas as their convenors would write them, brought to a state step by step."""

import datetime
from collections.abc import Iterable
from typing import Any, cast

import factory
from django.db import transaction
from django.utils import timezone

from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.audiences import Invited
from coordination.meetings.kinds import BodyKind, Capacity, Handling, Input, ItemKind, MeetingState
from coordination.meetings.models import AgendaItem, AgendaPaper, AgendaRequest, Body, Meeting
from coordination.people.actors import for_organisation
from coordination.people.models import BRUSSELS, OrganisationKind, today
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .people import organisation
from .plans import speaking_for

MEMBERS = (OrganisationKind.STATE, OrganisationKind.INSTITUTION)
ORDER = (
    MeetingState.DRAFT,
    MeetingState.ISSUED,
    MeetingState.RUNNING,
    MeetingState.HELD,
    MeetingState.LOCKED,
)


def all_members() -> list[Invited]:
    """The 27 delegations and the institutions."""
    return [Invited(row.pk) for row in organisations().by_id.values() if row.kind in MEMBERS]


def invited(named: Iterable[Any], guests: Iterable[Any] = ()) -> list[Invited]:
    """Organisations, by row or code, and those that are guests."""
    return [Invited(organisation(row).pk) for row in named] + [
        Invited(organisation(row).pk, Capacity.GUEST) for row in guests
    ]


class BodyFactory(factory.Factory):
    """A body; by default one of all members that the Presidency convenes, like EMWP.

    `convenor="italy", members=["france"]` makes a circle of named delegations instead.
    """

    class Meta:
        model = Body

    convenor: Any = "presidency"
    members: Any = "all"
    guests: Any = ()
    country: Any = None

    code = factory.Sequence(lambda number: f"body-{number}")
    name_en = factory.Sequence(lambda number: f"Body number {number}")
    short_en = factory.Sequence(lambda number: f"B{number}")
    kind = BodyKind.WORKING_PARTY

    @classmethod
    def _create(cls, model_class: type[Body], *args: Any, **kwargs: Any) -> Body:
        take = kwargs.pop
        convenor, members, guests, country = (
            take("convenor"),
            take("members"),
            take("guests"),
            take("country"),
        )
        led = convenor == "presidency"
        everybody = members == "all"
        who = (all_members() if everybody else invited(members)) + invited((), guests)
        fields = {"for_members": everybody, "by_presidency": led} | kwargs
        if country:
            fields["country_id"] = countries().by_code[country].pk
        actor = speaking_for("gsc" if led else convenor)
        with transaction.atomic(), reading_as(actor):
            return services.set_up(actor=actor, words=services.BodyWords(fields, who))


def make_body(**kwargs: Any) -> Body:
    """A body; its factory hides that from the type checker."""
    return cast(Body, BodyFactory(**kwargs))


class MeetingFactory(factory.Factory):
    """A meeting of `body` (a new one by default) in `state`; returns the row as stored.

    It takes place on `day` (today by default) from `hour` Brussels for `minutes`. `items` are
    keywords for `write_item`, in order; `invited` and `guests` take organisations. A running
    meeting: `MeetingFactory(state=MeetingState.RUNNING)`.
    """

    class Meta:
        model = Meeting

    body: Any = None
    convenor: Any = "presidency"
    members: Any = "all"
    guests: Any = ()
    state = MeetingState.DRAFT
    day: Any = None
    hour = 10
    minutes = 180
    country: Any = None
    items: Any = ({},)

    title = factory.Sequence(lambda number: f"Meeting number {number}")
    venue = "Justus Lipsius, room 50.1"

    @classmethod
    def _create(cls, model_class: type[Meeting], *args: Any, **kwargs: Any) -> Meeting:
        take = kwargs.pop
        body, convenor, members, guests = take("body"), take("convenor"), take("members"), take("guests")
        state, items, country = take("state"), take("items"), take("country")
        body = body or make_body(convenor=convenor, members=members, guests=guests)
        starts_at = at(take("day") or today(), take("hour"))
        fields = kwargs | {
            "starts_at": starts_at,
            "ends_at": starts_at + datetime.timedelta(minutes=take("minutes")),
        }
        fields.pop("minutes", None)
        if country:
            fields["country_id"] = countries().by_code[country].pk
        convening = convenor_of(body)
        with transaction.atomic(), reading_as(convening):
            meeting = services.call(actor=convening, body=body, fields=fields)
        for item in items:
            write_item(meeting, **item)
        return bring_to(meeting, state)


def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """A time in Brussels."""
    return datetime.datetime.combine(day, datetime.time(hour, minute), BRUSSELS)


def convenor_of(row: Body | Meeting) -> Any:
    """Who runs a body or a meeting today."""
    led = row.by_presidency if isinstance(row, Body) else row.term_id is not None
    return speaking_for("presidency") if led else for_organisation(organisations().by_id[row.originator_id])


def write_item(
    meeting: Meeting,
    *,
    title: str = "An item",
    presented_by: Iterable[Any] = (),
    circle: Iterable[Any] = (),
    kind: str = "",
    minutes: int = 15,
    handling: str = Handling.EXCHANGE,
    papers: Iterable[dict[str, Any]] = (),
    parent: AgendaItem | None = None,
    reason: str = "",
    **fields: Any,
) -> AgendaItem:
    """An item of a meeting that can still be arranged; `circle` closes it to all but these."""
    parties = [organisation(row).pk for row in presented_by]
    said = fields | {
        "title": title,
        "handling": handling,
        "kind": kind or (ItemKind.CLOSED if circle else ItemKind.COMMON),
        "circle_ids": [organisation(row).pk for row in circle],
        "presenters": [{"input": Input.PRESENTATION, "parties": parties, "words": ""}] if parties else [],
    }
    actor = convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        item = services.add_item(
            actor=actor,
            meeting=meeting,
            parent=parent,
            words=services.ItemWords(fields=said, minutes=minutes, reason=reason),
        )
    for paper in papers:
        announce(item, **paper)
    return item


def announce(item: AgendaItem, *, title: str = "A paper", by: Any = None, **fields: Any) -> AgendaPaper:
    """A paper of an item, announced by its convenor."""
    with transaction.atomic(), reading_as(by or convenor_of(item.meeting)) as _reader:
        return services.announce_paper(
            actor=by or convenor_of(item.meeting), item=item, fields={"title": title, **fields}
        )


def issue(meeting: Meeting) -> Meeting:
    """Issue the agenda, or its next revision."""
    actor = convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        return services.issue(actor=actor, meeting=meeting)


def bring_to(meeting: Meeting, state: str) -> Meeting:
    """Take a draft on its way, as whoever runs it."""
    actor = convenor_of(meeting)
    if state == MeetingState.CANCELLED:
        meeting = issue(meeting)
        actor = convenor_of(meeting)  # who reads what was issued
        with transaction.atomic(), reading_as(actor):
            return services.cancel(actor=actor, meeting=meeting, reason="The chair is ill.")
    reach = ORDER.index(MeetingState(state))
    steps = (services.issue, services.begin, services.end, settle)
    for step in steps[:reach]:
        with transaction.atomic(), reading_as(actor):
            meeting = step(actor=actor, meeting=meeting)
        actor = convenor_of(meeting)  # who reads what was issued
    return meeting


def settle(*, actor: Any, meeting: Meeting) -> Meeting:
    """Write a line on each item, send the notes out, agree them, and lock the meeting."""
    for item in AgendaItem.objects.visible_to(actor).filter(meeting=meeting).on_agenda():
        services.add_line(actor=actor, item=item, kind="paragraph", text=f"Noted on {item.title}.")
    until = timezone.now() + datetime.timedelta(days=10)
    services.issue_notes(actor=actor, meeting=meeting, comments_until=until)
    services.agree_notes(actor=actor, meeting=meeting, version=None)
    return services.lock(actor=actor, meeting=meeting)


def items_of(meeting: Meeting, reader: Any = None) -> list[AgendaItem]:
    """The agenda as somebody reads it; as its convenor by default."""
    reader = reader or convenor_of(meeting)
    with transaction.atomic(), reading_as(reader):
        return list(AgendaItem.objects.visible_to(reader).filter(meeting=meeting).on_agenda())


def ask_for(meeting: Meeting, by: Any = "italy", title: str = "A point", **fields: Any) -> AgendaRequest:
    """A delegation asks for a point on an issued agenda."""
    actor = speaking_for(by)
    with transaction.atomic(), reading_as(actor):
        return services.ask(actor=actor, meeting=meeting, fields={"title": title, **fields})


def in_days(days: int) -> datetime.date:
    """A day that many days from today."""
    return timezone.now().astimezone(BRUSSELS).date() + datetime.timedelta(days=days)
