"""What the pages of documents share: the document or 404, its marked head, the page of one deed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access import deeds
from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.routes import GatedRequest

from ..models import Document
from ..queries import reading
from ..rows import audience_of, marking_of


def document_or_404(actor: Actor, pk: UUID) -> Document:
    document = reading.one(actor, pk)
    if document is None:
        raise Hidden()
    return document


def marked(document: Document, actor: Actor, **page: Any) -> dict[str, Any]:
    """The head of a page on a document: its marking and its readers."""
    audience = audience_of(document, actor)
    return {"marking": marking_of(document, audience), "audience": audience, **page}


def deed_page(
    request: GatedRequest,
    document: Document,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    consequence: str = "",
    hidden: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form of a deed on a document."""
    return deeds.deed_page(
        request,
        marked(document, request.actor, title=title, subtitle=document.subject),
        form,
        submit=submit,
        consequence=consequence,
        hidden=hidden,
        back_url=reverse("document", args=[document.pk]),
        back_label=_("Back to the document"),
    )
