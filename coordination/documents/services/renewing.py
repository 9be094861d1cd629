"""Sharing documents with the next Presidency, where their holder renews the confidence."""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.gate import authorise
from coordination.history import services as history
from coordination.people.audiences import circles_by_audience
from coordination.people.renewals import Renewable, register_renewable, with_circle

from ..models import Document
from .sharing import let_read


@transaction.atomic
def renew(*, actor: Actor, row: Document, circle: int, reason: str) -> Document:
    """Let one circle more read a document and its newest version; older ones stay with their readers."""
    document = authorise(actor, "share", row)
    before = set(circles_by_audience([document.audience_id])[document.audience_id])
    if circle not in before:
        let_read(actor, document, with_circle(before, circle))
        history.record(actor=actor, verb="shared", row=document, reason=reason)
    return document


def register() -> None:
    """Called once, when the apps are ready."""
    register_renewable(
        Renewable(
            "document",
            _("Document"),
            Document,
            "share",
            lambda actor: F("subject"),
            lambda pk: reverse("document", args=[pk]),
            renew,
        )
    )
