"""Lists of records: one address for filters, rows and files, and what a page says around its rows."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.paging import Page
from coordination.access.reader import reading_as
from coordination.access.routes import GatedRequest
from coordination.people.models import today
from coordination.world.queries import countries

from .filters import ListFilter
from .selections import SelectedTable
from .tables import CSV, XLSX

PAGE_SIZE = 50
NAMED_COUNTRIES = 4

Link = dict[str, Any]


class Listing[Filter: ListFilter]:
    """A request for a list. `route` names its address, `route`-file that of its files.

    `looks` names the parameters that say how the page looks, which the files do not take.
    """

    def __init__(self, request: GatedRequest, route: str, filters: type[Filter], *looks: str) -> None:
        self.request, self.actor, self.route, self.looks = request, request.actor, route, looks
        self.filter = filters(request.GET, queryset=filters._meta.model.objects.none())

    @cached_property
    def active(self) -> list[dict[str, str]]:
        """The filters that are set, each in words and with the address without it."""
        return self.filter.active(self.address)

    @property
    def after(self) -> UUID | None:
        """The row that was seen last."""
        try:
            return UUID(self.request.GET.get("after", ""))
        except ValueError:
            return None

    def address(self, **changes: Any) -> str:
        """This page's address with some parameters changed; None takes one out."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        return f"{reverse(self.route)}?{query.urlencode()}" if query else reverse(self.route)

    def head(
        self, title: str, about: str, *, tabs: Iterable[Link] = (), actions: Iterable[Link] = ()
    ) -> Link:
        """The head of the page; the countries that were chosen stand in place of what the list is about."""
        chosen = [countries().by_id[pk].name for pk in getattr(self.filter.selection, "countries", ())]
        more = "…" if len(chosen) > NAMED_COUNTRIES else ""
        organisation = self.actor.organisation.name if self.actor.organisation else ""
        return {
            "title": title,
            "subtitle": ", ".join(chosen[:NAMED_COUNTRIES]) + more or about,
            "marking": {
                "label": "LIMITE",
                "narrow": False,
                "note": _("You see what its owners share with %(organisation)s")
                % {"organisation": organisation},
            },
            "tabs": list(tabs),
            "actions": [*self._files(), *actions],
        }

    def _files(self) -> list[Link]:
        query = self.request.GET.copy()
        for name in ("after", *self.looks):
            query.pop(name, None)
        kept = f"?{query.urlencode()}" if query else ""
        route = f"{self.route}-file"
        return [
            {"label": _("Export as XLSX"), "url": reverse(route, args=["xlsx"]) + kept},
            {"label": _("Export as CSV"), "url": reverse(route, args=["csv"]) + kept},
        ]

    def nothing(self, *, filtered: str, otherwise: str, words: str, steps: Iterable[Link] = ()) -> Link:
        """What the page says when no row matches; the last filter can be taken off again."""
        off = [
            {"label": _("Remove “%(filter)s”") % {"filter": chip["label"]}, "url": chip["remove_url"]}
            for chip in self.active[-1:]
        ]
        return {
            "title": filtered if self.active else otherwise,
            "words": words,
            "steps": [*off, *steps],
        }

    def around(self, page: Page[Any], order: str) -> dict[str, Any]:
        """The way to other pages, and in which order rows stand; no count, for it would tell of hidden rows."""
        later = self.after is not None and not page.restarted
        return {
            "first_url": self.address(after=None) if later else "",
            "next_url": self.address(after=page.next_cursor) if page.next_cursor else "",
            "order_words": _order_words(order, later, page.next_cursor is not None, len(page.rows)),
        }

    def answer(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """The page, or its fragment "rows" for a filter that was changed on it."""
        listed = self.filter.base_filters.keys() - self.filter.unlisted
        found = {
            "filter": self.filter,
            "active": self.active,
            "clear_url": self.address(**dict.fromkeys(listed, None), after=None),
        }
        status = 200 if self.filter.form.is_valid() else 400
        name = f"{template}#rows" if self.request.htmx else template
        return render(self.request, name, found | context, status=status)

    def file(self, form: str, table: SelectedTable, page: Callable[..., HttpResponse]) -> HttpResponse:
        """CSV or XLSX of exactly this selection; the page where a filter was not understood."""
        if form not in ("csv", "xlsx"):
            raise Http404
        if not self.filter.form.is_valid():
            return page.__wrapped__(self.request)  # type: ignore[attr-defined]
        filters = [chip["label"] for chip in self.active]
        response: Any
        if form == "xlsx":
            content = table.xlsx(self.actor, self.filter.selection, filters)
            response = HttpResponse(content, content_type=XLSX)
        else:
            chunks = table.csv(self.actor, self.filter.selection, filters)
            response = StreamingHttpResponse(_as_reader(self.actor, chunks), content_type=CSV)
        name = f"{table.name}-{today().isoformat()}.{form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _order_words(order: str, later: bool, more: bool, shown: int) -> str:
    if later:
        return _("Next %(n)s, %(order)s.") % {"n": shown, "order": order}
    if more:
        return _("First %(n)s, %(order)s.") % {"n": shown, "order": order}
    return _("All that you may read, %(order)s.") % {"order": order}


def _as_reader(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream outlives the request's transaction and reader: it says itself as whom it reads."""
    with reading_as(actor):
        yield from chunks
