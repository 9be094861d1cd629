"""What consultations ask of an actor: replies, clearance, positions, input of a ministry; what a convenor does
next; and what others owe.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.consultations.audiences import expected
from coordination.consultations.kinds import InputState, Kind, Outcome, State
from coordination.consultations.models import (
    Consultation,
    ExtensionRequest,
    MinistryInput,
    Position,
    Question,
    Reply,
    ReplyDraft,
)
from coordination.consultations.queries.reading import how_silence_stands
from coordination.consultations.queries.selection import standing_is
from coordination.consultations.rows import convenor_words
from coordination.people.models import BRUSSELS
from coordination.people.queries import organisations

from .coming import Owing
from .lines import Line, Part, Source, lines
from .tasks import Task

READ_BY_CHAIR = ExpressionWrapper(Q(by_chair=True), BooleanField())


def _kind(found: QuerySet[Any], kind: str, order: str = "deadline", **more: Any) -> QuerySet[Any]:
    """Consultations as lines: their title, when they are due, who asks."""
    about = {"title": F("title"), "about": F("pk"), "moment": F("deadline"), "who": F("originator_id")}
    return lines(found, kind, order, "pk", **about, whom=READ_BY_CHAIR, **more)


def asked(actor: Actor) -> Iterator[QuerySet[Any]]:
    """The rows behind the tasks, kind by kind."""
    if actor.contributes_to:
        yield _inputs_of_ministry(actor)
    if not actor.speaks_for or not actor.is_member:
        return
    yield _kind(_replies(actor), "consultation reply", words=F("step"))
    stated = Position.objects.visible_to(actor).filter(
        consultation=OuterRef("pk"), originator__in=actor.speaks_for
    )
    yield _kind(_to_answer(actor, "position").filter(~Exists(stated)), "consultation position")
    # What the convenor does next: others ask, the deadline has passed, all was lifted.
    waiting = ExtensionRequest.objects.visible_to(actor).filter(
        ExtensionRequest.policy.rule("answer", actor), consultation__in=_of(actor)
    )
    yield lines(
        waiting,
        "consultation more time",
        "asked_at",
        "pk",
        title=F("consultation__title"),
        about=F("consultation_id"),
        whom=F("originator_id"),
        words=F("reason"),
        moment=F("until"),
    )
    over = _of(actor).filter(standing_is("over"), Consultation.policy.rule("close", actor))
    yield _kind(over, "consultation over")
    broken = _of(actor).filter(Consultation.policy.rule("conclude", actor))
    lifted = broken.annotate(silence=how_silence_stands()).filter(silence=Outcome.LIFTED)
    yield _kind(lifted, "consultation lifted")


def _of(actor: Actor) -> QuerySet[Any]:
    return Consultation.objects.visible_to(actor)


def _to_answer(actor: Actor, action: str) -> QuerySet[Any]:
    """What runs and asks the actor's delegation."""
    return Consultation.objects.visible_to(actor).running().filter(Consultation.policy.rule(action, actor))


def _replies(actor: Actor) -> QuerySet[Any]:
    """Questions that the actor's delegation has not answered in full, each once: drafts to clear come first,
    then what is cleared and not submitted, then what is not written.
    """
    own = {"originator__in": actor.speaks_for}
    drafts = ReplyDraft.objects.visible_to(actor).filter(consultation=OuterRef("pk"), **own).exclude(text="")
    replies = Reply.objects.visible_to(actor).filter(**own)
    said = replies.filter(question=OuterRef("question"), text=OuterRef("text"))
    uncleared = Exists(drafts.filter(~Exists(said), cleared_at=None))
    ready = Exists(drafts.filter(~Exists(said), cleared_at__isnull=False))
    questions = Question.objects.visible_to(actor).filter(consultation=OuterRef("pk"))
    missing = Exists(questions.filter(~Exists(replies.filter(question=OuterRef("pk")))))
    found = _to_answer(actor, "reply").filter(Q(uncleared) | Q(ready) | Q(missing))
    step = Case(
        When(uncleared, then=Value("clear")),
        When(ready, then=Value("submit")),
        default=Value("write"),
        output_field=TextField(),
    )
    return found.annotate(step=step)


def _inputs_of_ministry(actor: Actor) -> QuerySet[Any]:
    found = MinistryInput.objects.visible_to(actor).filter(
        ministry__in=actor.organisations, state__in=[InputState.ASKED, InputState.WRITING]
    )
    return lines(
        found,
        "ministry input",
        "due_at",
        "pk",
        title=F("asked"),
        words=F("title"),
        about=F("pk"),
        number=F("number"),
        who=F("originator_id"),
        moment=F("due_at"),
    )


def _convenor(item: Line) -> str:
    return convenor_words(Consultation(originator_id=item.who, by_chair=bool(item.whom)))


