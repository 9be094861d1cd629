"""The API of notices: what one was told, what one follows, how one is told. All of it is one's own."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as Refusal
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedView, GatedViewSet, page_of
from coordination.access.api.openapi import (
    IDEMPOTENCY_KEY,
    PAGING,
    CodedSerializer,
    answers,
    coded,
    page_shape,
)
from coordination.access.errors import Hidden
from coordination.exchange.api import several, understood
from coordination.world.queries import countries, themes

from . import queries, services
from .filters import NoticeParameters
from .forms import WAYS_OF_FOLLOWING, TargetForm
from .kinds import Digest, Way
from .models import Notice, Preference, Subscription
from .nouns import KINDS, NOUNS
from .words import page_of_rows, rows_of, what_is_followed


class NoticeSerializer(serializers.Serializer):
    """What one was told of: the record, what happened, and by which rule."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    country = serializers.CharField(allow_blank=True)
    url = serializers.CharField(help_text="Where it is read, as a path.")
    kind = CodedSerializer()
    words = serializers.CharField(help_text="What happened.")
    who = serializers.CharField(allow_blank=True, help_text="The organisation that did it.")
    rule = CodedSerializer()
    at = serializers.DateTimeField()
    unread = serializers.BooleanField()


class ReadSerializer(serializers.Serializer):
    """How many notices were marked."""

    marked = serializers.IntegerField()


class SubscriptionInput(serializers.Serializer):
    """What is to be followed; all that is given must fit."""

    noun = serializers.CharField(required=False, allow_blank=True, help_text="activity, plan, fiche …")
    record = serializers.UUIDField(required=False, allow_null=True)
    query = serializers.CharField(
        required=False, allow_blank=True, max_length=1000, help_text="A search of the list, as its address."
    )
    country = serializers.CharField(required=False, allow_blank=True)
    theme = serializers.CharField(required=False, allow_blank=True)
    way = serializers.ChoiceField(choices=WAYS_OF_FOLLOWING, required=False, default=Way.DIGEST.value)


class SubscriptionSerializer(serializers.Serializer):
    """Something that one follows."""

    id = serializers.UUIDField()
    words = serializers.CharField()
    noun = CodedSerializer(allow_null=True)
    record = serializers.UUIDField(allow_null=True)
    query = serializers.CharField(allow_blank=True)
    country = CodedSerializer(allow_null=True)
    theme = CodedSerializer(allow_null=True)
    way = CodedSerializer()
    created_at = serializers.DateTimeField()


class PreferenceSerializer(serializers.Serializer):
    """How one is told."""

    digest = serializers.ChoiceField(choices=Digest.choices)
    budget = serializers.IntegerField(
        min_value=1, max_value=Preference.MOST_MAILS, help_text="Mails a day, at most."
    )
    stopped = serializers.BooleanField(help_text="No mail at all.")
    ways = serializers.DictField(
        child=serializers.ChoiceField(choices=Way.choices),
        help_text="Kinds of notice that do not go as their rule says.",
    )

    def validate_ways(self, given: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(given) - set(KINDS))
        if unknown:
            words = _("There is no such kind of notice: %(kinds)s.") % {"kinds": ", ".join(unknown)[:200]}
            raise serializers.ValidationError(words)
        return given


FILTERS = tuple(NoticeParameters.base_filters)
DESCRIBED = [
    OpenApiParameter("unread", bool, description="`true`: only what was not read."),
    several("kind", "Code of a kind of notice."),
    several("country", "ISO 3166-1 alpha-2 or XK, of what the notice tells."),
]


