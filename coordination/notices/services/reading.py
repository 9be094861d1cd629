"""Marking notices as read."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from coordination.access.actor import Actor

from ..models import Notice
from ..queries import EVERYTHING, NoticeSelection, notices


@transaction.atomic
def mark_read(*, actor: Actor, ids: Iterable[UUID], read: bool = True) -> int:
    """Mark some of one's own notices as read or unread; others, or hidden ones, are simply not there."""
    own = Notice.objects.visible_to(actor).filter(pk__in=list(ids), read_at__isnull=read)
    return _set(own, read=read)


@transaction.atomic
def mark_all_read(*, actor: Actor, selection: NoticeSelection = EVERYTHING) -> int:
    """Mark all of a selection that one may read as read."""
    return _set(notices(actor, replace(selection, unread=True)), read=True)


def _set(own: object, *, read: bool) -> int:
    return own.update(read_at=timezone.now() if read else None)  # type: ignore[attr-defined]
