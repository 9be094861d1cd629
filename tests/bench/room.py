"""A running meeting under load: 100 who look on and 5 who take notes, over real HTTP on this machine.

`python -m tests.bench.room` makes a data folder of its own, serves the product as the demonstration does,
drives it for a while and stops. Every line that a note-taker was told is saved must be in the database
afterwards, and every reader must have been shown every line that the room reads.
"""

import argparse
import asyncio
import os
import random
import re
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.bench.figures import Figures, report, say

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
POLL = 2.0  # seconds, as the page does
PAUSE = 0.9  # between two autosaves of somebody who types
ENTER = 20.0  # within so many seconds all who look on have come in
SINCE = re.compile(r'data-since="([^"]*)"|name="since" value="([^"]*)"')
TOKEN = re.compile(r'"X-CSRFToken": "([^"]+)"')
LINE = re.compile(r'id="line-([0-9a-f-]{36})"')
VERSION = re.compile(r'id="line-([0-9a-f-]{36})"[^>]*data-version="(\d+)"')
BEGUN = re.compile(r'data-number="([0-9a-f-]{36})"')
WORDS = [
    "the",
    "delegation",
    "supports",
    "the",
    "proposal",
    "and",
    "asks",
    "for",
    "dates",
    "places",
    "figures",
    "by",
    "next",
    "week",
]


@dataclass
class Room:
    """Where the meeting is, and the sessions of those who take part."""

    meeting: str
    items: list[str]
    readers: list[str]
    writers: list[str]


@dataclass
class Browser:
    """A signed-in browser: one kept connection, a session, the token against forgery."""

    port: int
    session: str
    figures: Figures
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    csrf: str = ""
    token: str = ""

    async def ask(self, kind: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """One request; a connection that the server closed meanwhile is opened again."""
        begun = time.perf_counter()
        for attempt in (1, 2):
            try:
                status, text = await self._send(path, form, poll=kind.startswith("poll"))
                break
            except (ConnectionError, asyncio.IncompleteReadError, OSError) as error:
                self.writer = None
                if attempt == 2:
                    self.figures.wrong.append(f"{kind}: {error!r}")
                    return 0, ""
        spent = time.perf_counter() - begun
        if kind == "poll":
            kind = "poll, nothing new" if status == 204 else "poll, news"
        self.figures.seconds[kind].append(spent)
        if status not in (200, 204):
            self.figures.wrong.append(f"{kind} {path}: {status}")
        return status, text

    async def _send(self, path: str, form: dict[str, str] | None, *, poll: bool) -> tuple[int, str]:
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection(HOST, self.port)
        body = urlencode(form).encode() if form is not None else b""
        lines = [
            f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1",
            f"Host: {HOST}:{self.port}",
            f"Cookie: session={self.session}; csrftoken={self.csrf}",
            "Connection: keep-alive",
        ]
        if poll or form is not None:
            lines.append("HX-Request: true")
        if poll:
            lines.append("HX-Trigger: poll-room")
        if form is not None:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
                f"X-CSRFToken: {self.token}",
                f"Origin: http://{HOST}:{self.port}",
            ]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await self.writer.drain()
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        status = int(head.split(" ", 2)[1])
        if found := re.search(r"(?i)set-cookie: csrftoken=([^;]+)", head):
            self.csrf = found.group(1)
        if re.search(r"(?i)transfer-encoding: chunked", head):
            return status, (await self._chunks()).decode()
        length = re.search(r"(?i)content-length: (\d+)", head)
        content = await self.reader.readexactly(int(length.group(1))) if length else b""
        if re.search(r"(?i)connection: close", head):
            self.writer.close()
            self.writer = None
        return status, content.decode()

    async def _chunks(self) -> bytes:
        assert self.reader is not None
        found = b""
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            found += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readexactly(2)
        return found

    async def enter(self, room: Room, item: str = "") -> str:
        """Open the page of the room; from when on to ask for changes."""
        query = f"?item={item}" if item else ""
        _status, page = await self.ask("page", f"/meetings/{room.meeting}/room/{query}")
        if found := TOKEN.search(page):
            self.token = found.group(1)
        self.page = page
        return _since(page)


def _since(text: str) -> str:
    found = SINCE.search(text)
    return (found.group(1) or found.group(2) or "") if found else ""