class NoticeViewSet(GatedViewSet):
    """What one was told, newest first."""

    serializer_class = NoticeSerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS)}

    def find(self, pk: UUID) -> Notice | None:
        notice = queries.notice(self.actor, pk)
        return notice if notice and rows_of(self.actor, [notice]) else None

    def represent(self, row: Notice) -> dict[str, Any]:
        shown = rows_of(self.actor, [row])
        if not shown:
            raise Hidden()
        return _notice_json(shown[0])

    @extend_schema(parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(NoticeSerializer), 400))
    def list(self, request: Request) -> Response:
        """Notices, newest first; of records that may not be read any more there are none."""
        wanted = understood(self, NoticeParameters).selection
        page = page_of_rows(self.actor, wanted, after=self.cursor(), limit=self.limit())
        return self.paged(page, [_notice_json(row) for row in page.rows])

    @extend_schema(responses=answers(NoticeSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return Response(self.represent(self.row))

    @extend_schema(request=None, responses=answers(NoticeSerializer, 404))
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: UUID) -> Response:
        """Mark a notice as read."""
        return self._marked(pk, read=True)

    @extend_schema(request=None, responses=answers(NoticeSerializer, 404))
    @action(detail=True, methods=["post"])
    def unread(self, request: Request, pk: UUID) -> Response:
        """Mark a notice as unread again."""
        return self._marked(pk, read=False)

    def _marked(self, pk: UUID, *, read: bool) -> Response:
        services.mark_read(actor=self.actor, ids=[pk], read=read)
        row = queries.notice(self.actor, pk)
        if row is None:
            raise Hidden()
        return Response(self.represent(row))

    @extend_schema(request=None, responses=answers(ReadSerializer))
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """Mark all notices as read."""
        return Response({"marked": services.mark_all_read(actor=self.actor)})


def _notice_json(row: dict[str, Any]) -> dict[str, Any]:
    same = ("id", "title", "country", "url", "words", "who", "at", "unread")
    shown = {name: row[name] for name in same}
    return shown | {
        "kind": coded(row["kind"], row["kind_label"]),
        "rule": coded(row["rule"], row["rule_words"]),
    }


class SubscriptionViewSet(GatedViewSet):
    """What one follows."""

    serializer_class = SubscriptionSerializer
    parameters_of = {"list": ("limit", "cursor")}

    def find(self, pk: UUID) -> Subscription | None:
        return queries.subscription(self.actor, pk)

    def represent(self, row: Subscription) -> dict[str, Any]:
        return self._json([row])[0]

    def _json(self, rows: list[Subscription]) -> list[dict[str, Any]]:
        records = queries.said(self.actor, ((row.noun, row.record) for row in rows if row.record))
        return [
            {
                "id": row.pk,
                "words": what_is_followed(row, records),
                "noun": coded(NOUNS[row.noun].name, NOUNS[row.noun].label) if row.noun in NOUNS else None,
                "record": row.record,
                "query": row.query,
                "country": _place(countries().by_id.get(row.country_id or 0)),
                "theme": _place(themes().by_id.get(row.theme_id or 0)),
                "way": coded(row.way, Way(row.way).label),
                "created_at": row.created_at,
            }
            for row in rows
        ]

    @extend_schema(parameters=PAGING, responses=answers(page_shape(SubscriptionSerializer), 400))
    def list(self, request: Request) -> Response:
        """All that one follows, the latest first."""
        page = page_of(queries.subscriptions(self.actor), lambda row: str(row.pk), self)
        page["results"] = self._json(page["results"])
        return Response(page)

    @extend_schema(responses=answers(SubscriptionSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return Response(self.represent(self.row))

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=SubscriptionInput,
        responses=answers(SubscriptionSerializer, 400, 404, 413, 415, 422, status=201)
        | {(200, "application/json"): SubscriptionSerializer},
    )
    def create(self, request: Request) -> Response:
        """Follow a record, a country, a theme or a search; followed already, only the way changes."""
        sent = SubscriptionInput(data=request.data)
        sent.is_valid(raise_exception=True)
        given = sent.validated_data
        target = TargetForm({name: value for name, value in given.items() if value is not None})
        if not target.is_valid():
            raise ValidationError(
                {name: [str(word) for word in words] for name, words in target.errors.items()}
            )

        def make() -> UUID:
            try:
                return services.follow(actor=self.actor, way=given["way"], **target.target).pk
            except Refusal as refused:
                raise ValidationError({"__all__": refused.messages}) from refused

        pk, new = self.created_once(make)
        row = queries.subscription(self.actor, pk)
        if row is None:
            raise Hidden()
        return Response(self.represent(row), status.HTTP_201_CREATED if new else status.HTTP_200_OK)

    @extend_schema(responses=answers(None, 404, status=204))
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Follow it no more."""
        services.unfollow(actor=self.actor, pk=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _place(row: Any) -> dict[str, str] | None:
    return coded(row.code, row.name) if row else None


class PreferenceView(GatedView):
    """How one is told."""

    @extend_schema(responses=answers(PreferenceSerializer))
    def get(self, request: Request) -> Response:
        return Response(PreferenceSerializer(queries.preference_of(self.actor)).data)

    @extend_schema(request=PreferenceSerializer, responses=answers(PreferenceSerializer, 400, 413, 415))
    def put(self, request: Request) -> Response:
        """Replace it."""
        sent = PreferenceSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wishes = services.choose(actor=self.actor, **sent.validated_data)
        return Response(PreferenceSerializer(wishes).data)
