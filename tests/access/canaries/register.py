"""A world in which every text carries a token of its row, and all the ways out of the product.

A token is `zq<label>q<field>`; whoever may not read a row must meet none that begins with its mark.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from coordination.access.reader import reading_as
from coordination.people.actors import for_organisation
from coordination.people.queries import organisations
from coordination.register import services
from coordination.register.models import Activity, ImportProblem
from coordination.world.queries import countries, themes
from tests.access import document_canaries, fiche_canaries, notice_canaries
from tests.access.expectations import CARD_READERS, ENTRIES, IMPORT_READERS, READERS
from tests.factories import ActivityFactory, ImportFactory
from tests.personas import Persona

from .said import mark, said, undone

TEXTS = ("counterpart", "aim", "results", "lesson", "source", "reference", "external_id")
FORMER = "former"  # text that was taken out again
CARD, IMPORT, DRAFT = "card", "import", "typing"


@dataclass
class World:
    """The rows by label, and who may read which mark."""

    entries: dict[str, Activity] = field(default_factory=dict)
    fiches: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    readers: dict[str, set[str]] = field(default_factory=dict)
    amounts: dict[str, str] = field(default_factory=dict)
    card: Any = None
    run: Any = None

    def hidden_from(self, name: str) -> list[str]:
        """Marks that this persona must never meet."""
        return [mark(label) for label, readers in self.readers.items() if name not in readers]

    def hidden_ids(self, name: str) -> list[str]:
        rows = {label: row.pk for label, row in (self.entries | self.fiches | self.documents).items()}
        rows |= {CARD: self.card, IMPORT: self.run.pk}
        return [str(pk) for label, pk in rows.items() if name not in self.readers[label]]

    def readable(self, name: str) -> list[str]:
        return [
            label for label in [*self.entries, *self.fiches, *self.documents] if name in self.readers[label]
        ]


def make(everybody: dict[str, Persona]) -> World:
    """Entries of Italy in every state and audience, an announced one, an import, and a form half filled in."""
    world = World(readers={**READERS, CARD: CARD_READERS, IMPORT: IMPORT_READERS, DRAFT: {"italy"}})
    world.readers |= fiche_canaries.READERS
    world.readers |= document_canaries.READERS
    world.fiches = fiche_canaries.make()
    world.documents = document_canaries.make(everybody)
    for number, (label, how) in enumerate(ENTRIES.items()):
        world.entries[label] = _entry(label, number, how)
        # In digits alone it could stand in an identifier by chance.
        world.amounts[label] = f"{_amount(number):,.2f}"
    world.card = world.entries["announced"].card_id
    world.run = ImportFactory(originator="italy", name=f"{mark(IMPORT)}name.xml", state="done")
    italy = everybody["italy"].actor()
    with reading_as(italy), transaction.atomic():
        world.run.message = f"{mark(IMPORT)}message"
        world.run.save()
        ImportProblem.of(
            world.run, message=f"{mark(IMPORT)}problem", identifier=f"{mark(IMPORT)}id", rejected=True
        ).save()
        for form, name in (("new", "title"), ("fiche", "title"), ("document", "subject")):
            services.keep_draft(actor=italy, key=form, fields={name: [f"{mark(DRAFT)}title"]})
    return world


def _amount(number: int) -> Decimal:
    return Decimal(90_817_263 + number * 1_111)


def _entry(label: str, number: int, how: dict[str, Any]) -> Activity:
    own = mark(label)
    texts = {name: f"{own}{name}" for name in TEXTS}
    retired = how.get("retired", False)
    row = ActivityFactory(
        originator="italy",
        **{**how, "retired": False},
        title=f"Canary {own}title",
        **(texts | {"aim": f"{own}{FORMER}"}),
        areas=f"{own}areas",
        contact=f"{mark(CARD)}contact",
        partners=[services.Partner("funding", None, f"{own}partner")],
        amount=services.Amount(
            "EUR", _amount(number), "committed", datetime.date(2026, 1, 1), f"{own}instrument"
        ),
    )
    actor = for_organisation(organisations().by_code["italy"])
    with reading_as(actor), transaction.atomic():
        row = services.change(
            actor=actor, activity=row, version=row.version, entry=_said(row, own, texts, number), sharing=None
        )
        if retired:
            row = services.retire(actor=actor, activity=row, reason=f"{own}reason")
    return row


def _said(row: Activity, own: str, texts: dict[str, str], number: int) -> services.Entry:
    kept = {name: getattr(row, name) for name in ("title", "kind", "status", "lead_id", "starts_on")}
    return services.Entry(
        fields=kept | texts,
        places=(services.Place(countries().by_code["NE"].pk, f"{own}areas"),),
        themes=(themes().by_code["migrant-smuggling"].pk,),
        partners=(services.Partner("funding", None, f"{own}partner"),),
        amounts=(
            services.Amount(
                "EUR", _amount(number), "committed", datetime.date(2026, 1, 1), f"{own}instrument"
            ),
        ),
    )


# --- The ways out ------------------------------------------------------------------------

LISTS = [
    "/",
    "/activities/",
    "/activities/?sort=title",
    "/activities/?view=matrix",
    "/activities/?view=matrix&axis=theme-actor",
    "/activities/?words=canary",
    "/activities/?words=zq",
    "/activities/?country=NE&theme=migrant-smuggling&actor=italy&kind=project&status=running&level=bilateral",
    "/activities/?drafts=true",
    "/activities/?mine=true",
    "/activities/?stale=true",
    "/activities/?country=XX&period_from=never",
    "/activities/file/csv/",
    "/activities/file/xlsx/",
    "/activities/file/csv/?drafts=true",
    "/activities/file/xlsx/?view=matrix",
    "/activities/new/",
    "/activities/new/?country=NE",
    "/countries/",
    "/countries/NE/",
    "/people/",
    "/people/?words=zq",
    "/imports/",
    "/administration/",
    "/administration/?words=zq",
    *notice_canaries.LISTS,
    *fiche_canaries.LISTS,
    *document_canaries.LISTS,
]
FRAGMENTS = [
    "/activities/",
    "/activities/?view=matrix",
    "/activities/?words=canary",
    "/activities/?drafts=true",
    *fiche_canaries.FRAGMENTS,
    *document_canaries.FRAGMENTS,
]
API_LISTS = [
    "/api/v1/activities/",
    "/api/v1/activities/?limit=1",
    "/api/v1/activities/?words=canary",
    "/api/v1/activities/?drafts=true",
    "/api/v1/activities/?mine=true",
    "/api/v1/existence-cards/",
    "/api/v1/matrix/",
    "/api/v1/matrix/?axis=theme-actor",
    "/api/v1/me/",
    "/api/v1/organisations/",
    "/api/v1/countries/",
    "/api/v1/themes/",
    "/api/v1/mandates/",
    "/api/v1/schema/",
    *notice_canaries.API_LISTS,
    *fiche_canaries.API_LISTS,
    *document_canaries.API_LISTS,
]
OF_AN_ENTRY = ["", "edit/", "history/", "retire/"]
API_OF_AN_ENTRY = ["", "history/"]


def outputs(persona: Persona, world: World) -> Iterator[tuple[str, str, bool]]:
    """(channel, everything that came out, whether the channel was asked for nothing in particular)."""
    for address in LISTS:
        yield address, said(persona.client.get(address)), True
    for address in FRAGMENTS:
        yield f"fragment {address}", said(persona.client.get(address, headers={"HX-Request": "true"})), True
    for address in API_LISTS:
        yield address, said(persona.api.get(address)), True
    yield from _suggestions(persona)
    for label, row in world.entries.items():
        for end in OF_AN_ENTRY:
            yield f"entry {end}", said(persona.client.get(f"/activities/{row.pk}/{end}")), False
        for end in API_OF_AN_ENTRY:
            yield f"api entry {end}", said(persona.api.get(f"/api/v1/activities/{row.pk}/{end}")), False
        if persona.name in world.readers[label]:
            continue
        yield "copy", said(persona.client.get(f"/activities/new/?copy={row.pk}")), False
        yield "retire", said(undone(persona.client, "post", f"/activities/{row.pk}/retire/")), False
        yield "refusal", said(undone(persona.client, "post", f"/activities/{row.pk}/confirm/")), False
        stale = undone(
            persona.api, "patch", f"/api/v1/activities/{row.pk}/", headers={"If-Match": '"999"'}, data={}
        )
        yield "stale", said(stale), False
        if label in {"own", "draft"}:  # a cursor leads to a whole list: two will do
            yield "cursor", said(persona.client.get(f"/activities/?after={row.pk}")), False
            yield "api cursor", said(persona.api.get(f"/api/v1/activities/?cursor={row.pk}")), False
    yield "card", said(persona.client.get(f"/cards/{world.card}/")), False
    yield "api card", said(persona.api.get(f"/api/v1/existence-cards/{world.card}/")), False
    yield "import", said(persona.client.get(f"/imports/{world.run.pk}/")), False
    yield from fiche_canaries.outputs(persona, world.fiches, said, undone)
    yield from document_canaries.outputs(persona, world.documents, said, undone)


def _suggestions(persona: Persona) -> Iterator[tuple[str, str, bool]]:
    for label in ENTRIES:
        # Asked with the hidden title itself, the suggestions must not confirm it.
        form = {"title": f"Canary {mark(label)}title", "country": "NE", "theme": "migrant-smuggling"}
        for query in ("similar", "preview"):
            answer = persona.client.post(f"/activities/new/?{query}", form, headers={"HX-Request": "true"})
            yield query, said(answer).replace(f"canary {mark(label)}title", ""), True
