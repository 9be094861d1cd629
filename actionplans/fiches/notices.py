"""What notices say of fiches and their measures, and what falls due in them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy

from actionplans.plans.notices import due_words, moved_words
from coordination.access.actor import Actor
from coordination.notices.kinds import Rule
from coordination.notices.nouns import Kind, Noun, Said, register_noun
from coordination.notices.reminders import Reminder, register_reminders
from coordination.world.queries import countries

from .kinds import News
from .models import Fiche, FicheCountry, Measure

KINDS = (
    Kind(
        News.CIRCULATED,
        gettext_lazy("A fiche is out for comments"),
        gettext_lazy("put out for comments"),
        (Rule.CHAIR, Rule.READERS),
    ),
    Kind(
        News.SHARED,
        gettext_lazy("A fiche is shared with you"),
        gettext_lazy("shared"),
        (Rule.SHARED, Rule.READERS),
    ),
    Kind(
        News.POSITION,
        gettext_lazy("A position on a fiche"),
        gettext_lazy("position stated"),
        (Rule.OWNER, Rule.CHAIR),
    ),
    Kind(
        News.ENDORSED,
        gettext_lazy("A fiche was endorsed"),
        gettext_lazy("endorsed"),
        (Rule.ASKED, Rule.OWNER),
    ),
    Kind(
        News.ASKED,
        gettext_lazy("A contribution to a fiche is asked"),
        gettext_lazy("contribution asked"),
        (Rule.ASKED,),
        followed=False,
    ),
    Kind(
        News.ANSWERED,
        gettext_lazy("A contribution to a fiche was answered or offered"),
        gettext_lazy("contribution answered or offered"),
        (Rule.OWNER,),
    ),
    Kind(News.STARTED, gettext_lazy("A fiche is in implementation"), gettext_lazy("started")),
    Kind(News.EVALUATED, gettext_lazy("A fiche was evaluated"), gettext_lazy("evaluated"), (Rule.CHAIR,)),
    Kind(News.CLOSED, gettext_lazy("A fiche was closed"), gettext_lazy("closed"), (Rule.CHAIR,)),
    Kind(
        News.REOPENED, gettext_lazy("A fiche was opened again"), gettext_lazy("opened again"), (Rule.OWNER,)
    ),
    Kind(
        News.COMMENTED,
        gettext_lazy("A comment on a fiche"),
        gettext_lazy("commented on"),
        (Rule.MENTIONED, Rule.OWNER),
    ),
    Kind(
        News.RESOLVED,
        gettext_lazy("A comment on a fiche was resolved"),
        gettext_lazy("comment resolved"),
        (Rule.MENTIONED, Rule.AUTHOR),
        followed=False,
    ),
    Kind(
        News.MEASURE_REPORTED,
        gettext_lazy("A report on a measure of a fiche"),
        gettext_lazy("measure reported on"),
        (Rule.OWNER, Rule.LEAD),
    ),
    Kind(
        News.MEASURE_MOVED,
        gettext_lazy("The date of a measure has moved"),
        gettext_lazy("due date of a measure moved"),
        (Rule.OWNER, Rule.LEAD),
        detail=moved_words,
    ),
    Kind(
        News.MEASURE_DROPPED,
        gettext_lazy("A measure of a fiche was dropped"),
        gettext_lazy("measure dropped"),
        (Rule.LEAD,),
    ),
    Kind(
        News.MEASURE_DUE,
        gettext_lazy("A measure of a fiche is due"),
        gettext_lazy("measure due"),
        (Rule.LEAD,),
        followed=False,
        detail=due_words,
    ),
)


def _found(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    places = FicheCountry.objects.visible_to(actor).filter(fiche=OuterRef("pk")).order_by("pk")
    found = Fiche.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=JSONObject(title="title", place=Subquery(places.values("country_id")[:1])))


def _said(pk: UUID, about: Mapping[str, Any]) -> Said:
    place = countries().by_id.get(about["place"])
    return Said(about["title"], reverse("fiche", args=[pk]), place.name if place else "")


def _due(actor: Actor, until: datetime.date) -> Iterator[Reminder]:
    """Open measures that the actor's delegation owns and that are due by a day."""
    due = Measure.objects.visible_to(actor).due().filter(owner_party__in=actor.speaks_for)
    for row in due.filter(due_on__lte=until).select_related("fiche"):
        rest = {
            "told": {Rule.LEAD: [row.owner_party_id]},
            "themes": [row.fiche.theme_id],
            "place": f"measure-{row.number}",
        }
        assert row.due_on is not None  # noqa: S101 (narrows the type)
        yield Reminder(News.MEASURE_DUE, row.fiche, row.due_on, rest)


def register() -> None:
    """Called once, when the apps are ready."""
    register_noun(Noun("fiche", gettext_lazy("Fiche"), Fiche, KINDS, _found, _said))
    register_reminders(_due)
