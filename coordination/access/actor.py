"""The actor: a person, a token, a mail recipient or a named system job, as the gate sees it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from .reader import Reader, set_reader, with_audiences

if TYPE_CHECKING:
    from coordination.people.models import Organisation


class Function:
    """What somebody may do by virtue of the posts held today; the chair follows from the Presidency rota."""

    CHAIR = "chair"
    HEAD = "head"
    DELEGATE = "delegate"
    FOCAL_POINT = "focal-point"
    MINISTRY = "ministry"
    COUNTRY_TEAM = "country-team"
    READER = "reader"
    ADMINISTRATOR = "administrator"

    SPEAKING = frozenset({HEAD, DELEGATE, FOCAL_POINT, COUNTRY_TEAM})
    # They admit the people of their own organisation, and end their access.
    RUNNING = frozenset({HEAD, FOCAL_POINT})


@dataclass(eq=False)
class Actor:
    """Who acts, built once a request by `coordination.people.actors`.

    `speaks_for` holds the ids of the organisations in whose name the actor
    decides, `contributes_to` those for which a ministry drafts, `runs` those whose
    people the actor admits: its own, its ministries, its departments; `user_id` is 0
    for a system job. `chairs_next`: speaks for the Presidency after this one.
    """

    user_id: int = 0
    email: str = ""
    organisation: "Organisation | None" = None
    post: str = ""
    organisations: frozenset[int] = frozenset()
    speaks_for: frozenset[int] = frozenset()
    contributes_to: frozenset[int] = frozenset()
    runs: frozenset[int] = frozenset()
    functions: frozenset[str] = frozenset()
    countries: frozenset[int] = frozenset()
    circles: frozenset[int] = frozenset()
    audiences: frozenset[int] = field(default_factory=frozenset)
    is_member: bool = False
    is_institution: bool = False
    chairs_next: bool = False
    system: str = ""

    @cached_property
    def _reader(self) -> Reader:
        organisation = self.organisation.pk if self.organisation else None
        return Reader(self.user_id or None, organisation, self.circles, self.audiences, self.system)

    @property
    def reader(self) -> Reader:
        """The reader that both walls use for this actor."""
        return self._reader

    @property
    def is_chair(self) -> bool:
        return Function.CHAIR in self.functions

    @property
    def is_administrator(self) -> bool:
        return Function.ADMINISTRATOR in self.functions

    @property
    def may_contribute(self) -> bool:
        """True for whoever may log something: a delegation, an institution, a ministry, a country team."""
        return bool(self.speaks_for or self.contributes_to)

    def has(self, functions: Iterable[str]) -> bool:
        return not self.functions.isdisjoint(functions)

    def join_audience(self, audience_id: int) -> None:
        """Let the actor, and the reader in the database, read an audience just interned."""
        if audience_id not in self.audiences:
            self.audiences |= {audience_id}
            self.__dict__["_reader"] = with_audiences(self._reader, [audience_id])
            set_reader(self._reader)
