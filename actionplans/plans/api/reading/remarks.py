"""Comments as the API shows them."""

from typing import Any

from rest_framework import serializers

from coordination.access.api.openapi import CodedSerializer

from ...kinds import Remark
from ...models.remarks import Comment
from . import codes


class RemarkSerializer(serializers.Serializer):
    """Something said on one place of a text, and how it was resolved."""

    key = serializers.UUIDField()
    organisation = CodedSerializer()
    at = serializers.DateTimeField()
    field = serializers.CharField(help_text="The place in the text.")
    paragraph = serializers.IntegerField(help_text="From 1; 0 is the whole place.")
    quote = serializers.CharField(allow_blank=True, help_text="The first words of the place as they stood.")
    kind = CodedSerializer()
    text = serializers.CharField()
    proposal = serializers.CharField(allow_blank=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = CodedSerializer(allow_null=True)
    resolution = serializers.CharField(allow_blank=True)


def remark_json(row: Comment) -> dict[str, Any]:
    return {
        "key": str(row.key),
        "organisation": codes.organisation(row.organisation_id),
        "at": row.at.isoformat(),
        "field": row.field,
        "paragraph": row.paragraph,
        "quote": row.quote,
        "kind": codes.choice(Remark, row.kind),
        "text": row.text,
        "proposal": row.proposal,
        "resolved_at": row.resolved_at.isoformat() if row.resolved_at else None,
        "resolved_by": codes.organisation(row.resolved_by_id) if row.resolved_by_id else None,
        "resolution": row.resolution,
    }