async def look_on(browser: Browser, room: Room, number: int, until: float) -> None:
    """A delegate who has the page open and does nothing."""
    await asyncio.sleep(random.uniform(0, ENTER))
    since = await browser.enter(room, room.items[0])
    browser.figures.shown[number] |= set(LINE.findall(browser.page))
    while time.monotonic() < until + 3 * POLL:  # so that the last line is shown to all
        await asyncio.sleep(POLL)
        since = await _poll(browser, room, since, number)


async def _poll(browser: Browser, room: Room, since: str, number: int = -1) -> str:
    query = urlencode({"since": since, "item": room.items[0]})
    status, text = await browser.ask("poll", f"/meetings/{room.meeting}/room/changes/?{query}")
    if status == 200:
        if number >= 0:
            browser.figures.shown[number] |= set(LINE.findall(text))
        return _since(text) or since
    return since


async def take_notes(browser: Browser, room: Room, number: int, until: float) -> None:
    """Somebody who types, line after line, and now and then betters a line of somebody else."""
    since = await browser.enter(room, room.items[0])
    polling = asyncio.create_task(_keep_polling(browser, room, since, until))
    pen = Browser(browser.port, browser.session, browser.figures, csrf=browser.csrf, token=browser.token)
    count = 0
    while time.monotonic() < until:
        count += 1
        await _one_line(pen, room, f"Writer {number}, line {count}:")
        if count % 3 == 0:
            await _better_one(pen, room, number)
    await polling


async def _keep_polling(browser: Browser, room: Room, since: str, until: float) -> None:
    while time.monotonic() < until:
        await asyncio.sleep(POLL)
        since = await _poll(browser, room, since)


async def _one_line(pen: Browser, room: Room, start: str) -> None:
    """Type a line, with an autosave at each pause, and save it."""
    text, line = start, ""
    form = {"kind": "intervention", "code": random.choice(["DE", "FR", "IT", "COM", "EEAS", "MT"])}
    address = f"/agenda-items/{room.items[0]}/lines/"
    for _pause in range(random.randint(2, 6)):
        text += " " + " ".join(random.choices(WORDS, k=3))
        await asyncio.sleep(PAUSE)
        _status, answer = await pen.ask("autosave", address + "typed/", form | {"text": text, "line": line})
        line = line or "".join(BEGUN.findall(answer)[:1])
    key = secrets.token_hex(8)
    status, answer = await pen.ask(
        "save", address, form | {"text": text, "line": line, "idempotency_key": key}
    )
    if status == 200 and (found := LINE.search(answer)):
        pen.figures.saved[found.group(1)] = text


async def _better_one(pen: Browser, room: Room, number: int) -> None:
    """Add a word to a line that may be somebody else's; a save that came too late is tried again."""
    if not pen.figures.saved:
        return
    line = random.choice(list(pen.figures.saved))
    text = pen.figures.saved[line] + f" (seen by {number})"
    status, answer = await pen.ask("save", f"/note-lines/{line}/", {"deed": "down"})
    for _again in range(5):
        versions = dict(VERSION.findall(answer))
        if status != 200 or line not in versions:
            return
        form = {"text": text, "version": versions[line], "deed": "save"}
        status, answer = await pen.ask("save", f"/note-lines/{line}/", form)
        if 'value="leave"' not in answer:
            pen.figures.saved[line] = text
            return
        # Two texts: ours is kept beside theirs; take theirs into ours and save again.
        theirs = re.search(r'class="rt-theirs">(.*?)</span>', answer)
        text = (theirs.group(1) if theirs else text) + f" (seen by {number})"


async def drive(port: int, room: Room, seconds: float) -> Figures:
    # Templates and names are read once by each process, those of the writers and those of the readers.
    for session in [*room.writers, *room.readers[: len(room.writers)]]:
        await Browser(port, session, Figures()).enter(room, room.items[0])
    figures = Figures()
    until = time.monotonic() + seconds
    people = [
        look_on(Browser(port, session, figures), room, number, until)
        for number, session in enumerate(room.readers)
    ]
    people += [
        take_notes(Browser(port, session, figures), room, number, until)
        for number, session in enumerate(room.writers)
    ]
    await asyncio.gather(*people)
    return figures


# --- The meeting --------------------------------------------------------------------------


