"""Fiches of the walk: how they are made, who reads each, who may do what; and their routes' cells."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from actionplans.fiches import services
from actionplans.fiches.kinds import Procedure, Stage, Stand
from actionplans.fiches.models import FicheComment, FicheContribution, FichePosition
from coordination.access.reader import reading_as
from coordination.people.models import today
from tests.access.expectations import ITALY, READERS, VOICE
from tests.factories.fiches import FicheFactory, contribution, drafter_of, measures_of, report
from tests.factories.plans import speaking_for

MEMBERS = READERS["all members"]
CHAIR = {"presidency"}
TALKING = {"italy", "france", "malta", "presidency", "commission", "eeas", "gsc"}
OTHERS = TALKING - VOICE
DRAFTERS = TALKING

# Of Italy, each with a measure of France. Each could leak.
FICHES: dict[str, dict[str, Any]] = {
    "fiche: draft": {},
    "fiche: discarded": {"stage": Stage.DISCARDED},
    "fiche: comments": {"stage": Stage.COMMENTS},
    "fiche: written procedure": {"stage": Stage.COMMENTS, "procedure": Procedure.SILENCE},
    "fiche: to France": {"stage": Stage.COMMENTS, "shared_with": ["france"]},
    "fiche: to the institutions": {"stage": Stage.COMMENTS, "shared_with": "institutions"},
    "fiche: country team": {"stage": Stage.COMMENTS, "shared_with": "presidency", "country_team": True},
    "fiche: endorsed": {"stage": Stage.ENDORSED},
    "fiche: implementation": {"stage": Stage.IMPLEMENTATION},
    "fiche: evaluated": {"stage": Stage.EVALUATED},
    "fiche: closed": {"stage": Stage.CLOSED},
}
NARROW = {
    "fiche: draft": ITALY,
    "fiche: discarded": ITALY,
    "fiche: to France": ITALY | {"france"},
    "fiche: to the institutions": ITALY | {"presidency", "commission", "eeas", "gsc"},
    "fiche: country team": ITALY | {"presidency", "eud_niger"},
}
COMMENTED: dict[str, set[str]] = {
    "change": VOICE,
    "share": VOICE,
    "withdraw": VOICE,
    "discard": VOICE,
    "endorse": CHAIR,
    "comment": TALKING,
    "contribute": OTHERS,
    "invite": VOICE | CHAIR,
}
STARTED: dict[str, set[str]] = {
    "share": VOICE,
    "comment": TALKING,
    "contribute": OTHERS,
    "invite": VOICE | CHAIR,
}


def narrowed(table: dict[str, set[str]], readers: set[str]) -> dict[str, set[str]]:
    """The same rights for those who read the row at all."""
    return {action: who & readers for action, who in table.items() if who & readers}


TEAM = TALKING | {"eud_niger"}
FICHE_ACTIONS: dict[str, dict[str, set[str]]] = {
    "fiche: draft": {"change": VOICE, "circulate": VOICE, "discard": VOICE, "comment": VOICE},
    "fiche: discarded": {},
    "fiche: comments": COMMENTED,
    "fiche: written procedure": COMMENTED | {"position": OTHERS},
    "fiche: to France": narrowed(COMMENTED, NARROW["fiche: to France"]),
    "fiche: to the institutions": narrowed(COMMENTED, NARROW["fiche: to the institutions"]),
    "fiche: country team": narrowed(
        COMMENTED | {"comment": TEAM, "contribute": TEAM - VOICE}, NARROW["fiche: country team"]
    ),
    "fiche: endorsed": STARTED | {"start": VOICE | CHAIR},
    "fiche: implementation": STARTED | {"evaluate": VOICE},
    "fiche: evaluated": {
        "share": VOICE,
        "comment": TALKING,
        "close": VOICE,
        "reopen": VOICE | CHAIR,
    },
    "fiche: closed": {"reopen": VOICE | CHAIR},
}
REPORTING = VOICE | {"france"}
MEASURE_ACTIONS: dict[str, dict[str, set[str]]] = {
    "measure: narrow": {"change": VOICE},
    "measure: written": {"change": VOICE},
    "measure: open": {"report": REPORTING, "drop": VOICE},
    "measure: done": {"reopen": REPORTING},
}
CONTRIBUTION_ACTIONS: dict[str, dict[str, set[str]]] = {
    "contribution: asked": {"answer": {"france"}, "withdraw": VOICE},
    "contribution: accepted": {"answer": {"france"}, "report": {"france"}},
}
# Kind of row → label → who reads it, and who may do what.
FICHE_READERS: dict[str, dict[str, set[str]]] = {
    "fiche": {label: NARROW.get(label, MEMBERS) for label in FICHES},
    "measure": {label: ITALY if label == "measure: narrow" else MEMBERS for label in MEASURE_ACTIONS},
    "fiche contribution": dict.fromkeys(CONTRIBUTION_ACTIONS, MEMBERS),
}
RIGHTS = {"fiche": FICHE_ACTIONS, "measure": MEASURE_ACTIONS, "fiche contribution": CONTRIBUTION_ACTIONS}
# Labels for which the methods that a route does not know are tried: what no state can change.
ENOUGH = {"fiche: draft", "fiche: comments", "measure: narrow", "measure: open", "contribution: asked"}


def may(kind: str, name: str, action: str, label: str) -> bool:
    """Whether a persona may do an action to a row of the walk; who drafted resolves its own comment."""
    if action == "resolve":
        return name in VOICE
    return name in RIGHTS[kind].get(label, {}).get(action, set())


def make(label: str) -> Any:
    """A fiche of the walk."""
    return FicheFactory(originator="italy", measures=({"owner": "france"},), **FICHES[label])


def make_subjects() -> dict[str, dict[str, Any]]:
    """The ids of all fiches, measures and contributions of the walk, by kind and label."""
    fiches = {label: make(label) for label in FICHES}
    for fiche in fiches.values():
        _comment(fiche)
    draft, written = fiches["fiche: draft"], fiches["fiche: comments"]
    running = make("fiche: implementation")
    done = make("fiche: implementation")
    report(measures_of(done)[0], done=True, evidence="A letter.")
    measures = {
        "measure: narrow": measures_of(draft)[0].pk,
        "measure: written": measures_of(written)[0].pk,
        "measure: open": measures_of(running)[0].pk,
        "measure: done": measures_of(done)[0].pk,
    }
    return {
        "fiche": {label: row.pk for label, row in fiches.items()},
        "measure": measures,
        "fiche contribution": make_contributions(written, running),
    }


def make_contributions(first: Any, second: Any) -> dict[str, Any]:
    accepted, asked = contribution(second), contribution(first)
    france = speaking_for("france")
    with transaction.atomic(), reading_as(france):
        services.answer(actor=france, contribution=accepted, version=None, accepted=True)
    return {"contribution: asked": asked.pk, "contribution: accepted": accepted.pk}


def _comment(fiche: Any) -> None:
    """A comment of Italy whose key is the fiche's own: the walk fills both with one value."""
    italy = drafter_of(fiche)
    with transaction.atomic(), reading_as(italy):
        FicheComment.of(
            fiche, key=fiche.pk, organisation=italy.organisation, user_id=0, field="purpose", text="Why?"
        ).save()


def make_private() -> Any:
    """A fiche with a row in each of its tables, read by Italy alone."""
    fiche: Any = make("fiche: draft")
    _comment(fiche)
    italy = drafter_of(fiche)
    own = {"organisation_id": fiche.originator_id, "party_id": fiche.originator_id}
    with transaction.atomic(), reading_as(italy):
        FichePosition.of(fiche, party_id=fiche.originator_id, stand=Stand.AGREE, at=timezone.now()).save()
        FicheContribution.objects.create(
            fiche=fiche,
            originator_id=fiche.originator_id,
            audience_id=fiche.audience_id,
            asked_on=today(),
            **own,
        )
    return fiche
