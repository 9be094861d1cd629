"""Which documents were asked for, and a page of them by key, the newest first."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.access.paging import Page, page_by
from coordination.search.queries import holding

from ..identity import IDENTITY_PARTS, Identity, read
from ..kinds import State
from ..models import Document, DocumentCountry, DocumentFile, DocumentSubject
from ..subjects import SubjectCode

UNNUMBERED = "none"


@dataclass(frozen=True)
class Selection:
    """What the filters ask for."""

    series: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    subjects: tuple[SubjectCode, ...] = ()
    countries: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    markings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    holders: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    mine: bool = False
    words: str = ""


def select(actor: Actor, selection: Selection) -> QuerySet[Document]:
    """The documents of the selection that the actor may read; without a state, the current ones."""
    found = Document.objects.visible_to(actor).filter(state__in=selection.states or [State.CURRENT])
    if selection.series:
        found = found.filter(series__in=["" if name == UNNUMBERED else name for name in selection.series])
    if selection.years:
        found = found.filter(dated_on__year__in=selection.years)
    if selection.markings:
        found = found.filter(marking__in=selection.markings)
    if selection.kinds:
        found = found.filter(kind__in=selection.kinds)
    if selection.holders:
        found = found.filter(originator__in=selection.holders)
    if selection.mine:
        found = found.filter(originator__in=actor.speaks_for)
    return _by_words(_by_parts(found, actor, selection), selection.words)


def _by_parts(found: Any, actor: Actor, selection: Selection) -> Any:
    if selection.subjects:
        wanted = Q(pk__in=[])
        for subject in selection.subjects:
            wanted |= Q(code=subject.code) & (Q() if subject.counter is None else Q(counter=subject.counter))
        codes = DocumentSubject.objects.visible_to(actor).filter(wanted)
        found = found.filter(pk__in=codes.values("document"))
    if selection.countries:
        places = DocumentCountry.objects.visible_to(actor).filter(country__in=selection.countries)
        found = found.filter(pk__in=places.values("document"))
    if selection.languages:
        texts = DocumentFile.objects.visible_to(actor).filter(language__in=selection.languages)
        found = found.filter(
            Q(pk__in=texts.values("document")) | Q(original_language__in=selection.languages)
        )
    return found


def _by_words(found: Any, words: str) -> Any:
    if not words.strip():
        return found
    try:
        number = read(words)
    except ValidationError:
        return found.filter(pk__in=holding(Document._meta.db_table, words))
    return found.filter(**_named(number))


def _named(number: Identity) -> dict[str, Any]:
    """The documents of a number: a first issue asks for all that came after it, too."""
    if number.is_first:
        return {"series": number.series, "number": number.number, "year": number.year}
    return dict(zip(IDENTITY_PARTS, number.key, strict=True))


def with_parts(actor: Actor, found: Any) -> QuerySet[Document]:
    """Documents with their audience, countries, subject codes and languages; no statement more."""
    places = DocumentCountry.objects.within("document").order_by("pk").values_list("country_id")
    codes = DocumentSubject.objects.within("document").order_by("place", "pk")
    # Not of those who read the document: of those who could read the version too.
    files = DocumentFile.objects.visible_to(actor).filter(document=OuterRef("pk"))
    texts = files.order_by("language").distinct("language")
    return found.select_related("audience").annotate(
        country_ids=ArraySubquery(places),
        subject_codes=ArraySubquery(codes.values(one=JSONObject(code="code", counter="counter"))),
        language_codes=ArraySubquery(texts.values_list("language")),
    )


def page(actor: Actor, selection: Selection, *, after: UUID | None = None, limit: int = 50) -> Page[Document]:
    """A page of documents by key; `after` is the last one seen, read again through the gate."""
    found = with_parts(actor, select(actor, selection))
    return page_by(found, Document.objects.visible_to(actor), "-dated_on", "pk", after=after, limit=limit)
