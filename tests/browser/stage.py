"""The product on a day of the past: `python -m tests.browser.stage PORT`, in a data folder of its own.

Everybody in the Council is there, and what the working party left open on 15 February 2023. Two addresses are
the stage's own: `/stage/clock/?to=2023-05-02T10:00` moves the clock on (Brussels time) and does the work that
fell due, `/stage/enter/?as=sweden` signs somebody in, since sessions do not outlive such a leap.
"""

import datetime
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import time_machine

HOST = "127.0.0.1"
FIRST = "2023-02-15T10:00"
STATES = ("state", "institution")
MINISTRIES = ("italy-labour",)
# Besides one delegate each: those who run Sweden's people, and its adviser, who only reads.
FURTHER = (
    ("sweden-focal", "sweden", "focal-point", "Focal point"),
    ("sweden-reader", "sweden", "reader", "Adviser"),
)
Respond = Callable[[str, list[tuple[str, str]]], Any]


class Clock:
    """The time of this process. The database keeps its own: what that dated is moved after ours."""

    def __init__(self) -> None:
        self.traveller: Any = None

    def move(self, to: str) -> None:
        from coordination.people.models import BRUSSELS

        if self.traveller:
            self.traveller.stop()
        self.traveller = time_machine.travel(datetime.datetime.fromisoformat(to).replace(tzinfo=BRUSSELS))
        self.traveller.start()

    def redate(self) -> None:
        """Date the newest lines of history by our clock."""
        from django.db import connections

        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            ahead = float(cursor.fetchone()[0]) - time.time()
            cursor.execute(
                "UPDATE coordination_historyline SET at = at - make_interval(secs => %s)"
                " WHERE at > now() - interval '1 day'",
                [ahead],
            )


class Stage:
    """The product as WSGI serves it, with the two addresses of the stage."""

    def __init__(self, product: Any, clock: Clock) -> None:
        self.product, self.clock = product, clock

    def __call__(self, environ: dict[str, Any], respond: Respond) -> Iterable[bytes]:
        from django.db import connections

        try:
            return list(self.answer(environ, respond))
        finally:
            connections.close_all()  # each request has a thread of its own

    def answer(self, environ: dict[str, Any], respond: Respond) -> Iterator[bytes]:
        asked = dict(parse_qsl(environ.get("QUERY_STRING", "")))
        if environ["PATH_INFO"] == "/stage/clock/":
            self.clock.move(asked["to"])
            work_off()
            respond("204 No Content", [])
        elif environ["PATH_INFO"] == "/stage/enter/":
            cookie = f"session={sign_in(asked['as'])}; Path=/; HttpOnly"
            respond("303 See Other", [("Location", "/"), ("Set-Cookie", cookie)])
        else:
            with closing(self.product(environ, respond)) as response:
                yield from response
        if environ["REQUEST_METHOD"] == "POST" or environ["PATH_INFO"] == "/stage/clock/":
            self.clock.redate()


def work_off() -> None:
    """What the worker does by the clock."""
    from actionplans.reports import services as reports
    from coordination.consultations import services as consultations
    from coordination.notices import services as notices

    consultations.keep_time()
    reports.ask_to_renew()
    notices.remind()
    while notices.tell():
        pass


def sign_in(name: str) -> str:
    """The key of a new session."""
    from allauth.account.internal.flows.login import (
        _AUTHENTICATION_METHODS_USER_SESSION_KEY,
        AUTHENTICATION_METHODS_SESSION_KEY,
    )
    from allauth.account.internal.userkit import user_id_to_str
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from coordination.people.factors import PASSKEY
    from coordination.people.models import User
    from coordination.people.sessions import SessionStore

    user = User.objects.get(email=f"{name}@play.example")
    store: Any = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store["began"] = store["seen"] = int(time.time())
    proof = {"method": "mfa", "type": PASSKEY, "at": time.time(), "id": 0}
    store[AUTHENTICATION_METHODS_SESSION_KEY] = [proof]
    store[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    store.create()
    return str(store.session_key)


def seat_everybody() -> None:
    """One delegate for each member state and institution, and those of the ministries that are asked."""
    from django.db import transaction

    from coordination.access.actor import Function
    from coordination.people.models import Membership, User
    from coordination.people.queries import organisations

    with transaction.atomic():
        for row in organisations().by_id.values():
            if row.kind in STATES or row.code in MINISTRIES:
                Membership.objects.create(
                    user=User.objects.create_user(email=f"{row.code}@play.example"),
                    organisation=row,
                    function=Function.MINISTRY if row.code in MINISTRIES else Function.DELEGATE,
                    post="Counsellor",
                    starts_on=datetime.date(2023, 1, 1),
                )
        for name, code, further, post in FURTHER:
            Membership.objects.create(
                user=User.objects.create_user(email=f"{name}@play.example"),
                organisation=organisations().by_code[code],
                function=further,
                post=post,
                starts_on=datetime.date(2023, 1, 1),
            )


def meet_in_february() -> None:
    """The meeting of 15 February: an item that was sent back, a task for the Commission, notes sent round."""
    from coordination.meetings import services
    from coordination.meetings.kinds import Handling, MeetingState
    from coordination.meetings.models import Body
    from coordination.meetings.room_kinds import Result
    from tests.factories.meetings import MeetingFactory, items_of
    from tests.factories.room import acting, end, follow_up, fresh, issue_notes, note, seen

    (emwp,) = seen(Body, "presidency", code="emwp")
    meeting: Any = MeetingFactory(
        body=emwp,
        title="Working Party on External Aspects of Asylum and Migration",
        state=MeetingState.RUNNING,
        items=[
            {
                "title": "A whole-of-government approach to migratory challenges",
                "handling": Handling.DISCUSSION,
            },
            {"title": "Tunisia: state of play", "handling": Handling.EXCHANGE},
        ],
    )
    approach, tunisia = items_of(meeting)
    acting("presidency", services.open_item, item=approach)
    note(approach, "Asks for a paper on partnerships.", organisation="italy")
    follow_up(
        approach,
        "Circulate an overview of the Talent Partnerships",
        "commission",
        due_on=datetime.date(2023, 4, 1),
    )
    acting("presidency", services.close_item, item=approach, result=Result.CONCLUDED)
    acting("presidency", services.open_item, item=tunisia)
    note(tunisia, "The state of play was not ready.")
    acting("presidency", services.close_item, item=tunisia, result=Result.SENT_BACK)
    issue_notes(end(fresh(meeting)))


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """What goes wrong the product logs itself."""


def main(port: int) -> None:
    os.environ |= {
        "DEMO": "1",
        "PLAIN_HTTP": "1",
        "SECRET_KEY": secrets.token_hex(32),
        "SITE_URL": f"http://{HOST}:{port}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    from config import database

    database.start()
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    clock = Clock()
    clock.move(FIRST)
    call_command("load_reference", verbosity=0)
    call_command("load_bodies", verbosity=0)
    seat_everybody()
    meet_in_february()
    clock.redate()
    with make_server(HOST, port, Stage(get_wsgi_application(), clock), Server, Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
