"""What notices can be about: slices register their nouns, with the kinds of notice and how each is said."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from coordination.access.actor import Actor
from coordination.access.models import Gated

from .kinds import Rule


@dataclass(frozen=True)
class Said:
    """A record in words: its title, where it is read, and the country or countries it is about."""

    title: str
    url: str
    country: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    `label` names it in mails and settings and says nothing of the record; `verb` follows the title of
    the record; `rules` say whom it is told to unasked, the strongest reason first. `detail` adds what
    the announcement's `words` hold. What is `followed` also goes to those who follow.
    """

    code: str
    label: str | Promise
    verb: str | Promise
    rules: tuple[Rule, ...] = ()
    followed: bool = True
    detail: Callable[[Mapping[str, Any]], str] | None = None


@dataclass(frozen=True)
class Search:
    """The list of a noun whose searches can be followed.

    `matching` gives the rows that such a search finds for the actor, `words` says it in a few words.
    """

    route: str
    parameters: frozenset[str]
    matching: Callable[[Actor, QueryDict], QuerySet[Any]]
    words: Callable[[QueryDict], str]


@dataclass(frozen=True)
class Noun:
    """A gated model that announcements speak of, and its kinds.

    `found` gives those of some rows that the actor may read, each annotated with `about`, a JSON
    expression that `said` turns into words: one statement serves the nouns of all slices.
    """

    name: str
    label: str | Promise
    model: type[Gated]
    kinds: tuple[Kind, ...]
    found: Callable[[Actor, Iterable[UUID]], QuerySet[Any]]
    said: Callable[[UUID, Mapping[str, Any]], Said]
    search: Search | None = None

    @property
    def table(self) -> str:
        return self.model._meta.db_table


NOUNS: dict[str, Noun] = {}
KINDS: dict[str, Kind] = {}


def register_noun(noun: Noun) -> None:
    """Let notices speak of the rows of a table."""
    NOUNS[noun.table] = noun
    KINDS.update({kind.code: kind for kind in noun.kinds})


def noun_named(name: str) -> Noun | None:
    """The noun that addresses and the API call so."""
    return next((noun for noun in NOUNS.values() if noun.name == name), None)
