"""The pages of the register, of countries, and the desk."""

from collections.abc import Iterator

from django.urls import reverse

from ..bare import register as bare
from ..vocabulary import FREQUENT, RARE
from ..world import EXPORTED
from .page import COUNTRY, Examples, Page


def pages(examples: Examples) -> Iterator[Page]:
    """The table, its file and its API, and the entry that the reader can open."""
    table, api = reverse("activities"), reverse("api-activity-list")
    entry, cursor = examples.entry, examples.cursor
    by_country = f"country={COUNTRY}&status=running"
    country_matrix = bare.matrix("activitycountry", "lead_id", "country_id")
    theme_matrix = bare.matrix("activitytheme", "theme_id", "lead_id")

    yield Page("table", table, "plain/", "plain/keys/", bare.page())
    if cursor:
        second = bare.after(cursor)
        yield Page("table, page 2", f"{table}?after={cursor}", "plain/?offset=50", floor=second)
    yield Page("table, by title", f"{table}?sort=title", "plain/title/", floor=bare.page(order="title, id"))
    yield Page(
        "table, country and status",
        f"{table}?{by_country}",
        f"plain/?{by_country}",
        floor=bare.in_country(COUNTRY, "running"),
    )
    for words, what in ((RARE, "rare"), (FREQUENT, "frequent")):
        address = f"{table}?words={words}"
        yield Page(f"table, {what} word", address, f"plain/?words={words}", floor=bare.with_words(words))
    yield Page(
        "matrix, actor × country", f"{table}?view=matrix", "plain/matrix/", floor=country_matrix, budget=150
    )
    yield Page(
        "matrix, theme × actor",
        f"{table}?view=matrix&axis=theme-actor",
        "plain/theme-matrix/",
        floor=theme_matrix,
        budget=150,
    )
    yield Page("countries", reverse("countries"), "plain/matrix/", floor=country_matrix)
    one_country = reverse("country", args=[COUNTRY])
    yield Page("country", one_country, f"plain/?country={COUNTRY}", floor=bare.in_country(COUNTRY))
    yield Page("desk", reverse("desk"))
    if entry:
        yield Page("entry", reverse("activity", args=[entry]), f"plain/{entry}/", floor=bare.one(entry))
        lines = bare.history(entry)
        yield Page(
            "history", reverse("activity-history", args=[entry]), f"plain/{entry}/history/", floor=lines
        )
    yield Page("form", reverse("activity-new"))
    file = f"{reverse('activities-file', args=['csv'])}?country={EXPORTED}"
    every = bare.in_country(EXPORTED, limit="ALL")
    yield Page("CSV of a country", file, f"plain/file/?country={EXPORTED}", floor=every)
    yield Page("API list", api, "plain/", "plain/keys/", bare.page(), needs_token=True)
    yield Page(
        "API list, country and status",
        f"{api}?{by_country}",
        f"plain/?{by_country}",
        floor=bare.in_country(COUNTRY, "running"),
        needs_token=True,
    )
    if entry:
        yield Page("API entry", f"{api}{entry}/", f"plain/{entry}/", floor=bare.one(entry), needs_token=True)
    matrix = reverse("api-matrix")
    yield Page("API matrix", matrix, "plain/matrix/", floor=country_matrix, needs_token=True)
