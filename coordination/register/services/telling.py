"""What others are told of entries: that one was logged, shared with them, changed, retired."""

from collections.abc import Iterable

from coordination.access.actor import Actor
from coordination.access.services import intern
from coordination.notices.models import Announcement
from coordination.notices.services import announce, news_of
from coordination.people.queries import circles

from ..kinds import News
from ..models import Activity, ActivityCountry, ActivityTheme


def logged(actor: Actor, activity: Activity, countries: Iterable[int], themes: Iterable[int]) -> Announcement:
    """The news of an entry that others can read from now on."""
    return news_of(actor=actor, kind=News.LOGGED, row=activity, countries=countries, themes=themes)


def tell_logged(actor: Actor, activity: Activity) -> None:
    announce(actor=actor, kind=News.LOGGED, row=activity, **_about(actor, activity))


def tell_retired(actor: Actor, activity: Activity) -> None:
    announce(actor=actor, kind=News.RETIRED, row=activity, **_about(actor, activity))


def tell_changed(actor: Actor, activity: Activity, read_before: int) -> None:
    """Tell those who could read the entry before the change; whoever is let in with it is told of that."""
    announce(
        actor=actor, kind=News.CHANGED, row=activity, audience_then=read_before, **_about(actor, activity)
    )


def tell_shared(actor: Actor, activity: Activity, added: set[int]) -> None:
    """Tell the circles that were let in, and nobody who could read the entry before."""
    own = circles().of_organisation[activity.originator_id]
    told = intern(actor=actor, circles=added | {own})
    announce(actor=actor, kind=News.SHARED, row=activity, audience_then=told.pk, **_about(actor, activity))


def _about(actor: Actor, activity: Activity) -> dict[str, list[int]]:
    """The countries and themes of an entry, for those who follow these."""
    places = ActivityCountry.objects.visible_to(actor).filter(activity=activity)
    topics = ActivityTheme.objects.visible_to(actor).filter(activity=activity)
    return {
        "countries": list(places.values_list("country", flat=True)),
        "themes": list(topics.values_list("theme", flat=True)),
    }
