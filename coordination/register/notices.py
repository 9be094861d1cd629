"""What notices say of entries of the register."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.notices.kinds import Rule
from coordination.notices.nouns import Kind, Noun, Said, Search, register_noun
from coordination.world.queries import countries

from .filters import KNOWN_PARAMETERS, ActivityFilter
from .kinds import News
from .models import Activity, ActivityCountry
from .queries import select

KINDS = (
    Kind(News.LOGGED, gettext_lazy("A new entry in the register"), gettext_lazy("logged"), (Rule.SHARED,)),
    Kind(
        News.SHARED,
        gettext_lazy("An entry of the register is shared with you"),
        gettext_lazy("shared"),
        (Rule.SHARED,),
    ),
    Kind(News.CHANGED, gettext_lazy("An entry of the register has changed"), gettext_lazy("changed")),
    Kind(News.RETIRED, gettext_lazy("An entry of the register was retired"), gettext_lazy("retired")),
)


def _found(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    places = ActivityCountry.objects.visible_to(actor).filter(activity=OuterRef("pk")).order_by("pk")
    first = Subquery(places.values("country_id")[:1])
    rows = Activity.objects.visible_to(actor).filter(pk__in=list(ids))
    return rows.annotate(about=JSONObject(title="title", place=first))


def _said(pk: UUID, about: Mapping[str, Any]) -> Said:
    place = countries().by_id.get(about["place"])
    return Said(about["title"], reverse("activity", args=[pk]), place.name if place else "")


def _filter(query: QueryDict) -> ActivityFilter:
    return ActivityFilter(query, queryset=Activity.objects.none())


def _matching(actor: Actor, query: QueryDict) -> QuerySet[Any]:
    return select(actor, _filter(query).selection)


def _words(query: QueryDict) -> str:
    """A search in words: what each filter says."""
    chips = _filter(query).active(lambda **_changes: "")
    return "; ".join(chip["label"] for chip in chips) or _("All entries")


def register() -> None:
    """Called once, when the apps are ready."""
    search = Search("activities", KNOWN_PARAMETERS, _matching, _words)
    register_noun(Noun("activity", gettext_lazy("Entry"), Activity, KINDS, _found, _said, search))
