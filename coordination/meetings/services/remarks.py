"""What delegations say about the notes that were sent out, and how it is resolved."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused

from ..models import AgendaItem, IssuedLine, NoteRemark, Outcome
from ..room_kinds import OutcomeState, RemarkKind
from ..room_policy import keeps
from .outcomes import moment_words
from .turns import enter, readable_item

QUOTED = 120


@transaction.atomic
def remark(
    *,
    actor: Actor,
    item: AgendaItem,
    text: str,
    line: UUID | None = None,
    kind: str = RemarkKind.COMMENT,
    proposal: str = "",
) -> NoteRemark:
    """Say something about a line of the notes, or about an item as a whole; whoever reads the item reads it."""
    item = readable_item(actor, item)
    outcome = enter(actor, "comment", item.meeting_id)
    if outcome.comments_until is not None and outcome.comments_until < timezone.now():
        words = _("The time for comments ended on %(time)s. Ask the convenor to extend it.")
        raise ValidationError(words % {"time": moment_words(outcome.comments_until)})
    if not text.strip():
        raise ValidationError({"text": _("Write the comment.")})
    if kind == RemarkKind.CORRECTION and not proposal.strip():
        raise ValidationError({"proposal": _("Propose how the line should read.")})
    quote = ""
    if line is not None:
        sent = IssuedLine.objects.visible_to(actor).filter(item=item, line=line).current().first()
        if sent is None:
            raise Hidden("line of the notes")
        quote = " ".join(sent.text.split())[:QUOTED]
    said = NoteRemark.of(
        item,
        meeting_id=item.meeting_id,
        line=line,
        issue=outcome.issues,
        quote=quote,
        organisation_id=min(actor.speaks_for),
        user_id=actor.user_id,
        kind=RemarkKind(kind),
        text=text.strip(),
        proposal=proposal.strip(),
    )
    said.save(force_insert=True)
    return said


@transaction.atomic
def resolve_remark(*, actor: Actor, item: AgendaItem, key: UUID, words: str) -> NoteRemark:
    """Resolve a comment: its own delegation, or those who keep the notes, who say how."""
    item = readable_item(actor, item)
    found = NoteRemark.objects.visible_to(actor).filter(item=item, key=key)
    said = found.select_for_update(of=("self",)).first()
    if said is None:
        raise Hidden("comment")
    own = said.organisation_id in actor.speaks_for
    notes = Outcome.objects.visible_to(actor).filter(pk=item.meeting_id)
    if not own and not notes.filter(keeps(actor)).exists():
        raise Refused(_("A comment is resolved by its own delegation or by those who keep the notes."))
    if not notes.exclude(state=OutcomeState.LOCKED).exists():
        raise Refused(_("The notes are locked: nothing on them changes any more."))
    if not own and not words.strip():
        raise ValidationError({"words": _("Say how the comment was resolved.")})
    if said.resolved_at is None:
        said.resolved_at = timezone.now()
        said.resolved_by_id = min(actor.speaks_for)
        said.resolution = words.strip()
        said.save()
    return said
