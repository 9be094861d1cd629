"""The official number of a document: recorded by its holder, given by the General Secretariat, merged."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise
from coordination.history import services as history
from coordination.people.audiences import covers
from coordination.people.models import today
from coordination.people.queries import circles

from ..identity import Identity, written
from ..kinds import State
from ..models import Document
from ..policy import is_secretariat
from .releases import void_approvals
from .saving import save


@transaction.atomic
def give_number(
    *, actor: Actor, document: Document, version: int | None, identity: Identity | None
) -> Document:
    """Set the number of a document, or take it away.

    From the General Secretariat it is confirmed; from the holder it is what the paper bears. The
    product never draws one.
    """
    document = authorise(actor, "number", document, version=version)
    if is_secretariat(actor):
        _put(document, identity)
        document.confirmed_on = today() if identity else None
        history.record(actor=actor, verb="numbered", row=document)
    else:
        record_number(actor, document, identity)
    document = save(document)
    void_approvals(actor, document)
    return document


@transaction.atomic
def merge(*, actor: Actor, document: Document, into: Document) -> Document:
    """Give up one's own document for another that bears the same number; its readers are led there.

    Raises `Refused` where somebody who reads one's own would lose the paper.
    """
    # In one order, so that two holders who give theirs up at once do not wait for each other.
    for pk in sorted((document.pk, into.pk)):
        Document.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    document = authorise(actor, "merge", document)
    found = Document.objects.visible_to(actor).current().filter(pk=into.pk).first()
    if found is None or found.pk == document.pk:
        raise Hidden(Document._meta.verbose_name)
    if document.identity is None or found.identity is None or document.identity.key != found.identity.key:
        raise Refused(_("Only documents that bear the same number are merged."))
    own = circles().of_organisation[document.originator_id]  # its ministries are its own affair
    if not covers(found.audience_id, document.audience_id, but=[own]):
        raise Refused(
            _(
                "Some who read your document do not read the other one, and would lose it. Ask its holder to "
                "share it as widely, or narrow yours first."
            )
        )
    document.state, document.merged_into = State.MERGED, found
    history.record(actor=actor, verb="merged", row=document)
    return save(document)


def record_number(actor: Actor, document: Document, identity: Identity | None) -> None:
    """Write the number that the paper bears; each of a holder's documents bears its own."""
    if identity is not None:
        own = Document.objects.visible_to(actor).current().numbered(identity).exclude(pk=document.pk)
        if own.filter(originator=document.originator_id).exists():
            words = _("You have filed %(number)s already. Open that document, or correct the number.")
            raise ValidationError({"number": words % {"number": written(identity)}})
    _put(document, identity)


def _put(document: Document, identity: Identity | None) -> None:
    if identity is None:
        document.series, document.number, document.year = "", None, None
        document.revision = document.addendum = document.addendum_revision = document.corrigendum = 0
        return
    document.series, document.number, document.year = identity.series, identity.number, identity.year
    document.year_digits = identity.year_digits
    document.revision, document.addendum = identity.revision, identity.addendum
    document.addendum_revision, document.corrigendum = identity.addendum_revision, identity.corrigendum
