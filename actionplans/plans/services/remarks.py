"""Comments on a text, how they are resolved, and a delegation's notes to itself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern
from coordination.people.queries import circles

from ..kinds import Remark
from ..models import Action, ActionTerms, InternalNote, Plan, PlanComment, PlanVersion, TermsComment
from ..models.remarks import Comment
from .telling import tell_comment, tell_resolved


@transaction.atomic
def comment(
    *,
    actor: Actor,
    on: PlanVersion | ActionTerms,
    field: str,
    text: str,
    kind: str = Remark.COMMENT,
    paragraph: int = 0,
    quote: str = "",
    proposal: str = "",
) -> Comment:
    """Say something on one place of a text; everybody who reads the text reads it."""
    on = authorise(actor, "comment", on)
    if isinstance(on, ActionTerms):
        authorise(actor, "comment", PlanVersion(pk=on.plan_version_id))
    if not text.strip():
        raise ValidationError({"text": _("Write the comment.")})
    model: type[Comment] = PlanComment if isinstance(on, PlanVersion) else TermsComment
    remark = model.of(
        on,
        organisation_id=min(actor.speaks_for),
        user_id=actor.user_id,
        field=field,
        paragraph=paragraph,
        quote=quote[:120],
        kind=kind,
        text=text,
        proposal=proposal,
    )
    remark.save(force_insert=True)
    tell_comment(actor, on, remark)
    return remark


@transaction.atomic
def resolve(*, actor: Actor, remark: Comment, words: str) -> Comment:
    """Resolve a comment: its own delegation, or the drafter; an objection only who raised it withdraws."""
    locked = type(remark).objects.visible_to(actor).select_for_update(of=("self",)).get(pk=remark.pk)
    own = locked.organisation_id in actor.speaks_for
    if locked.kind == Remark.OBJECTION and not own:
        raise Refused(_("An objection is withdrawn by the delegation that raised it."))
    on = _commented(actor, locked)
    if not own and on.originator_id not in actor.speaks_for:
        raise Refused(_("A comment is resolved by its own delegation or by the drafting service."))
    if locked.resolved_at is None:
        locked.resolved_at = timezone.now()
        locked.resolved_by_id = min(actor.speaks_for)
        locked.resolution = words
        locked.save()
        tell_resolved(actor, on, locked)
    return locked


def _commented(actor: Actor, remark: Comment) -> PlanVersion | ActionTerms:
    if isinstance(remark, TermsComment):
        return ActionTerms.objects.visible_to(actor).get(pk=remark.terms_id)
    assert isinstance(remark, PlanComment)  # noqa: S101 (narrows the type)
    return PlanVersion.objects.visible_to(actor).get(pk=remark.plan_version_id)


@transaction.atomic
def keep_note(*, actor: Actor, plan: Plan, text: str, action: Action | None = None) -> InternalNote:
    """A note for one's own delegation, on a plan or an action that it may read."""
    authorise_create(actor, InternalNote)
    if not text.strip():
        raise ValidationError({"text": _("Write the note.")})
    originator_id = min(actor.speaks_for | actor.contributes_to)
    own = {originator_id, *([actor.organisation.pk] if actor.organisation else [])}
    audience = intern(
        actor=actor,
        circles=[circles().of_organisation[pk] for pk in own & actor.organisations | {originator_id}],
    )
    return InternalNote.objects.create(
        plan=plan, action=action, originator_id=originator_id, audience=audience, text=text
    )
