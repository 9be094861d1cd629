"""What a client sends: checked field by field, then handed to the services."""

from typing import Any

from rest_framework import serializers

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.api.writing import Choosing, Code, Day, Partial, Strict, Text
from coordination.register.choices import country_choices
from coordination.world.queries import countries

from ..choices import invited_choices, presenter_choices
from ..kinds import Coming, Handling, Input, ItemKind, PaperState, RequestKind
from ..models import ItemPreparation, Meeting
from ..services import ItemWords

# What a client read and sends back with its change; it decides nothing.
OF_A_MEETING = {
    "id", "version", "convenor", "by_presidency", "state", "reference", "provisional_reference", "revision",
    "issued_at", "papers_due_on", "cancel_reason", "is_example", "marking", "audience", "agenda", "participants", "may",
}  # fmt: skip
OF_AN_ITEM = {
    "id", "version", "meeting", "parent", "number", "starts_at", "state", "issued_in", "changed_in", "papers",
    "source", "audience",
}  # fmt: skip
OF_A_FOLLOW_UP = {
    "id", "version", "meeting", "item", "agreed_due_on", "moved_reason", "state", "issued_on", "standing",
    "reported_on", "evidence", "address", "done_on", "drop_reason", "closed_in", "serves", "audience", "may",
}  # fmt: skip


def _countries(actor: Actor) -> dict[str, str]:
    return dict(country_choices())


def _presenters(actor: Actor) -> dict[str, str]:
    return dict(presenter_choices())


def _invited(actor: Actor) -> dict[str, str]:
    return dict(invited_choices())


def _line(most: int, **rest: Any) -> Text:
    return Text(max_length=most, required=False, allow_blank=True, default="", **rest)


class MeetingInput(Partial):
    """A meeting as its convenor writes it; what is left out is as its body has it, or stays in a PATCH."""

    shown_only = frozenset(OF_A_MEETING)
    body = serializers.UUIDField(required=False, help_text="Which body meets; needed to call a meeting.")
    title = _line(200)
    title_fr = _line(200)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    venue = _line(200)
    address = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")
    country = Code(_countries, required=False, allow_null=True, default=None)
    format = _line(20)


class FollowUpInput(Strict):
    """What is asked; without an owner, of all."""

    title = Text(max_length=300)
    words = _line(2000, lines=True)
    owner = Code(_presenters, required=False, allow_null=True, default=None)
    country = Code(_countries, required=False, allow_null=True, default=None)
    due_on = Day(required=False, allow_null=True, default=None)


class FollowUpChangeInput(Partial):
    """What is asked, as those who keep the notes change it."""

    shown_only = frozenset(OF_A_FOLLOW_UP)
    title = Text(max_length=300)
    words = _line(2000, lines=True)
    owner = Code(_presenters, required=False, allow_null=True)
    country = Code(_countries, required=False, allow_null=True)
    due_on = Day(required=False, allow_null=True)
    reason = _line(500, help_text="Why the date moves, once it was sent out.")


class StandingInput(Strict):
    words = Text(max_length=500, help_text="How it stands, in a sentence.")


class ClosingInput(Strict):
    evidence = Text(max_length=1000, lines=True, help_text="What shows that it was done.")
    address = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")
    closed_in = serializers.UUIDField(required=False, allow_null=True, default=None)


class DroppingInput(Strict):
    reason = _line(500, help_text="Needed once it was sent out.")
    closed_in = serializers.UUIDField(required=False, allow_null=True, default=None)


class ReopeningInput(Strict):
    reason = Text(max_length=500)


class PresenterInput(Strict):
    input = Choosing(choices=Input.choices)
    parties = serializers.ListField(child=Code(_presenters), required=False, default=list, max_length=30)
    words = _line(200)


class ItemInput(Partial):
    """An item as its organisers write it; after the first issue it waits for the revision."""

    shown_only = frozenset(OF_AN_ITEM)
    title = Text(max_length=300)
    title_fr = _line(300)
    minutes = serializers.IntegerField(required=False, default=15, min_value=0, max_value=1440)
    handling = Choosing(
        choices=[pair for pair in Handling.choices if pair[0]], required=False, allow_null=True, default=None
    )
    kind = Choosing(choices=ItemKind.choices, required=False, default=ItemKind.COMMON)
    circle = serializers.ListField(child=Code(_invited), required=False, default=list, max_length=60)
    presenters = PresenterInput(many=True, required=False, default=list)
    country = Code(_countries, required=False, allow_null=True, default=None)
    reason = _line(300)


