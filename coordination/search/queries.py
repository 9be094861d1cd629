"""Finding rows by their words: through the text index, never with `LIKE` on a table behind the wall."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, UUIDField, Value

# More words than these are left out.
MOST_WORDS = 12


class Ids(Func):
    """A set-returning function as the right-hand side of `IN`."""

    template = "(SELECT * FROM %(function)s(%(expressions)s))"
    output_field = UUIDField()
    contains_subquery = True

    def __init__(self, function: str, *expressions: Any) -> None:
        super().__init__(*expressions, function=function)


def holding(noun: str, words: str) -> Ids:
    """Ids of the rows of a table that hold all the words, each also as a beginning."""
    return Ids("roundtable_find", *asked(noun, words))


def holding_among(noun: str, words: str, ids: Any) -> Ids:
    """The same among a few rows: a frequent word is sooner found there than in the whole index."""
    return Ids("roundtable_find_among", *asked(noun, words), ids)


def asked(noun: str, words: str) -> tuple[Any, Any]:
    """The first two arguments of the index's functions."""
    terms = [f"'{term}':*" for term in plain(words)]
    query: Any = SearchQuery(" & ".join(terms), search_type="raw", config="simple") if terms else Value("")
    return Value(noun), query


def plain(words: str) -> list[str]:
    """The words by themselves, in lower case and without their marks."""
    kept = "".join(letter if letter.isalnum() else " " for letter in words.casefold())
    return kept.split()[:MOST_WORDS]
