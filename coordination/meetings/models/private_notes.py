"""What a delegation notes for itself, in a meeting or on what was said beside one."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedQuerySet

from ..room_policy import PrivateNotePolicy
from .items import AgendaItem
from .meetings import Meeting


class PrivateNoteQuerySet(GatedQuerySet):
    def kept(self) -> Self:
        """Notes that were not taken away, the newest first."""
        return self.filter(discarded_at=None).order_by("-held_on", "-created_at", "-pk")


class PrivateNote(Gated):
    """A note that its own delegation reads, and those whom it names: an informal contact, a word on an item.

    The meeting and the item are named to those alone who may read them.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Meeting")
    )
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Agenda item")
    )
    country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country")
    )
    title = models.CharField(_("Title"), max_length=200, blank=True)
    text = models.TextField(_("Note"), max_length=8000)
    counterpart = models.CharField(
        _("With whom"), max_length=200, blank=True, help_text=_("Posts, such as two counsellors.")
    )
    held_on = models.DateField(_("Date"))
    discarded_at = models.DateTimeField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    # On rows that come from `queries`.
    may: dict[str, bool]

    policy = PrivateNotePolicy()
    objects = PrivateNoteQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("private note")
        indexes = [
            models.Index(fields=["audience", "-held_on"], name="private_note_by_day"),
            models.Index(fields=["meeting"], name="private_note_on_meeting"),
        ]
