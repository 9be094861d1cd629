"""What notices say of consultations and of what ministries are asked."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.notices.kinds import Rule
from coordination.notices.nouns import Kind, Noun, Said, Search, register_noun
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .filters import KNOWN_PARAMETERS, ConsultationFilter
from .kinds import News
from .models import Consultation, MinistryInput
from .queries.selection import select


def deadline_words(words: Mapping[str, Any]) -> str:
    """Until when the deadline was moved."""
    moment = datetime.datetime.fromisoformat(str(words["deadline"])) if words.get("deadline") else None
    return _("to %(time)s") % {"time": moment_words(moment)} if moment else ""


KINDS = (
    Kind(
        News.OPENED,
        gettext_lazy("A consultation is open"),
        gettext_lazy("opened for answers"),
        (Rule.ASKED, Rule.READERS),
    ),
    Kind(
        News.REMINDED,
        gettext_lazy("A reminder to reply"),
        gettext_lazy("waits for your reply"),
        (Rule.ASKED,),
        followed=False,
    ),
    Kind(
        News.DUE,
        gettext_lazy("A consultation is due"),
        gettext_lazy("due, and your delegation has not answered"),
        (Rule.ASKED,),
        followed=False,
    ),
    Kind(
        News.EXTENDED,
        gettext_lazy("A deadline has moved"),
        gettext_lazy("deadline moved"),
        (Rule.READERS,),
        detail=deadline_words,
    ),
    Kind(News.CLOSED, gettext_lazy("A consultation was closed"), gettext_lazy("closed"), (Rule.READERS,)),
    Kind(
        News.WITHDRAWN,
        gettext_lazy("A consultation was withdrawn"),
        pgettext_lazy("consultation", "withdrawn"),
        (Rule.READERS,),
    ),
    Kind(
        News.ENDED,
        gettext_lazy("A silence procedure has ended"),
        gettext_lazy("ended"),
        (Rule.READERS,),
    ),
    Kind(
        News.CONCLUDED,
        gettext_lazy("A text is agreed after all"),
        gettext_lazy("agreed after all"),
        (Rule.READERS,),
    ),
    Kind(
        News.REPLIED,
        gettext_lazy("A reply to a consultation"),
        gettext_lazy("replied to"),
        (Rule.OWNER,),
    ),
    Kind(
        News.POSITION,
        gettext_lazy("A position in a silence procedure"),
        gettext_lazy("position stated"),
        (Rule.OWNER,),
    ),
    Kind(
        News.LIFTED,
        gettext_lazy("A reservation or an objection was lifted"),
        gettext_lazy("reservation or objection lifted"),
        (Rule.OWNER,),
    ),
    Kind(
        News.MORE_TIME,
        gettext_lazy("A delegation asks for more time"),
        gettext_lazy("more time asked"),
        (Rule.OWNER,),
        followed=False,
    ),
    Kind(
        News.DECLINED,
        gettext_lazy("A request for more time was declined"),
        gettext_lazy("the deadline stays"),
        (Rule.AUTHOR,),
        followed=False,
    ),
    Kind(
        News.SYNTHESIS,
        gettext_lazy("A synthesis was published"),
        gettext_lazy("synthesis published"),
        (Rule.READERS,),
    ),
)
OF_AN_INPUT = (
    Kind(
        News.INPUT_ASKED,
        gettext_lazy("Your ministry is asked for input"),
        gettext_lazy("input asked of your ministry"),
        (Rule.SHARED,),
        followed=False,
    ),
    Kind(
        News.INPUT_GIVEN,
        gettext_lazy("A ministry gave its input"),
        gettext_lazy("input given"),
        (Rule.OWNER,),
        followed=False,
    ),
)


def _found(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = Consultation.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=JSONObject(title="title", place="country_id"))


def _said(pk: UUID, about: Mapping[str, Any]) -> Said:
    place = countries().by_id.get(about["place"])
    return Said(about["title"], reverse("consultation", args=[pk]), place.name if place else "")


def _inputs(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = MinistryInput.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(
        about=JSONObject(title="title", number="number", ministry="ministry_id", party="originator_id")
    )


def _input_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    words = _("%(ministry)s, question %(number)s: %(title)s")
    ministry = organisations().by_id[about["ministry"]].name
    title = words % {"ministry": ministry, "number": about["number"], "title": about["title"]}
    return Said(title, reverse("input", args=[pk]))


def _filter(query: QueryDict) -> ConsultationFilter:
    return ConsultationFilter(query, queryset=Consultation.objects.none())


def _matching(actor: Actor, query: QueryDict) -> QuerySet[Any]:
    return select(actor, _filter(query).selection)


def _words(query: QueryDict) -> str:
    chips = _filter(query).active(lambda **_changes: "")
    return "; ".join(chip["label"] for chip in chips) or _("All consultations")


def register() -> None:
    """Called once, when the apps are ready."""
    search = Search("consultations", KNOWN_PARAMETERS, _matching, _words)
    register_noun(
        Noun("consultation", gettext_lazy("Consultation"), Consultation, KINDS, _found, _said, search)
    )
    register_noun(
        Noun(
            "ministry-input",
            gettext_lazy("Input of a ministry"),
            MinistryInput,
            OF_AN_INPUT,
            _inputs,
            _input_said,
        )
    )
