"""Asking an organisation for its part in an action, and taking a question back."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.models import Audience
from coordination.history import services as history
from coordination.people.queries import organisations

from ..audiences import everybody, outside
from ..kinds import ActionState, Answer, News, Share, VersionState
from ..models import Action, ActionTerms, Contribution, Plan
from .telling import tell_action

UNSHARED = (VersionState.DRAFT, VersionState.DISCARDED)


def ask(
    actor: Actor, action: Action, organisation_id: int, *, share: str, day: datetime.date, words: str = ""
) -> Contribution:
    """Ask an organisation for its part in an action, once; who drafts the plan has accepted its own."""
    party_id = organisations().by_id[organisation_id].party_id
    found = Contribution.objects.visible_to(actor).filter(action=action, organisation=organisation_id).first()
    if found is not None:
        led_before = found.share == Share.LEAD and organisation_id != action.lead_id
        if found.share != share and (share == Share.LEAD or led_before):
            found.share = share
            found.version += 1
            found.save()
        return found
    own = party_id == action.originator_id
    part = Contribution.objects.create(
        action=action,
        originator_id=action.originator_id,
        audience_id=action.audience_id,
        organisation_id=organisation_id,
        party_id=party_id,
        share=share,
        asked_on=day,
        asked_for=words,
        answer=Answer.ACCEPTED if own else Answer.UNANSWERED,
        answered_on=day if own else None,
    )
    if not own:
        tell_action(actor, News.ASKED, action, asked=party_id)
    return part


def ask_lead(actor: Actor, action: Action, organisation_id: int, *, day: datetime.date) -> None:
    """Ask the lead of an action; who was to lead before is asked no more. What it answered stays on record."""
    former = Contribution.objects.visible_to(actor).filter(action=action, share=Share.LEAD)
    for part in former.exclude(organisation=organisation_id).order_by("pk"):
        if _said_nothing(part):
            withdraw(actor, action, part)
    ask(actor, action, organisation_id, share=Share.LEAD, day=day)


def ask_named(actor: Actor, action: Action, terms: ActionTerms, *, day: datetime.date) -> None:
    """Ask the lead and the contributors whom the words of an action name."""
    ask_lead(actor, action, terms.lead_id, day=day)
    for pk in terms.contributor_ids:
        ask(actor, action, pk, share=Share.CONTRIBUTOR, day=day)


def ask_no_more(actor: Actor, action: Action, organisation_ids: Iterable[int]) -> None:
    """Take the questions to contributors back whom the words of an action name no more."""
    parts = Contribution.objects.visible_to(actor).filter(
        action=action, organisation__in=set(organisation_ids), share=Share.CONTRIBUTOR
    )
    for part in parts.order_by("pk"):
        if _said_nothing(part):
            withdraw(actor, action, part)


def withdraw(actor: Actor, action: Action, part: Contribution) -> None:
    """Take a question back; it stays in the history of the action."""
    history.record(actor=actor, verb="taken back", row=action)
    Contribution.objects.visible_to(actor).filter(pk=part.pk).delete()


def refuse_outside(actor: Actor, action: Action, organisation_ids: Iterable[int]) -> None:
    """Raise `ValidationError` at `organisations` when one of them cannot read the action."""
    circles = Audience.objects.values_list("circles", flat=True).get(pk=action.audience_id)
    names = _names(outside(organisation_ids, circles))
    if not names:
        return
    shared = ActionTerms.objects.visible_to(actor).filter(action=action)
    if action.state == ActionState.PROPOSED and not shared.exclude(plan_version__state__in=UNSHARED).exists():
        words = _(
            "%(names)s cannot read the draft. Name them as contributors in the words of the action: "
            "they are asked once it is in consultation."
        )
    elif outside(organisation_ids, everybody(Plan.objects.visible_to(actor).get(pk=action.plan_id))):
        words = _(
            "%(names)s cannot read the plan, so nothing would stand on their desk. Agree their part with "
            "them elsewhere, and say it in the words of the action."
        )
    else:
        words = _(
            "%(names)s cannot read the action. Widen the action’s circle first: its drafting service "
            "does so in the words of the action."
        )
    raise ValidationError({"organisations": words % {"names": names}})


def refuse_named_outside(organisation_ids: Iterable[int], circles: Iterable[int]) -> None:
    """Raise `ValidationError` at `contributors` when one of them would not read the words that name it."""
    if names := _names(outside(organisation_ids, circles)):
        words = _("%(names)s would not read the action. Widen its circle, or do not name them.")
        raise ValidationError({"contributors": words % {"names": names}})


def _names(organisation_ids: Iterable[int]) -> str:
    return ", ".join(organisations().by_id[pk].name for pk in organisation_ids)


def _said_nothing(part: Contribution) -> bool:
    """Whether nobody has answered or reported by hand: who drafts the plan accepts its own parts unasked."""
    own = part.party_id == part.originator_id and not part.answer_words and not part.light
    return part.answer == Answer.UNANSWERED or own
