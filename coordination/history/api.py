"""The history of a record through the API, whichever slice owns the record."""

import datetime
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedViewSet, lost_cursor
from coordination.access.api.openapi import PAGING, CodedSerializer, answers, coded, page_shape

from .pages import Verbs
from .queries import Changes


class FieldChangeSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


class ChangeSerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    organisation = serializers.CharField(allow_blank=True)
    system = serializers.CharField(allow_blank=True, help_text="The named job, when no person acted.")
    verb = CodedSerializer()
    reason = serializers.CharField(allow_blank=True)
    changed = FieldChangeSerializer(many=True)


class WithHistory(GatedViewSet):
    """A view set whose rows tell what changed; `verbs` puts the kinds of change into words."""

    verbs: ClassVar[Verbs]

    def changes(self, before: datetime.datetime | None, limit: int) -> Changes:
        """What changed of the row before a moment."""
        raise NotImplementedError

    @extend_schema(parameters=PAGING, responses=answers(page_shape(ChangeSerializer), 400, 404))
    @action(detail=True, methods=["get"])
    def history(self, request: Request, pk: UUID) -> Response:
        """What changed, newest first, as far as this reader may know it."""
        changes, older = self.changes(_moment(request.query_params.get("cursor")), self.limit())
        results = [
            {
                "at": change.at.isoformat(),
                "organisation": change.organisation,
                "system": change.system,
                "verb": coded(change.verb, self.verbs.get(change.verb, change.verb)),
                "reason": change.reason,
                "changed": [vars(field) for field in change.fields],
            }
            for change in changes
        ]
        # In UTC, for a plus sign in an address would turn into a space.
        following = older.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if older else None
        return Response({"results": results, "next": following})


def _moment(sent: str | None) -> datetime.datetime | None:
    if sent is None:
        return None
    try:
        moment = datetime.datetime.fromisoformat(sent)
    except ValueError:
        raise lost_cursor() from None
    if moment.tzinfo is None or not 1900 < moment.year < 3000:
        raise lost_cursor()
    return moment
