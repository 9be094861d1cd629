"""The pages and API lists of plans and fiches ask as often for few actions and measures as for many."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from actionplans.fiches.kinds import Stage
from actionplans.plans.models import ActionTerms, Plan, PlanVersion
from coordination.access.reader import reading_as
from tests import personas
from tests.bench.measure import asked
from tests.bench.plans import AGREED, LATEST, Plans
from tests.bench.report import MOST_QUERIES

pytestmark = [pytest.mark.slow, pytest.mark.row("C4"), pytest.mark.row("C8")]

READERS = ("italy", "presidency", "commission")
FEW, MANY = "BA", "NE"


def rows_in(code: str, name: str) -> dict[str, str]:
    """The addresses of a plan, its amendment and one of its actions, as a reader finds them."""
    with transaction.atomic(), reading_as(actor := personas.load(name).actor()):
        plan = Plan.objects.visible_to(actor).get(country__code=code)
        version = PlanVersion.objects.visible_to(actor).in_force().get(plan=plan)
        terms = ActionTerms.objects.visible_to(actor).filter(plan_version=version, narrow=False)
        action = terms.order_by("objective__number", "number")[0].action_id
    return {"plan": str(plan.pk), "version": str(version.pk), "action": str(action)}


def pages_of_plan(name: str, code: str) -> Iterator[tuple[str, Client, str]]:
    reader, found = personas.load(name), rows_in(code, name)
    for route in (
        "plan",
        "plan-text",
        "plan-lines",
        "plan-coverage",
        "plan-comments",
        "plan-history",
        "plan-print",
    ):
        yield route, reader.client, reverse(route, args=[found["plan"]])
    as_of = reverse("plan-as-of", args=[found["plan"]])
    yield "as of a day", reader.client, f"{as_of}?day={AGREED}"
    yield "between two days", reader.client, f"{as_of}?since={AGREED}&day={LATEST}"
    yield "between versions", reader.client, reverse("plan-difference", args=[found["version"]])
    yield "actions", reader.client, f"{reverse('actions')}?country={code}"
    for route in ("action", "action-history"):
        yield route, reader.client, reverse(route, args=[found["action"]])
    yield "API plans", reader.api, f"{reverse('api-plan-list')}?country={code}"
    yield "API plan", reader.api, reverse("api-plan-detail", args=[found["plan"]])
    yield "API version", reader.api, reverse("api-version-detail", args=[found["version"]])
    yield "API version, comments", reader.api, reverse("api-version-comments", args=[found["version"]])
    yield "API actions", reader.api, f"{reverse('api-action-list')}?limit=200&country={code}"
    yield "API action", reader.api, reverse("api-action-detail", args=[found["action"]])


def pages_of_fiche(name: str, code: str, pk: str) -> Iterator[tuple[str, Client, str]]:
    reader = personas.load(name)
    for route in ("fiche", "fiche-print", "fiche-history"):
        yield route, reader.client, reverse(route, args=[pk])
    yield "fiches", reader.client, f"{reverse('fiches')}?country={code}"
    yield "measures", reader.client, f"{reverse('fiches')}?view=measures&country={code}"
    yield "API fiches", reader.api, f"{reverse('api-fiche-list')}?country={code}"
    yield "API fiche", reader.api, reverse("api-fiche-detail", args=[pk])


def compare(few: Any, many: Any) -> dict[str, tuple[int, int]]:
    """By page the numbers of statements that are not alike or too many."""
    found = {
        page: (asked(*least), asked(*most)) for (page, *least), (_page, *most) in zip(few, many, strict=True)
    }
    assert min(n for pair in found.values() for n in pair) > 2
    return {page: pair for page, pair in found.items() if pair[0] != pair[1] or pair[1] > MOST_QUERIES}


def test_plans(committed: None) -> None:
    written = Plans()
    written.plan(FEW, 10)
    written.plan(MANY, 200)

    wrong = {name: compare(pages_of_plan(name, FEW), pages_of_plan(name, MANY)) for name in READERS}

    assert wrong == {name: {} for name in READERS}


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.COMMENTS, Stage.IMPLEMENTATION])
def test_fiches(committed: None, stage: str) -> None:
    written = Plans()
    few, many = (
        written.fiche(code, stage, n, originator="commission").pk for code, n in ((FEW, 10), (MANY, 200))
    )
    readers = READERS if stage != Stage.DRAFT else ("commission",)

    wrong = {
        name: compare(pages_of_fiche(name, FEW, str(few)), pages_of_fiche(name, MANY, str(many)))
        for name in readers
    }

    assert wrong == {name: {} for name in readers}
