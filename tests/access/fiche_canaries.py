"""Fiches whose every text carries a token, and the ways by which a fiche could come out."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from actionplans.fiches import services
from actionplans.fiches.kinds import Stage, Stand
from actionplans.fiches.models import Fiche
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import ActionTerms
from coordination.access.reader import reading_as
from coordination.people.queries import organisations
from coordination.world.queries import countries
from tests.access.expectations import ITALY
from tests.access.fiches import FICHE_READERS, FICHES
from tests.factories.fiches import FicheFactory, bring_to, drafter_of, measures_of, report, write_measure
from tests.factories.plans import PlanFactory, speaking_for

# Words that were in a draft and were taken out before others read it; a plan action that few may read.
FORMER, LINKED = "fiche former", "linked action"
READERS = FICHE_READERS["fiche"] | {FORMER: ITALY, LINKED: ITALY | {"commission"}}
LISTS = [
    "/fiches/",
    "/fiches/?view=measures",
    "/fiches/?state=template",
    "/fiches/?state=discarded&state=closed&view=measures",
    "/fiches/?country=NE&theme=migrant-smuggling&owner=france&due=late",
    "/fiches/?mine=true",
    "/fiches/?country=XX",
    "/fiches/file/csv/",
    "/fiches/file/xlsx/",
    "/fiches/file/csv/?state=closed&state=discarded",
    "/fiches/new/",
]
FRAGMENTS = ["/fiches/", "/fiches/?view=measures"]
API_LISTS = [
    "/api/v1/fiches/",
    "/api/v1/fiches/?limit=1",
    "/api/v1/fiches/?state=discarded&state=closed",
    "/api/v1/measures/",
    "/api/v1/measures/?state=closed",
]
OF_A_FICHE = ["", "edit/", "clone/", "history/", "print/", "circulate/", "share/", "position/", "comment/"]
OF_A_MEASURE = ["edit/", "report/", "drop/", "reopen/"]


def mark(label: str) -> str:
    return f"zq{re.sub('[^a-z]', '', label.lower())}q"


def make() -> dict[str, Any]:
    """A fiche of Italy in every stage and circle, linked to an action that not all its readers may read."""
    action_id = _action()
    return {label: _fiche(label, how, action_id) for label, how in FICHES.items()}


def _action() -> Any:
    version: Any = PlanFactory(
        state=VersionState.AGREED,
        actions=[{"title": f"{mark(LINKED)}title", "lead": "commission", "shared_with": ["italy"]}],
    )
    reader = speaking_for("commission")
    with transaction.atomic(), reading_as(reader):
        return ActionTerms.objects.visible_to(reader).get(plan_version=version).action_id


def _fiche(label: str, how: dict[str, Any], action_id: Any) -> Any:
    own = mark(label)
    how = dict(how)
    stage, shared_with = how.pop("stage", Stage.DRAFT), how.pop("shared_with", "members")
    team = how.pop("country_team", False)
    fiche: Any = FicheFactory(
        title=f"Fiche {own}title", purpose=f"{mark(FORMER)}purpose", situation=f"{own}situation",
        measures=(), **how,
    )  # fmt: skip
    drafter = drafter_of(fiche)
    niger = [countries().by_code["NE"].pk]
    with transaction.atomic(), reading_as(drafter):
        words = services.Words({"purpose": f"{own}purpose"}, niger)
        fiche = services.change(actor=drafter, fiche=fiche, version=None, words=words)
        services.comment(actor=drafter, fiche=fiche, field="purpose", text=f"{own}comment")
    texts = {name: f"{own}{name}" for name in ("lever", "message", "deliverable")}
    write_measure(fiche, title=f"{own}measure", owner="france", action_id=action_id, **texts)
    fiche = bring_to(fiche, stage, shared_with, country_team=team)
    _talk(fiche, own)
    fiche.first_measure = measures_of(fiche)[0].pk
    return fiche


def _talk(fiche: Fiche, own: str) -> None:
    """What others add to a fiche that is out."""
    drafter = drafter_of(fiche)
    france = organisations().by_code["france"].pk
    with transaction.atomic(), reading_as(drafter):
        if fiche.stage in (Stage.COMMENTS, Stage.ENDORSED, Stage.IMPLEMENTATION):
            services.invite(actor=drafter, fiche=fiche, organisation_ids=[france], words=f"{own}invited")
    if fiche.procedure != "meeting" and fiche.stage == Stage.COMMENTS:
        voice = speaking_for("france")
        with transaction.atomic(), reading_as(voice):
            services.state_position(actor=voice, fiche=fiche, stand=Stand.OBJECT, words=f"{own}objection")
    if fiche.stage == Stage.IMPLEMENTATION:
        report(measures_of(fiche)[0], by=drafter, words=f"{own}report")


def outputs(persona: Any, fiches: dict[str, Any], said: Any, undone: Any) -> Iterator[tuple[str, str, bool]]:
    """(channel, everything that came out, whether the channel was asked for nothing in particular)."""
    for label, fiche in fiches.items():
        for end in OF_A_FICHE:
            yield f"fiche {end}", said(persona.client.get(f"/fiches/{fiche.pk}/{end}")), False
        for end in ("", "history/"):
            yield f"api fiche {end}", said(persona.api.get(f"/api/v1/fiches/{fiche.pk}/{end}")), False
        measure = fiche.first_measure
        for end in OF_A_MEASURE:
            yield f"measure {end}", said(persona.client.get(f"/measures/{measure}/{end}")), False
        yield "api measure", said(persona.api.get(f"/api/v1/measures/{measure}/")), False
        if persona.name in READERS[label]:
            continue
        yield "fiche refusal", said(undone(persona.client, "post", f"/fiches/{fiche.pk}/endorse/")), False
        address = f"/api/v1/fiches/{fiche.pk}/"
        stale = undone(persona.api, "patch", address, headers={"If-Match": '"999"'}, data={})
        yield "stale fiche", said(stale), False
        if label == "fiche: draft":
            yield "fiche cursor", said(persona.client.get(f"/fiches/?after={fiche.pk}")), False
            yield "api fiche cursor", said(persona.api.get(f"/api/v1/fiches/?cursor={fiche.pk}")), False
