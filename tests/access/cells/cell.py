"""What a route is expected to answer, said briefly."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Deed:
    """A method that the route knows: the action it needs (none: reading is enough), and what a success looks like."""

    action: str = ""
    ok: frozenset[int] = frozenset({200})
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    nowhere: frozenset[str] = frozenset()  # labels of rows that have no such page, whoever asks


@dataclass(frozen=True)
class Cell:
    """Whom a route lets in, and what its methods do. `subject` is the kind of row that the address names."""

    gate: str
    methods: dict[str, Deed]
    subject: str = ""
    path: Callable[[str], str] = lambda path: path
    visitors: int | None = None  # what somebody who is not signed in gets, where it is not the sign-in


def deed(action: str = "", *ok: int, **rest: Any) -> Deed:
    return Deed(action, frozenset(ok or {200}), **rest)


def get(*ok: int, **rest: Any) -> dict[str, Deed]:
    return {"GET": deed("", *ok, **rest)}


def post(action: str = "", *ok: int, **rest: Any) -> dict[str, Deed]:
    return {"POST": deed(action, *ok, **rest)}


ANY = {"If-Match": "*"}
API = "api/v1/"


def named(value: str) -> Callable[[str], str]:
    """An address that names one thing of a reference list."""

    def fill(path: str) -> str:
        return path[: path.rindex("<")] + value + "/"

    return fill


def as_file(path: str) -> str:
    return path.replace("<slug:form>", "csv")
