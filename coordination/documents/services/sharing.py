"""Who reads a document, and under which marking: its holder decides, and says why it opens it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.audiences import circles_by_audience
from coordination.register.sharing import Choice, Sharing, sharing_of, teams, without_teams

from ..kinds import Marking
from ..models import Document, DocumentCountry, DocumentFile, DocumentVersion
from .saving import save


@transaction.atomic
def share(*, actor: Actor, document: Document, sharing: Sharing, reason: str) -> Document:
    """Let others read a document, or fewer; who lets more readers in says why.

    The saves are not counted: others would learn that the circle of readers changed.
    """
    document = authorise(actor, "share", document)
    refuse_public_in_a_circle(document.marking, sharing)
    if sharing.choice == Choice.NAMED and not sharing.named:
        raise ValidationError({"delegations": _("Name at least one delegation, or choose another circle.")})
    places = DocumentCountry.objects.visible_to(actor).filter(document=document)
    before = _circles(document)
    if sharing.same_choice(sharing_of(before, document.originator_id)):
        return document
    wanted = sharing.circles(document.originator_id, places.values_list("country", flat=True))
    if wanted - before and not reason.strip():
        raise ValidationError({"reason": _("Say why more readers are let in; it is kept in the history.")})
    let_read(actor, document, wanted)
    history.record(actor=actor, verb="shared", row=document, reason=reason)
    return document


@transaction.atomic
def mark(*, actor: Actor, document: Document, version: int | None, marking: str, reason: str) -> Document:
    """Change the marking. Only the holder lowers it, with a reason (SECURITY 7)."""
    document = authorise(actor, "mark", document, version=version)
    if marking not in Marking.values:
        raise ValidationError({"marking": _("Choose a marking.")})
    if marking == document.marking:
        return document
    if marking == Marking.PUBLIC:
        if document.originator_id not in actor.speaks_for:
            raise Refused(_("Only the organisation that filed this document lowers its marking."))
        refuse_public_in_a_circle(marking, sharing_of(_circles(document), document.originator_id))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the marking changes; it is kept in the history.")})
    document.marking = marking
    history.record(actor=actor, verb="marked", row=document, reason=reason)
    return save(document)


def refuse_public_in_a_circle(marking: str, sharing: Sharing) -> None:
    """Raise `ValidationError` for a public document that not all members may read."""
    if marking == Marking.PUBLIC and sharing.choice != Choice.MEMBERS:
        words = _("A public document is read by all members. Share it with them, or mark it LIMITE.")
        raise ValidationError({"marking": words})


def follow_countries(actor: Actor, document: Document, country_ids: Sequence[int]) -> None:
    """The country teams of a document are those of its countries, where it is shared with them at all."""
    before = _circles(document)
    if not sharing_of(before, document.originator_id).country_team:
        return
    wanted = without_teams(before) | teams(country_ids)
    if wanted != before:
        let_read(actor, document, wanted)
        reason = _("The countries changed, and their country teams with them.")
        history.record(actor=actor, verb="shared", row=document, reason=reason)


def let_read(actor: Actor, document: Document, wanted: set[int]) -> None:
    """Change who reads a document, and with it its newest version; older ones stay with those who read them."""
    document.audience = intern(actor=actor, circles=wanted)
    document.save(update_fields=["audience"])
    versions = DocumentVersion.objects.visible_to(actor).filter(document=document)
    newest = versions.order_by("-number").values_list("number", flat=True).first()
    if newest is not None:
        files = DocumentFile.objects.visible_to(actor).filter(document=document, version_number=newest)
        files.update(audience_then=document.audience)
        versions.filter(number=newest).update(audience_then=document.audience)


def _circles(document: Document) -> set[int]:
    return set(circles_by_audience([document.audience_id])[document.audience_id])
