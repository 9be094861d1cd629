"""Documents of the walk, their releases and applications: how they are made, who reads, who may do what."""

from typing import Any

from django.db import transaction

from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.documents.kinds import Marking, State
from coordination.documents.models import AccessRequest, DocumentFile, Release
from coordination.people.models import today
from coordination.people.queries import circles
from tests.access.expectations import EVERYBODY, ITALY, READ_ONLY, READERS, VOICE
from tests.factories.documents import DocumentFactory, holder_of, merge_into
from tests.factories.releases import bring_to, register

MEMBERS = READERS["all members"]
SECRETARIAT = {"gsc"}
MINISTRIES = {"italy_interior", "italy_labour"}
HOLDERS = EVERYBODY - READ_ONLY - MINISTRIES

# Of Italy. Each could leak.
DOCUMENTS: dict[str, dict[str, Any]] = {
    "document: own": {"shared_with": []},
    "document: to France": {"shared_with": ["france"]},
    "document: to the institutions": {"shared_with": "institutions"},
    "document: country team": {"shared_with": "presidency", "country_team": True},
    "document: all members": {},
    "document: public": {"marking": Marking.PUBLIC},
    "document: confirmed": {"number": "8255/23", "confirmed": True},
    "document: withdrawn": {"state": State.WITHDRAWN},
    "document: merged": {"number": "8256/23"},
}
NARROW = {
    "document: own": ITALY,
    "document: to France": ITALY | {"france"},
    "document: to the institutions": ITALY | {"presidency", "commission", "eeas", "gsc"},
    "document: country team": ITALY | {"presidency", "eud_niger"},
}
CURRENT: dict[str, set[str]] = {
    "change": VOICE,
    "share": VOICE,
    "mark": VOICE | SECRETARIAT,
    "number": VOICE | SECRETARIAT,
    "withdraw": VOICE,
    "merge": VOICE,
    "propose": VOICE | SECRETARIAT,
    "register": SECRETARIAT,
}


def narrowed(table: dict[str, set[str]], readers: set[str]) -> dict[str, set[str]]:
    """The same rights for those who read the row at all."""
    return {action: who & readers for action, who in table.items() if who & readers}


DOCUMENT_ACTIONS: dict[str, dict[str, set[str]]] = {
    label: narrowed(CURRENT, NARROW.get(label, MEMBERS)) for label in DOCUMENTS
} | {
    "document: confirmed": CURRENT | {"number": SECRETARIAT},
    "document: withdrawn": {"restore": VOICE},
    "document: merged": {},
}
HANDLERS = VOICE | SECRETARIAT
# Proposed by Italy's one delegate of the walk, whom nobody else of Italy could approve.
RELEASE_ACTIONS: dict[str, dict[str, set[str]]] = {
    "release: proposed": {"change": HANDLERS, "approve": SECRETARIAT, "drop": HANDLERS},
    "release: approved": {"change": HANDLERS, "publish": HANDLERS, "drop": HANDLERS},
    "release: released": {},
    "release: dropped": {},
}
REQUEST_ACTIONS: dict[str, dict[str, set[str]]] = {
    "application: open": {"extend": SECRETARIAT, "answer": SECRETARIAT, "advise": VOICE},
    "application: answered": {"confirm": SECRETARIAT, "close": SECRETARIAT},
}
DOCUMENT_READERS: dict[str, dict[str, set[str]]] = {
    "document": {label: NARROW.get(label, MEMBERS) for label in DOCUMENTS},
    "release": {
        label: MEMBERS if label == "release: released" else ITALY | SECRETARIAT for label in RELEASE_ACTIONS
    },
    "application": dict.fromkeys(REQUEST_ACTIONS, ITALY | SECRETARIAT),
}
RIGHTS = {"document": DOCUMENT_ACTIONS, "release": RELEASE_ACTIONS, "application": REQUEST_ACTIONS}
# Labels for which the methods that a route does not know are tried: what no state can change.
ENOUGH = {"document: own", "document: all members", "release: proposed", "application: open"}


def may(kind: str, name: str, action: str, label: str) -> bool:
    """Whether a persona may do an action to a row of the walk; whoever handles a release tries it out."""
    if action == "handle":
        return name in HANDLERS
    return name in RIGHTS[kind].get(label, {}).get(action, set())


def make(label: str) -> Any:
    """A document of the walk, with a text and a file whose key is the document's own: the walk fills
    both with one value.
    """
    document: Any = DocumentFactory(originator="italy", text="First.\n\nSecond.", **DOCUMENTS[label])
    if label == "document: merged":
        heir: Any = DocumentFactory(originator="france", number="8256/23")
        merge_into(document, heir)
    holder = holder_of(document)
    with transaction.atomic(), reading_as(holder):
        DocumentFile.of(
            document, audience_then_id=document.audience_id, key=document.pk, version_number=1, language="en", name="note.txt", kind="txt",
            size=4, digest="0" * 64, stored_as=_bytes(), text="Text",
        ).save(force_insert=True)  # fmt: skip
    return document


def _bytes() -> str:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    return default_storage.save("documents/walk", ContentFile(b"Text"))


def make_subjects(everybody: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The ids of all documents, releases and applications of the walk, by kind and label."""
    documents = {label: make(label).pk for label in DOCUMENTS}
    italy, gsc = everybody["italy"], everybody["gsc"]
    released = {
        label: bring_to(label.partition(": ")[2], italy, gsc, make("document: all members")).pk
        for label in RELEASE_ACTIONS
    }
    return {"document": documents, "release": released, "application": make_requests(gsc)}


def make_requests(gsc: Any) -> dict[str, Any]:
    from coordination.documents import services

    document = make("document: all members")
    waiting, answered = register(gsc, document), register(gsc, document, "A/2")
    actor = gsc.actor()
    with transaction.atomic(), reading_as(actor):
        answer = services.Answer("refused", ["4-1-a-3"], "International relations.")
        services.answer(actor=actor, request=answered, answer=answer)
    return {"application: open": waiting.pk, "application: answered": answered.pk}


def make_private() -> None:
    """A document with a row in each of its tables, and what hangs on it, read by Italy alone."""
    document = make("document: own")
    italy = holder_of(document)
    own = circles().of_organisation[document.originator_id]
    with transaction.atomic(), reading_as(italy):
        audience = intern(actor=italy, circles=[own])
        common = {"originator_id": document.originator_id, "audience": audience}
        Release.objects.create(
            noun="coordination_document", record=document.pk, title="Title", digest="d", source_digest="s",
            reason="Asked.", proposed_by_id=1, proposed_at=document.created_at,
            proposed_for_id=document.originator_id, **common,
        )  # fmt: skip
        AccessRequest.objects.create(
            document=document, holder_id=document.originator_id, reference="A/1", registered_on=today(),
            due_on=today(), **common,
        )  # fmt: skip
