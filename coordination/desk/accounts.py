"""What administrators are asked, accesses that end soon and invitations not taken up, and focal points: who is needed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.people import accounts, recertification
from coordination.people.models import BRUSSELS
from coordination.people.queries import organisations
from coordination.people.reach import function_label

from .lines import Line, Part, Source, lines
from .tasks import Task


def found(actor: Actor) -> Iterator[QuerySet[Any]]:
    """Memberships that end within thirty days, invitations not taken up, people to confirm."""
    about = {
        "number": F("pk"),
        "title": F("post"),
        "who": F("organisation_id"),
        "words": F("user__email"),
        "sign": F("function"),
    }
    if actor.runs:
        due = Cast(Value(recertification.due_on()), DateField())
        yield lines(recertification.asked(actor), "still needed", "confirmed_on", "pk", due=due, **about)
    if not actor.is_administrator:
        return
    yield lines(accounts.ending_soon(), "access ends", "ends_on", "pk", due=F("ends_on"), **about)
    waiting = accounts.waiting_invitations()
    yield lines(waiting, "invitation", "user__created_at", "pk", moment=F("user__created_at"), **about)


def _title(line: Line) -> str:
    words = accounts.body_words(organisations().by_id[line.who])
    return ", ".join(filter(None, [words, line.title]))


def _list_url(line: Line) -> str:
    return f"{reverse('administration')}?{urlencode({'words': line.words})}"


def _second(line: Line) -> str:
    return f"{line.words} · {function_label(line.sign)}"


def _more(access: str, title: str) -> Task:
    url = f"{reverse('administration')}?{urlencode({'access': access})}"
    return Task(
        title=title,
        url=url,
        second="",
        why=_("Only the first are named here"),
        verb=_("Open list"),
        verb_url=url,
    )


def _ending(line: Line) -> Task:
    return Task(
        title=_title(line),
        url=_list_url(line),
        second=_second(line),
        why=_("Access ends; a new nomination is needed to go on"),
        verb=_("Open access"),
        verb_url=_list_url(line),
        due_on=line.due,
    )


def _waiting(line: Line) -> Task:
    assert line.moment is not None  # noqa: S101 (narrows the type)
    day = date_format(line.moment.astimezone(BRUSSELS), "j F Y")
    return Task(
        title=_title(line),
        url=_list_url(line),
        second=_second(line),
        why=_("Invited, not taken up; account made on %(day)s") % {"day": day},
        verb=_("Invite again"),
        verb_url=reverse("invite-again", args=[line.number]),
        posts=True,
    )


def _needed(line: Line) -> Task:
    url = reverse("still-needed")
    return Task(
        title=_title(line),
        url=url,
        second=_second(line),
        why=_("Is this access still needed? Without an answer it ends after %(day)s")
        % {"day": date_format(recertification.lapses_on(), "j F Y")},
        verb=_("Answer"),
        verb_url=url,
        due_on=line.due,
    )


def _more_needed(line: Line) -> Task:
    url, title = reverse("still-needed"), _("More people to confirm")
    return Task(
        title=title,
        url=url,
        second="",
        why=_("Only the first are named here"),
        verb=_("Open list"),
        verb_url=url,
    )


def _more_ending(line: Line) -> Task:
    return _more(accounts.ENDING_SOON, _("More accesses that end within 30 days"))


def _more_waiting(line: Line) -> Task:
    return _more(accounts.INVITED, _("More invitations that nobody took up"))


DUE = Source(
    Part.DUE,
    found,
    {"access ends": _ending, "invitation": _waiting, "still needed": _needed},
    {"access ends": _more_ending, "invitation": _more_waiting, "still needed": _more_needed},
)
