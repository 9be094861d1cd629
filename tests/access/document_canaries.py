"""Documents whose every text carries a token, and the ways by which a document could come out."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from coordination.access.reader import reading_as
from coordination.documents import services
from coordination.documents.forms.document import PLAIN, document_values
from coordination.documents.kinds import State
from coordination.documents.queries import reading
from tests.access.documents import DOCUMENT_READERS, DOCUMENTS
from tests.access.expectations import ITALY
from tests.factories.documents import (
    DocumentFactory,
    confirm_number,
    files_of,
    holder_of,
    merge_into,
    plain_file,
    stored,
    write_version,
)
from tests.factories.register import sharing
from tests.factories.releases import propose, register, released, source

# Words that only Italy and the General Secretariat may meet: a proposal, an application, what is withheld.
FORMER, PROPOSED, WITHHELD = "document former", "document proposed", "document withheld"
HANDLERS = ITALY | {"gsc"}
READERS = DOCUMENT_READERS["document"] | {FORMER: ITALY, PROPOSED: HANDLERS, WITHHELD: HANDLERS}
LISTS = [
    "/documents/",
    "/documents/?words=canary",
    "/documents/?words=8255/23",
    "/documents/?state=withdrawn&state=merged",
    "/documents/?series=ST&year=2026&subject=MIGR&country=NE&language=en&marking=limite&kind=note&holder=italy",
    "/documents/?mine=true",
    "/documents/?subject=7",
    "/documents/file/csv/",
    "/documents/file/xlsx/",
    "/documents/file/csv/?state=withdrawn&state=merged",
    "/documents/new/",
    "/access-requests/?all=1",
    "/releases/",
]
FRAGMENTS = ["/documents/", "/documents/?words=canary"]
API_LISTS = [
    "/api/v1/documents/",
    "/api/v1/documents/?limit=1",
    "/api/v1/documents/?words=canary",
    "/api/v1/documents/?state=withdrawn&state=merged",
    "/api/v1/releases/",
    "/api/v1/access-requests/",
]
OF_A_DOCUMENT = [
    "",
    "edit/",
    "history/",
    "share/",
    "mark/",
    "number/",
    "versions/1/",
    "versions/2/",
    "versions/3/",
    "difference/",
]
OF_THE_API = ["", "history/", "versions/1/"]


def mark(label: str) -> str:
    return f"zq{re.sub('[^a-z]', '', label.lower())}q"


def make(everybody: dict[str, Any]) -> dict[str, Any]:
    """A document of Italy in every state and circle, with versions, files, a proposal and an application."""
    documents = {label: _document(label, how) for label, how in DOCUMENTS.items()}
    italy, gsc = everybody["italy"], everybody["gsc"]
    shown = documents["document: all members"]
    propose(italy, shown, title=f"{mark(PROPOSED)}title", reason=f"{mark(PROPOSED)}reason")
    register(gsc, shown, f"{mark(PROPOSED)}reference")
    documents["document: public"].release = _released(italy, gsc)
    return documents


def _released(italy: Any, gsc: Any) -> Any:
    """A published release of a narrow document."""
    narrow: Any = DocumentFactory(
        subject="Released",
        shared_with=["gsc"],
        text=f"Open.\n\nThe {mark(WITHHELD)}name is here.\n\n{mark(WITHHELD)}",
    )
    actor = italy.actor()
    with transaction.atomic(), reading_as(actor):
        paragraphs = source(actor, narrow).paragraphs
    last = len(paragraphs)
    cuts = {last - 2: "The […] is here.", last - 1: ""}
    return released(italy, gsc, narrow, cuts)


def _document(label: str, how: dict[str, Any]) -> Any:
    own, how = mark(label), dict(how)
    withdrawn = how.pop("state", State.CURRENT) == State.WITHDRAWN
    circle = sharing(how.pop("shared_with", "members"), country_team=how.pop("country_team", False))
    marking, confirmed = how.pop("marking", "limite"), how.pop("confirmed", False)
    document: Any = DocumentFactory(
        subject=f"Canary {own}title", from_words=f"{mark(FORMER)}from", to_words=f"{own}to",
        external_author=f"{own}author", disclaimer=f"{own}disclaimer", keywords=[f"{own}keyword"],
        shared_with=[], text=f"{mark(FORMER)}text", files={"fr": plain_file(f"{mark(FORMER)}file", f"{mark(FORMER)}name.txt")}, **how,
    )  # fmt: skip
    document = _said_otherwise(document, f"{own}from")
    write_version(
        document,
        text=f"{own}text",
        files={"en": plain_file(f"{own}file", f"{own}name.txt")},
        note=f"{own}note",
    )
    document.files = [file.key for file in files_of(document)]
    holder = holder_of(document)
    with transaction.atomic(), reading_as(holder):
        if circle.choice != "own":
            services.share(actor=holder, document=stored(document), sharing=circle, reason=f"{own}reason")
        if marking != document.marking:
            services.mark(
                actor=holder, document=stored(document), version=None, marking=marking, reason=f"{own}mark"
            )
    if confirmed:
        confirm_number(stored(document))
    if label == "document: merged":
        heir: Any = DocumentFactory(originator="france", number=how["number"], subject="Heir")
        merge_into(stored(document), heir)
    if withdrawn:
        with transaction.atomic(), reading_as(holder := holder_of(document)):
            services.withdraw(actor=holder, document=stored(document), reason=f"{own}reason")
    return document


def _said_otherwise(document: Any, words: str) -> Any:
    """Another sender, before anybody else reads the document."""
    holder = holder_of(document)
    with transaction.atomic(), reading_as(holder):
        row: Any = reading.one(holder, document.pk)
        values = document_values(row)
        header = services.Header(
            fields={name: values[name] for name in PLAIN} | {"from_words": words},
            subjects=values["subjects"],
            country_ids=row.country_ids,
            identity=row.identity,
        )
        return services.change(actor=holder, document=row, version=None, header=header)


def outputs(
    persona: Any, documents: dict[str, Any], said: Any, undone: Any
) -> Iterator[tuple[str, str, bool]]:
    """(channel, everything that came out, whether the channel was asked for nothing in particular)."""
    for label, document in documents.items():
        for end in OF_A_DOCUMENT:
            yield f"document {end}", said(persona.client.get(f"/documents/{document.pk}/{end}")), False
        for end in OF_THE_API:
            yield (
                f"api document {end}",
                said(persona.api.get(f"/api/v1/documents/{document.pk}/{end}")),
                False,
            )
        for key in document.files:
            yield "document file", said(persona.client.get(f"/documents/{document.pk}/files/{key}/")), False
            yield (
                "api document file",
                said(persona.api.get(f"/api/v1/documents/{document.pk}/files/{key}/")),
                False,
            )
        if persona.name in READERS[label]:
            continue
        yield (
            "document refusal",
            said(undone(persona.client, "post", f"/documents/{document.pk}/restore/")),
            False,
        )
        address = f"/api/v1/documents/{document.pk}/"
        stale = undone(persona.api, "patch", address, headers={"If-Match": '"999"'}, data={})
        yield "stale document", said(stale), False
        if label == "document: own":
            yield "document cursor", said(persona.client.get(f"/documents/?after={document.pk}")), False
            yield (
                "api document cursor",
                said(persona.api.get(f"/api/v1/documents/?cursor={document.pk}")),
                False,
            )
    release = documents["document: public"].release
    for end in ("", "file/", "edit/"):
        yield f"release {end}", said(persona.client.get(f"/releases/{release.pk}/{end}")), False
    yield "api release", said(persona.api.get(f"/api/v1/releases/{release.pk}/")), False