class OrderInput(Strict):
    order = serializers.ListField(
        child=serializers.UUIDField(), max_length=200, help_text="All items of the agenda in their new order."
    )


class InvitationAnswerInput(Strict):
    coming = Choosing(choices=[pair for pair in Coming.choices if pair[0] != Coming.UNANSWERED])
    posts = _line(200, help_text="Posts, never names of persons.")


class MeetingReasonInput(Strict):
    reason = Text(max_length=300, help_text="Everybody who reads the meeting reads it.")


class MeetingNumberInput(Strict):
    reference = Text(max_length=60, help_text="As the Council writes it: CM 2533/23.")


class AgendaRequestInput(Strict):
    kind = Choosing(choices=[pair for pair in RequestKind.choices if pair[0] != RequestKind.BACKLOG])
    title = Text(max_length=300)
    title_fr = _line(300)
    words = _line(1000, lines=True)
    minutes = serializers.IntegerField(required=False, default=5, min_value=1, max_value=240)
    country = Code(_countries, required=False, allow_null=True, default=None)


class DeclineRequestInput(Strict):
    answer = Text(max_length=500)


class PaperInput(Strict):
    """A paper; a document that is filed says itself what is left empty."""

    title = _line(300)
    document = serializers.UUIDField(required=False, allow_null=True, default=None)
    state = Choosing(choices=PaperState.choices, required=False, default=PaperState.TO_BE_ISSUED)
    reference = _line(60)
    author = Code(_presenters, required=False, allow_null=True, default=None)
    due_on = Day(required=False, allow_null=True, default=None)
    issued_on = Day(required=False, allow_null=True, default=None)


def _country_id(code: str | None) -> int | None:
    return countries().by_code[code].pk if code else None


def meeting_of(given: dict[str, Any], row: Meeting | None) -> dict[str, Any]:
    """The columns of a meeting for the services; without `row`, what is empty is left to the body."""
    names = ("title", "title_fr", "starts_at", "ends_at", "venue", "address", "format")
    fields = {name: given[name] for name in names if name in given and (row is not None or given[name])}
    if fields.get("ends_at") is None:
        fields.pop("ends_at", None)
    if given.get("country") or (row is not None and "country" in given):
        fields["country_id"] = _country_id(given["country"])
    return fields


def item_of(given: dict[str, Any], kept: ItemPreparation | None, *, partial: bool) -> ItemWords:
    """The words of an item for the services; what a PATCH left out comes from the item as arranged."""
    known = organisations().by_code
    fields: dict[str, Any] = {name: given[name] for name in ("title", "title_fr", "kind") if name in given}
    if "handling" in given:
        fields["handling"] = given["handling"] or ""
    if "circle" in given:
        fields["circle_ids"] = [known[code].pk for code in given["circle"]]
    if "country" in given:
        fields["country_id"] = _country_id(given["country"])
    if "presenters" in given:
        fields["presenters"] = [
            {
                "input": line["input"],
                "parties": [known[code].pk for code in line["parties"]],
                "words": line["words"],
            }
            for line in given["presenters"]
        ]
    minutes, reason = given.get("minutes"), given.get("reason")
    if partial and kept is not None:
        minutes = kept.minutes if minutes is None else minutes
        reason = kept.reason if reason is None else reason
    return ItemWords(fields, minutes=15 if minutes is None else minutes, reason=reason or "")


def request_of(given: dict[str, Any]) -> dict[str, Any]:
    names = ("kind", "title", "title_fr", "words", "minutes")
    return {name: given[name] for name in names} | {"country_id": _country_id(given["country"])}


def follow_up_of(given: dict[str, Any]) -> dict[str, Any]:
    """The columns of a follow-up for the services; what was left out stays."""
    fields: dict[str, Any] = {name: given[name] for name in ("title", "words", "due_on") if name in given}
    if "owner" in given:
        fields["owner_id"] = organisations().by_code[given["owner"]].pk if given["owner"] else None
    if "country" in given:
        fields["country_id"] = _country_id(given["country"])
    return fields


def paper_of(given: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "state", "reference", "due_on", "issued_on")
    author = organisations().by_code[given["author"]].pk if given["author"] else None
    return {name: given[name] for name in names} | {"author_id": author, "document_id": given["document"]}