def _task(item: Line, *, why: str, verb: str, route: str, query: str = "", second: str = "") -> Task:
    return Task(
        title=item.title,
        url=reverse("consultation", args=[item.about]),
        second=second or _convenor(item),
        why=why,
        verb=verb,
        verb_url=reverse(route, args=[item.about]) + query,
        due_on=item.moment.astimezone(BRUSSELS).date() if item.moment else None,
        due_at=item.moment,
    )


def _reply(item: Line) -> Task:
    words = {
        "clear": (_("Drafts of your delegation wait for clearance"), _("Review drafts")),
        "submit": (_("Your replies are cleared and not submitted"), _("Submit replies")),
        "write": (_("Your delegation is asked and has not replied to all questions"), _("Write reply")),
    }
    why, verb = words[item.words]
    return _task(item, why=why, verb=verb, route="reply")


def _position(item: Line) -> Task:
    why = _("Silence procedure until %(time)s; silence is agreement") % {"time": moment_words(item.moment)}
    return _task(item, why=why, verb=_("State position"), route="position")


def _more_time(item: Line) -> Task:
    who = organisations().by_id[item.whom].name
    until = item.moment.isoformat() if item.moment else ""
    said = {"party": who, "time": moment_words(item.moment)}
    return Task(
        title=item.title,
        url=reverse("consultation", args=[item.about]),
        second=item.words,
        why=_("%(party)s asks for time until %(time)s") % said,
        verb=_("Answer"),
        verb_url=f"{reverse('consultation-extend', args=[item.about])}?{urlencode({'until': until})}",
    )


def _over(item: Line) -> Task:
    why = _("The deadline has passed: close it, or move the deadline")
    return _task(item, why=why, verb=_("Close consultation"), route="consultation-close")


def _lifted(item: Line) -> Task:
    why = _("All that broke the silence was lifted: note that the text is agreed")
    return _task(item, why=why, verb=_("Open consultation"), route="consultation")


def _input(item: Line) -> Task:
    url = reverse("input", args=[item.about])
    delegation = organisations().by_id[item.who].name
    return Task(
        title=item.title,
        url=url,
        second=item.words,
        why=_("%(party)s asks this of your ministry for its reply") % {"party": delegation},
        verb=_("Write input"),
        verb_url=url,
        due_on=item.moment.astimezone(BRUSSELS).date() if item.moment else None,
        due_at=item.moment,
    )


DUE = Source(
    Part.DUE,
    asked,
    {
        "consultation reply": _reply,
        "consultation position": _position,
        "consultation more time": _more_time,
        "consultation over": _over,
        "consultation lifted": _lifted,
        "ministry input": _input,
    },
)


def waiting(actor: Actor) -> Iterator[QuerySet[Any]]:
    """Delegations that have not replied to what the actor runs, and ministries that have not written."""
    if not actor.speaks_for or not actor.is_member:
        return
    answered = Reply.objects.visible_to(actor).filter(consultation=OuterRef("pk")).order_by()
    counted = answered.values("consultation").annotate(n=Count("originator", distinct=True)).values("n")
    running = Consultation.objects.visible_to(actor).running()
    run = running.filter(Consultation.policy.rule("extend", actor), kind=Kind.QUESTIONS, state=State.OPEN)
    yield _kind(
        run,
        "consultation behind",
        number=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        places=F("audience__circles"),
    )
    pending = MinistryInput.objects.visible_to(actor).filter(
        originator__in=actor.speaks_for,
        state__in=[InputState.ASKED, InputState.WRITING],
        consultation__in=running,
    )
    yield lines(
        pending,
        "ministry pending",
        "due_at",
        "pk",
        title=F("title"),
        about=F("pk"),
        number=F("number"),
        whom=F("ministry_id"),
        due=F("due_at__date"),
        moment=F("created_at"),
    )


def _behind(item: Line) -> Owing:
    """So many of those whose answers are waited for have replied."""
    assert item.moment is not None  # noqa: S101 (narrows the type)
    row = Consultation(originator_id=item.who, by_chair=bool(item.whom))
    everybody = len(expected(row, item.places))
    words = _("%(n)s of %(all)s have replied") % {"n": min(item.number, everybody), "all": everybody}
    day = item.moment.astimezone(BRUSSELS).date()
    return Owing(item.title, reverse("consultation", args=[item.about]), words, since=day, due_on=day)


def _pending(item: Line) -> Owing:
    assert item.moment is not None  # noqa: S101 (narrows the type)
    ministry = organisations().by_id[item.whom].name
    words = _("Input to question %(number)s is asked and not given") % {"number": item.number}
    return Owing(
        title=_("%(label)s: %(text)s") % {"label": ministry, "text": item.title},
        url=reverse("input", args=[item.about]),
        second=words,
        since=item.moment.astimezone(BRUSSELS).date(),
        due_on=item.due,
    )


WAITING = Source(Part.WAITING, waiting, {"consultation behind": _behind, "ministry pending": _pending})
