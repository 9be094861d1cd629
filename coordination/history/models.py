"""The lines of history. Triggers write them; nobody, the application included, can change one."""

from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Q

from coordination.access.actor import Actor
from coordination.access.models import Among, Audience, Gated, GatedQuerySet


class HistoryQuerySet(GatedQuerySet):
    def visible_to(self, actor: Actor, *, sieved: bool = False) -> Self:
        """Lines whose record the actor may read now and could have read before the change."""
        return super().visible_to(actor, sieved=sieved).filter(Among("audience_then_id", actor.audiences))

    def told_to_others(self) -> Self:
        """Without the lines on sharing and cards, which are for the originator of the record alone."""
        return self.filter(private=False)

    def of(self, *rows: Gated) -> Self:
        """The lines of some records, newest first."""
        by_noun: dict[str, list[Any]] = {}
        for row in rows:
            by_noun.setdefault(row._meta.db_table, []).append(row.pk)
        asked = (Q(noun=noun, record__in=keys) for noun, keys in by_noun.items())
        return self.filter(reduce(or_, asked, Q(pk__in=[]))).order_by("-id")


class HistoryLine(models.Model):
    """One change of one record, readable by whoever may read the record now and could read it then.

    `audience` follows the record; `audience_then` stays what it was before the
    change. Text that was taken out before a record was shared wider thus stays
    with those who could read it. Lines of one transaction share `change`.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    change = models.BigIntegerField(help_text="Transaction id of the change.")
    user_id = models.IntegerField(null=True)
    organisation_id = models.IntegerField(null=True)
    system = models.CharField(
        max_length=40, blank=True, help_text="The named system job, when no person acted."
    )
    noun = models.CharField(max_length=60, help_text="Table of the record.")
    record = models.UUIDField()
    part = models.CharField(max_length=60, blank=True, help_text="Table of the part, when a part changed.")
    verb = models.CharField(max_length=40)
    fields = models.JSONField(default=dict, help_text="Field: [old, new].")
    reason = models.TextField(blank=True)
    private = models.BooleanField(
        default=False, help_text="With whom the record is shared: its originator's own business."
    )
    audience = models.ForeignKey(Audience, models.DO_NOTHING, related_name="+")
    audience_then = models.ForeignKey(Audience, models.DO_NOTHING, related_name="+")

    objects = HistoryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["noun", "record", "-id"], name="history_of_a_record"),
            models.Index(fields=["at"], name="history_by_time"),
            # What changed lately of all but the register, which has most lines by far: few, so small.
            models.Index(
                fields=["-id"], name="history_but_of_register", condition=~Q(noun="coordination_activity")
            ),
        ]
