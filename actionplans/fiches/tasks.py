"""What fiches ask of an actor: measures due, positions and answers asked, fiches to endorse, evaluate, close."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.plans.kinds import Answer
from coordination.access.actor import Actor
from coordination.desk.tasks import Task
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import organisations

from .detail_page import moment_words
from .kinds import BY_WRITING, Stage
from .models import Fiche, FicheContribution, FichePosition, Measure
from .queries import reading
from .rows import country_words, reference

# Rows are named one by one up to here; the table of fiches has the rest.
NAMED = 8


def measures_due(actor: Actor) -> Iterator[Task]:
    """Open measures that the actor's delegation owns, the longest late first."""
    if not actor.speaks_for:
        return
    rows = list(Measure.objects.visible_to(actor).due().filter(owner_party__in=actor.speaks_for)[:NAMED])
    fiches = reading.several(actor, (row.fiche_id for row in rows))
    for row in rows:
        if (fiche := fiches.get(row.fiche_id)) is None:
            continue
        yield Task(
            title=row.title,
            url=reverse("fiche", args=[fiche.pk]),
            second=_second(fiche, fiche.title),
            why=_("A fiche asks this of %(owner)s") % {"owner": organisations().by_id[row.owner_id].name},
            verb=_("Report"),
            verb_url=reverse("measure-report", args=[row.pk]),
            due_on=row.due_on,
        )


def positions_asked(actor: Actor) -> Iterator[Task]:
    """Written procedures in which the actor's delegation has said nothing yet."""
    if not actor.speaks_for or not actor.is_member:
        return
    said = FichePosition.objects.visible_to(actor).filter(party__in=actor.speaks_for).values("fiche")
    waiting = Fiche.objects.visible_to(actor).filter(stage=Stage.COMMENTS, procedure__in=BY_WRITING)
    waiting = waiting.exclude(originator__in=actor.speaks_for).exclude(pk__in=said)
    for fiche in _loaded(actor, waiting.order_by("comments_until", "pk")):
        until = {"time": moment_words(fiche.comments_until)}
        due = fiche.comments_until.astimezone(BRUSSELS).date() if fiche.comments_until else None
        yield _task(
            fiche,
            why=_("The written procedure ends at %(time)s") % until,
            verb=_("State position"),
            route="fiche-position",
            due_on=due,
        )


def to_endorse(actor: Actor) -> Iterator[Task]:
    """Fiches out for comments whose time is over or that have none: the Presidency's turn."""
    if not actor.is_chair:
        return
    waiting = Fiche.objects.visible_to(actor).filter(stage=Stage.COMMENTS)
    for fiche in _loaded(actor, waiting.order_by("comments_until", "pk")):
        due = fiche.comments_until.astimezone(BRUSSELS).date() if fiche.comments_until else None
        yield _task(
            fiche, why=_("Waits for the Presidency"), verb=_("Read and endorse"), route="fiche", due_on=due
        )


def contributions_asked(actor: Actor) -> Iterator[Task]:
    """Contributions for which the actor's delegation was asked and has not answered."""
    if not actor.speaks_for:
        return
    rows = FicheContribution.objects.visible_to(actor).filter(
        party__in=actor.speaks_for, answer=Answer.UNANSWERED
    )
    found = list(rows.order_by("asked_on", "pk")[:NAMED])
    fiches = reading.several(actor, (row.fiche_id for row in found))
    for row in found:
        if fiche := fiches.get(row.fiche_id):
            yield _task(
                fiche,
                why=row.asked_for or _("A contribution is asked of your delegation"),
                verb=_("Answer"),
                route="fiche-contribution-answer",
                key=row.pk,
            )


def evaluations_owed(actor: Actor) -> Iterator[Task]:
    """Own fiches past their day without an evaluation, and evaluated ones that are not closed."""
    if not actor.speaks_for:
        return
    own = Fiche.objects.visible_to(actor).filter(originator__in=actor.speaks_for)
    over = own.filter(stage=Stage.IMPLEMENTATION, due_on__lt=today())
    for fiche in _loaded(actor, over.order_by("due_on", "pk")):
        yield _task(
            fiche,
            why=_("Its day has passed: say what worked, what did not, and the lesson"),
            verb=_("Evaluate"),
            route="fiche-evaluate",
            due_on=fiche.due_on,
        )
    for fiche in _loaded(actor, own.filter(stage=Stage.EVALUATED).order_by("evaluated_on", "pk")):
        yield _task(
            fiche, why=_("It is evaluated and not closed"), verb=_("Close fiche"), route="fiche-close"
        )


def _loaded(actor: Actor, found: Any) -> list[Fiche]:
    ids = list(found.values_list("pk", flat=True)[:NAMED])
    fiches = reading.several(actor, ids)
    return [fiches[pk] for pk in ids if pk in fiches]


def _second(fiche: Fiche, *more: str) -> str:
    return " · ".join([country_words(fiche), *more, reference(fiche)])


def _task(fiche: Fiche, *, why: str, verb: str, route: str, due_on: Any = None, key: Any = None) -> Task:
    return Task(
        title=fiche.title,
        url=reverse("fiche", args=[fiche.pk]),
        second=_second(fiche),
        why=why,
        verb=verb,
        verb_url=reverse(route, args=[key or fiche.pk]),
        due_on=due_on,
    )


PROVIDERS = (measures_due, positions_asked, to_endorse, contributions_asked, evaluations_owed)
