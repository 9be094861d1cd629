"""The API of documents: the same queries, the same services as the pages."""

import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, PAGING, answers, page_shape
from coordination.access.errors import Hidden
from coordination.access.gate import authorise, authorise_create
from coordination.access.rest import FormParser, JSONParser
from coordination.history.api import WithHistory
from coordination.history.queries import Changes
from coordination.register.api.writing import sharing_of_input
from coordination.register.sharing import Sharing

from .. import services
from ..downloads import attachment
from ..history_words import VERBS, history_of
from ..models import Document
from ..queries import reading, selection
from ..uploads.kinds import KINDS
from . import writing
from .reading import (
    DocumentRowSerializer,
    DocumentSerializer,
    DocumentTextSerializer,
    documents_json,
    full_json,
    text_json,
)
from .selecting import DESCRIBED, FILTERS, selection_of

CHANGED = answers(DocumentSerializer, 400, 403, 404, 412, 413, 415, 428)
RESTORED = answers(DocumentSerializer, 400, 403, 404, 412, 428)
BYTES = {(200, "application/octet-stream"): OpenApiTypes.BINARY} | {
    key: problem for key, problem in answers(None, 404).items() if key != 200
}
CREATED = answers(DocumentSerializer, 400, 403, 404, 413, 415, 422, status=201) | {
    (200, "application/json"): DocumentSerializer
}


