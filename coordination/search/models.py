"""The text index. Two tables, because full text is not leakproof under row-level security.

`MembersText` holds what all members may read and is reached only through
definer functions that check membership first; the application role has no
right on it. `NarrowText` holds the rest, and again what others than members
may read too; it lies behind the wall and is served by its audience index.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from coordination.access.models import Audience, GatedQuerySet


class Text(models.Model):
    """The words of one record, written by a trigger of the record's table."""

    record = models.UUIDField(primary_key=True)
    noun = models.CharField(max_length=60, help_text="Table of the record.")
    title = models.TextField(help_text="Without accents, in lower case: what similar titles are found by.")
    vector = SearchVectorField()

    class Meta:
        abstract = True


class MembersText(Text):
    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="members_words"),
            GinIndex(fields=["title"], name="members_titles", opclasses=["gin_trgm_ops"]),
        ]


class NarrowText(Text):
    audience = models.ForeignKey(Audience, models.DO_NOTHING, related_name="+")
    for_members = models.BooleanField(help_text="All members read it too, and find it in the other table.")

    objects = GatedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["audience"], name="narrow_audience"),
            models.Index(fields=["audience"], name="narrow_only_audience", condition=Q(for_members=False)),
        ]
