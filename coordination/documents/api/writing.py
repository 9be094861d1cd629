"""What a client sends: checked field by field, then handed to the services as a `Header`."""

import base64
import binascii
from typing import Any

from django.core.exceptions import ValidationError as Refusal
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from coordination.access.actor import Actor
from coordination.register.api.writing import Choosing, Code, Day, Partial, SharingInput, Strict, Text
from coordination.register.choices import country_choices
from coordination.world.queries import countries

from ..forms.document import named_language
from ..forms.fields import KeywordsField
from ..identity import Identity, read
from ..kinds import Kind, Language, Marking
from ..models import Document
from ..services import Header, Upload
from ..subjects import MOST, SubjectCode
from ..uploads import Checked, check

# What a client read and sends back with its change; it decides nothing.
READ_ONLY = {
    "id", "version", "reference", "languages", "holder", "marking", "marking_words", "state", "is_example",
    "audience", "later", "merged_into", "versions", "text",
}  # fmt: skip


def _line(most: int, **rest: Any) -> Text:
    return Text(max_length=most, required=False, allow_blank=True, default="", **rest)


def _countries(actor: Actor) -> dict[str, str]:
    return dict(country_choices())


@extend_schema_field(
    {
        "oneOf": [{"type": "string"}, {"type": "object"}, {"type": "null"}],
        "description": "As the paper bears it, such as 15299/1/21 REV 1; null where it bears none. "
        "The object that the API shows is taken too.",
    }
)
class NumberInput(serializers.Field):
    """A number as it is written, or by its parts as the API shows it."""

    def to_internal_value(self, data: Any) -> Identity:
        try:
            return _by_parts(data) if isinstance(data, dict) else read(data if isinstance(data, str) else "")
        except Refusal as refusal:
            raise ValidationError(refusal.messages) from None
        except (TypeError, ValueError, KeyError, AttributeError):
            raise ValidationError(_("Write the number, for example 8255/23.")) from None

    def to_representation(self, value: Any) -> str:
        return str(value)


def _by_parts(data: dict[str, Any]) -> Identity:
    """The parts are written and read again, so that they are held to the same rules."""
    series = data["series"]
    names = ("number", "year", "revision", "addendum", "addendum_revision", "corrigendum")
    identity = Identity(
        str(series["code"] if isinstance(series, dict) else series),
        **{name: int(data.get(name) or 0) for name in names},
        year_digits=2 if data.get("year_digits") == 2 else 4,
    )
    return read(str(identity))


class SubjectInput(Strict):
    code = serializers.RegexField(r"^[A-Z]{2,12}\Z", help_text="Such as MIGR.")
    counter = serializers.IntegerField(
        min_value=1, max_value=99_999, required=False, allow_null=True, default=None
    )