class DocumentViewSet(WithHistory):
    """Documents: filed, numbered, shared, versioned."""

    verbs = VERBS
    serializer_class = DocumentSerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS), "history": ("limit", "cursor")}

    def find(self, pk: UUID) -> Document | None:
        return reading.one(self.actor, pk)

    def body(self, row: Document) -> dict[str, Any]:
        return full_json(row, self.actor)

    @extend_schema(
        parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(DocumentRowSerializer), 400)
    )
    def list(self, request: Request) -> Response:
        """Documents, newest first; without `state`, the current ones."""
        selected, limit, cursor = selection_of(self), self.limit(), self.cursor()
        page = selection.page(self.actor, selected, after=cursor, limit=limit)
        return self.paged(page, documents_json(page.rows, self.actor))

    @extend_schema(responses=answers(DocumentSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One document with its versions and files, whatever its state."""
        return self.shown(self.row.pk)

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=writing.NewDocumentInput, responses=CREATED)
    def create(self, request: Request) -> Response:
        """File a document; its files are sent to `versions`."""
        authorise_create(self.actor, Document)
        given = self.sent(writing.NewDocumentInput)

        def make() -> UUID:
            document = services.file(
                actor=self.actor,
                header=writing.header_of(given, None, partial=False),
                marking=given["marking"],
                sharing=sharing_of_input(given.get("sharing")) or Sharing(),
            )
            if given["text"].strip():
                services.add_version(actor=self.actor, document=document, text=given["text"])
            return document.pk

        pk, new = self.created_once(make)
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        return self.shown(pk, code, Location=reverse("api-document-detail", args=[pk]))

    @extend_schema(parameters=[IF_MATCH], request=writing.DocumentInput, responses=CHANGED)
    def update(self, request: Request, pk: UUID) -> Response:
        """Replace the head; marking and readers are changed by themselves."""
        return self._change(partial=False)

    @extend_schema(parameters=[IF_MATCH], request=writing.DocumentInput, responses=CHANGED)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is sent and leave the rest alone."""
        return self._change(partial=True)

    def _change(self, *, partial: bool) -> Response:
        locked = self.locked("change", self.row)
        row = self.found(locked.pk)
        given = self.sent(writing.DocumentInput, leave=partial)
        header = writing.header_of(given, row, partial=partial)
        services.change(actor=self.actor, document=row, version=locked.version, header=header)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], responses=answers(None, 403, 404, 412, 428, status=204))
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Withdraw the document; it stays on record. `withdraw` takes a reason."""
        row = self.locked("withdraw", self.row)
        services.withdraw(actor=self.actor, document=row, reason=_("Withdrawn through the API."))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[IF_MATCH], request=writing.ShareDocumentInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: UUID) -> Response:
        """Let others read it, or fewer."""
        row = self.locked("share", self.row)
        given = self.sent(writing.ShareDocumentInput)
        sharing = sharing_of_input(given["sharing"]) or Sharing()
        services.share(actor=self.actor, document=row, sharing=sharing, reason=given["reason"])
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.MarkInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def mark(self, request: Request, pk: UUID) -> Response:
        """Change the marking, with a reason; only the holder lowers it."""
        row = self.locked("mark", self.row)
        services.mark(actor=self.actor, document=row, version=row.version, **self.sent(writing.MarkInput))
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.GiveNumberInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def number(self, request: Request, pk: UUID) -> Response:
        """Give the number (General Secretariat), or record the one that the paper bears (holder)."""
        row = self.locked("number", self.row)
        identity = self.sent(writing.GiveNumberInput)["number"]
        services.give_number(actor=self.actor, document=row, version=row.version, identity=identity)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.WithdrawDocumentInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take it out of the lists, with a reason."""
        row = self.locked("withdraw", self.row)
        services.withdraw(actor=self.actor, document=row, **self.sent(writing.WithdrawDocumentInput))
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=RESTORED)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Undo a withdrawal."""
        services.restore(actor=self.actor, document=self.locked("restore", self.row))
        return self.shown(self.row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.MergeInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: UUID) -> Response:
        """Give it up for another document that bears the same number."""
        row = self.locked("merge", self.row)
        other = reading.one(self.actor, self.sent(writing.MergeInput)["into"])
        if other is None:
            raise Hidden()
        services.merge(actor=self.actor, document=row, into=other)
        return self.shown(row.pk)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request={
            "application/json": writing.DocumentVersionInput,
            "multipart/form-data": writing.DocumentVersionFormInput,
        },
        responses=CREATED,
    )
    @action(detail=True, methods=["post"], parser_classes=[JSONParser, FormParser])
    def versions(self, request: Request, pk: UUID) -> Response:
        """File a new version; every file is looked at before anything is kept of it."""
        row = authorise(self.actor, "change", self.row)
        original = row.original_language
        if request.content_type.startswith("multipart/"):
            sent = self.sent(writing.DocumentVersionFormInput)
            files, text, note = writing.uploads_of([sent], original), "", sent["note"]
        else:
            given = self.sent(writing.DocumentVersionInput)
            files, text, note = writing.uploads_of(given["files"], original), given["text"], given["note"]

        def make() -> UUID:
            return services.add_version(actor=self.actor, document=row, files=files, text=text, note=note).key

        _key, new = self.created_once(make)
        return self.shown(row.pk, status.HTTP_201_CREATED if new else status.HTTP_200_OK)

    @extend_schema(responses=answers(DocumentTextSerializer, 404))
    @action(detail=True, methods=["get"], url_path="versions/<int:number>", url_name="version")
    def version(self, request: Request, pk: UUID, number: int) -> Response:
        """The text of one version."""
        found = reading.version(self.actor, self.row, number)
        if found is None:
            raise Hidden()
        return Response(text_json(found))

    @extend_schema(responses=BYTES)
    @action(detail=True, methods=["get"], url_path="files/<uuid:key>", url_name="file")
    def file(self, request: Request, pk: UUID, key: UUID) -> HttpResponse:
        """The bytes of a file, looked up again at each download."""
        found = reading.file(self.actor, self.row, key)
        if found is None:
            raise Hidden()
        with default_storage.open(found.stored_as) as kept:
            content = kept.read()
        return attachment(content, found.name, KINDS[found.kind].media_type)

    def changes(self, before: datetime.datetime | None, limit: int) -> Changes:
        return history_of(self.actor, self.row, before=before, limit=limit)