def set_up(readers: int, writers: int, *, live: bool) -> Room:
    """A meeting of today with 25 items and 27 delegations, and sessions for all who take part."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import transaction

    from coordination.meetings import services
    from coordination.meetings.kinds import MeetingState
    from coordination.people.models import Membership, User
    from coordination.people.queries import organisations, presidency
    from coordination.people.sessions import SessionStore
    from tests.factories.meetings import MeetingFactory, items_of
    from tests.factories.room import acting, note

    states = [row for row in organisations().by_id.values() if row.kind in ("state", "institution")]
    chair, secretariat = presidency().holder, organisations().by_code["gsc"]

    def session(organisation: Any) -> str:
        name = f"{organisation.code}-{secrets.token_hex(4)}@bench.example"
        with transaction.atomic():
            user = User.objects.create_user(email=name)
            Membership.objects.create(
                user=user, organisation=organisation, function="delegate", post="Counsellor"
            )
        store: Any = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store["began"] = store["seen"] = int(time.time())
        store.create()
        return str(store.session_key)

    looking = [row for row in states if row.pk not in (chair.pk, secretariat.pk)]  # type: ignore[union-attr]
    sessions = [session(looking[number % len(looking)]) for number in range(readers)]
    pens = [session(chair if number % 2 else secretariat) for number in range(writers)]
    meeting: Any = MeetingFactory(
        state=MeetingState.RUNNING, items=[{"title": f"Item {n}", "minutes": 7} for n in range(25)]
    )
    items = items_of(meeting)
    acting("presidency", services.open_item, item=items[0])
    for number in range(40):
        note(items[0], f"What was said before, {number}.", organisation="italy")
    if live:
        acting("presidency", services.go_live, meeting=meeting, live=True)
    return Room(str(meeting.pk), [str(item.pk) for item in items], sessions, pens)


def lost(room: Room, figures: Figures) -> tuple[list[str], int, int]:
    """Saved lines that are not stored as they were saved; lines that a reader was not shown; stored lines."""
    from coordination.meetings.models import IssuedLine, NoteLine
    from tests.factories.room import seen

    stored = {str(row.pk): row.text for row in seen(NoteLine, "presidency", item=room.items[0])}
    gone = [line for line, text in figures.saved.items() if stored.get(line) != text]
    issued = {str(row.line) for row in seen(IssuedLine, "italy", item=room.items[0])}
    unseen = sum(len(issued - shown) for shown in figures.shown.values())
    return gone, unseen, len(stored)


@contextmanager
def served(port: int) -> Iterator[None]:
    """The web server as the demonstration runs it."""
    from coordination.management.commands.demo import child_environment, web_server

    environment = child_environment(HOST, port)
    process = subprocess.Popen(web_server(HOST, port), cwd=ROOT, env=environment)
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    from urllib.request import urlopen

    for _attempt in range(150):
        try:
            with urlopen(f"http://{HOST}:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The web server did not start.")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--writers", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--port", type=int, default=8905)
    parser.add_argument("--live", action="store_true", help="The room reads each line as it is saved.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="roundtable-room-") as folder:
        # The server reads the sessions that are made here: both know one key.
        os.environ |= {"ROUNDTABLE_DATA": folder, "DEMO": "1", "SECRET_KEY": secrets.token_hex(32)}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        from config import database

        database.start()
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        room = set_up(asked.readers, asked.writers, live=asked.live)
        connections.close_all()
        with served(asked.port):
            how = "open to the room" if asked.live else "read by those who keep them"
            say(f"{asked.readers} look on, {asked.writers} take notes, notes {how}, {asked.seconds:.0f} s")
            before = os.getloadavg()[0]
            figures = asyncio.run(drive(asked.port, room, asked.seconds))
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        say(f"web server: {used.ru_utime + used.ru_stime:.1f} s of processor; load before: {before:.1f}")
        in_time = report(figures, asked.seconds)
        gone, unseen, stored = lost(room, figures)
        connections.close_all()
        database.release()
    say(
        f"{len(figures.saved)} lines saved, {stored} stored, {len(gone)} lost; {unseen} not shown to a reader"
    )
    return 0 if in_time and not gone and not unseen and not figures.wrong else 1


if __name__ == "__main__":
    sys.exit(main())
