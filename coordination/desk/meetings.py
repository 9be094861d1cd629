"""What meetings bring to the desk: what takes place next, follow-ups to report on, how ready the next agenda is."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.meetings.kinds import OPEN, WAITED_FOR, MeetingState
from coordination.meetings.models import AgendaItem, AgendaPaper, FollowUp, Meeting
from coordination.people.models import BRUSSELS
from coordination.people.queries import organisations

from .coming import Check, Coming, Owing
from .entries import QUARTER
from .lines import Line, Part, Source, lines
from .tasks import Task


def _title() -> Any:
    """The title of a meeting in the reader's language."""
    if get_language() != "fr":
        return F("title")
    return Case(When(title_fr="", then=F("title")), default=F("title_fr"))


def ahead(actor: Actor) -> Iterator[QuerySet[Any]]:
    """Meetings that were issued and begin within three months, or run."""
    if not actor.organisations:
        return
    found = Meeting.objects.visible_to(actor).filter(
        state__in=(MeetingState.ISSUED, MeetingState.RUNNING),
        starts_at__lte=timezone.now() + QUARTER,
    )
    found = found.filter(Q(ends_at__gte=timezone.now()) | Q(state=MeetingState.RUNNING))
    about = {"title": _title(), "about": F("pk"), "words": F("venue"), "moment": F("starts_at")}
    yield lines(found, "meeting", "starts_at", "pk", **about)


def _coming(line: Line) -> Coming:
    assert line.moment is not None  # noqa: S101 (narrows the type)
    starts = line.moment.astimezone(BRUSSELS)
    hour = _("%(time)s Brussels") % {"time": date_format(starts, "H.i")}
    second = " · ".join(filter(None, [hour, line.words]))
    return Coming(starts.date(), line.title, reverse("meeting", args=[line.about]), second)


NEXT = Source(Part.NEXT, ahead, {"meeting": _coming})


def asked(actor: Actor) -> Iterator[QuerySet[Any]]:
    """What meetings asked of the actor's delegation and is still open, the earliest due first."""
    if not actor.speaks_for:
        return
    found = FollowUp.objects.visible_to(actor).open().filter(owner_party__in=actor.speaks_for)
    about = {"title": F("title"), "about": F("pk"), "whom": F("owner_id"), "due": F("due_on")}
    yield lines(found, "follow-up", "due_on", "pk", **about)


def _follow_up(line: Line) -> Task:
    return Task(
        title=line.title,
        url=reverse("follow-up", args=[line.about]),
        second=_("Follow-up"),
        why=_("A meeting asks this of %(organisation)s")
        % {"organisation": organisations().by_id[line.whom].name},
        verb=_("Say how it stands"),
        verb_url=reverse("follow-up-report", args=[line.about]),
        due_on=line.due,
    )


DUE = Source(Part.DUE, asked, {"follow-up": _follow_up})


def owed(actor: Actor) -> Iterator[QuerySet[Any]]:
    """What meetings that the actor convenes asked of others and is late, the longest first."""
    if not actor.speaks_for:
        return
    late = FollowUp.objects.visible_to(actor).late().exclude(owner_party__in=actor.speaks_for)
    convened = Q(by_presidency=True) if actor.is_chair else Q(pk=None)
    convened |= Q(by_presidency=False, originator__in=actor.speaks_for)
    about = {"title": F("title"), "about": F("pk"), "whom": F("owner_id"), "due": F("due_on")}
    yield lines(late.filter(convened, owner__isnull=False), "follow-up owed", "due_on", "pk", **about)


def _owed(line: Line) -> Owing:
    assert line.due is not None  # noqa: S101 (narrows the type)
    owner = organisations().by_id[line.whom].name
    words = _("%(owner)s · was due on %(day)s") % {"owner": owner, "day": date_format(line.due, "j F Y")}
    url = reverse("follow-up", args=[line.about])
    return Owing(line.title, url, words, since=line.due, due_on=line.due)


WAITING = Source(Part.WAITING, owed, {"follow-up owed": _owed})


def ready(actor: Actor) -> Iterator[QuerySet[Any]]:
    """The next agenda that the chair answers for: whether it went out, what its items and papers lack."""
    if not actor.is_chair:
        return
    led = Meeting.objects.visible_to(actor).filter(
        Meeting.policy.rule("arrange", actor), term__isnull=False, state__in=OPEN, ends_at__gte=timezone.now()
    )
    first = led.order_by("starts_at", "pk").values("pk")[:1]
    items = AgendaItem.objects.visible_to(actor).on_agenda().filter(meeting=OuterRef("pk"))
    papers = AgendaPaper.objects.visible_to(actor).filter(item__meeting=OuterRef("pk"), state__in=WAITED_FOR)
    counted = {
        "agenda issue": _count(items, "meeting"),
        "agenda handling": _count(items.filter(handling=""), "meeting"),
        "agenda papers": _count(papers, "item__meeting"),
    }
    for kind, number in counted.items():
        about = {"title": _title(), "about": F("pk"), "words": F("state"), "moment": F("starts_at")}
        yield lines(led.filter(pk__in=Subquery(first)), kind, "pk", number=number, **about)


def _count(rows: QuerySet[Any], by: str) -> Any:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _check(line: Line, title: str, sign: str, said: str, second: str = "") -> Check:
    return Check(title, reverse("agenda-builder", args=[line.about]), second, sign, said)


def _issue(line: Line) -> Check:
    assert line.moment is not None  # noqa: S101 (narrows the type)
    day = date_format(line.moment.astimezone(BRUSSELS), "j F Y")
    title = _("%(meeting)s, %(day)s") % {"meeting": line.title, "day": day}
    items = ngettext("%(n)s item", "%(n)s items", line.number) % {"n": line.number}
    issued = line.words == MeetingState.ISSUED
    said = _("Issued") if issued else _("Not issued yet")
    return _check(line, title, "done" if issued else "at-risk", said, items)


def _handling(line: Line) -> Check:
    if not line.number:
        return _check(line, _("Handling"), "done", _("Complete"))
    lacking = ngettext("Missing for %(n)s item", "Missing for %(n)s items", line.number) % {"n": line.number}
    return _check(line, _("Handling"), "off-track", lacking)


def _papers(line: Line) -> Check:
    if not line.number:
        return _check(line, _("Papers"), "done", _("Complete"))
    waited = ngettext("%(n)s still to come", "%(n)s still to come", line.number) % {"n": line.number}
    return _check(line, _("Papers"), "at-risk", waited)


READINESS = Source(
    Part.READINESS, ready, {"agenda issue": _issue, "agenda handling": _handling, "agenda papers": _papers}
)
