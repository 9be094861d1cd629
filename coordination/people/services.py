"""Writes of accounts: admit, invite again, take up an invitation, end an access."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused

from . import sessions
from .accounts import not_ended
from .models import ApiToken, Membership, Organisation, User, today
from .policy import accounts, require_administrator
from .queries import presidency
from .reach import GRANTED_BY_COUNTRY, function_label, functions_of


def latest_end() -> datetime.date:
    """The last day for which anybody can be admitted today: one year ahead."""
    day = today()
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


@dataclass(frozen=True)
class Nomination:
    """Who is to be admitted, as what, until when, and on whose word."""

    email: str
    organisation: Organisation
    function: str
    ends_on: datetime.date
    reference: str
    post: str = ""
    countries: tuple[int, ...] = ()


def check(nomination: Nomination) -> None:
    """Raise `ValidationError`, by field, for a nomination that cannot be."""
    wrong: dict[str, str] = {}
    possible = functions_of(nomination.organisation)
    if not possible:
        wrong["organisation"] = _("This organisation has no accounts.")
    elif nomination.function not in possible:
        wrong["function"] = _("People of %(organisation)s can be: %(functions)s.") % {
            "organisation": nomination.organisation.name,
            "functions": get_text_list([function_label(name).lower() for name in possible], _("or")),
        }
    by_country = nomination.organisation.kind in GRANTED_BY_COUNTRY
    if by_country and not nomination.countries:
        wrong["countries"] = _("Choose at least one country: this function reads by country.")
    if nomination.countries and possible and not by_country:
        wrong["countries"] = _("Only EU Delegations, agencies and missions are admitted by country.")
    if not today() <= nomination.ends_on <= latest_end():
        wrong["ends_on"] = _("Choose a day from today to one year ahead.")
    if not nomination.reference.strip():
        wrong["nomination"] = _("Name the letter or note verbale, and its date.")
    if _held(nomination.email, nomination.organisation, nomination.function):
        wrong["email"] = _("This person already holds this function; end it first to change it.")
    if wrong:
        raise ValidationError(wrong)


def _held(email: str, organisation: Organisation, function: str) -> bool:
    held = not_ended().filter(user__email=email.lower())
    return held.filter(organisation=organisation, function=function, user__is_active=True).exists()


@transaction.atomic
def admit(*, actor: Actor, nomination: Nomination) -> Membership:
    """Give somebody a function until a day; who has no password yet needs an invitation.

    A known address gets one more membership. Raises `Refused` for whoever is no
    administrator or admits themselves, `ValidationError` for what cannot be.
    """
    require_administrator(actor)
    email = nomination.email.lower()
    if email == actor.email.lower():
        raise Refused(str(accounts.own_reason))
    user, new = User.objects.select_for_update().get_or_create(email=email)
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    check(nomination)
    if not user.is_active:
        _reopen(user)
    values = {
        "post": nomination.post,
        "starts_on": today(),
        "ends_on": nomination.ends_on,
        "nomination": nomination.reference,
    }
    # Who held this function before gets it again: one row a function, with the dates of now.
    membership, new = Membership.objects.select_related("user", "organisation").update_or_create(
        user=user, organisation=nomination.organisation, function=nomination.function, defaults=values
    )
    membership.countries.set(nomination.countries)
    return membership


def _reopen(user: User) -> None:
    """An account that was switched off comes back without its old password."""
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])


def _one(actor: Actor, action: str, membership_id: int) -> Membership:
    """The membership, locked, once the actor may do the action."""
    require_administrator(actor)
    found = (
        Membership.objects.select_related("user", "organisation")
        .select_for_update(of=("self", "user"))
        .filter(pk=membership_id)
    )
    membership = found.first()
    if membership is None:
        raise Hidden("membership")
    if not Membership.objects.filter(accounts.rule(action, actor), pk=membership_id).exists():
        raise Refused(accounts.reason(action))
    return membership


@transaction.atomic
def invite_again(*, actor: Actor, membership_id: int) -> Membership:
    """A membership whose holder may have a new link; raises `Refused` once a password has been set."""
    membership = _one(actor, "invite", membership_id)
    if membership.user.has_usable_password() or not membership.user.is_active:
        raise Refused(_("This invitation has been taken up, or the access has ended."))
    return membership


@transaction.atomic
def end(*, actor: Actor, membership_id: int) -> Membership:
    """End a membership and every session of its holder at once; without another, the account is switched off."""
    membership = _one(actor, "end", membership_id)
    yesterday = today() - datetime.timedelta(days=1)
    # A last day is still a day of access, so what ends now ended yesterday, even if it began today.
    membership.starts_on = min(membership.starts_on, yesterday)
    membership.ends_on = min(membership.ends_on or yesterday, yesterday)
    membership.save(update_fields=["starts_on", "ends_on"])
    user = membership.user
    if not not_ended().filter(user=user).exists():
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        ApiToken.objects.filter(user=user).delete()
    sessions.end_all(user.pk)
    return membership


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
    return user


@transaction.atomic
def seat_in_the_chair(*, user: User) -> None:
    """Demonstration only: the persona `presidency` is a delegate of whoever holds the term today."""
    holder = presidency().holder
    if holder is not None:
        Membership.objects.filter(user=user).exclude(organisation=holder).update(organisation=holder)


def choose_language(*, user_id: int, language: str) -> None:
    """Keep the language in which somebody reads the pages, for their mails too."""
    User.objects.filter(pk=user_id).exclude(language=language).update(language=language)
