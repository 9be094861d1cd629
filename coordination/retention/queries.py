"""Reads of retention, for administrators: counts and numbers, never what a record says."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max, QuerySet, Sum
from django.utils.translation import gettext as _

from coordination.access.errors import Hidden
from coordination.people.accounts import not_ended
from coordination.people.models import Membership, User
from coordination.people.queries import organisations

from .models import Erasure, Hold, PurgeCount, PurgeRun

SHOWN = 100


@dataclass(frozen=True)
class Totals:
    """How many rows a run was proposed with, deleted, left out."""

    proposed: int = 0
    purged: int = 0
    left_out: int = 0


def runs() -> list[PurgeRun]:
    """The latest runs, newest first."""
    return list(PurgeRun.objects.all()[:SHOWN])


def totals(of_runs: list[PurgeRun]) -> dict[UUID, Totals]:
    """The totals of some runs."""
    found = (
        PurgeCount.objects.filter(run__in=[run.pk for run in of_runs])
        .values_list("run_id")
        .annotate(Sum("proposed"), Sum("purged"), Sum("left_out"))
        .order_by()
    )
    return {run_id: Totals(*numbers) for run_id, *numbers in found}


def one_run(pk: UUID) -> PurgeRun:
    """A run; raises `Hidden` when there is none."""
    run = PurgeRun.objects.filter(pk=pk).first()
    if run is None:
        raise Hidden("purge")
    return run


def counts(run: PurgeRun) -> QuerySet[PurgeCount]:
    """The counts of a run by kind and organisation."""
    return PurgeCount.objects.filter(run=run).order_by("kind", "organisation_id")


def holds() -> list[Hold]:
    """The holds that stand, then those that were lifted, newest first."""
    return list(Hold.objects.order_by(F("lifted_at").desc(nulls_first=True), "-laid_at")[:SHOWN])


def one_hold(pk: UUID) -> Hold:
    """A hold; raises `Hidden` when there is none."""
    hold = Hold.objects.filter(pk=pk).first()
    if hold is None:
        raise Hidden("hold")
    return hold


def who_held(found: list[Hold]) -> set[int]:
    """The numbers of those who laid some holds, asked to lift them, lifted them."""
    return {
        number or 0 for row in found for number in (row.laid_by_id, row.lift_asked_by_id, row.lifted_by_id)
    }


def names(user_ids: set[int]) -> dict[int, str]:
    """Some people, for pages that only administrators read: the address, or the pseudonym of the erased."""
    people = User.objects.filter(pk__in=user_ids).prefetch_related("memberships")
    return {user.pk: person_name(user, list(user.memberships.all())) for user in people}


def person_name(user: User, memberships: list[Membership]) -> str:
    """The address of a person; of one who was erased what they were, such as “former delegate, Italy”."""
    if user.erased_at is None:
        return user.email
    known = organisations().by_id
    posts = [
        _("former %(function)s, %(organisation)s")
        % {
            "function": str(row.get_function_display()).lower(),
            "organisation": known[row.organisation_id].name,
        }
        for row in sorted(memberships, key=lambda row: row.pk)
    ]
    return " · ".join(posts) or _("a former user")


def functions_words(memberships: list[Membership]) -> str:
    """The functions that somebody held, in words."""
    known = organisations().by_id
    return " · ".join(
        f"{known[row.organisation_id].name}, {row.get_function_display()}" for row in memberships
    )


def people_who_left() -> list[User]:
    """Who has no access any more and is not erased, the earliest first; with their memberships."""
    still = not_ended().values("user_id")
    left = (
        User.objects.filter(erased_at=None).exclude(pk__in=still).annotate(left=Max("memberships__ends_on"))
    )
    return list(left.order_by("left", "pk").prefetch_related("memberships")[:SHOWN])


def has_left(user: User) -> bool:
    """Whether somebody has no access, today or later."""
    return not not_ended().filter(user=user).exists()


def one_person(user_id: int) -> User:
    """A person by number; raises `Hidden` when there is none."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Hidden("person")
    return user


def erasures() -> list[Erasure]:
    """The latest erasures, newest first."""
    return list(Erasure.objects.all()[:SHOWN])


def one_erasure(pk: UUID) -> Erasure:
    """An erasure; raises `Hidden` when there is none."""
    row = Erasure.objects.filter(pk=pk).first()
    if row is None:
        raise Hidden("erasure")
    return row
