"""Consultations as their convenor would put them, and what delegations and ministries answer."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory
from django.db import transaction
from django.utils import timezone

from coordination.access.actor import Actor, Function
from coordination.access.reader import reading_as
from coordination.consultations import services
from coordination.consultations.kinds import Kind, Readership, Stand, State
from coordination.consultations.models import (
    Consultation,
    ExtensionRequest,
    MinistryInput,
    Position,
    Reply,
    ReplyDraft,
    Synthesis,
)
from coordination.people.actors import for_organisation
from coordination.people.queries import organisations

from .people import organisation
from .plans import speaking_for
from .register import sharing

QUESTIONS = ("How can objectives be framed?", "How are partnerships embedded?")
DAYS = datetime.timedelta(days=6)


def in_days(days: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


class ConsultationFactory(factory.Factory):
    """A consultation in `state`, asked of `shared_with` from its opening on; returns the row as stored.

    `convenor` is a code, or "presidency" for whoever chairs today, who then asks as the Presidency.
    """

    class Meta:
        model = Consultation

    convenor: Any = "presidency"
    shared_with: Any = "members"
    state = State.DRAFT
    kind = Kind.QUESTIONS
    questions: Any = QUESTIONS
    deadline: Any = None
    readership = Readership.ASKED

    title = factory.Sequence(lambda number: f"Consultation number {number}")
    background = "Why it is asked."

    @classmethod
    def _create(cls, model_class: type[Consultation], *args: Any, **kwargs: Any) -> Consultation:
        take = kwargs.pop
        code = take("convenor")
        shared_with, state, kind = take("shared_with"), take("state"), take("kind")
        questions, deadline, readership = take("questions"), take("deadline"), take("readership")
        fields = {"by_chair": code == "presidency", **kwargs}
        if kind == Kind.SILENCE:
            questions = ()
            fields.setdefault("text", "The text as it would be agreed.")
        with acting(speaking_for(code)) as convenor:
            words = services.Words(fields, tuple(questions))
            row = services.draft(actor=convenor, kind=kind, words=words)
        return bring_to(row, state, shared_with, deadline=deadline, readership=readership)


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Somebody in a transaction of their own, as whom everything inside is read."""
    with transaction.atomic(), reading_as(actor):
        yield actor


def voice(code: Any) -> Actor:
    """Somebody who speaks for an organisation, with the rights of now."""
    return speaking_for(code)


def convenor_of(row: Consultation) -> Actor:
    """Whoever runs it: the chair of today what the Presidency asks."""
    return (
        speaking_for("presidency")
        if row.by_chair
        else for_organisation(organisations().by_id[row.originator_id])
    )


def again(row: Any, reader: Actor | None = None) -> Any:
    """The row as it stands now, for its originator or another reader."""
    reader = reader or for_organisation(organisations().by_id[row.originator_id])
    with acting(reader):
        return type(row).objects.visible_to(reader).get(pk=row.pk)


def bring_to(
    row: Consultation,
    state: str,
    shared_with: Any = "members",
    *,
    deadline: datetime.datetime | None = None,
    readership: str = Readership.ASKED,
) -> Consultation:
    """Take a draft on its way, each step by whoever runs it."""
    if state == State.DRAFT:
        return row
    owner = for_organisation(organisations().by_id[row.originator_id])
    if state == State.DISCARDED:
        with acting(owner):
            return services.discard(actor=owner, consultation=row)
    with acting(owner):
        row = services.open_to(
            actor=owner,
            consultation=row,
            sharing=sharing(shared_with),
            deadline=deadline or timezone.now() + DAYS,
            readership=readership,
        )
    if state == State.WITHDRAWN:
        with acting(convenor_of(row)) as convenor:
            return services.withdraw(actor=convenor, consultation=row, reason="Overtaken.")
    if state == State.CLOSED:
        if row.kind == Kind.SILENCE:
            position(row, "greece", Stand.OBJECT, "Too early.")
        with acting(convenor_of(row)) as convenor:
            return services.close(actor=convenor, consultation=row)
    return row


def opened(**kwargs: Any) -> Consultation:
    """A consultation that is open."""
    return ConsultationFactory(**{"state": State.OPEN, **kwargs})  # type: ignore[return-value]


def silence(**kwargs: Any) -> Consultation:
    """A silence procedure that is open."""
    return opened(**{"kind": Kind.SILENCE, **kwargs})


def draft_reply(
    row: Consultation, by: Any, number: int = 1, text: str = "A reply.", **rest: Any
) -> ReplyDraft:
    with acting(voice(by)) as actor:
        return services.write(actor=actor, consultation=row, number=number, version=None, text=text, **rest)


def cleared(row: Consultation, by: Any, number: int = 1, text: str = "A reply.", **rest: Any) -> ReplyDraft:
    draft = draft_reply(row, by, number, text, **rest)
    with acting(voice(by)) as actor:
        return services.clear(actor=actor, draft=draft, version=draft.version)


def reply(row: Consultation, by: Any, number: int = 1, text: str = "A reply.", **rest: Any) -> Reply:
    """A reply written, cleared and submitted."""
    cleared(row, by, number, text, **rest)
    with acting(voice(by)) as actor:
        return services.submit(actor=actor, consultation=row, numbers=[number])[0]


def position(row: Consultation, by: Any, stand: str = Stand.AGREE, words: str = "") -> Position:
    with acting(voice(by)) as actor:
        return services.state_position(
            actor=actor,
            consultation=row,
            version=None,
            stand=stand,
            words=words or ("Why." if stand not in (Stand.AGREE, Stand.RESERVATION) else ""),
        )


def lift(row: Position) -> Position:
    with acting(for_organisation(organisations().by_id[row.originator_id])) as actor:
        return services.lift(actor=actor, position=row)


def more_time(
    row: Consultation, by: Any, days: float = 20, reason: str = "The capital is away."
) -> ExtensionRequest:
    with acting(voice(by)) as actor:
        return services.ask_for_time(actor=actor, consultation=row, until=in_days(days), reason=reason)


def synthesis(
    row: Consultation, number: int = 1, text: str = "Delegations agree.", *, published: bool = False
) -> Synthesis:
    with acting(convenor_of(row)) as actor:
        found = services.write_synthesis(
            actor=actor, consultation=row, number=number, version=None, text=text
        )
        return services.publish(actor=actor, synthesis=found, version=None) if published else found


def input_of(
    row: Consultation,
    ministry: Any = "italy-labour",
    number: int = 1,
    text: str = "",
    *,
    finished: bool = True,
    words: str = "",
) -> MinistryInput:
    """A ministry asked by its delegation; with `text`, what it wrote."""
    body = organisation(ministry)
    with acting(for_organisation(organisations().by_id[body.party_id])) as actor:
        [asked] = services.ask_ministries(
            actor=actor, consultation=row, ministry_ids=[body.pk], numbers=[number], words=words
        )
    if not text:
        return asked
    with acting(for_organisation(body, function=Function.MINISTRY)) as writer:
        return services.write_input(
            actor=writer, ministry_input=asked, version=None, text=text, finished=finished
        )
