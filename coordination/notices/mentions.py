"""Mentions in comments: an @ with the name of an organisation or a post. They tell, they never let in.

`@italy`, `@Italie` and `@Italy` name a delegation, `@italy/counsellor` a post in it. What a name
stands for is found by whoever is told, among what they are themselves; nobody is looked up.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.text import slugify

from coordination.access.actor import Actor
from coordination.people.models import Organisation
from coordination.people.queries import organisations

# An e-mail address is no mention; a full stop after the name is not part of it.
MENTION = re.compile(r"(?<![\w@./])@([\w-]{2,60}(?:/[\w-]{2,60})?)")
MOST = 30


def named_in(*texts: str) -> list[str]:
    """The names behind an @ in some texts, in small letters without accents, each once."""
    found = (_plain(name) for text in texts for name in MENTION.findall(text))
    return list(dict.fromkeys(found))[:MOST]


def handles(actor: Actor) -> frozenset[str]:
    """All names by which an actor is mentioned: the organisations, and the post in the first of them."""
    known = organisations().by_id
    found = {name for pk in actor.organisations for name in names_of(known[pk])}
    if actor.organisation and actor.post:
        found |= {f"{name}/{slugify(actor.post)}" for name in names_of(actor.organisation)}
    return frozenset(found)


def names_of(organisation: Organisation) -> set[str]:
    """How an organisation is mentioned: its code, and its short name in each language."""
    return {
        organisation.code,
        slugify(organisation.short_en),
        slugify(organisation.short_fr),
    }


def _plain(name: str) -> str:
    return "/".join(slugify(part) for part in name.split("/"))


@lru_cache(maxsize=1)
def _by_name(codes: tuple[str, ...]) -> dict[str, str]:
    known = organisations().by_code
    return {name: code for code in codes for name in names_of(known[code])}


def organisation_named(handle: str) -> Organisation | None:
    """The organisation that a mention names, for the page that shows it."""
    known = organisations().by_code
    code = _by_name(tuple(known)).get(handle.partition("/")[0])
    return known.get(code) if code else None


def split(text: str) -> Iterable[tuple[str, Organisation | None]]:
    """A text in pieces, each with the organisation that it mentions, or None for plain words."""
    start = 0
    for match in MENTION.finditer(text):
        body = organisation_named(_plain(match[1]))
        if body is not None:
            yield text[start : match.start()], None
            yield match[0], body
            start = match.end()
    yield text[start:], None
