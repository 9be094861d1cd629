"""What a reader sees of a plan is the same bytes with and without what is hidden in it."""

import datetime

import pytest

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Plan
from coordination.people.queries import organisations
from tests.access.canaries import plans as canaries
from tests.access.canaries.said import said
from tests.access.test_noninterference import NEW_EACH_TIME
from tests.access.worlds import acting, action_named, part_of, say, terms_in
from tests.factories import ActivityFactory
from tests.factories.plans import PlanFactory, agree, write_action
from tests.proof.figures import record

pytestmark = [pytest.mark.row("C23"), pytest.mark.row("D3"), pytest.mark.usefixtures("plain_rendering")]

COMMON = ("First", "Second", "Third")


def pages(persona, plan_id, version_ids, action_ids) -> dict[str, str]:
    """Everything that a reader of the plan can open, and what the queries tell."""
    addresses = [*canaries.LISTS, "/?words=first", "/activities/", "/activities/?view=matrix"]
    addresses += [f"/plans/{plan_id}/{tab}" for tab in canaries.TABS]
    addresses += [f"/plans/{plan_id}/{tab}?version={n}" for tab in canaries.TABS for n in (1, 2, 3)]
    addresses += [f"/plans/{plan_id}/?show={show}" for show in ("mine", "late", "open")]
    addresses += [f"/versions/{pk}/{end}" for pk in version_ids for end in canaries.OF_A_VERSION]
    addresses += [f"/actions/{pk}/{end}" for pk in action_ids for end in canaries.OF_AN_ACTION]
    seen = {address: NEW_EACH_TIME.sub("", said(persona.client.get(address))) for address in addresses}
    told: dict[str, list[str]] = {}
    for channel, text in canaries.asked(persona):
        told.setdefault(channel, []).append(text)
    return seen | {channel: repr(texts) for channel, texts in told.items()}


@pytest.mark.parametrize("name", ["malta", "presidency", "eeas", "eud_niger", "italy_interior", "frontex"])
def test_what_is_hidden_in_a_plan_changes_no_byte(name, everybody, time_machine):
    time_machine.move_to(datetime.datetime.now(datetime.UTC), tick=False)
    persona = everybody[name]
    version = PlanFactory(
        state=VersionState.CONSULTATION,
        actions=[{"title": title, "lead": "malta", "objective": n} for n, title in ((1, "First"), (1, "Second"), (2, "Third"))],
    )  # fmt: skip
    consulted = PlanFactory(country="ML", state=VersionState.CONSULTATION, actions=[{"title": "First"}])
    actions = [action_named(version, title).pk for title in COMMON]

    def seen() -> list[dict[str, str]]:
        return [
            pages(persona, version.plan_id, [version.pk], actions),
            pages(persona, consulted.plan_id, [consulted.pk], [action_named(consulted, "First").pk]),
        ]

    bring_to_agreed(version)
    persona.client.get("/plans/")  # the first answer sets a cookie
    before = seen()
    hide(version, consulted)
    after = seen()
    record("pairs", sum(map(len, before)), persona=name)
    for old, new in zip(before, after, strict=True):
        assert {address for address in old if old[address] != new[address]} == set()


def bring_to_agreed(version) -> None:
    """In force, with one narrower action among the others that nobody here may read."""
    few = ["france", "greece", "spain"]
    write_action(version, title="Narrow from the start", shared_with=few, lead="france", weighty=True)
    with acting("commission") as drafter:
        services.move_terms(actor=drafter, terms=terms_in(version, "Narrow from the start"), up=True)
    agree(version)


def hide(version, consulted) -> None:
    """A draft amendment, a draft given up before it, narrower actions and all that happens in them."""
    narrow = action_named(version, "Narrow from the start")
    ids = [organisations().by_code[code].pk for code in ("greece", "spain")]
    with acting("france") as actor:
        services.report(
            actor=actor, action=narrow, version=None, light="off-track", words="Hidden.",
            due_after=datetime.date(2026, 1, 9), reason="Hidden.",
        )  # fmt: skip
        services.invite(actor=actor, action=narrow, organisation_ids=ids, words="Hidden")
        services.answer(
            actor=actor, contribution=part_of(narrow, "france"), version=None, accepted=False, words="Hidden"
        )
        services.close(actor=actor, action=narrow, version=None, words="Hidden")
    say("france", terms_in(version, "Narrow from the start"), "title", "objection")
    entry = ActivityFactory(originator="france", shared_with=[], countries=["NE"], themes=["root-causes"])
    with acting("france") as actor:
        first = action_named(version, "First")
        services.link_activity(actor=actor, action=first, activity_id=entry.pk)
        plan = Plan.objects.visible_to(actor).get(pk=version.plan_id)
        services.keep_note(actor=actor, plan=plan, text="Hidden", action=first)
        services.keep_note(actor=actor, plan=plan, text="Hidden")
    with acting("commission") as drafter:
        given_up = services.amend(actor=drafter, plan=plan)
        services.discard(actor=drafter, plan_version=given_up)
        services.amend(actor=drafter, plan=plan)
    hidden = write_action(consulted, title="Hidden", shared_with=["france"], lead="france", instrument="EPF")
    with acting("commission") as drafter:
        services.move_terms(actor=drafter, terms=hidden, up=True)
    PlanFactory(originator="gsc", country="EG")
