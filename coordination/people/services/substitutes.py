"""Substitutes: a colleague holds a post from one day to another, and no longer."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor, Function
from coordination.access.errors import Refused

from ..accounts import colleagues, not_ended
from ..models import Membership, today
from ..queries import organisations
from .accounts import permitted

LONGEST = datetime.timedelta(days=92)


@transaction.atomic
def substitute(
    *, actor: Actor, membership_id: int, colleague_id: int, starts_on: datetime.date, ends_on: datetime.date
) -> Membership:
    """Let a colleague hold somebody's post besides their own, from the first day to the end of the last.

    Raises `ValidationError` by field for days or a colleague that cannot be, `Refused` with the reason.
    """
    post = permitted(actor, "substitute", membership_id)
    if post.ends_on is not None and post.ends_on < today():
        raise Refused(_("This access has ended: there is nothing to stand in for."))
    if post.function == Function.FOCAL_POINT and not _runs_for_good(actor, post):
        raise Refused(_("Whoever stands in for a focal point names no further one."))
    own = colleagues(post).filter(user_id=colleague_id).order_by("ends_on").last()
    wrong = _wrong_days(post, starts_on, ends_on)
    if own is None:
        wrong["colleague"] = _("Choose a colleague of the same organisation who has access.")
    elif own.ends_on is not None and own.ends_on < ends_on:
        wrong["colleague"] = _("The access of this colleague ends before: extend it first.")
    elif _stands_in_already(post, colleague_id, starts_on, ends_on):
        wrong["colleague"] = _("This colleague stands in for the same post at that time already.")
    if wrong:
        raise ValidationError(wrong)
    made = Membership.objects.create(
        user_id=colleague_id,
        organisation=post.organisation,
        function=post.function,
        post=post.post,
        starts_on=starts_on,
        ends_on=ends_on,
        stands_in_for=post,
    )
    made.countries.set(post.countries.all())
    return made


def _wrong_days(post: Membership, starts_on: datetime.date, ends_on: datetime.date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if starts_on < today():
        wrong["starts_on"] = _("Choose today or a later day.")
    if ends_on < starts_on:
        wrong["ends_on"] = _("Choose the first day or a later one.")
    elif ends_on - starts_on >= LONGEST:
        wrong["ends_on"] = _("Three months at most; then name the substitute again.")
    elif post.ends_on is not None and ends_on > post.ends_on:
        wrong["ends_on"] = _("The post itself ends before that day.")
    return wrong


def _stands_in_already(
    post: Membership, user_id: int, starts_on: datetime.date, ends_on: datetime.date
) -> bool:
    held = not_ended().filter(stands_in_for=post, user_id=user_id)
    return held.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists()


def _runs_for_good(actor: Actor, post: Membership) -> bool:
    """Whether somebody runs this organisation in their own right and not only for a while."""
    parent = organisations().by_id[post.organisation_id].parent_id
    over = [post.organisation_id, *([parent] if parent else [])]
    held = Membership.objects.current().filter(user_id=actor.user_id, function__in=Function.RUNNING)
    return held.filter(stands_in_for=None, organisation_id__in=over).exists()
