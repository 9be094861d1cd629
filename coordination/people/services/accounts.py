"""Writes of accounts: let somebody in, invite again, take up an invitation, extend and end an access."""

import datetime
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.history.models import Verb
from coordination.history.trail import note

from .. import sessions
from ..accounts import not_ended
from ..models import ApiToken, Identity, Membership, Organisation, User, today
from ..policy import accounts
from ..queries import presidency
from ..reach import GRANTED_BY_COUNTRY, function_label, functions_of

# No mail reaches such an address (RFC 6761): programs have keys, and nobody signs in as one.
PROGRAMS = ".service.invalid"


def latest_end() -> datetime.date:
    """The last day for which anybody can be admitted today: one year ahead."""
    day = today()
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


@dataclass(frozen=True)
class Candidate:
    """Who is to be admitted, as what, until when, and on whose word; `service`: a program, not a person."""

    email: str
    organisation: Organisation
    function: str
    ends_on: datetime.date
    reference: str
    post: str = ""
    countries: tuple[int, ...] = ()
    service: bool = False


def check(candidate: Candidate) -> None:
    """Raise `ValidationError`, by field, for a candidate who cannot be admitted so."""
    wrong: dict[str, str] = {}
    possible = functions_of(candidate.organisation)
    if not possible:
        wrong["organisation"] = _("This organisation has no accounts.")
    elif candidate.function not in possible:
        wrong["function"] = _("People of %(organisation)s can be: %(functions)s.") % {
            "organisation": candidate.organisation.name,
            "functions": get_text_list([function_label(name).lower() for name in possible], _("or")),
        }
    by_country = candidate.organisation.kind in GRANTED_BY_COUNTRY
    if by_country and not candidate.countries:
        wrong["countries"] = _("Choose at least one country: this function reads by country.")
    if candidate.countries and possible and not by_country:
        wrong["countries"] = _("Only EU Delegations, agencies and missions are admitted by country.")
    if not today() <= candidate.ends_on <= latest_end():
        wrong["ends_on"] = _("Choose a day from today to one year ahead.")
    if not candidate.reference.strip():
        wrong["nomination"] = _("Name the letter or note verbale, and its date.")
    if candidate.email.lower().endswith(PROGRAMS) is not candidate.service:
        wrong["email"] = _("Addresses that end in %(end)s are those of programs.") % {"end": PROGRAMS}
    if _held(candidate.email, candidate.organisation, candidate.function):
        wrong["email"] = _("This person already holds this function; end it first to change it.")
    if wrong:
        raise ValidationError(wrong)


def _held(email: str, organisation: Organisation, function: str) -> bool:
    held = not_ended().filter(user__email=email.lower())
    held = held.filter(organisation=organisation, function=function, stands_in_for=None)
    return held.filter(user__is_active=True).exists()


@transaction.atomic
def let_in(*, candidate: Candidate) -> Membership:
    """Give somebody a function until a day; who has no password yet needs an invitation.

    For `nominate` and `verify` alone, which ask who may. A known address gets one more membership.
    Raises `ValidationError` for what cannot be.
    """
    email = candidate.email.lower()
    user, new = User.objects.select_for_update().get_or_create(email=email)
    if new:
        user.set_unusable_password()
        user.is_service = candidate.service
        user.save(update_fields=["password", "is_service"])
    check(candidate)
    if not user.is_active:
        _reopen(user)
    values = {
        "post": candidate.post,
        "starts_on": today(),
        "ends_on": candidate.ends_on,
        "nomination": candidate.reference,
        "confirmed_on": today(),
    }
    # Who held this function before gets it again: one row a function, with the dates of now.
    membership, new = Membership.objects.select_related("user", "organisation").update_or_create(
        user=user,
        organisation=candidate.organisation,
        function=candidate.function,
        stands_in_for=None,
        defaults=values,
    )
    membership.countries.set(candidate.countries)
    return membership


def _reopen(user: User) -> None:
    """An account that was switched off comes back without its old password."""
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])


def permitted(actor: Actor, action: str, membership_id: int) -> Membership:
    """The membership, locked, once the actor may do the action.

    Raises `Hidden` for one that the actor does not run, `Refused` with the reason.
    """
    if not actor.is_administrator and not actor.runs:
        raise Refused(accounts.reason(action))
    found = (
        Membership.objects.select_related("user", "organisation")
        .select_for_update(of=("self", "user"))
        .filter(pk=membership_id)
    )
    membership = found.first()
    if membership is None or not (actor.is_administrator or membership.organisation_id in actor.runs):
        raise Hidden("membership")
    if not Membership.objects.filter(accounts.rule(action, actor), pk=membership_id).exists():
        raise Refused(accounts.reason(action))
    return membership


