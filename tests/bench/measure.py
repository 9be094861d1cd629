"""Asks for a page again and again, in turns with its yardsticks, and keeps the times."""

import gc
import gzip
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from statistics import median, median_low, quantiles
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse

from coordination.people import tokens
from tests import personas
from tests.statements import TRAIL

from . import bare
from .meetings import ASKED, HELD, ISSUED, RUNNING
from .pages import COUNTRY, Examples, Page, pages
from .plain import plain_client
from .world import TINY

LEAST = 5  # of a slow page too, or there is no median


@dataclass
class Database:
    """What a request did in the database: statements, and seconds until each was answered."""

    queries: int = 0
    seconds: float = 0.0


@contextmanager
def watched() -> Iterator[Database]:
    """Count and time all statements of both aliases, the setting of the reader included."""
    seen = Database()

    def around(connection: Any) -> Callable[..., Any]:
        def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if str(sql).startswith(TRAIL):
                return execute(sql, params, many, context)
            reader, begun = connection._reader_in_database, time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                seen.seconds += time.perf_counter() - begun
                seen.queries += 1 + (connection._reader_in_database is not reader)

        return timed

    with ExitStack() as stack:
        for alias in ("default", "owner"):
            # First of all: the wrapper that sets the reader comes after it.
            wrappers, wrapper = connections[alias].execute_wrappers, around(connections[alias])
            wrappers.insert(0, wrapper)
            stack.callback(wrappers.remove, wrapper)
        yield seen


def _get(client: Client, address: str) -> tuple[int, bytes]:
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, body


@dataclass
class Figures:
    """Milliseconds of a page and of its yardsticks, taken in turns; what it asked and sent."""

    page: Page
    reader: str
    times: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    strict: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    sent: int = 0
    packed: int = 0
    status: int = 200

    @property
    def p95(self) -> float:
        return quantiles(self.times, n=20, method="inclusive")[-1]

    @property
    def median(self) -> float:
        return median(self.times)

    @property
    def queries(self) -> int:
        """Statements of a usual request: twice a minute some more read the small tables again."""
        return median_low(self.counts)

    def ratio(self, other: list[float]) -> float | None:
        """The median of the ratios of neighbouring requests: what else the machine does hits both."""
        if not other:
            return None
        return median(mine / theirs for mine, theirs in zip(self.times, other, strict=True))


