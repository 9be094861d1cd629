"""What happened, who is told of it and why, what people follow, and the mails that left."""

import uuid
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.models import Among, Audience, GatedQuerySet

from .kinds import Digest, MailKind, MailState, Rule, Way

# The constraint by which the clock tells nothing twice.
ONCE = "announced_once"


class AnnouncementQuerySet(GatedQuerySet):
    def visible_to(self, actor: Actor, *, sieved: bool = False) -> Self:
        """Announcements whose record the actor may read now and could read when it happened."""
        return super().visible_to(actor, sieved=sieved).filter(Among("audience_then_id", actor.audiences))


class Announcement(models.Model):
    """Something that happened to a record: the one row that a service writes; who is told is found later.

    `audience` follows the record (`FollowRecord` in the migration of its table), `audience_then`
    stays what it was: somebody let in later is not told what happened before. `told` names, by rule,
    only whom every reader of the record sees named in it.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=60)
    noun = models.CharField(max_length=60, help_text="Table of the record.")
    record = models.UUIDField()
    within: ArrayField = ArrayField(
        models.UUIDField(), default=list, help_text="Records that it belongs to, for those who follow these."
    )
    place = models.CharField(max_length=60, blank=True, help_text="Where on the page of the record.")
    user_id = models.IntegerField(default=0, help_text="Who did it; 0 for the clock.")
    organisation_id = models.IntegerField(null=True)
    told = models.JSONField(
        default=dict, help_text="Rule: ids of organisations; for mentions the names that were written."
    )
    words = models.JSONField(default=dict, help_text="What the sentence needs, such as two dates.")
    country_ids: ArrayField = ArrayField(models.IntegerField(), default=list)
    theme_ids: ArrayField = ArrayField(models.IntegerField(), default=list)
    once = models.CharField(
        max_length=60, blank=True, help_text="What the clock tells of a record under this key is told once."
    )
    audience = models.ForeignKey(Audience, models.DO_NOTHING, related_name="+")
    audience_then = models.ForeignKey(Audience, models.DO_NOTHING, related_name="+")

    # On rows that come from `queries.worded`.
    about: dict[str, Any] | None

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("noun", "record", "kind", "once", name=ONCE, condition=~Q(once=""))
        ]
        indexes = [models.Index(fields=["noun", "record"], name="announcement_of_record")]


class Untold(models.Model):
    """An announcement that waits for the job that tells people: a number and no more."""

    announcement_id = models.BigIntegerField(primary_key=True)


class PersonalQuerySet(GatedQuerySet):
    def visible_to(self, actor: Actor, *, sieved: bool = False) -> Self:
        """What belongs to this person; nobody else ever reads it."""
        return self._passed(self.filter(user_id=actor.user_id))

    def of_readable_records(self, actor: Actor, subscription: str = "") -> Self:
        """Without what hangs on a record that its follower may not read now."""
        readable = Among(f"{subscription}audience_id", actor.audiences)
        return self.filter(Q((f"{subscription}record", None)) | Q(readable))

    def _passed(self, found: Self) -> Self:
        found._gated = True
        return found


class Personal(models.Model):
    """A row of one person, gated by that alone (`GateTable(by="user")`)."""

    user_id = models.IntegerField()

    class Meta:
        abstract = True


class Subscription(Personal):
    """What somebody follows: a record, a country, a theme, a kind of record, a search; all that is set must fit.

    `audience` is the record's, and follows it (`FollowRecord`); empty without a record, or once it is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    noun = models.CharField(_("Kind of record"), max_length=60, blank=True)
    record = models.UUIDField(null=True, blank=True)
    country = models.ForeignKey(
        "coordination.Country",
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Country"),
    )
    theme = models.ForeignKey(
        "coordination.Theme",
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Theme"),
    )
    audience = models.ForeignKey(Audience, models.DO_NOTHING, null=True, editable=False, related_name="+")
    query = models.CharField(_("Search"), max_length=1000, blank=True, help_text="Of the list of that kind.")
    way = models.CharField(_("How you are told"), max_length=10, choices=Way, default=Way.DIGEST)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subscription_follows_something",
                condition=Q(record__isnull=False)
                | Q(country__isnull=False)
                | Q(theme__isnull=False)
                | ~Q(query=""),
            ),
            models.CheckConstraint(
                name="subscription_to_a_search_names_its_list", condition=Q(query="") | ~Q(noun="")
            ),
            models.UniqueConstraint(
                "user_id",
                "noun",
                "record",
                "country",
                "theme",
                "query",
                name="one_subscription_each",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["noun", "record"], name="subscription_to_record", condition=Q(record__isnull=False)
            )
        ]


class Preference(Personal):
    """How somebody wants to be told; without a row, as the defaults say."""

    MOST_MAILS: ClassVar[int] = 20

    user_id = models.IntegerField(primary_key=True)
    digest = models.CharField(_("Digest"), max_length=10, choices=Digest, default=Digest.DAILY)
    budget = models.PositiveSmallIntegerField(_("Mails a day, at most"), default=5)
    stopped = models.BooleanField(_("No mail at all"), default=False)
    ways = models.JSONField(default=dict, help_text="Kind of notice: way; the others as their rule says.")

    objects = PersonalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="budget_allows_a_mail", condition=Q(budget__gte=1, budget__lte=20))
        ]

    def way_of(self, kind: str, usual: str) -> str:
        """How a notice of this kind reaches its reader."""
        return str(self.ways.get(kind, usual))


class Mail(Personal):
    """A mail to somebody, as it left: without a word of what it is about.

    `key` names what it was for, so that it is made once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=MailKind)
    key = models.CharField(max_length=60)
    day = models.DateField(help_text="In Brussels; the budget is counted by it.")
    state = models.CharField(max_length=10, choices=MailState, default=MailState.CLAIMED)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("user_id", "key", name="one_mail_a_key")]
        indexes = [models.Index(fields=["user_id", "day"], name="mail_of_a_day")]


class NoticeQuerySet(PersonalQuerySet):
    def visible_to(self, actor: Actor, *, sieved: bool = False) -> Self:
        """The actor's notices, of records that the actor may read now and could read then.

        What was told because of a record that is followed is gone with that record, too.
        """
        own = self.filter(
            Among("announcement__audience_id", actor.audiences),
            Among("announcement__audience_then_id", actor.audiences),
            user_id=actor.user_id,
        )
        return self._passed(own.of_readable_records(actor, "subscription__"))

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-announcement_id")


class Notice(Personal):
    """One person is told of one announcement, and by which rule.

    It lives and is readable only while its announcement is (`GateTable(also=…)`), and the record that is
    followed: one that was narrowed takes its notices out of sight.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    announcement = models.ForeignKey(Announcement, models.DB_CASCADE, related_name="+")
    rule = models.CharField(max_length=15, choices=Rule)
    subscription = models.ForeignKey(
        Subscription, models.DB_SET_NULL, null=True, blank=True, related_name="+"
    )
    way = models.CharField(max_length=10, choices=Way)
    mail = models.ForeignKey(Mail, models.DB_SET_NULL, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("user_id", "announcement", name="told_once")]
        indexes = [
            models.Index(fields=["user_id", "-announcement"], name="notice_newest"),
            models.Index(fields=["user_id", "way"], name="notice_to_mail", condition=Q(mail=None)),
        ]
