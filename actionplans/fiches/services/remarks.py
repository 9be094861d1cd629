"""Comments on a fiche, and how they are resolved."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.plans.kinds import Remark
from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise

from ..models import Fiche, FicheComment
from .telling import tell_comment, tell_resolved


@transaction.atomic
def comment(
    *, actor: Actor, fiche: Fiche, field: str, text: str, kind: str = Remark.COMMENT, proposal: str = ""
) -> FicheComment:
    """Say something on one place of a fiche; everybody who reads the fiche reads it."""
    fiche = authorise(actor, "comment", fiche)
    if not text.strip():
        raise ValidationError({"text": _("Write the comment.")})
    remark = FicheComment.of(
        fiche,
        organisation_id=min(actor.speaks_for),
        user_id=actor.user_id,
        field=field,
        kind=kind,
        text=text,
        proposal=proposal,
    )
    remark.save(force_insert=True)
    tell_comment(actor, fiche, remark)
    return remark


@transaction.atomic
def resolve(*, actor: Actor, fiche: Fiche, key: UUID, words: str) -> FicheComment:
    """Resolve a comment: its own delegation, or the drafter; an objection only who raised it withdraws."""
    found = FicheComment.objects.visible_to(actor).filter(fiche=fiche, key=key)
    remark = found.select_for_update(of=("self",)).first()
    if remark is None:
        raise Hidden("comment")
    own = remark.organisation_id in actor.speaks_for
    if remark.kind == Remark.OBJECTION and not own:
        raise Refused(_("An objection is withdrawn by the delegation that raised it."))
    fiche = Fiche.objects.visible_to(actor).get(pk=fiche.pk)
    if not own and fiche.originator_id not in actor.speaks_for:
        raise Refused(_("A comment is resolved by its own delegation or by the drafter."))
    if remark.resolved_at is None:
        remark.resolved_at = timezone.now()
        remark.resolved_by_id = min(actor.speaks_for)
        remark.resolution = words
        remark.save()
        tell_resolved(actor, fiche, remark)
    return remark
