"""The lines of history and of the trail. Nobody, the application included, can change or remove one."""

from functools import reduce
from operator import or_
from typing import Any, Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.models import Among, Audience, Gated, GatedQuerySet, StrictQuerySet


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
    sealed_as = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="Its digest before a purge emptied it, hexadecimal.",
    )
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
            # What somebody changed: their own report, and holds on a person.
            models.Index(fields=["user_id"], name="history_of_a_person", condition=Q(user_id__isnull=False)),
            # What changed lately of all but the register, which has most lines by far: few, so small.
            models.Index(
                fields=["-id"], name="history_but_of_register", condition=~Q(noun="coordination_activity")
            ),
            BrinIndex(fields=["change"], name="history_by_change", pages_per_range=16),
        ]


class Verb(models.TextChoices):
    """What the trail knows of: signing in, reading, being refused, and deeds on accounts."""

    SIGNED_IN = "signed-in", _("signed in")
    SIGN_IN_FAILED = "sign-in-failed", _("sign-in failed")
    LOCKED_OUT = "locked-out", _("locked out for a while")
    SIGNED_OUT = "signed-out", _("signed out")
    SESSION_ENDED = "session-ended", _("session ended")
    STEPPED_UP = "stepped-up", _("confirmed who they are")
    PASSWORD_SET = "password-set", _("password set")
    FACTOR_ADDED = "factor-added", _("second factor added")
    FACTOR_REMOVED = "factor-removed", _("second factor removed")
    IDENTITY_LINKED = "identity-linked", _("identity linked")
    READ = "read", _("read a narrower record")
    DOWNLOADED = "downloaded", _("downloaded from a narrower record")
    EXPORTED = "exported", _("took a list along")
    REFUSED = "refused", _("was refused")
    NOT_FOUND = "not-found", _("asked for what is not there for them")
    NOMINATED = "nominated", _("nominated")
    ADMITTED = "admitted", _("admitted")
    DECLINED = "declined", _("declined")
    ENDED = "ended", _("access ended")
    SUBSTITUTED = "substituted", _("substituted")
    RECERTIFIED = "recertified", _("confirmed as still needed")
    HANDED_OVER = "handed-over", _("handed over")
    TOKEN_MADE = "token-made", _("token made")
    TOKEN_ENDED = "token-ended", _("token ended")
    HELD = "held", _("held")
    RELEASED = "hold-lifted", _("hold lifted")
    PURGED = "purged", _("purged")
    ERASED = "erased", _("erased")
    TAKEN_ALONG = "taken-along", _("report on a person or an incident made")
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")


class TrailLine(models.Model):
    """One event of access, without a word of content: who came in, read, was refused, or changed an account.

    Written by `roundtable_note` and by triggers alone. The database shows the
    lines to administrators, and to each person those that are about them.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    change = models.BigIntegerField(help_text="Transaction id in which it was written.")
    verb = models.CharField(max_length=20, choices=Verb)
    user_id = models.IntegerField(null=True, help_text="Who did it; empty for a visitor.")
    organisation_id = models.IntegerField(null=True, help_text="In whose name.")
    about_id = models.IntegerField(null=True, help_text="The user whom it is about.")
    system = models.CharField(max_length=40, blank=True)
    noun = models.CharField(max_length=60, blank=True, help_text="Table of the record.")
    record = models.CharField(max_length=60, blank=True, help_text="Key of the record.")
    detail = models.JSONField(default=dict, help_text="Route, or field: [old, new]; never content.")

    objects = StrictQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "-id"], name="trail_of_a_user"),
            models.Index(fields=["about_id", "-id"], name="trail_about_a_user"),
            models.Index(fields=["record", "-id"], name="trail_of_a_record"),
            models.Index(fields=["verb", "-id"], name="trail_by_verb"),
            BrinIndex(fields=["at"], name="trail_by_time", pages_per_range=16),
            BrinIndex(fields=["change"], name="trail_by_change", pages_per_range=16),
        ]


class Seal(models.Model):
    """A batch of lines, chained to the batch before and signed.

    It holds all lines whose transaction id is in [`since`, `until`): every such
    transaction had ended, so nothing can join them. After a restore into another
    server, whose ids begin anew, one seal `closes` the era and the next counts the
    lines after those that were there (`history_base`, `trail_base`).
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    closes = models.BooleanField(default=False)
    history_base = models.BigIntegerField(help_text="Lines of history of this era have a greater id.")
    trail_base = models.BigIntegerField()
    history_top = models.BigIntegerField(help_text="Greatest id sealed so far.")
    trail_top = models.BigIntegerField()
    history_lines = models.BigIntegerField()
    trail_lines = models.BigIntegerField()
    history_digest = models.CharField(
        max_length=64, help_text="SHA-256 over the lines, in order, hexadecimal."
    )
    trail_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, help_text="`digest` of the seal before.")
    digest = models.CharField(max_length=64, help_text="SHA-256 over all the above.")
    signature = models.CharField(max_length=100, help_text="Ed25519 over the digest, base64.")
    key = models.CharField(max_length=16, help_text="First half of the SHA-256 of the public key.")
    trail_purged_at = models.DateTimeField(null=True, help_text="When its lines of the trail were purged.")

    objects = StrictQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
