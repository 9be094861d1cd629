"""What others changed lately of documents, for the desk."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.documents.history_words import VERBS
from coordination.documents.models import Document, DocumentCountry, DocumentVersion
from coordination.history.models import HistoryLine
from coordination.world.queries import countries

from .changes import Source, Told, row_of

NOUN = Document._meta.db_table
# One filing writes a line for each of its parts.
LINES = 200
PLAIN = ("changed", "added", "removed")


def about(actor: Actor) -> Any:
    """What a line of history is about; empty for what the reader may not read now."""
    row = Document.objects.visible_to(actor).filter(pk=OuterRef("record"))
    places = DocumentCountry.objects.visible_to(actor).filter(document=OuterRef("pk")).order_by("pk")
    return JSONObject(
        document=Subquery(
            row.values(said=JSONObject(subject="subject", place=Subquery(places.values("country_id")[:1])))
        )
    )


def tell(actor: Actor, lines: Iterable[Any]) -> Iterator[Told]:
    """The newest change of each document."""
    newest: dict[Any, list[Any]] = {}
    for line in lines:
        if line.about["document"] is not None:
            saved = newest.setdefault(line.record, [])
            if not saved or saved[0].change == line.change:
                saved.append(line)
    for record, saved in newest.items():
        said = saved[0].about["document"]
        place = countries().by_id.get(said["place"])
        yield row_of(
            at=saved[0].at,
            who=saved[0].organisation_id,
            system=saved[0].system,
            country=place.name if place else "",
            title=said["subject"],
            url=reverse("document", args=[record]),
            words=_words(saved),
        )


def _words(saved: list[HistoryLine]) -> str:
    """The deed if there was one, else a new version, else that it was changed."""
    deed = next((line.verb for line in saved if not line.part and line.verb not in PLAIN), "")
    if deed in VERBS:
        return str(VERBS[deed])
    if any(line.part == DocumentVersion._meta.db_table for line in saved):
        return _("new version filed")
    return str(VERBS["changed"])


SOURCE = Source((NOUN,), LINES, about, tell)