class Reader:
    """A persona with its browser, its token, and a browser of the plain views."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.user = personas.load(name).user
        self.browser = Client(SERVER_NAME="localhost")
        # A run takes longer than a proof stays fresh.
        personas.sign_in(self.browser, self.user, at=time.time() + 24 * 3600)
        self.plain = plain_client(self.user)

    @cached_property
    def api(self) -> Client:
        token = tokens.issue(user=self.user, label="bench")
        return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})

    def examples(self) -> Examples:
        """What the reader may open, and the last row of the first page of the register."""
        first = self.api.get(reverse("api-activity-list")).json()
        entry = next((row["id"] for row in first["results"]), "")
        plan, in_force = self.plan(COUNTRY)
        fiches = self.api.get(reverse("api-fiche-list"), {"country": COUNTRY}).json()["results"]
        fiche = next((row["id"] for row in fiches), "")
        return Examples(
            entry,
            first["next"] or "",
            plan,
            in_force,
            fiche,
            issued=self._named("api-meeting-list", ISSUED),
            running=self._named("api-meeting-list", RUNNING),
            held=self._named("api-meeting-list", HELD, span="past"),
            asked=self._named("api-consultation-list", ASKED),
        )

    def _named(self, route: str, title: str, **asked: str) -> str:
        """The row of that title, if the reader may open it."""
        found = self.api.get(reverse(route), {"words": title, **asked}).json()["results"]
        return next((row["id"] for row in found), "")

    def plan(self, country: str) -> tuple[str, str]:
        """The plan of a country and its version in force, if the reader may open it."""
        for row in self.api.get(reverse("api-plan-list"), {"country": country}).json()["results"]:
            return row["id"], row["shown"]["id"]
        return "", ""

    def client(self, page: Page) -> Client:
        return self.api if page.needs_token else self.browser


def measure(reader: Reader, page: Page, requests: int, seconds: float) -> Figures:
    """Up to `requests` rounds, fewer when they take longer than `seconds`."""
    found = Figures(page, reader.name)
    client = reader.client(page)
    turns: list[tuple[list[float], Callable[[], Any]]] = []
    for times, address in ((found.plain, page.plain), (found.strict, page.strict)):
        if address:
            turns.append((times, partial(_plain, reader.plain, address)))
    if page.floor:
        turns.append((found.bare, partial(_bare, page.floor)))
    found.status, body = _get(client, page.address)
    found.sent, found.packed = len(body), len(gzip.compress(body, 6))
    for _times, turn in turns:
        turn()
    gc.collect()
    until = time.monotonic() + seconds
    while len(found.times) < min(LEAST, requests) or (
        len(found.times) < requests and time.monotonic() < until
    ):
        with watched() as seen:
            begun = time.perf_counter()
            _get(client, page.address)
            found.times.append((time.perf_counter() - begun) * 1000)
        found.database.append(seen.seconds * 1000)
        found.counts.append(seen.queries)
        for times, turn in turns:
            begun = time.perf_counter()
            turn()
            times.append((time.perf_counter() - begun) * 1000)
    return found


def _plain(client: Client, address: str) -> None:
    status, _body = _get(client, f"/{address}")
    if status != 200:
        raise RuntimeError(f"The plain view answered {status} to {address}.")


def _bare(query: bare.Query) -> None:
    owner = connections["owner"]
    owner.ensure_connection()
    with owner.connection.cursor() as cursor:
        cursor.execute(*query)
        cursor.fetchall()


def all_figures(reader: Reader, requests: int, seconds: float, only: str = "") -> Iterator[Figures]:
    """Every page for one reader."""
    for page in pages(reader.examples()):
        if only in page.name:
            yield measure(reader, page, requests, seconds)


@dataclass(frozen=True)
class Growth:
    """Queries of a page for few rows and for many."""

    name: str
    few: int
    many: int


def growth(reader: Reader) -> list[Growth]:
    """Whether the number of queries depends on how many entries, actions or measures there are."""
    return [
        Growth(name, *(asked(client, address) for address in addresses))
        for name, client, *addresses in _grown(reader)
    ]


def _grown(reader: Reader) -> Iterator[tuple[str, Client, str, str]]:
    """Each page with its address for few rows and for many."""
    table, api = reverse("activities"), reverse("api-activity-list")
    for name, client, address in (
        ("table", reader.browser, f"{table}?country=%s"),
        ("matrix", reader.browser, f"{table}?view=matrix&country=%s"),
        ("country", reader.browser, reverse("country", args=["XX"]).replace("XX", "%s")),
        ("API list", reader.api, f"{api}?limit=200&country=%s"),
        ("plan actions", reader.browser, f"{reverse('actions')}?country=%s"),
        ("API plan actions", reader.api, f"{reverse('api-action-list')}?limit=200&country=%s"),
    ):
        yield name, client, address % TINY, address % COUNTRY
    small, large = (reader.plan(code) for code in (TINY, COUNTRY))
    for name, client, route, place in (
        ("plan", reader.browser, "plan", 0),
        ("plan, print", reader.browser, "plan-print", 0),
        ("plan, coverage", reader.browser, "plan-coverage", 0),
        ("plan, as of a day", reader.browser, "plan-as-of", 0),
        ("plan, between versions", reader.browser, "plan-difference", 1),
        ("API plan", reader.api, "api-plan-detail", 0),
    ):
        few, many = (reverse(route, args=[plan[place]]) for plan in (small, large))
        yield name, client, few, many


def asked(client: Client, address: str) -> int:
    """The statements of a page, the setting of the reader included.

    The fewest of three requests: the first reads the small tables, and now and then they are read again.
    """
    counts = []
    for _round in range(3):
        with watched() as seen:
            status, _body = _get(client, address)
        if status != 200:
            raise RuntimeError(f"{address} answered {status}.")
        counts.append(seen.queries)
    return min(counts)
