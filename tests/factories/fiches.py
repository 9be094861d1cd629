"""Action fiches as their drafter would write them, brought to a stage by whoever may take each step."""

import datetime
from typing import Any

import factory
from django.db import transaction
from django.utils import timezone

from actionplans.fiches import services
from actionplans.fiches.kinds import BY_WRITING, Procedure, Stage
from actionplans.fiches.models import Fiche, FicheContribution, Measure
from actionplans.fiches.queries.fingerprint import fingerprint
from coordination.access.reader import reading_as
from coordination.people.actors import for_organisation
from coordination.people.queries import organisations
from coordination.world.queries import countries, themes

from .people import organisation
from .plans import speaking_for
from .register import sharing

DUE = datetime.date(2027, 3, 31)
ORDER = (Stage.DRAFT, Stage.COMMENTS, Stage.ENDORSED, Stage.IMPLEMENTATION, Stage.EVALUATED, Stage.CLOSED)


class FicheFactory(factory.Factory):
    """A fiche in `stage`, shared with `shared_with` from its comments on; returns the row as stored.

    `measures` are keywords for `write_measure`, in order.
    """

    class Meta:
        model = Fiche

    originator: Any = "italy"
    shared_with: Any = "members"
    country_team = False
    stage = Stage.DRAFT
    countries = ("NE",)
    theme = "migrant-smuggling"
    measures: Any = ({},)

    title = factory.Sequence(lambda number: f"Fiche number {number}")
    purpose = "What the fiche is for."
    situation = "What is the case."
    due_on = DUE

    @classmethod
    def _create(cls, model_class: type[Fiche], *args: Any, **kwargs: Any) -> Fiche:
        take = kwargs.pop
        drafter = speaking_for(take("originator"))
        shared_with, team, stage = take("shared_with"), take("country_team"), take("stage")
        measures = take("measures")
        country_ids = [countries().by_code[code].pk for code in take("countries")]
        fields = kwargs | {"theme_id": themes().by_code[take("theme")].pk}
        fields.pop("theme", None)
        with transaction.atomic(), reading_as(drafter):
            fiche = services.draft(actor=drafter, words=services.Words(fields, country_ids))
        for measure in measures:
            write_measure(fiche, **measure)
        return bring_to(fiche, stage, shared_with, country_team=team)


def drafter_of(fiche: Fiche) -> Any:
    return for_organisation(organisations().by_id[fiche.originator_id])


def write_measure(fiche: Fiche, *, title: str = "A measure", owner: Any = "italy", **fields: Any) -> Measure:
    """A measure of a fiche that is still written."""
    drafter = drafter_of(fiche)
    said = {"title": title, "owner_id": organisation(owner).pk, "due_on": DUE, **fields}
    with transaction.atomic(), reading_as(drafter):
        return services.add_measure(actor=drafter, fiche=fiche, fields=said)


def circulate(
    fiche: Fiche, shared_with: Any = "members", *, country_team: bool = False, **rest: Any
) -> Fiche:
    drafter = drafter_of(fiche)
    if fiche.procedure in BY_WRITING and not fiche.urgent and "comments_until" not in rest:
        rest["comments_until"] = timezone.now() + datetime.timedelta(days=2)
    with transaction.atomic(), reading_as(drafter):
        circle = sharing(shared_with, country_team=country_team)
        return services.circulate(actor=drafter, fiche=fiche, sharing=circle, **rest)


def endorse(fiche: Fiche) -> Fiche:
    """The Presidency of today endorses a fiche that it reads."""
    chair = speaking_for("presidency")
    with transaction.atomic(), reading_as(chair):
        return services.endorse(actor=chair, fiche=fiche, read=fingerprint(chair, fiche))


def measures_of(fiche: Fiche, reader: Any = None) -> list[Measure]:
    reader = reader or drafter_of(fiche)
    with transaction.atomic(), reading_as(reader):
        return list(Measure.objects.visible_to(reader).filter(fiche=fiche).order_by("number"))


def report(measure: Measure, by: Any = None, **said: Any) -> services.Reported:
    """A report of the measure's owner."""
    owner = by or for_organisation(organisations().by_id[measure.owner_id])
    told = services.Report(**{"light": "on-track", "words": "As planned.", **said})
    with transaction.atomic(), reading_as(owner):
        return services.report(actor=owner, measure=measure, version=None, report=told)


def bring_to(fiche: Fiche, stage: str, shared_with: Any = "members", *, country_team: bool = False) -> Fiche:
    """Take a draft on its way, each step by whoever may take it."""
    drafter = drafter_of(fiche)
    if stage == Stage.DISCARDED:
        with transaction.atomic(), reading_as(drafter):
            return services.discard(actor=drafter, fiche=fiche)
    if stage == Stage.TEMPLATE:
        with transaction.atomic(), reading_as(drafter):
            niger = [countries().by_code["NE"].pk]
            return services.clone(
                actor=drafter, source=fiche, title=fiche.title, country_ids=niger, as_template=True
            )
    reach = ORDER.index(Stage(stage))
    if reach >= 1:
        fiche = circulate(fiche, shared_with, country_team=country_team)
    if reach >= 2:
        fiche = endorse(fiche)
    drafter = drafter_of(fiche)  # who reads what was shared since
    with transaction.atomic(), reading_as(drafter):
        if reach >= 3 and fiche.stage == Stage.ENDORSED:
            fiche = services.start(actor=drafter, fiche=fiche)
        if reach >= 4:
            fiche = services.evaluate(
                actor=drafter,
                fiche=fiche,
                version=None,
                worked="The first half.",
                did_not="The second.",
                lesson="Begin earlier.",
            )
    if reach >= 5:
        for measure in measures_of(fiche):
            report(measure, by=drafter, done=True, evidence="A letter.")
        with transaction.atomic(), reading_as(drafter):
            fiche = services.close(actor=drafter, fiche=fiche, version=None, evidence="The final report.")
    return fiche


def contribution(fiche: Fiche, party: Any = "france", words: str = "Two experts") -> FicheContribution:
    """The drafter asks a delegation to contribute."""
    drafter = drafter_of(fiche)
    with transaction.atomic(), reading_as(drafter):
        return services.invite(
            actor=drafter, fiche=fiche, organisation_ids=[organisation(party).pk], words=words
        )[0]


def written(**kwargs: Any) -> Fiche:
    """A fiche in an open written procedure, where silence is consent."""
    return FicheFactory(**{"stage": Stage.COMMENTS, "procedure": Procedure.SILENCE, **kwargs})  # type: ignore[return-value]
