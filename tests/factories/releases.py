"""Releases of documents, brought to a stage by two people, and applications for access."""

from typing import Any

from django.db import transaction

from coordination.access.reader import reading_as
from coordination.documents import services
from coordination.documents.kinds import ReleaseState
from coordination.documents.models import AccessRequest, Document, Release
from coordination.documents.releases.passages import Passage
from coordination.documents.releases.sources import Source, source_of
from coordination.people.models import today


def source(actor: Any, document: Document) -> Source:
    found = source_of(actor, Document._meta.db_table, document.pk)
    assert found is not None
    return found


def let_through(paragraphs: Any, cuts: Any = None, ground: str = "4-1-a-3") -> list[Passage]:
    """Every paragraph let through but what `cuts` says by place: a text with […], or nothing at all."""
    cuts = cuts or {}
    return [
        Passage(place, cuts.get(place, text), ground if place in cuts else "")
        for place, text in enumerate(paragraphs)
    ]


def propose(persona: Any, document: Document, cuts: Any = None, **said: Any) -> Release:
    """A proposal of somebody; `cuts` as in `let_through`."""
    actor = persona.actor()
    with transaction.atomic(), reading_as(actor):
        record = source(actor, document)
        proposal = services.Proposal(
            **{
                "title": "What may be read",
                "language": "en",
                "passages": let_through(record.paragraphs, cuts),
                "reason": "An application for access.",
                **said,
            }
        )
        return services.propose(actor=actor, source=record, proposal=proposal)


def approve(persona: Any, release: Release) -> Release:
    actor = persona.actor()
    with transaction.atomic(), reading_as(actor):
        return services.approve(actor=actor, release=release, read=release.digest)


def publish(persona: Any, release: Release) -> Release:
    actor = persona.actor()
    with transaction.atomic(), reading_as(actor):
        return services.publish(actor=actor, release=release)


def released(proposer: Any, approver: Any, document: Document, cuts: Any = None) -> Release:
    """A published release."""
    release = approve(approver, propose(proposer, document, cuts))
    return publish(approver, release)


def bring_to(state: str, proposer: Any, approver: Any, document: Document, cuts: Any = None) -> Release:
    """A release in a state."""
    release = propose(proposer, document, cuts)
    if state == ReleaseState.DROPPED:
        actor = proposer.actor()
        with transaction.atomic(), reading_as(actor):
            return services.drop(actor=actor, release=release, reason="Not asked for any more.")
    if state != ReleaseState.PROPOSED:
        release = approve(approver, release)
    return publish(approver, release) if state == ReleaseState.RELEASED else release


def register(secretariat: Any, document: Document, reference: str = "A/1", on: Any = None) -> AccessRequest:
    actor = secretariat.actor()
    with transaction.atomic(), reading_as(actor):
        return services.register(
            actor=actor, document=document, reference=reference, registered_on=on or today()
        )
