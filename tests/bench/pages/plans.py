"""The pages of plans and fiches."""

from collections.abc import Iterator

from django.urls import reverse

from ..bare import plans as bare
from ..plans import AGREED, LATEST, REPORTED
from .page import Examples, Page


def pages(examples: Examples) -> Iterator[Page]:
    """The lists, and the plan and the fiche that the reader can open."""
    listed = reverse("actions")
    yield Page("plans", reverse("plans"), "plain/plans/", floor=bare.plans())
    yield Page("plan actions", listed, "plain/plans/actions/", floor=bare.due_actions())
    yield Page("plan fiches", reverse("fiches"), "plain/fiches/", floor=bare.fiches())
    yield Page(
        "API plan actions",
        reverse("api-action-list"),
        "plain/plans/actions/",
        floor=bare.due_actions(),
        needs_token=True,
    )
    if examples.plan:
        yield from _plan(examples.plan, examples.amended)
    if examples.fiche:
        address, plain = reverse("fiche", args=[examples.fiche]), f"plain/fiches/{examples.fiche}/"
        yield Page("plan fiche", address, plain, floor=bare.fiche(examples.fiche))


def _plan(pk: str, amended: str) -> Iterator[Page]:
    plain, actions = f"plain/plans/{pk}/", bare.actions(pk)
    for name, route in (("plan", "plan"), ("plan, print", "plan-print")):
        yield Page(name, reverse(route, args=[pk]), plain, floor=actions, beside_own=True)
    yield Page(
        "API plan",
        reverse("api-plan-detail", args=[pk]),
        plain,
        floor=actions,
        needs_token=True,
        beside_own=True,
    )
    yield Page(
        "plan, coverage",
        reverse("plan-coverage", args=[pk]),
        f"{plain}coverage/",
        floor=bare.covered(pk),
        beside_own=True,
    )
    # Days between the deeds of the measured world: before the reports, after them, and after the amendment.
    before, between, after = (f"{day:%Y-%m}-20" for day in (AGREED, REPORTED, LATEST))
    as_of, then = reverse("plan-as-of", args=[pk]), f"{plain}then/"
    yield Page(
        "plan, as of a day",
        f"{as_of}?day={between}",
        f"{then}?day={between}",
        floor=bare.record(pk),
        beside_own=True,
    )
    yield Page(
        "plan, between two days",
        f"{as_of}?since={before}&day={after}",
        f"{then}?day={before}&day={after}",
        floor=bare.record(pk),
        beside_own=True,
    )
    yield Page(
        "plan, between versions",
        reverse("plan-difference", args=[amended]),
        f"{plain}difference/",
        floor=bare.words(pk),
        beside_own=True,
    )
