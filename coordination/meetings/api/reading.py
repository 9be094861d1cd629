"""Meetings, items and requests as the API shows them: codes with labels, nothing of a record that is hidden."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from rest_framework import serializers

from coordination.access.actor import Actor
from coordination.access.api.openapi import CodedSerializer, coded
from coordination.people.audiences import in_words, why_you_read
from coordination.people.queries import organisations
from coordination.register.api.reading import AudienceSerializer
from coordination.world.queries import countries

from ..kinds import Capacity, Coming, Handling, Input, ItemKind, ItemState, MeetingState, PaperState
from ..models import AgendaItem, Body, BodyMember, Meeting, Participation
from ..rows import marking_of, provisional_reference
from ..sources import SourceWords


class SourceSerializer(serializers.Serializer):
    """The record that an item is about, where the reader may read it."""

    label = serializers.CharField()  # type: ignore[assignment]
    title = serializers.CharField()
    url = serializers.CharField()


class PresenterSerializer(serializers.Serializer):
    input = CodedSerializer(allow_null=True)
    parties = CodedSerializer(many=True)
    words = serializers.CharField(allow_blank=True)


class AgendaPaperSerializer(serializers.Serializer):
    key = serializers.UUIDField()
    title = serializers.CharField()
    reference = serializers.CharField(allow_blank=True)
    state = CodedSerializer()
    author = CodedSerializer(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    chased_on = serializers.DateField(allow_null=True)
    issued_on = serializers.DateField(allow_null=True)
    document = serializers.CharField(
        allow_null=True, help_text="Where the document is, for those who may read it."
    )


class AgendaItemSerializer(serializers.Serializer):
    """An item as its readers see it; minutes and reasons are for those who prepare the meeting."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    meeting = serializers.UUIDField()
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    number = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    title_fr = serializers.CharField(allow_blank=True)
    kind = CodedSerializer()
    circle = CodedSerializer(many=True)
    presenters = PresenterSerializer(many=True)
    handling = CodedSerializer(allow_null=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    country = CodedSerializer(allow_null=True)
    state = CodedSerializer()
    issued_in = serializers.IntegerField(allow_null=True)
    changed_in = serializers.IntegerField(allow_null=True)
    papers = AgendaPaperSerializer(many=True)
    source = SourceSerializer(allow_null=True)  # type: ignore[assignment]
    audience = AudienceSerializer()


class ParticipationSerializer(serializers.Serializer):
    organisation = CodedSerializer()
    capacity = CodedSerializer()
    coming = CodedSerializer()
    posts = serializers.CharField(allow_blank=True)


class MeetingRowSerializer(serializers.Serializer):
    """A meeting in a list."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    body = serializers.UUIDField(allow_null=True, help_text="Where the reader knows the body.")
    title = serializers.CharField()
    title_fr = serializers.CharField(allow_blank=True)
    convenor = CodedSerializer()
    by_presidency = serializers.BooleanField()
    state = CodedSerializer()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    venue = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    country = CodedSerializer(allow_null=True)
    format = serializers.CharField(allow_blank=True)
    reference = serializers.CharField(allow_blank=True)
    provisional_reference = serializers.CharField(allow_blank=True)
    revision = serializers.IntegerField()
    issued_at = serializers.DateTimeField(allow_null=True)
    papers_due_on = serializers.DateField()
    cancel_reason = serializers.CharField(allow_blank=True)
    is_example = serializers.BooleanField()
    marking = serializers.CharField()
    audience = AudienceSerializer()


class MeetingSerializer(MeetingRowSerializer):
    """A meeting in full."""

    agenda = AgendaItemSerializer(many=True)
    participants = ParticipationSerializer(many=True)
    may = serializers.ListField(child=serializers.CharField(), help_text="What this reader may do.")


class BodySerializer(serializers.Serializer):
    """Something that meets again and again."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    code = serializers.CharField()
    kind = CodedSerializer()
    name = serializers.CharField()
    short = serializers.CharField()
    convenor = CodedSerializer()
    by_presidency = serializers.BooleanField()
    country = CodedSerializer(allow_null=True)
    format = serializers.CharField(allow_blank=True)
    series = serializers.CharField(allow_blank=True)
    notice_days = serializers.IntegerField()
    paper_days = serializers.IntegerField()
    minutes = serializers.IntegerField()
    venue = serializers.CharField(allow_blank=True)
    usual_papers = serializers.ListField(child=serializers.CharField())
    closed_on = serializers.DateField(allow_null=True)
    audience = AudienceSerializer()


class BodyInFullSerializer(BodySerializer):
    members = ParticipationSerializer(many=True)


class AgendaRequestSerializer(serializers.Serializer):
    """A point that waits for an agenda."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    body = serializers.UUIDField()
    meeting = serializers.UUIDField(allow_null=True)
    asked_by = CodedSerializer()
    kind = CodedSerializer()
    title = serializers.CharField()
    title_fr = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    minutes = serializers.IntegerField()
    country = CodedSerializer(allow_null=True)
    state = CodedSerializer()
    answer = serializers.CharField(allow_blank=True)
    answered_on = serializers.DateField(allow_null=True)
    item = serializers.UUIDField(allow_null=True)


def organisation_json(pk: int) -> dict[str, str]:
    row = organisations().by_id[pk]
    return coded(row.code, row.name)


def choice_json(choices: Any, code: str) -> dict[str, str]:
    return coded(code, choices(code).label)


def iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def country_json(pk: int | None) -> dict[str, str] | None:
    row = countries().by_id.get(pk or 0)
    return coded(row.code, row.name) if row else None


def audience_json(row: Any, actor: Actor) -> dict[str, Any]:
    """Who can read a row that comes with its audience."""
    circles = row.audience.circles
    words = in_words(circles, row.originator_id, actor)
    owner = row.originator_id in actor.speaks_for
    return {
        "level": words.level,
        "words": words.words,
        "marking": words.marking,
        "reason": why_you_read(circles, row.originator_id, actor),
        "readers": list(words.readers) if owner else None,
    }


def meeting_json(row: Meeting, bodies: Mapping[UUID, Body], actor: Actor) -> dict[str, Any]:
    """A meeting in a list."""
    body = bodies.get(row.body_id)
    audience = in_words(row.audience.circles, row.originator_id, actor)
    return {
        "id": str(row.pk),
        "version": row.version,
        "body": str(row.body_id) if body else None,
        "title": row.title,
        "title_fr": row.title_fr,
        "convenor": organisation_json(row.originator_id),
        "by_presidency": row.term_id is not None,
        "state": choice_json(MeetingState, row.state),
        "starts_at": iso(row.starts_at),
        "ends_at": iso(row.ends_at),
        "venue": row.venue,
        "address": row.address,
        "country": country_json(row.country_id),
        "format": row.format,
        "reference": row.reference,
        "provisional_reference": "" if row.reference else provisional_reference(row, body),
        "revision": row.revision,
        "issued_at": iso(row.issued_at),
        "papers_due_on": iso(row.papers_due_on),
        "cancel_reason": row.cancel_reason,
        "is_example": row.is_example,
        "marking": marking_of(row, audience),
        "audience": audience_json(row, actor),
    }


def item_json(
    row: AgendaItem,
    sources: Mapping[tuple[str, UUID], SourceWords],
    actor: Actor,
    parents: set[UUID] | None = None,
) -> dict[str, Any]:
    """An item; `parents` are the items that the reader may read, for a part of a hidden one stands alone."""
    known = organisations().by_id
    source = sources.get((row.source_noun, row.source_id)) if row.source_id else None
    readable_parent = row.parent_id if parents is None or row.parent_id in parents else None
    return {
        "id": str(row.pk),
        "version": row.version,
        "meeting": str(row.meeting_id),
        "parent": str(readable_parent) if readable_parent else None,
        "number": row.number,
        "title": row.title,
        "title_fr": row.title_fr,
        "kind": choice_json(ItemKind, row.kind),
        "circle": [coded(known[pk].code, known[pk].name) for pk in row.circle_ids if pk in known],
        "presenters": [
            {
                "input": choice_json(Input, line["input"]) if line.get("input") in Input.values else None,
                "parties": [
                    coded(known[pk].code, known[pk].name) for pk in line.get("parties", ()) if pk in known
                ],
                "words": line.get("words", ""),
            }
            for line in row.presenters
        ],
        "handling": choice_json(Handling, row.handling) if row.handling else None,
        "starts_at": iso(row.starts_at),
        "country": country_json(row.country_id),
        "state": choice_json(ItemState, row.state),
        "issued_in": row.issued_in,
        "changed_in": row.changed_in,
        "papers": [paper_json(paper) for paper in row.paper_list],
        "source": {"label": source.label, "title": source.title, "url": source.url} if source else None,
        "audience": audience_json(row, actor),
    }


def paper_json(paper: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": str(paper["key"]),
        "title": paper["title"],
        "reference": paper["reference"],
        "state": choice_json(PaperState, paper["state"]),
        "author": organisation_json(paper["author_id"]) if paper["author_id"] else None,
        "due_on": paper["due_on"],
        "chased_on": paper["chased_on"],
        "issued_on": paper["issued_on"],
        "document": paper["document"].url if paper.get("document") else None,
    }


def participation_json(row: Participation | BodyMember) -> dict[str, Any]:
    """An invitation; whoever is usually invited to a body has not answered anything."""
    coming = row.coming if isinstance(row, Participation) else Coming.UNANSWERED
    return {
        "organisation": organisation_json(row.organisation_id),
        "capacity": choice_json(Capacity, row.capacity),
        "coming": choice_json(Coming, coming),
        "posts": row.posts if isinstance(row, Participation) else "",
    }


def body_json(row: Body, actor: Actor) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "version": row.version,
        "code": row.code,
        "kind": coded(row.kind, row.get_kind_display()),
        "name": row.name,
        "short": row.short,
        "convenor": organisation_json(row.originator_id),
        "by_presidency": row.by_presidency,
        "country": country_json(row.country_id),
        "format": row.format,
        "series": row.series,
        "notice_days": row.notice_days,
        "paper_days": row.paper_days,
        "minutes": row.minutes,
        "venue": row.venue,
        "usual_papers": list(row.usual_papers),
        "closed_on": iso(row.closed_on),
        "audience": audience_json(row, actor),
    }


def request_json(row: Any) -> dict[str, Any]:
    """A request of `queries.reading`."""
    return {
        "id": str(row.pk),
        "version": row.version,
        "body": str(row.body_id),
        "meeting": str(row.on_meeting) if row.on_meeting else None,
        "asked_by": organisation_json(row.originator_id),
        "kind": coded(row.kind, row.get_kind_display()),
        "title": row.title,
        "title_fr": row.title_fr,
        "words": row.words,
        "minutes": row.minutes,
        "country": country_json(row.country_id),
        "state": coded(row.state, row.get_state_display()),
        "answer": row.answer,
        "answered_on": iso(row.answered_on),
        "item": str(row.as_item) if row.as_item else None,
    }


def agenda_json(
    rows: Sequence[AgendaItem], sources: Mapping[tuple[str, UUID], SourceWords], actor: Actor
) -> list[dict[str, Any]]:
    """The items of an agenda, without what was withdrawn."""
    shown = [row for row in rows if row.state != ItemState.WITHDRAWN]
    parents = {row.pk for row in shown}
    return [item_json(row, sources, actor, parents) for row in shown]
