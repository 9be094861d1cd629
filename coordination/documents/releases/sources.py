"""Records of which a text can be released. Slices above register theirs in `apps.ready()`."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from coordination.access.actor import Actor

from ..policy import is_secretariat


@dataclass(frozen=True)
class Source:
    """A record as its text stands now: its paragraphs in order, whose it is, and where it has its page.

    The head counts as paragraphs too: a release says nothing that was not let through. Of a record
    that is not `current` (withdrawn, superseded) nothing new is released.
    """

    noun: str
    record: UUID
    title: str
    paragraphs: tuple[str, ...]
    holder_id: int
    audience_id: int
    url: str
    language: str = "en"
    current: bool = True

    @property
    def digest(self) -> str:
        """SHA-256 of the paragraphs, hexadecimal: to see whether the text changed since."""
        return hashlib.sha256("\0".join(self.paragraphs).encode()).hexdigest()


Provider = Callable[[Actor, UUID], Source | None]
PROVIDERS: dict[str, Provider] = {}


def register_source(noun: str, provider: Provider) -> None:
    """Let the records of a table be released; `provider` reads one through the gate."""
    PROVIDERS[noun] = provider


def source_of(actor: Actor, noun: str, record: UUID) -> Source | None:
    """The record as it stands now, when the actor may read it."""
    provider = PROVIDERS.get(noun)
    return provider(actor, record) if provider else None


def handles(actor: Actor, source: Source) -> bool:
    """Whether the actor proposes what is released of it: its holder and the General Secretariat, while it is current."""
    return source.current and (source.holder_id in actor.speaks_for or is_secretariat(actor))
