"""What fiches ask of an actor: measures due, positions and answers asked, fiches to endorse, evaluate, close."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.plans.kinds import Answer
from coordination.access.actor import Actor
from coordination.access.dates import date_format, moment_words
from coordination.desk.coming import Owing
from coordination.desk.lines import Line, Part, Source, lines
from coordination.desk.tasks import Task
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .kinds import BY_WRITING, Stage
from .models import Fiche, FicheComment, FicheContribution, FicheCountry, FichePosition, Measure
from .policy import TALKED_ABOUT


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


def asked(actor: Actor) -> Iterator[QuerySet[Any]]:
    """The rows behind the tasks, kind by kind."""
    if not actor.speaks_for:
        return
    own, fiche = _of_fiche(actor), _of_fiche(actor, "fiche")
    due = Measure.objects.visible_to(actor).due().filter(owner_party__in=actor.speaks_for)
    yield lines(
        due,
        "fiche measure",
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
        yield _kind(waiting, "fiche position", "comments_until", own, moment=F("comments_until"))
    if actor.is_chair:
        waiting = fiches.filter(stage=Stage.COMMENTS)
        yield _kind(waiting, "fiche endorse", "comments_until", own, moment=F("comments_until"))
    unanswered = FicheContribution.objects.visible_to(actor).filter(
        FicheContribution.policy.goes_on, party__in=actor.speaks_for, answer=Answer.UNANSWERED
    )
    yield lines(
        unanswered,
        "fiche contribution",
        "asked_on",
        "pk",
        title=F("fiche__title"),
        about=F("pk"),
        words=F("asked_for"),
        **fiche,
    )
    mine = fiches.filter(originator__in=actor.speaks_for)
    over = mine.filter(stage=Stage.IMPLEMENTATION, due_on__lt=today())
    yield _kind(over, "fiche evaluate", "due_on", own, due=F("due_on"))
    yield _kind(mine.filter(stage=Stage.EVALUATED), "fiche close", "evaluated_on", own)


def _kind(rows: QuerySet[Any], kind: str, order: str, own: dict[str, Any], **more: Any) -> QuerySet[Any]:
    return lines(rows, kind, order, "pk", title=F("title"), about=F("pk"), **own, **more)


def _second(item: Line, *more: str) -> str:
    """Countries of the fiche, and how people name it: its originator, year and number."""
    places = ", ".join(countries().by_id[pk].name for pk in item.places)
    reference = f"{organisations().by_id[item.who].name} {item.year}/{item.number}"
    return " · ".join([places, *more, reference])


def _task(item: Line, *, why: str, verb: str, route: str) -> Task:
    due = item.moment.astimezone(BRUSSELS).date() if item.moment else item.due
    return Task(
        title=item.title,
        url=reverse("fiche", args=[item.parent]),
        second=_second(item),
        why=why,
        verb=verb,
        verb_url=reverse(route, args=[item.about]),
        due_on=due,
        due_at=item.moment,
    )


def _measure(item: Line) -> Task:
    return Task(
        title=item.title,
        url=reverse("fiche", args=[item.parent]),
        second=_second(item, item.words),
        why=_("A fiche asks this of %(owner)s") % {"owner": organisations().by_id[item.whom].name},
        verb=_("Report"),
        verb_url=reverse("measure-report", args=[item.about]),
        due_on=item.due,
    )


def _position(item: Line) -> Task:
    why = _("The written procedure ends on %(time)s") % {"time": moment_words(item.moment)}
    return _task(item, why=why, verb=_("State position"), route="fiche-position")


def _endorse(item: Line) -> Task:
    return _task(item, why=_("Waits for the Presidency"), verb=_("Read and endorse"), route="fiche")


def _contribution(item: Line) -> Task:
    why = item.words or _("A contribution is asked of your delegation")
    return _task(item, why=why, verb=_("Answer"), route="fiche-contribution-answer")


def _evaluate(item: Line) -> Task:
    why = _("Its day has passed: say what worked, what did not, and the lesson")
    return _task(item, why=why, verb=_("Evaluate"), route="fiche-evaluate")


def _close(item: Line) -> Task:
    why = _("It is evaluated and not closed")
    return _task(item, why=why, verb=_("Close fiche"), route="fiche-close")


DUE = Source(
    Part.DUE,
    asked,
    {
        "fiche measure": _measure,
        "fiche position": _position,
        "fiche endorse": _endorse,
        "fiche contribution": _contribution,
        "fiche evaluate": _evaluate,
        "fiche close": _close,
    },
)


def waiting(actor: Actor) -> Iterator[QuerySet[Any]]:
    """What others owe on one's own fiches, and comments of one's own that nobody has resolved."""
    if not actor.speaks_for:
        return
    fiche = _of_fiche(actor, "fiche")
    due = Measure.objects.visible_to(actor).due().filter(originator__in=actor.speaks_for)
    yield lines(
        due.exclude(owner_party__in=actor.speaks_for),
        "fiche measure of others",
        "due_on",
        "pk",
        title=F("title"),
        whom=F("owner_id"),
        due=F("due_on"),
        **fiche,
    )
    unanswered = FicheContribution.objects.visible_to(actor).filter(
        FicheContribution.policy.goes_on, originator__in=actor.speaks_for, answer=Answer.UNANSWERED
    )
    yield lines(
        unanswered.exclude(party__in=actor.speaks_for),
        "fiche unanswered",
        "asked_on",
        "pk",
        title=F("fiche__title"),
        whom=F("organisation_id"),
        due=F("asked_on"),
        **fiche,
    )
    said = FicheComment.objects.visible_to(actor).filter(
        organisation__in=actor.speaks_for, resolved_at=None, fiche__stage__in=TALKED_ABOUT
    )
    yield lines(
        said.exclude(fiche__originator__in=actor.speaks_for),
        "fiche comment",
        "at",
        "pk",
        title=F("fiche__title"),
        moment=F("at"),
        **fiche,
    )


def _owing(item: Line, words: str, *, due: bool) -> Owing:
    assert item.due is not None  # noqa: S101 (narrows the type)
    return Owing(
        title=_("%(label)s: %(text)s") % {"label": organisations().by_id[item.whom].name, "text": item.title},
        url=reverse("fiche", args=[item.parent]),
        second=words % {"day": date_format(item.due, "j F Y")},
        since=item.due,
        due_on=item.due if due else None,
    )


def _of_others(item: Line) -> Owing:
    return _owing(item, _("Measure due on %(day)s"), due=True)


def _unanswered(item: Line) -> Owing:
    return _owing(item, _("Asked on %(day)s, no answer yet"), due=False)


def _unresolved(item: Line) -> Owing:
    assert item.moment is not None  # noqa: S101 (narrows the type)
    day = item.moment.astimezone(BRUSSELS).date()
    return Owing(
        title=_("%(label)s: %(text)s") % {"label": organisations().by_id[item.who].name, "text": item.title},
        url=reverse("fiche", args=[item.parent]) + "#comments",
        second=_("Your comment of %(day)s is open") % {"day": date_format(day, "j F Y")},
        since=day,
    )


WAITING = Source(
    Part.WAITING,
    waiting,
    {
        "fiche measure of others": _of_others,
        "fiche unanswered": _unanswered,
        "fiche comment": _unresolved,
    },
)
