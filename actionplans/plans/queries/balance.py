"""The mutual-benefit balance: whose priorities the actions of a plan serve, as far as a reader may read."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from coordination.access.actor import Actor
from coordination.world.queries import themes

from ..kinds import FROZEN, Serves
from ..models import ActionTerms, Objective, PlanVersion

BAR = (Serves.PARTNER, Serves.BOTH, Serves.EU)


@dataclass(frozen=True)
class Share:
    """How many actions serve one side; the percentages of a balance add up to 100."""

    serves: str
    label: str
    n: int
    percent: int


@dataclass(frozen=True)
class Balance:
    """The shares in the order partner, EU, both; all zero where there is no action to read."""

    total: int
    shares: tuple[Share, ...]

    @property
    def segments(self) -> list[dict[str, Any]]:
        """The bar of the shares for `components/bar.html`: partner, both, EU, so that both is between the two."""
        found: list[dict[str, Any]] = []
        for side in BAR:
            share = next(share for share in self.shares if share.serves == side)
            start = sum(segment["length"] for segment in found)
            found.append({"start": start, "length": share.n, "tone": side.value})
        return [segment for segment in found if segment["length"]]


@dataclass(frozen=True)
class ObjectiveBalance:
    """The balance under one objective, with its theme in the reader's language."""

    number: int
    title: str
    theme: str
    balance: Balance


@dataclass(frozen=True)
class VersionBalance:
    """The balance of one version; `agreed_on` is empty for a text that is not agreed."""

    number: int
    agreed_on: datetime.date | None
    balance: Balance


@dataclass(frozen=True)
class PlanBalance:
    """The balance of a version: in total, by objective, and over the versions agreed up to it."""

    total: Balance
    objectives: tuple[ObjectiveBalance, ...]
    over_time: tuple[VersionBalance, ...]


def balance(
    actor: Actor,
    plan_version: PlanVersion,
    versions: Iterable[PlanVersion],
    objectives: Iterable[Objective],
) -> PlanBalance:
    """Whose priorities the actions of a version serve; only those count that the reader may read.

    The version, all versions of its plan and its objectives were read through `visible_to(actor)`.
    One statement.
    """
    versions = sorted(
        (row for row in versions if row == plan_version or _was_agreed_before(row, plan_version)),
        key=lambda row: row.number,
    )
    counted = (
        ActionTerms.objects.visible_to(actor)
        .filter(plan_version__in=[version.pk for version in versions])
        .values_list("plan_version", "objective", "serves")
        .annotate(n=Count("*"))
        .order_by()
    )
    by_version: dict[UUID, Counter[str]] = {version.pk: Counter() for version in versions}
    by_objective: dict[int, Counter[str]] = {}
    for version_id, objective_id, serves, n in counted:
        by_version[version_id][serves] += n
        by_objective.setdefault(objective_id, Counter())[serves] += n
    return PlanBalance(
        total=shares(by_version.get(plan_version.pk, Counter())),
        objectives=tuple(
            ObjectiveBalance(
                number=objective.number,
                title=objective.title,
                theme=themes().by_id[objective.theme_id].name,
                balance=shares(by_objective.get(objective.pk, Counter())),
            )
            for objective in objectives
        ),
        over_time=tuple(
            VersionBalance(version.number, version.agreed_on, shares(by_version[version.pk]))
            for version in versions
        ),
    )


def _was_agreed_before(row: PlanVersion, shown: PlanVersion) -> bool:
    return row.state in FROZEN and row.number < shown.number


def shares(counts: Mapping[str, int]) -> Balance:
    """Counts as shares; what rounding down leaves goes to the largest remainders, the first of equals."""
    total = sum(counts.get(side, 0) for side in Serves)
    percents = {side: 100 * counts.get(side, 0) // total if total else 0 for side in Serves}
    remainders = sorted(Serves, key=lambda side: -(100 * counts.get(side, 0) % total) if total else 0)
    for side in remainders[: 100 - sum(percents.values()) if total else 0]:
        percents[side] += 1
    return Balance(
        total,
        tuple(Share(side.value, str(side.label), counts.get(side, 0), percents[side]) for side in Serves),
    )