class DocumentInput(Partial):
    """The head of a document as its holder writes it; what is left out of a PATCH stays as it is."""

    shown_only = frozenset(READ_ONLY)
    number = NumberInput(required=False, allow_null=True, default=None)
    kind = Choosing(choices=Kind.choices)
    subject = Text(max_length=300)
    from_words = Text(max_length=200)
    to_words = Text(max_length=200)
    dated_on = Day()
    subjects: Any = serializers.ListSerializer(
        child=SubjectInput(), required=False, default=list, max_length=MOST
    )
    original_language = Choosing(choices=Language.choices, default=Language.EN)
    countries = serializers.ListField(child=Code(_countries), required=False, default=list, max_length=60)
    external_author = _line(200)
    disclaimer = _line(500)
    keywords = serializers.ListField(
        child=Text(max_length=KeywordsField.LONGEST),
        required=False,
        default=list,
        max_length=KeywordsField.MOST,
    )
    expires_on = Day(required=False, allow_null=True, default=None)
    earlier = serializers.UUIDField(required=False, allow_null=True, default=None)

    def validate_subjects(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        codes = [one["code"] for one in value]
        if len(set(codes)) < len(codes):
            raise ValidationError(_("Each subject code stands once."))
        return value


class NewDocumentInput(DocumentInput):
    """A new document: beside its head its marking, its readers and, where there is one, its text."""

    shown_only = frozenset(READ_ONLY - {"marking", "text"})
    marking = Choosing(choices=Marking.choices, help_text="Nothing is filed without one.")
    sharing = SharingInput(required=False, help_text="Left out: the own organisation alone.")
    text = _line(200_000, lines=True)


class ShareDocumentInput(Strict):
    sharing = SharingInput()
    reason = _line(300)


class MarkInput(Strict):
    marking = Choosing(choices=Marking.choices)
    reason = Text(max_length=300)


class GiveNumberInput(Strict):
    number = NumberInput(allow_null=True)


class WithdrawDocumentInput(Strict):
    reason = Text(max_length=300)


class MergeInput(Strict):
    into = serializers.UUIDField(help_text="A document of another holder that bears the same number.")


class FileInput(Strict):
    """A file in one language, its bytes in base64; larger ones are sent as a form."""

    name = Text(max_length=200)
    language = serializers.ChoiceField(
        choices=Language.choices, required=False, help_text="Left out: from its name, else the original."
    )
    content = serializers.CharField(help_text="Base64.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            content = base64.b64decode(attrs["content"], validate=True)
        except binascii.Error:
            raise ValidationError({"content": [_("This is not base64.")]}) from None
        return attrs | {"file": checked_file(attrs["name"], content, "content")}


class DocumentVersionInput(Strict):
    """A new version: files, or a text written here, and one line on what is new."""

    files: Any = serializers.ListSerializer(child=FileInput(), required=False, default=list, max_length=24)
    text = _line(200_000, lines=True)
    note = _line(300)


class DocumentVersionFormInput(serializers.Serializer):
    """A new version sent as a form, with one file."""

    file = serializers.FileField(allow_empty_file=True)
    language = serializers.ChoiceField(choices=Language.choices, required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    @extend_schema_field(OpenApiTypes.BINARY)
    def validate_file(self, value: Any) -> Checked:
        return checked_file(value.name or "", value.read(), "file")


def checked_file(name: str, content: bytes, field: str) -> Checked:
    """A file that was looked at; a refusal is told beside the field."""
    try:
        return check(name, content)
    except Refusal as refusal:
        raise ValidationError({field: refusal.messages}) from None


def uploads_of(given: list[dict[str, Any]], original: str) -> list[Upload]:
    """The files of a version, each in the language that is said, or in its name, or the original one."""
    return [
        Upload(one.get("language") or named_language(one["file"]) or original, one["file"]) for one in given
    ]


FIELDS = (
    "kind", "subject", "from_words", "to_words", "dated_on", "original_language", "external_author",
    "disclaimer", "keywords", "expires_on",
)  # fmt: skip


def header_of(given: dict[str, Any], row: Document | None, *, partial: bool) -> Header:
    """The head that was sent; of a PATCH, with what was left out as it is stored."""
    stored = {name: getattr(row, name) for name in FIELDS} if row and partial else {}
    fields = stored | {name: given[name] for name in FIELDS if name in given}
    kept = row if partial else None
    return Header(
        fields=fields,
        subjects=_subjects(given, kept),
        country_ids=_places(given, kept),
        identity=given.get("number", kept.identity if kept else None),
        earlier=given.get("earlier", kept.earlier_id if kept else None),
    )


def _subjects(given: dict[str, Any], kept: Document | None) -> list[SubjectCode]:
    rows = given.get("subjects", kept.subject_codes if kept else [])
    return [SubjectCode(one["code"], one["counter"]) for one in rows]


def _places(given: dict[str, Any], kept: Document | None) -> list[int]:
    if "countries" in given:
        return [countries().by_code[code].pk for code in given["countries"]]
    return kept.country_ids if kept else []
