"""Loads the documents of the demonstration; `coordination/documents/demonstration/` holds their words."""

import datetime
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.documents import services, subjects
from coordination.documents.identity import read
from coordination.documents.kinds import Language, Marking, Origin
from coordination.documents.models import Document, Release
from coordination.documents.queries import reading, releases
from coordination.documents.releases.passages import Passage
from coordination.documents.releases.sources import source_of
from coordination.documents.uploads import Checked
from coordination.exchange.docx import docx_bytes
from coordination.exchange.paper import Paper, Paragraph
from coordination.people.actors import build, for_organisation
from coordination.people.models import User, today
from coordination.people.queries import organisations, presidency
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries

FILE = Path(__file__).resolve().parents[2] / "documents" / "demonstration" / "documents.toml"
PRESIDENCY, SECRETARIAT = "presidency", "gsc"
Words = dict[str, Any]


class Command(BaseCommand):
    help = "Load the example documents of the demonstration, once."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        with transaction.atomic():
            loaded = load_documents()
        if verbosity:
            self.stdout.write(
                f"{loaded} example documents loaded." if loaded else "Example documents are there."
            )


def load_documents() -> int:
    """Load all documents unless one that the Commission reads is there; how many there were to load."""
    words = tomllib.loads(FILE.read_text(encoding="utf-8"))
    reader = speaking("commission")
    with reading_as(reader):
        if Document.objects.visible_to(reader).exists():
            return 0
    loaded = Loaded()
    for document in words["documents"]:
        loaded.file(document)
    for release in words["releases"]:
        loaded.release(release)
    for application in words["applications"]:
        loaded.register(application)
    return len(words["documents"])


def speaking(code: str) -> Actor:
    """Somebody who speaks for an organisation; the Presidency is whoever holds it today."""
    holder = presidency().holder if code == PRESIDENCY else None
    return for_organisation(holder or organisations().by_code[code])


def seated(name: str) -> Actor:
    """A persona of the demonstration: somebody in particular, for what two people must do."""
    return build(User.objects.get(email=f"{name}@demo.example"))


def day_of(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


@dataclass
class Loaded:
    """The documents that were filed so far, by their key in the file."""

    documents: dict[str, Document] = field(default_factory=dict)

    def file(self, words: Words) -> None:
        """A document with its versions and files, as its holder would file it."""
        holder = speaking(words["by"])
        with reading_as(holder):
            document = services.file(
                actor=holder,
                header=self._header(words),
                marking=Marking.PUBLIC if words.get("public") else Marking.LIMITE,
                sharing=_sharing(words),
            )
            for place, text in enumerate(words.get("texts", [])):
                last = place + 1 == len(words["texts"])
                files = [_made(document, language, text, holder) for language in words.get("files", [])]
                services.add_version(
                    actor=holder,
                    document=document,
                    text=text.strip(),
                    note=words.get("notes", [""] * 9)[place],
                    files=files if last else (),
                )
        if words.get("confirmed"):
            secretariat = speaking(SECRETARIAT)
            with reading_as(secretariat):
                number = read(words["number"])
                services.give_number(actor=secretariat, document=document, version=None, identity=number)
        self.documents[words["key"]] = document

    def _header(self, words: Words) -> services.Header:
        earlier = self.documents.get(words.get("earlier", ""))
        return services.Header(
            fields={
                "kind": words["kind"],
                "subject": words["subject"],
                "from_words": words["from"],
                "to_words": words["to"],
                "dated_on": words["dated"] if "dated" in words else day_of(words["day"]),
                "original_language": words["language"],
                "external_author": words.get("author", ""),
                "disclaimer": words.get("disclaimer", ""),
                "keywords": words.get("keywords", []),
                "expires_on": day_of(words["expires"]) if "expires" in words else None,
                "is_example": not words.get("fact", False),
            },
            subjects=subjects.read(words["codes"]),
            country_ids=[countries().by_code[code].pk for code in words.get("countries", [])],
            identity=read(words["number"]) if "number" in words else None,
            earlier=earlier.pk if earlier else None,
        )

    def release(self, words: Words) -> None:
        """A release, proposed by one person and, where it is published, approved by another."""
        document = self.documents[words["of"]]
        proposer = seated(words["proposed_by"])
        with reading_as(proposer):
            source = source_of(proposer, Document._meta.db_table, document.pk)
            if source is None:
                return
            passages = [
                Passage(place, "", words["ground"])
                if text.startswith(words["withhold"])
                else Passage(place, text)
                for place, text in enumerate(source.paragraphs)
            ]
            proposal = services.Proposal(words["title"], source.language, passages, words["reason"])
            release = services.propose(actor=proposer, source=source, proposal=proposal)
        if words["published"]:
            approver = seated(words["approved_by"])
            with reading_as(approver):
                services.approve(actor=approver, release=release, read=release.digest)
                services.publish(actor=approver, release=_again(approver, release))

    def register(self, words: Words) -> None:
        """An application for access, and what the holder of the document advises."""
        document = self.documents[words["of"]]
        secretariat, holder = (
            seated(SECRETARIAT),
            for_organisation(organisations().by_id[document.originator_id]),
        )
        with reading_as(secretariat):
            request = services.register(
                actor=secretariat,
                document=reading.one(secretariat, document.pk) or document,
                reference=words["reference"],
                registered_on=day_of(words["registered"]),
            )
        with reading_as(holder):
            services.advise(actor=holder, request=request, advice=words["advice"], words=words["words"])


def _again(actor: Actor, release: Release) -> Release:
    return releases.release(actor, release.pk) or release


def _sharing(words: Words) -> Sharing:
    named = tuple(organisations().by_code[code].pk for code in words.get("named", []))
    return Sharing(Choice(words["share"]), named, country_team=words.get("team", False))


def _made(document: Document, language: str, text: str, holder: Actor) -> services.Upload:
    """A Word file made here of the text, under the marking of the document."""
    paper = Paper(
        title=document.subject,
        kind=str(document.get_kind_display()).upper(),
        language=language,
        marking="PUBLIC" if document.marking == Marking.PUBLIC else "LIMITE",
        organisation=holder.organisation.name if holder.organisation else "",
        produced_at=timezone.now(),
        dated=document.dated_on,
        original_language=document.original_language.upper(),
        facts=[("From:", document.from_words), ("To:", document.to_words), ("Subject:", document.subject)],
        blocks=[Paragraph(part.strip().lstrip("# ")) for part in text.strip().split("\n\n")],
    )
    content = docx_bytes(paper)
    name = f"example_{Language(language)}.docx"
    return services.Upload(language, Checked(name, "docx", content, text.strip()), Origin.MADE)
