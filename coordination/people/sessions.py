"""Sessions that can be ended from the server, and that end by themselves (SECURITY 13).

The key of a session begins with its user's number, so that all sessions of a user are found by the
index of the key and deleted in one statement, however many users there are.
"""

import datetime
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from coordination.history.models import Verb
from coordination.history.trail import note

from .devices import device
from .models import User

IDLE = datetime.timedelta(minutes=30)
ABSOLUTE = datetime.timedelta(hours=12)
# Not every request writes: the mark is at most this much too old.
MARKED_EVERY = datetime.timedelta(minutes=1)
# Elements that ask again by themselves; htmx sends the id of the element that asked.
POLLING = ("progress", "poll")


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with keys by user once somebody has signed in."""

    def _get_new_session_key(self) -> str:
        random: str = super()._get_new_session_key()  # type: ignore[misc]
        user = getattr(self, "_session_cache", {}).get(SESSION_KEY)
        return f"{prefix(user)}{random}" if user else random


def prefix(user_id: int | str) -> str:
    """The beginning of the keys of a user's sessions; at most 8 of the 40 characters that a key may have."""
    return f"{int(user_id):x}-"


def end_all(user_id: int, *, but: str | None = None) -> None:
    """End every session of a user, on the server, now; perhaps all but the one with a key."""
    Session.objects.filter(session_key__startswith=prefix(user_id)).exclude(session_key=but or "").delete()


def end_one(user_id: int, handle: str) -> bool:
    """End the session of a user that the page names by a handle (its key is a secret); whether it was there."""
    for row, content in _of(user_id):
        if content.get("handle") == handle:
            row.delete()
            note(verb=Verb.SESSION_ENDED, user_id=user_id)
            return True
    return False


def end_others(user_id: int, key: str | None) -> None:
    """End all sessions of a user but the one from which that is asked."""
    end_all(user_id, but=key)
    note(verb=Verb.SESSION_ENDED, user_id=user_id, detail={"which": "all others"})


@dataclass(frozen=True)
class Running:
    """A session as its owner sees it; `began` is the sign-in."""

    handle: str
    device: str
    began: datetime.datetime
    is_this: bool


def running(request: HttpRequest) -> list[Running]:
    """The sessions of the signed-in person that have not run out, this one first, then the newest."""
    now, found = time.time(), []
    for row, content in _of(request.session[SESSION_KEY]):
        if _ran_out(content, now):
            continue
        began = datetime.datetime.fromtimestamp(content["began"], datetime.UTC)
        this = row.session_key == request.session.session_key
        found.append(Running(content.get("handle", ""), content.get("device", ""), began, this))
    return sorted(found, key=lambda entry: (not entry.is_this, -entry.began.timestamp()))


def _of(user_id: int | str) -> Iterator[tuple[Session, dict[str, Any]]]:
    for row in Session.objects.filter(session_key__startswith=prefix(user_id)):
        yield row, row.get_decoded()


def _ran_out(content: Mapping[str, Any], now: float) -> bool:
    idle, age = now - content.get("seen", 0), now - content.get("began", 0)
    return idle > IDLE.total_seconds() or age > ABSOLUTE.total_seconds()


@receiver(user_logged_in)
def begin(*, request: HttpRequest, **kwargs: Any) -> None:
    """A sign-in starts both clocks and changes the key, also when it repeats an earlier one.

    The session remembers when its user was here before: what changed since then is news.
    """
    request.session["began"] = request.session["seen"] = int(time.time())
    before: datetime.datetime | None = kwargs["user"].seen_at
    request.session["before"] = int(before.timestamp()) if before else 0
    request.session["device"] = device(request.headers.get("User-Agent", ""))
    request.session["handle"] = secrets.token_urlsafe(9)
    request.session.cycle_key()
    _keep_seen(kwargs["user"].pk)


def last_look(request: HttpRequest) -> datetime.datetime | None:
    """When the user of a session was here before it began; None at the first time."""
    before = request.session.get("before")
    return datetime.datetime.fromtimestamp(before, datetime.UTC) if before else None


def _keep_seen(user_id: int | str) -> None:
    User.objects.filter(pk=user_id).update(seen_at=timezone.now())


class SessionLimits:
    """Ends a session after 30 minutes without a request of the person, and 12 hours after the sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            _keep_or_end(request)
        return self.get_response(request)


def _keep_or_end(request: HttpRequest) -> None:
    now, session = int(time.time()), request.session
    if _ran_out(session, now):
        logout(request)
    elif now - session["seen"] >= MARKED_EVERY.total_seconds() and not _asks_by_itself(request):
        session["seen"] = now
        _keep_seen(session[SESSION_KEY])


def _asks_by_itself(request: HttpRequest) -> bool:
    return request.headers.get("HX-Trigger", "").startswith(POLLING)
