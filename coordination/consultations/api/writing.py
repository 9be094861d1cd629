"""What a client sends: checked field by field, then handed to the services."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.api.writing import Choosing, Code, Partial, Strict, Text
from coordination.register.choices import country_choices
from coordination.register.forms.entry import reader_choices
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries

from ..audiences import ministries_of
from ..forms.convening import CIRCLES
from ..forms.words import LONGEST_QUESTION
from ..kinds import Kind, Readership, Stand
from ..models import Consultation
from ..services import MOST_QUESTIONS, Words

# What a client read and sends back with its change; it decides nothing.
SHOWN = {
    "id", "version", "convenor", "readership", "state", "opened_at", "deadline", "first_deadline",
    "moved_reason", "closed_at", "closing_words", "is_example", "audience", "asked", "complete", "outcome",
    "replies", "syntheses", "positions", "silent", "requests",
}  # fmt: skip


def _countries(actor: Actor) -> dict[str, str]:
    return dict(country_choices())


def _readers(actor: Actor) -> dict[str, str]:
    return dict(reader_choices(actor))


def _ministries(actor: Actor) -> set[str]:
    known = organisations().by_id
    return {known[pk].code for party_id in actor.speaks_for for pk in ministries_of(party_id)}


def _line(most: int, **rest: Any) -> Text:
    return Text(max_length=most, required=False, allow_blank=True, default="", **rest)


TEXT_OR_OBJECT = {
    "oneOf": [
        {"type": "string", "maxLength": LONGEST_QUESTION},
        {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
    ]
}


@extend_schema_field(TEXT_OR_OBJECT)
class AskedField(serializers.Field):
    """A question, alone or as the object that the API shows."""

    def to_internal_value(self, data: Any) -> str:
        text = data.get("text") if isinstance(data, dict) else data
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_QUESTION:
            raise ValidationError(
                _("Give a question of at most %(most)s characters.") % {"most": LONGEST_QUESTION}
            )
        return Text(max_length=LONGEST_QUESTION, lines=True).run_validation(text)

    def to_representation(self, value: Any) -> Any:
        return value


class PaperField(serializers.UUIDField):
    """A document by its key, alone or as the object that the API shows."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data.get("id", "") if isinstance(data, dict) else data)


class ConsultationInput(Partial):
    """A consultation as its convenor writes it; what is left out of a PATCH stays as it is."""

    shown_only = frozenset(SHOWN)
    kind = Choosing(choices=Kind.choices)
    title = Text(max_length=200)
    questions: Any = serializers.ListField(
        child=AskedField(), required=False, default=list, max_length=MOST_QUESTIONS
    )
    text = _line(20000, lines=True)
    background = _line(8000, lines=True)
    reference = _line(120)
    by_chair = serializers.BooleanField(required=False, default=False)
    country = Code(_countries, required=False, allow_null=True, default=None)
    part_of = serializers.UUIDField(required=False, allow_null=True, default=None)
    papers: Any = serializers.ListField(child=PaperField(), required=False, default=list, max_length=40)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        row: Consultation | None = self.instance
        kind = row.kind if row is not None else attrs["kind"]
        if row is not None and attrs.get("kind", kind) != kind:
            raise ValidationError({"kind": [_("What is asked does not become another kind.")]})
        if kind == Kind.SILENCE and attrs.get("questions"):
            raise ValidationError({"questions": [_("A silence procedure is on a text.")]})
        if kind == Kind.QUESTIONS and (attrs.get("text") or attrs.get("part_of")):
            raise ValidationError({"text": [_("A text is put by a silence procedure.")]})
        return attrs


class OpenInput(Strict):
    """Who is asked, until when, and who reads the answers."""

    choice = serializers.ChoiceField(choices=[(choice.value, choice.label) for choice in CIRCLES])
    named = serializers.ListField(child=Code(_readers), required=False, default=list, max_length=60)
    deadline = serializers.DateTimeField()
    readership = Choosing(choices=Readership.choices, default=Readership.ASKED)

    def sharing(self) -> Sharing:
        given = self.validated_data
        named = given["named"] if given["choice"] == Choice.NAMED else []
        return Sharing(given["choice"], tuple(organisations().by_code[code].pk for code in named))


class ExtendInput(Strict):
    deadline = serializers.DateTimeField()
    reason = Text(max_length=500)


class CloseInput(Strict):
    words = _line(1000)


class WithdrawInput(Strict):
    reason = Text(max_length=1000)


class ReplyInput(Strict):
    """The draft of a reply; `version` is that of the draft that was read, 0 where there was none."""

    number = serializers.IntegerField(min_value=1, max_value=MOST_QUESTIONS)
    version = serializers.IntegerField(min_value=0)
    text = _line(8000, lines=True)
    settlement = _line(500)
    clear = serializers.BooleanField(required=False, default=False, help_text="Clear it as it is sent.")


class SubmitInput(Strict):
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_QUESTIONS),
        required=False,
        default=list,
        max_length=MOST_QUESTIONS,
        help_text="Left out: all that is cleared.",
    )


class NumberInput(Strict):
    number = serializers.IntegerField(min_value=1, max_value=MOST_QUESTIONS)


class MoreTimeInput(Strict):
    until = serializers.DateTimeField()
    reason = Text(max_length=500)


class DeclineInput(Strict):
    party = Code(lambda actor: organisations().by_code)
    words = Text(max_length=500)


class StandInput(Strict):
    """A position; `version` is that of the position that was read, 0 where there was none."""

    stand = Choosing(choices=Stand.choices)
    words = _line(2000, lines=True, help_text="A comment and an objection need them.")
    version = serializers.IntegerField(min_value=0)


class SynthesisInput(Strict):
    """The synthesis of a question, or of all (0); `publish` lets all who were asked read it."""

    number = serializers.IntegerField(min_value=0, max_value=MOST_QUESTIONS)
    version = serializers.IntegerField(min_value=0)
    text = _line(20000, lines=True)
    publish = serializers.BooleanField(required=False, default=False)


class MinistriesInput(Strict):
    ministries = serializers.ListField(child=Code(_ministries), allow_empty=False, max_length=40)
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_QUESTIONS),
        allow_empty=False,
        max_length=MOST_QUESTIONS,
    )
    words = _line(500)
    due_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class InputInput(Strict):
    text = Text(max_length=8000, lines=True)
    finished = serializers.BooleanField(required=False, default=True)


def words_of(given: dict[str, Any], row: Consultation | None, *, partial: bool) -> Words:
    """The words for the services; what a PATCH left out comes from the stored row (`reading.one`)."""
    names = ("title", "text", "background", "reference", "by_chair")
    fields = {name: given[name] for name in names if name in given}
    if "country" in given:
        place = countries().by_code.get(given["country"] or "")
        fields["country_id"] = place.pk if place else None
    if "part_of" in given:
        fields["part_of_id"] = given["part_of"]
    elif row is not None and partial:
        fields["part_of_id"] = row.part_of_id
    questions = given.get("questions")
    if questions is None and row is not None:
        questions = [line["text"] for line in row.question_list]
    papers = tuple(given["papers"]) if "papers" in given else None
    return Words(fields, tuple(questions or ()), papers)
