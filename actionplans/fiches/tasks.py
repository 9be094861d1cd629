"""What fiches ask of an actor: measures due, positions and answers asked, fiches to endorse, evaluate, close."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.plans.kinds import Answer
from actionplans.plans.owed import Owed, owed
from coordination.access.actor import Actor
from coordination.desk.tasks import Task
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .detail_page import moment_words
from .kinds import BY_WRITING, Stage
from .models import Fiche, FicheContribution, FicheCountry, FichePosition, Measure


def _of_fiche(actor: Actor, path: str = "") -> dict[str, Any]:
    """What every task says of its fiche; `path` leads to it."""
    link = f"{path}__" if path else ""
    places = FicheCountry.objects.visible_to(actor).filter(fiche=OuterRef(f"{path}_id" if path else "pk"))
    return {
        "parent": F(f"{path}_id" if path else "pk"),
        "places": ArraySubquery(places.order_by("pk").values("country_id")),
        "number": F(f"{link}number"),
        "year": F(f"{link}year"),
        "who": F(f"{link}originator_id"),
    }


def found(actor: Actor) -> Iterator[QuerySet[Any]]:
    """The rows behind the tasks, kind by kind."""
    own, fiche = _of_fiche(actor), _of_fiche(actor, "fiche")
    due = Measure.objects.visible_to(actor).due().filter(owner_party__in=actor.speaks_for)
    yield owed(
        due,
        "measure",
        "due_on",
        "pk",
        title=F("title"),
        words=F("fiche__title"),
        about=F("pk"),
        whom=F("owner_id"),
        due=F("due_on"),
        **fiche,
    )
    fiches = Fiche.objects.visible_to(actor)
    if actor.is_member:
        said = FichePosition.objects.visible_to(actor).filter(party__in=actor.speaks_for).values("fiche")
        waiting = fiches.filter(stage=Stage.COMMENTS, procedure__in=BY_WRITING)
        waiting = waiting.exclude(originator__in=actor.speaks_for).exclude(pk__in=said)
        yield _kind(waiting, "position", "comments_until", own, moment=F("comments_until"))
    if actor.is_chair:
        waiting = fiches.filter(stage=Stage.COMMENTS)
        yield _kind(waiting, "endorse", "comments_until", own, moment=F("comments_until"))
    asked = FicheContribution.objects.visible_to(actor).filter(
        FicheContribution.policy.goes_on, party__in=actor.speaks_for, answer=Answer.UNANSWERED
    )
    yield owed(
        asked,
        "contribution",
        "asked_on",
        "pk",
        title=F("fiche__title"),
        about=F("pk"),
        words=F("asked_for"),
        **fiche,
    )
    mine = fiches.filter(originator__in=actor.speaks_for)
    over = mine.filter(stage=Stage.IMPLEMENTATION, due_on__lt=today())
    yield _kind(over, "evaluate", "due_on", own, due=F("due_on"))
    yield _kind(mine.filter(stage=Stage.EVALUATED), "close", "evaluated_on", own)


def _kind(rows: QuerySet[Any], kind: str, order: str, own: dict[str, Any], **more: Any) -> QuerySet[Any]:
    return owed(rows, kind, order, "pk", title=F("title"), about=F("pk"), **own, **more)


def _second(item: Owed, *more: str) -> str:
    """Countries of the fiche, and how people name it: its originator, year and number."""
    places = ", ".join(countries().by_id[pk].name for pk in item.places)
    reference = f"{organisations().by_id[item.who].name} {item.year}/{item.number}"
    return " · ".join([places, *more, reference])


def _task(item: Owed, *, why: str, verb: str, route: str) -> Task:
    due = item.moment.astimezone(BRUSSELS).date() if item.moment else item.due
    return Task(
        title=item.title,
        url=reverse("fiche", args=[item.parent]),
        second=_second(item),
        why=why,
        verb=verb,
        verb_url=reverse(route, args=[item.about]),
        due_on=due,
    )


def _measure(item: Owed) -> Task:
    return Task(
        title=item.title,
        url=reverse("fiche", args=[item.parent]),
        second=_second(item, item.words),
        why=_("A fiche asks this of %(owner)s") % {"owner": organisations().by_id[item.whom].name},
        verb=_("Report"),
        verb_url=reverse("measure-report", args=[item.about]),
        due_on=item.due,
    )


def _position(item: Owed) -> Task:
    why = _("The written procedure ends at %(time)s") % {"time": moment_words(item.moment)}
    return _task(item, why=why, verb=_("State position"), route="fiche-position")


def _endorse(item: Owed) -> Task:
    return _task(item, why=_("Waits for the Presidency"), verb=_("Read and endorse"), route="fiche")


def _contribution(item: Owed) -> Task:
    why = item.words or _("A contribution is asked of your delegation")
    return _task(item, why=why, verb=_("Answer"), route="fiche-contribution-answer")


def _evaluate(item: Owed) -> Task:
    why = _("Its day has passed: say what worked, what did not, and the lesson")
    return _task(item, why=why, verb=_("Evaluate"), route="fiche-evaluate")


def _close(item: Owed) -> Task:
    why = _("It is evaluated and not closed")
    return _task(item, why=why, verb=_("Close fiche"), route="fiche-close")


WORDS = {
    "measure": _measure,
    "position": _position,
    "endorse": _endorse,
    "contribution": _contribution,
    "evaluate": _evaluate,
    "close": _close,
}
