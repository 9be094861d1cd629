"""Circles, audiences, and the base of every row that not everybody may read."""

import uuid
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import BooleanField, Count, F, Func, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from .errors import UngatedQuery
from .opened import opened
from .policy import Policy
from .reader import is_guarded

if TYPE_CHECKING:
    from .actor import Actor


class StrictQuerySet(models.QuerySet):
    """A queryset whose rows never fetch a relation behind the reader's back (`FETCH_RAISE`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fetch_mode = models.FETCH_RAISE


class CircleKind(models.TextChoices):
    MEMBERS = "members", _("All members of the working party")
    INSTITUTIONS = "institutions", _("Institutions")
    ORGANISATION = "organisation", _("One organisation")
    TERM = "term", _("One Presidency term")
    COUNTRY_TEAM = "country-team", _("One country team")


class Circle(models.Model):
    """A set of readers. Who belongs to it today is decided where the actor is built."""

    kind = models.CharField(max_length=20, choices=CircleKind)
    organisation = models.OneToOneField(
        "Organisation", models.PROTECT, null=True, blank=True, related_name="circle"
    )
    term = models.OneToOneField(
        "PresidencyTerm", models.PROTECT, null=True, blank=True, related_name="circle"
    )
    country = models.OneToOneField("Country", models.PROTECT, null=True, blank=True, related_name="circle")

    objects = StrictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="circle_names_what_its_kind_demands",
                condition=(
                    Q(kind__in=["members", "institutions"], organisation=None, term=None, country=None)
                    | Q(kind="organisation", organisation__isnull=False, term=None, country=None)
                    | Q(kind="term", organisation=None, term__isnull=False, country=None)
                    | Q(kind="country-team", organisation=None, term=None, country__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                "kind", name="one_circle_of_all", condition=Q(kind__in=["members", "institutions"])
            ),
        ]


class Audience(models.Model):
    """An interned set of circles; its id is never shown, for who shares with whom is a secret too."""

    circles = ArrayField(models.IntegerField(), unique=True, help_text="Sorted and distinct ids of circles.")

    objects = StrictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="audience_is_not_empty", condition=Q(circles__len__gt=0)),
        ]


class Among(Func):
    """`column = ANY (ids)`, the ids as one value: `IN` with thousands of parameters costs more than the rows.

    PostgreSQL weighs every id that it sees when it plans: that pays for a reader of little, whose
    rows it had better look up, and not for one who reads most of the register anyhow.
    """

    FEW = 300
    template = "%(expressions)s::integer[])"
    arg_joiner = " = ANY ("
    output_field = BooleanField()

    def __init__(self, column: str, ids: frozenset[int], *, seen: bool = False) -> None:
        unseen: dict[str, Any] = {"template": "%(expressions)s::integer[])::integer[])"}
        unseen["arg_joiner"] = " = ANY ((SELECT "
        weighed = seen or len(ids) <= self.FEW
        super().__init__(F(column), Value(_as_array(ids)), **({} if weighed else unseen))


@lru_cache(maxsize=256)
def _as_array(ids: frozenset[int]) -> str:
    return "{" + ",".join(map(str, sorted(ids))) + "}"


class GatedQuerySet(StrictQuerySet):
    """Rows behind the gate: nothing may be evaluated in a request before `visible_to` was called."""

    _gated = False

    def visible_to(self, actor: "Actor", *, sieved: bool = False) -> Self:
        """Only the rows that the actor may read; the one verb that decides reading.

        `sieved` for a scan that meets many hidden rows: the rule stands there once more with ids that
        PostgreSQL sees. Those it looks up in a hash table, and drops a hidden row before it walks the
        whole list for it.
        """
        visible = self.filter(Among("audience_id", actor.audiences))
        if sieved:
            visible = visible.filter(Among("audience_id", actor.audiences, seen=True))
        visible._gated = True
        return visible

    def within(self, parent: str) -> Self:
        """Parts for a subquery of their parents: readable where the parent is, whose audience they share.

        The parents' own query must have passed `visible_to`; it is checked like any other.
        """
        parts = self.filter(**{parent: OuterRef("pk")}, audience=OuterRef("audience"))
        parts._gated = True
        return parts

    def counted_by(self, *columns: str, **counts: Count) -> list[tuple[int, ...]]:
        """The counts for each combination of the columns, as tuples of columns and counts.

        Counted by audience first and then added up: the indexes have the rows in that order, and
        to sort a million rows into groups takes longer than to walk along them.
        """
        self._check_gate()
        grouped = self.values_list("audience_id", *columns).annotate(**counts).order_by()
        try:
            sql, values = grouped.query.sql_with_params()
        except EmptyResultSet:
            return []
        groups = ", ".join(f"group_{number}" for number in range(len(columns)))
        numbers = [f"number_{number}" for number in range(len(counts))]
        sums = ", ".join(f"sum({number}::int)" for number in numbers)
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"SELECT {groups}, {sums} FROM ({sql}) AS counted (audience, {groups}, {', '.join(numbers)})"  # noqa: S608
                f" GROUP BY {groups}",
                values,
            )
            return cursor.fetchall()

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._gated = self._gated
        return clone

    def _check_gate(self) -> None:
        if is_guarded() and not self._gated and not self.query.is_empty():
            raise UngatedQuery(f"{self.model.__name__} was read without visible_to(actor).")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check_gate()
            super()._fetch_all()
            self._note_opened()
        else:
            super()._fetch_all()

    def _note_opened(self) -> None:
        rows: list[Any] = self._result_cache or []
        if len(rows) == 1 and isinstance(rows[0], Gated) and "audience_id" in rows[0].__dict__:
            opened(rows[0])

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        self._check_gate()
        return super().iterator(chunk_size)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check_gate()
        return super().aggregate(*args, **kwargs)

    def count(self) -> int:
        self._check_gate()
        return super().count()

    def exists(self) -> bool:
        self._check_gate()
        return super().exists()

    def update(self, **kwargs: Any) -> int:
        self._check_gate()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check_gate()
        return super().delete()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._check_gate()
        return super().resolve_expression(*args, **kwargs)

    def _combinator_query(self, combinator: str, *other_qs: Any, all: bool = False) -> Any:  # noqa: A002
        # Evaluated, a union asks its first part alone.
        for part in (self, *other_qs):
            if isinstance(part, GatedQuerySet):
                part._check_gate()
        return super()._combinator_query(combinator, *other_qs, all=all)  # type: ignore[misc]


class Gated(models.Model):
    """A row that only its audience may read, and that its originating organisation shares.

    `version` counts the saves; a writer who read an older one gets `Stale`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    originator = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    policy: ClassVar[Policy]
    objects = GatedQuerySet.as_manager()

    class Meta:
        abstract = True


class GatedPart(models.Model):
    """A part of a gated row in a table of its own (its countries, its partners).

    It repeats the parent's `audience`, so that the database wall is as cheap
    as on the parent; `GatePart` in the migration keeps the two equal with a
    composite foreign key. `parent` names the relation, `copies` the parent's
    columns that the part repeats.
    """

    id = models.BigAutoField(primary_key=True)
    audience = models.ForeignKey(Audience, models.DO_NOTHING, related_name="+", editable=False)

    parent: ClassVar[str]
    copies: ClassVar[tuple[str, ...]] = ("audience_id",)
    objects = GatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def of(cls, parent: Gated, **fields: Any) -> Self:
        """A new, unsaved part of a row, with the repeated columns filled in."""
        copied = {name: getattr(parent, name) for name in cls.copies}
        return cls(**{f"{cls.parent}_id": parent.pk}, **copied, **fields)


class Receipt(models.Model):
    """What a creating request made, so that sending it again makes nothing new."""

    id = models.BigAutoField(primary_key=True)
    user_id = models.IntegerField()
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was sent, hexadecimal.")
    made = models.UUIDField(null=True, help_text="The row that the request created; read through the gate.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("user_id", "key", name="one_receipt_a_key")]
