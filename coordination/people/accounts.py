"""Reads of accounts, for administrators: who has access, until when, what is open."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.utils.translation import gettext as _

from coordination.access.dates import date_format

from .models import (
    BRUSSELS,
    Membership,
    MembershipQuerySet,
    Nomination,
    Organisation,
    OrganisationKind,
    User,
    today,
)
from .queries import organisations, party
from .reach import function_label, reach_label

SOON = datetime.timedelta(days=30)
PAGE_SIZE = 50

CURRENT, ENDING_SOON, INVITED, ENDED = "current", "soon", "invited", "ended"
# Never in, and no password to come in with.
NOT_TAKEN_UP = Q(
    user__last_login=None,
    user__password__startswith=UNUSABLE_PASSWORD_PREFIX,
    user__is_active=True,
    user__is_service=False,
)


@dataclass(frozen=True)
class AccountSelection:
    """What the filter row asks for; `access` is current, soon, invited or ended."""

    organisation_id: int | None = None
    function: str = ""
    access: str = CURRENT
    words: str = ""


def not_ended() -> MembershipQuerySet:
    """Memberships in force, or still to begin."""
    return Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today()))


def select(selection: AccountSelection) -> MembershipQuerySet:
    """The memberships of a selection, with user and country ids, in protocol order."""
    ended = Membership.objects.filter(ends_on__lt=today())
    found = ended if selection.access == ENDED else not_ended()
    if selection.access == ENDING_SOON:
        found = found.filter(ends_on__lte=today() + SOON)
    elif selection.access == INVITED:
        found = found.filter(NOT_TAKEN_UP)
    if selection.organisation_id:
        inside = [
            pk
            for pk, row in organisations().by_id.items()
            if selection.organisation_id in (pk, row.parent_id)
        ]
        found = found.filter(organisation_id__in=inside)
    if selection.function:
        found = found.filter(function=selection.function)
    for word in selection.words.split():
        found = found.filter(Q(user__email__icontains=word) | Q(post__icontains=word))
    ordered = found.order_by("organisation__protocol_order", "organisation__short_en", "post", "pk")
    return with_countries(ordered).select_related("user", "stands_in_for__user")


def with_countries(found: MembershipQuerySet) -> MembershipQuerySet:
    """Memberships with the ids of their countries, in the same query."""
    return found.annotate(country_ids=ArrayAgg("countries", filter=Q(countries__isnull=False), default=[]))


def page(selection: AccountSelection, offset: int) -> tuple[list[Membership], int | None]:
    """Up to fifty memberships from an offset, and the offset of the next page."""
    rows = list(select(selection)[offset : offset + PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], offset + PAGE_SIZE if len(rows) > PAGE_SIZE else None


def one(membership_id: int) -> Membership | None:
    """A membership with its user, or None."""
    return Membership.objects.select_related("user").filter(pk=membership_id).first()


def made_by(nomination: Nomination) -> Membership:
    """The membership of somebody who was nominated and is invited, with its user."""
    return Membership.objects.select_related("user").get(pk=nomination.membership_id or 0)


def organisation_words(membership: Membership) -> str:
    """The organisation of a membership, in words."""
    return body_words(organisations().by_id[membership.organisation_id])


def body_words(organisation: Organisation) -> str:
    """The organisation; a department after its institution (a ministry's name begins with its state)."""
    if organisation.kind != OrganisationKind.DEPARTMENT:
        return organisation.name
    return f"{party(organisation).name}, {organisation.name}"


def is_invited(user: User) -> bool:
    """Whether the invitation has not been taken up."""
    return user.last_login is None and not user.has_usable_password() and not user.is_service


def row(membership: Membership, actor_user_id: int | None) -> dict[str, Any]:
    """A membership for `people/administration.html`, without addresses."""
    ends_on, day = membership.ends_on, today()
    ended = ends_on is not None and ends_on < day
    near = ends_on is not None and not ended and ends_on <= day + SOON
    stands_in = membership.stands_in_for
    return {
        "pk": membership.pk,
        "stands_in": stands_in_words(membership, stands_in.user.email) if stands_in else "",
        "organisation": organisation_words(membership),
        "post": membership.post,
        "email": _("Person erased") if membership.user.erased_at else membership.user.email,
        "function_label": function_label(membership.function),
        "reach_label": reach_label(
            organisations().by_id[membership.organisation_id],
            membership.function,
            membership.country_ids,  # type: ignore[attr-defined]
        ),
        "ends_on": ends_on,
        # The last day is still a day of access: it ends with that day.
        "ends_in_days": (ends_on - day).days + 1 if near and ends_on else None,
        "ended": ended,
        "signed_in_label": signed_in_words(membership.user.last_login),
        "invited": not ended and is_invited(membership.user),
        "may_end": not ended and membership.user_id != actor_user_id,
    }


def stands_in_words(membership: Membership, whom: str) -> str:
    """Whom a substitute stands in for, and from when if that is still to come."""
    if membership.starts_on > today():
        day = date_format(membership.starts_on, "j F Y")
        return _("stands in for %(whom)s from %(day)s") % {"whom": whom, "day": day}
    return _("stands in for %(whom)s") % {"whom": whom}


def signed_in_words(at: datetime.datetime | None) -> str:
    """The day of the last sign-in; no finer, for nobody's hours are watched."""
    if at is None:
        return _("never")
    day = at.astimezone(BRUSSELS).date()
    return _("today") if day == today() else date_format(day, "j F Y")


def colleagues(membership: Membership) -> MembershipQuerySet:
    """The posts that others hold today in the same organisation, in their own right."""
    held = Membership.objects.current().filter(
        organisation_id=membership.organisation_id,
        stands_in_for=None,
        user__is_active=True,
        user__is_service=False,
    )
    return held.exclude(user_id=membership.user_id).select_related("user")


def ending_soon() -> MembershipQuerySet:
    """Memberships that end within thirty days."""
    return not_ended().filter(ends_on__lte=today() + SOON, stands_in_for=None)


def waiting_invitations() -> MembershipQuerySet:
    """Current memberships whose holder has never taken up the invitation."""
    return Membership.objects.current().filter(NOT_TAKEN_UP, stands_in_for=None)
