"""Addresses are found by name: a name that two routes bear would lead to one of them everywhere."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def names(patterns: Any) -> Iterator[tuple[str, str]]:
    """The name and the address of every route that has a name."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, str(entry.pattern)


def test_every_route_has_a_name_of_its_own():
    counted = Counter(name for name, _address in names(get_resolver().url_patterns))
    assert len(counted) > 100  # else the collecting is broken
    assert [name for name, n in counted.items() if n > 1] == []