@transaction.atomic
def invite_again(*, actor: Actor, membership_id: int) -> Membership:
    """A membership whose holder may have a new link; raises `Refused` once a password has been set."""
    membership = permitted(actor, "invite", membership_id)
    user = membership.user
    if user.has_usable_password() or not user.is_active or user.is_service:
        raise Refused(_("This invitation has been taken up, or the access has ended."))
    return membership


@transaction.atomic
def extend(*, actor: Actor, membership_id: int, ends_on: datetime.date) -> Membership:
    """Let an access last until another day; raises `ValidationError` for one that is past or too far."""
    membership = permitted(actor, "extend", membership_id)
    if membership.ends_on is not None and membership.ends_on < today():
        raise Refused(_("This access has ended: nominate the person again."))
    if not today() <= ends_on <= latest_end():
        raise ValidationError({"ends_on": _("Choose a day from today to one year ahead.")})
    membership.ends_on, membership.confirmed_on = ends_on, today()
    membership.save(update_fields=["ends_on", "confirmed_on"])
    Membership.objects.filter(stands_in_for=membership, ends_on__gt=ends_on).update(ends_on=ends_on)
    return membership


@transaction.atomic
def end(*, actor: Actor, membership_id: int) -> Membership:
    """End a membership and every session of its holder at once; without another, the account is switched off.

    With it end the substitutes of this post, and what its holder stood in for in the same organisation.
    """
    membership = permitted(actor, "end", membership_id)
    end_now(membership)
    return membership


def end_now(membership: Membership) -> None:
    """End one membership, and what hangs on it; for services that asked who may."""
    user, body = membership.user, membership.organisation
    stood_in = Q(user=user, stands_in_for__organisation=body)
    if membership.stands_in_for_id or _others_in(membership):
        stood_in = Q(pk__in=[])
    hanging = not_ended().filter(Q(stands_in_for=membership) | stood_in).select_related("user")
    for each in [membership, *hanging]:
        _close(each)
    for person in {each.user_id: each.user for each in [membership, *hanging]}.values():
        if not not_ended().filter(user=person).exists():
            person.is_active = False
            person.set_unusable_password()
            person.save(update_fields=["is_active", "password"])
            ApiToken.objects.filter(user=person).delete()
            # Nothing that opened it before opens it again after a new nomination.
            Authenticator.objects.filter(user=person).delete()
            Identity.objects.filter(user=person).delete()
        sessions.end_all(person.pk)


def _others_in(membership: Membership) -> bool:
    """Whether somebody holds a post of their own besides, in the same organisation."""
    others = not_ended().filter(user_id=membership.user_id, stands_in_for=None).exclude(pk=membership.pk)
    return others.filter(organisation_id=membership.organisation_id).exists()


def _close(membership: Membership) -> None:
    yesterday = today() - datetime.timedelta(days=1)
    # A last day is still a day of access, so what ends now ended yesterday, even if it began today.
    membership.starts_on = min(membership.starts_on, yesterday)
    membership.ends_on = min(membership.ends_on or yesterday, yesterday)
    membership.save(update_fields=["starts_on", "ends_on"])


@transaction.atomic
def take_up(*, user: User, password: str) -> User:
    """Set the first password of somebody who was invited; from then on the link is void.

    Raises `Refused` when two windows did it at the same time.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_usable_password() or not user.is_active:
        raise Refused(_("This link does not work, or no longer."))
    user.set_password(password)
    user.save(update_fields=["password"])
    note(verb=Verb.PASSWORD_SET, user_id=user.pk)
    return user


@transaction.atomic
def seat_in_the_chair(*, user: User) -> None:
    """Demonstration only: the persona `presidency` is a delegate of whoever holds the term today."""
    holder = presidency().holder
    if holder is not None:
        held = Membership.objects.filter(user=user, stands_in_for=None)
        held.exclude(organisation=holder).update(organisation=holder)


def choose_language(*, user_id: int, language: str) -> None:
    """Keep the language in which somebody reads the pages, for their mails too."""
    User.objects.filter(pk=user_id).exclude(language=language).update(language=language)
