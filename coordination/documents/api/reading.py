"""Documents as the API shows them: codes with labels, numbers by part and as written."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from coordination.access.actor import Actor
from coordination.access.api.openapi import CodedSerializer, coded
from coordination.people.audiences import why_you_read
from coordination.people.queries import organisations
from coordination.register.api.reading import AudienceSerializer
from coordination.world.queries import countries

from ..kinds import Kind, Language, Marking, Series, State
from ..links import reference
from ..models import Document, DocumentVersion
from ..queries import reading
from ..rows import audience_of, marking_of
from ..uploads.kinds import KINDS


class NumberSerializer(serializers.Serializer):
    """The official number, by its parts."""

    series = CodedSerializer()
    number = serializers.IntegerField()
    year = serializers.IntegerField()
    year_digits = serializers.IntegerField(help_text="How the paper writes the year: 2 or 4.")
    revision = serializers.IntegerField(help_text="REV of the document; 0 for none.")
    addendum = serializers.IntegerField()
    addendum_revision = serializers.IntegerField()
    corrigendum = serializers.IntegerField()
    confirmed_on = serializers.DateField(
        allow_null=True, help_text="By the General Secretariat; null for what the holder recorded."
    )


class SubjectSerializer(serializers.Serializer):
    code = serializers.CharField()
    counter = serializers.IntegerField(allow_null=True)


class DocumentRowSerializer(serializers.Serializer):
    """A document in a list."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    reference = serializers.CharField(help_text="The number as written, or a provisional reference.")
    number = NumberSerializer(allow_null=True)
    kind = CodedSerializer()
    subject = serializers.CharField()
    from_words = serializers.CharField()
    to_words = serializers.CharField()
    dated_on = serializers.DateField()
    subjects = SubjectSerializer(many=True)
    original_language = CodedSerializer()
    languages = serializers.ListField(child=serializers.CharField(), help_text="In which there are files.")
    countries = CodedSerializer(many=True)
    external_author = serializers.CharField(allow_blank=True)
    disclaimer = serializers.CharField(allow_blank=True)
    keywords = serializers.ListField(child=serializers.CharField())
    expires_on = serializers.DateField(allow_null=True)
    holder = CodedSerializer(help_text="Who filed it.")
    marking = CodedSerializer()
    marking_words = serializers.CharField(help_text="The marking with the circle that reads it.")
    state = CodedSerializer()
    is_example = serializers.BooleanField()
    audience = AudienceSerializer()


class DocumentFileSerializer(serializers.Serializer):
    """A file of a version, in one language."""

    key = serializers.UUIDField()
    language = serializers.CharField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    url = serializers.CharField()


class DocumentVersionSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="Among the versions that this reader sees.")
    note = serializers.CharField(allow_blank=True)
    organisation = CodedSerializer()
    at = serializers.DateTimeField()
    files = DocumentFileSerializer(many=True)


class DocumentSerializer(DocumentRowSerializer):
    """One document with its versions, its files and the text of the newest version."""

    earlier = serializers.UUIDField(allow_null=True, help_text="The earlier issue, if readable.")
    later = serializers.ListField(
        child=serializers.UUIDField(), help_text="Issues that name this one as earlier."
    )
    merged_into = serializers.UUIDField(allow_null=True)
    versions = DocumentVersionSerializer(many=True)
    text = serializers.CharField(allow_blank=True)


class DocumentTextSerializer(serializers.Serializer):
    """The text of one version."""

    number = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    markdown = serializers.BooleanField(help_text="Written here; otherwise read from a file, line by line.")
    text = serializers.CharField(allow_blank=True)


def _choice(choices: Any, value: str) -> dict[str, str]:
    return coded(value, choices(value).label)


def organisation_json(pk: int) -> dict[str, str]:
    row = organisations().by_id[pk]
    return coded(row.code, row.name)


def iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def _number(row: Document) -> dict[str, Any] | None:
    if row.identity is None:
        return None
    return {
        "series": _choice(Series, row.series),
        "number": row.number,
        "year": row.year,
        "year_digits": row.year_digits,
        "revision": row.revision,
        "addendum": row.addendum,
        "addendum_revision": row.addendum_revision,
        "corrigendum": row.corrigendum,
        "confirmed_on": iso(row.confirmed_on),
    }


def _audience(row: Document, actor: Actor) -> dict[str, Any]:
    words = audience_of(row, actor)
    owner = row.originator_id in actor.speaks_for
    return {
        "level": words.level,
        "words": words.words,
        "marking": words.marking,
        "reason": why_you_read(row.audience.circles, row.originator_id, actor),
        "readers": list(words.readers) if owner else None,
    }


def document_json(row: Document, actor: Actor) -> dict[str, Any]:
    """A document of `queries.selection.with_parts`."""
    known = countries().by_id
    return {
        "id": str(row.pk),
        "version": row.version,
        "reference": reference(row),
        "number": _number(row),
        "kind": _choice(Kind, row.kind),
        "subject": row.subject,
        "from_words": row.from_words,
        "to_words": row.to_words,
        "dated_on": iso(row.dated_on),
        "subjects": [{"code": one["code"], "counter": one["counter"]} for one in row.subject_codes],
        "original_language": _choice(Language, row.original_language),
        "languages": list(row.language_codes),
        "countries": [coded(known[pk].code, known[pk].name) for pk in row.country_ids],
        "external_author": row.external_author,
        "disclaimer": row.disclaimer,
        "keywords": row.keywords,
        "expires_on": iso(row.expires_on),
        "holder": organisation_json(row.originator_id),
        "marking": _choice(Marking, row.marking),
        "marking_words": marking_of(row, audience_of(row, actor))["label"],
        "state": _choice(State, row.state),
        "is_example": row.is_example,
        "audience": _audience(row, actor),
    }


def documents_json(rows: Iterable[Document], actor: Actor) -> list[dict[str, Any]]:
    return [document_json(row, actor) for row in rows]


def full_json(row: Document, actor: Actor) -> dict[str, Any]:
    """One document with what it has gathered."""
    related, versions = reading.related(actor, row), reading.versions(actor, row)
    readable = {other.pk for other in related}
    return document_json(row, actor) | {
        "earlier": str(row.earlier_id) if row.earlier_id in readable else None,
        "later": [str(other.pk) for other in related if other.earlier_id == row.pk],
        "merged_into": str(row.merged_into_id) if row.merged_into_id in readable else None,
        "versions": [_version(row, version) for version in versions],
        "text": versions[0].text if versions else "",
    }


def _version(document: Document, version: DocumentVersion) -> dict[str, Any]:
    return {
        "number": version.place,
        "note": version.note,
        "organisation": organisation_json(version.organisation_id),
        "at": iso(version.at),
        "files": [_file(document, file) for file in version.file_list],
    }


def _file(document: Document, file: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": file["key"],
        "language": file["language"],
        "name": file["name"],
        "media_type": KINDS[file["kind"]].media_type,
        "size": file["size"],
        "sha256": file["digest"],
        "url": reverse("api-document-file", args=[document.pk, file["key"]]),
    }


def text_json(version: DocumentVersion) -> dict[str, Any]:
    return {
        "number": version.place,
        "note": version.note,
        "at": iso(version.at),
        "markdown": version.written,
        "text": version.text,
    }
