"""What the frame of every page shows: who you are, the term, the places you can go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from coordination.access.actor import Actor, Function

from .models import FunctionChoice
from .queries import presidency


@dataclass(frozen=True)
class Place:
    """An entry of the side navigation; slices above register theirs in `apps.ready()`.

    `also` holds the beginnings of further addresses that belong to it.
    """

    order: int
    route: str
    label: str | Promise
    shown_to: Callable[[Actor], bool]
    also: tuple[str, ...] = ()


def readers(actor: Actor) -> bool:
    """Everybody who reads content: administrators by virtue of that role alone do not."""
    return bool(actor.organisations)


PLACES: list[Place] = [
    Place(50, "directory", gettext_lazy("People"), readers),
    Place(80, "administration", gettext_lazy("People and access"), lambda actor: actor.is_administrator),
    Place(90, "access-log", gettext_lazy("Log of access"), lambda actor: actor.is_administrator),
]


def register_place(place: Place) -> None:
    """Add a place to the side navigation."""
    PLACES.append(place)
    PLACES.sort(key=lambda entry: entry.order)


def function_words(actor: Actor) -> str:
    """The actor's function today, in words."""
    if actor.is_chair:
        return _("Presidency, chair")
    if actor.is_administrator and not actor.organisations:
        return _("Accounts and grants")
    spoken = [FunctionChoice(name).label for name in FunctionChoice.values if name in actor.functions]
    return str(spoken[0]) if spoken else ""


def _navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    entries = []
    for place in PLACES:
        if place.shown_to(actor):
            url = reverse(place.route)
            inside = (*place.also, *([url] if url != "/" else []))
            current = request.path == url or request.path.startswith(inside)
            entries.append({"label": place.label, "url": url, "current": current, "due": 0})
    return entries


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `shell` and, for those signed in, `actor`."""
    actor: Actor | None = getattr(request, "actor", None)
    frame: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "now": timezone.now(),
    }
    if actor is not None and actor.organisation is not None:
        chair = presidency()
        frame |= {
            "navigation": _navigation(request, actor),
            "organisation": actor.organisation.name
            if Function.ADMINISTRATOR not in actor.functions or actor.organisations
            else _("Administrator"),
            "function": function_words(actor),
            "user_email": actor.email,
            "can_log": actor.may_contribute,
            "term": {
                "holder": chair.holder.name if chair.holder else "",
                "ends_on": chair.term.ends_on if chair.term else None,
                "next_holder": chair.next_holder.name if chair.next_holder else "",
                "next_starts_on": chair.next_term.starts_on if chair.next_term else None,
            },
        }
    return {"shell": frame, "actor": actor}
