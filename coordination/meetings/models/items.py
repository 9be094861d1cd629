"""The agenda: its items, what their organisers keep about them, and their papers."""

import uuid
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet

from ..kinds import WAITED_FOR, Handling, ItemKind, ItemState, PaperState, Standing
from ..policy import ItemPolicy, PreparationPolicy
from .meetings import Meeting


class ItemQuerySet(GatedQuerySet):
    def on_agenda(self) -> Self:
        """Items that are or will be on the agenda, in their order."""
        return self.exclude(state=ItemState.WITHDRAWN).order_by("position", "pk")

    def as_read(self) -> Self:
        """Items as readers see them: those that were issued, and those of an agenda that was not yet."""
        waiting = Q(state=ItemState.PREPARED, meeting__first_issued_at__isnull=False)
        return self.exclude(waiting).order_by("position", "pk")


class AgendaItem(Gated):
    """One item of an agenda, as its readers see it.

    `number` is the item's name in the room: "4", "4.1", and "4a" for one that not every reader of the
    meeting may read, so that no gap tells of it. `position` orders the agenda of the meeting, parts
    after their item; it is never shown. `party_ids` are the organisations that present it,
    `circle_ids` those that are in the room for a closed item. What a revision will change waits in
    its preparation.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    standing = models.CharField(max_length=10, choices=Standing, blank=True, default=Standing.NONE)
    position = models.PositiveIntegerField(default=0)
    number = models.CharField(_("Number"), max_length=12, blank=True)
    title = models.CharField(_("Title"), max_length=300)
    title_fr = models.CharField(_("Title in French"), max_length=300, blank=True)
    kind = models.CharField(_("Who is in the room"), max_length=10, choices=ItemKind, default=ItemKind.COMMON)
    presenters = models.JSONField(
        _("Presented by"),
        default=list,
        blank=True,
        help_text="Lines with a dash: {input, parties: [organisation ids], words}.",
    )
    party_ids = ArrayField(models.IntegerField(), default=list, blank=True, help_text="Of all presenters.")
    handling = models.CharField(
        _("Handling"), max_length=15, choices=Handling, blank=True, default=Handling.NONE
    )
    circle_ids = ArrayField(
        models.IntegerField(),
        default=list,
        blank=True,
        help_text="Organisations in the room for a closed item.",
    )
    starts_at = models.DateTimeField(_("Time"), null=True, blank=True, help_text="Planned; set when issued.")
    country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country")
    )
    source_noun = models.CharField(
        max_length=60, blank=True, help_text="Table of the record that it is about."
    )
    source_id = models.UUIDField(
        null=True, blank=True, help_text="Shown to those alone who may read the record."
    )
    narrow = models.BooleanField(default=False, help_text="Not everybody reads it who reads the meeting.")
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.PREPARED)
    issued_in = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Revision that brought it; 0: the first issue."
    )
    changed_in = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Last revision that changed it."
    )

    # On rows that come from `queries`.
    paper_list: list[dict[str, Any]]
    may: dict[str, bool]

    policy = ItemPolicy()
    objects = ItemQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("agenda item")
        constraints = [
            models.CheckConstraint(
                name="closed_item_names_its_circle",
                condition=~Q(kind=ItemKind.CLOSED) | Q(circle_ids__len__gt=0),
            ),
            models.CheckConstraint(
                name="issued_item_has_a_number",
                condition=~Q(state=ItemState.ISSUED) | (~Q(number="") & Q(issued_in__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "position"], name="item_of_meeting"),
            models.Index(fields=["source_id"], name="item_from_source", condition=Q(source_id__isnull=False)),
            models.Index(fields=["country"], name="item_on_country", condition=Q(country__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return (self.title_fr if get_language() == "fr" else "") or self.title


class ItemPreparation(Gated):
    """What the organisers alone know of an item; read by them also once the item is issued.

    Minutes, for the sum of them would tell of items that somebody may not see. `changes` holds what
    the next revision will change, as new values by column; `withdrawn` that it takes the item off.
    Its version counts what was arranged about the item, before and after issue.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=15)
    issued_minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="As last issued.")
    reason = models.CharField(_("Why it is on the agenda"), max_length=300, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    withdrawn = models.BooleanField(default=False)

    policy = PreparationPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("preparation of an item")
        indexes = [models.Index(fields=["meeting"], name="preparation_of_meeting")]


class PaperQuerySet(GatedQuerySet):
    def waited_for(self) -> Self:
        """Papers that are still to come."""
        return self.filter(state__in=WAITED_FOR)


class AgendaPaper(GatedPart):
    """A paper of an item: announced, asked for, issued. Read by whoever reads the item.

    `document_id` names the document that it is, shown to those who may read that one too.
    """

    item = models.ForeignKey(AgendaItem, models.DO_NOTHING, db_constraint=False, related_name="papers")
    key = models.UUIDField(
        unique=True, default=uuid.uuid4, editable=False, help_text="Names it in addresses."
    )
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("Paper"), max_length=300)
    reference = models.CharField(_("Reference"), max_length=60, blank=True)
    state = models.CharField(_("State"), max_length=15, choices=PaperState, default=PaperState.TO_BE_ISSUED)
    author = models.ForeignKey(
        "Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Expected from"),
    )
    due_on = models.DateField(_("Due"), null=True, blank=True)
    chased_on = models.DateField(_("Asked for on"), null=True, blank=True)
    issued_on = models.DateField(_("Issued on"), null=True, blank=True)
    document_id = models.UUIDField(null=True, blank=True)

    parent = "item"
    objects = PaperQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="issued_paper_has_a_day",
                condition=~Q(state=PaperState.ISSUED) | Q(issued_on__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["item", "number"], name="paper_of_item")]
