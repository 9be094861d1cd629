"""A release is proposed, approved by somebody else, published as a file of its own, or dropped."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused, Stale
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern
from coordination.history import services as history
from coordination.notices.services import announce
from coordination.people.audiences import circles_by_audience
from coordination.people.models import today
from coordination.people.queries import circles, organisations

from ..kinds import Language, News, ReleaseState
from ..models import Document, Release
from ..policy import SECRETARIAT
from ..releases import paper
from ..releases.passages import Passage, checked, digest, stored
from ..releases.sources import Source, handles, source_of
from .keeping import kept_or_deleted


@dataclass(frozen=True)
class Proposal:
    """What would be released: a title, the language of the text, the passages, and why."""

    title: str
    language: str
    passages: Iterable[Passage]
    reason: str


def handlers(holder_id: int) -> set[int]:
    """The circles that handle a release: the holder of the record and the General Secretariat."""
    known = circles().of_organisation
    return {known[holder_id], known[organisations().by_code[SECRETARIAT].pk]}


@transaction.atomic
def propose(*, actor: Actor, source: Source, proposal: Proposal) -> Release:
    """Propose what is released of a record; read by its holder and the General Secretariat alone."""
    authorise_create(actor, Release)
    if not handles(actor, source):
        raise Refused(str(Release.policy.create_reason))
    release = Release(
        originator_id=source.holder_id,
        audience=intern(actor=actor, circles=handlers(source.holder_id)),
        noun=source.noun,
        record=source.record,
    )
    _write(actor, release, source, proposal)
    release.save(force_insert=True)
    history.record(actor=actor, verb="proposed", row=release)
    announce(actor=actor, kind=News.PROPOSED, row=release)
    return release


@transaction.atomic
def revise(*, actor: Actor, release: Release, version: int | None, proposal: Proposal) -> Release:
    """Change what would be released. Whoever changes it has proposed it, and any approval is void."""
    release = authorise(actor, "change", release, version=version)
    _write(actor, release, _source(actor, release), proposal)
    history.record(actor=actor, verb="proposed", row=release)
    return _save(release)


@transaction.atomic
def approve(*, actor: Actor, release: Release, read: str) -> Release:
    """Approve what somebody else proposed, as it was read: raises `Stale` when it changed since."""
    release = authorise(actor, "approve", release)
    if read != release.digest:
        raise Stale(release)
    _refuse_changed(release, _source(actor, release))
    release.state, release.approved_digest = ReleaseState.APPROVED, release.digest
    release.approved_by_id, release.approved_at = actor.user_id, timezone.now()
    release.approved_for_id = min(actor.speaks_for)
    history.record(actor=actor, verb="approved", row=release)
    announce(actor=actor, kind=News.APPROVED, row=release)
    return _save(release)


@transaction.atomic
def publish(*, actor: Actor, release: Release) -> Release:
    """Make the file of an approved release; from then on whoever reads the record finds it there."""
    release = authorise(actor, "publish", release)
    source = _source(actor, release)
    _refuse_changed(release, source)
    content = paper.released(release)
    name = uuid.uuid4().hex
    with kept_or_deleted() as names:
        names.append(f"releases/{name[:2]}/{name}")
        release.stored_as = default_storage.save(names[0], ContentFile(content))
        return _published(actor, release, source, size=len(content))


def _published(actor: Actor, release: Release, source: Source, *, size: int) -> Release:
    release.size, release.released_on = size, today()
    release.state = ReleaseState.RELEASED
    history.record(actor=actor, verb="released", row=release)
    # Before others read it: what was said of it until now stays with those who handled it.
    release = _save(release)
    readers = set(circles_by_audience([source.audience_id])[source.audience_id])
    release.audience = intern(actor=actor, circles=readers | handlers(release.originator_id))
    release.save(update_fields=["audience"])
    announce(actor=actor, kind=News.RELEASED, row=release)
    return release


@transaction.atomic
def drop(*, actor: Actor, release: Release, reason: str) -> Release:
    """Give a proposal up, with a reason."""
    release = authorise(actor, "drop", release)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is not released; it is kept in the history.")})
    release.state = ReleaseState.DROPPED
    release.approved_by_id = release.approved_at = release.approved_for_id = None
    release.approved_digest = ""
    history.record(actor=actor, verb="dropped", row=release, reason=reason)
    announce(actor=actor, kind=News.DROPPED, row=release)
    return _save(release)


def void_approvals(actor: Actor, document: Document) -> None:
    """After a change of a document: what was approved of its former text is only proposed again."""
    approved = Release.objects.visible_to(actor).filter(
        noun=Document._meta.db_table, record=document.pk, state=ReleaseState.APPROVED
    )
    for release in approved.select_for_update(of=("self",)):
        source = source_of(actor, release.noun, release.record)
        if source is not None and source.digest != release.source_digest:
            _void(release)
            history.record(actor=actor, verb="voided", row=release)
            _save(release)


def _void(release: Release) -> None:
    release.state, release.approved_digest = ReleaseState.PROPOSED, ""
    release.approved_by_id = release.approved_at = release.approved_for_id = None


def _write(actor: Actor, release: Release, source: Source, proposal: Proposal) -> None:
    errors = {}
    if not proposal.title.strip():
        errors["title"] = _("Give the released text a title: it stands on the file.")
    if not proposal.reason.strip():
        errors["reason"] = _("Say why it is released: who asked, or on whose initiative.")
    if errors:
        raise ValidationError(errors)
    language = proposal.language if proposal.language in Language.values else source.language
    rows = stored(checked(source.paragraphs, proposal.passages))
    release.title, release.language, release.passages = proposal.title.strip(), language, rows
    release.reason = proposal.reason
    release.digest = digest(release.title, language, rows)
    release.source_digest = source.digest
    release.proposed_by_id, release.proposed_at = actor.user_id, timezone.now()
    release.proposed_for_id = min(actor.speaks_for)
    _void(release)


def _source(actor: Actor, release: Release) -> Source:
    source = source_of(actor, release.noun, release.record)
    if source is None:
        raise Refused(_("You no longer read the record of which this is a release."))
    return source


def _refuse_changed(release: Release, source: Source) -> None:
    if not source.current:
        raise Refused(_("The record was withdrawn since. Nothing of it is released."))
    if source.digest != release.source_digest:
        raise Refused(
            _(
                "The record changed since this release was proposed. Open the proposal, look at it again and save it."
            )
        )


def _save(release: Release) -> Release:
    release.version += 1
    release.save()
    return release
