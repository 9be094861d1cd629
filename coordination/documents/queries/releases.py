"""What is released, or proposed for it, and the applications for access, as far as the reader may read."""

from uuid import UUID

from django.db.models import Q

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions

from ..kinds import ReleaseState
from ..models import AccessRequest, Document, Release
from ..policy import AccessRequestPolicy

SHOWN = 20
MOST = 500


def release(actor: Actor, pk: UUID) -> Release | None:
    """A release with `may`: what this reader may do with it."""
    found = Release.objects.visible_to(actor).filter(pk=pk).select_related("audience")
    return with_permissions(actor, found).first()


def of_record(actor: Actor, noun: str, record: UUID) -> list[Release]:
    """The releases of a record, newest first, without those that were dropped."""
    found = Release.objects.visible_to(actor).filter(noun=noun, record=record)
    return list(found.exclude(state=ReleaseState.DROPPED).order_by("-created_at", "pk")[:SHOWN])


def all_of(actor: Actor, record: UUID | None = None) -> list[Release]:
    """The releases of one record, or of all, newest first, without those that were dropped."""
    found = Release.objects.visible_to(actor).exclude(state=ReleaseState.DROPPED)
    if record is not None:
        found = found.filter(record=record)
    return list(found.order_by("-created_at", "pk")[:MOST])


def request(actor: Actor, pk: UUID) -> AccessRequest | None:
    found = AccessRequest.objects.visible_to(actor).filter(pk=pk).select_related("audience")
    return with_permissions(actor, found).first()


def for_document(actor: Actor, document: Document) -> list[AccessRequest]:
    """The applications for a document, newest first."""
    found = AccessRequest.objects.visible_to(actor).filter(document=document)
    return list(found.order_by("-registered_on", "pk")[:SHOWN])


def requests(actor: Actor, *, only_open: bool = True) -> list[AccessRequest]:
    """The applications that the reader handles or advises on, the earliest due first."""
    found = AccessRequest.objects.visible_to(actor)
    if only_open:
        found = found.filter(state__in=AccessRequestPolicy.running)
    return list(found.order_by("due_on", "pk")[:MOST])


def waiting(actor: Actor) -> list[Release]:
    """What somebody else has proposed for release and waits for this reader's approval."""
    found = Release.objects.visible_to(actor).filter(state=ReleaseState.PROPOSED)
    handled = Release.policy.rule("approve", actor)
    return list(found.filter(handled & Q(pk__isnull=False)).order_by("proposed_at", "pk")[:SHOWN])
