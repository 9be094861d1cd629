"""Builds the Actor from the memberships held today; rights are read anew at every request."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from coordination.access.actor import Actor, Function

from .models import Membership, Organisation, OrganisationKind, User, today
from .queries import circles, organisations, presidency, rota

MEMBER_KINDS = {OrganisationKind.STATE, OrganisationKind.INSTITUTION, OrganisationKind.DEPARTMENT}
INSTITUTION_KINDS = {OrganisationKind.INSTITUTION, OrganisationKind.DEPARTMENT}


def actor_of_request(request: HttpRequest) -> Actor | None:
    """The actor of a session or token; None for a visitor who is not signed in."""
    user = request.user
    return build(user) if user.is_authenticated else None


def actor_of_poll(request: HttpRequest) -> Actor | None:
    """The same for a page that asks by itself every few seconds: person and posts in one statement.

    Whatever is not plainly a session of an active person with a post is left to `actor_of_request`.
    """
    session = request.session
    if SESSION_KEY not in session:
        return actor_of_request(request)
    memberships = list(_memberships(user=session[SESSION_KEY]).order_by("pk").select_related("user"))
    user = memberships[0].user if memberships else None
    if user is None or not user.is_active:
        return actor_of_request(request)
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return actor_of_request(request)
    return _with_audiences(_of(user, memberships))


def build(user: User) -> Actor:
    """The actor of a user today. Needs a transaction: audiences are themselves behind the wall."""
    return _with_audiences(_of(user, list(_memberships(user=user).order_by("pk"))))


def _memberships(**of: Any) -> QuerySet[Membership]:
    """The posts held today by some users, with what decides what they may read."""
    return (
        Membership.objects.current()
        .filter(**of)
        .select_related("organisation", "organisation__parent")
        .annotate(country_ids=ArrayAgg("countries", filter=Q(countries__isnull=False), default=[]))
    )


def _of(user: User, memberships: list[Membership]) -> Actor:
    """Somebody who holds some posts and can read nothing yet."""
    memberships.sort(key=lambda membership: membership.function == Function.ADMINISTRATOR)
    actor = Actor(user_id=user.pk, email=user.email)
    for membership in memberships:
        _add(actor, membership)
    _take_the_chair(actor)
    actor.circles = frozenset(_circles(actor, memberships))
    return actor


def for_organisation(
    organisation: Organisation, *, function: str = Function.DELEGATE, system: str = ""
) -> Actor:
    """Somebody who speaks for an organisation: for `see as`, imports and jobs that act in its name."""
    return _with_audiences(_somebody(organisation, function, system))


def _somebody(organisation: Organisation, function: str, system: str = "") -> Actor:
    """Somebody of an organisation who can read nothing yet: without the audiences, so without a statement."""
    membership = Membership(organisation=organisation, function=function, post=str(organisation))
    membership.country_ids = _host_country(organisation)  # type: ignore[attr-defined]
    actor = Actor(system=system)
    _add(actor, membership)
    _take_the_chair(actor)
    actor.circles = frozenset(_circles(actor, [membership]))
    return actor


def circles_of(organisation: Organisation) -> frozenset[int]:
    """The circles of somebody who speaks for an organisation, for the preview of a sharing; no statement."""
    function = {
        OrganisationKind.MINISTRY: Function.MINISTRY,
        OrganisationKind.EU_DELEGATION: Function.COUNTRY_TEAM,
    }.get(OrganisationKind(organisation.kind), Function.DELEGATE)
    return _somebody(organisation, function).circles


def _host_country(organisation: Organisation) -> list[int]:
    if organisation.kind != OrganisationKind.EU_DELEGATION:
        return []
    teams = (circle.country for circle in circles().by_id.values() if circle.country_id)
    return [country.pk for country in teams if country and country.code == organisation.country_code]


def _add(actor: Actor, membership: Membership) -> None:
    organisation, function = membership.organisation, membership.function
    actor.functions |= {function}
    if actor.organisation is None:
        actor.organisation, actor.post = organisation, membership.post
    if function == Function.ADMINISTRATOR:
        return
    actor.organisations |= {organisation.pk}
    actor.countries |= frozenset(membership.country_ids)  # type: ignore[attr-defined]
    if function == Function.MINISTRY:
        actor.contributes_to |= {organisation.party_id}
    elif function in Function.SPEAKING:
        actor.speaks_for |= {organisation.party_id}
    if function in Function.RUNNING:
        actor.runs |= {organisation.pk}
        actor.runs |= {row.pk for row in organisations().by_id.values() if row.parent_id == organisation.pk}
    if organisation.kind in MEMBER_KINDS:
        actor.organisations |= {organisation.party_id}
        actor.is_member = True
        actor.is_institution |= organisation.kind in INSTITUTION_KINDS


def _take_the_chair(actor: Actor) -> None:
    chair = presidency()
    if chair.term and chair.term.organisation_id in actor.speaks_for:
        actor.functions |= {Function.CHAIR}
    coming = chair.next_term
    actor.chairs_next = coming is not None and coming.organisation_id in actor.speaks_for


def _circles(actor: Actor, memberships: Sequence[Membership], day: datetime.date | None = None) -> set[int]:
    day = day or today()
    known = circles()
    found = {known.of_organisation[pk] for pk in actor.organisations}
    for membership in memberships:
        organisation, function = membership.organisation, membership.function
        if function == Function.ADMINISTRATOR:
            continue
        if organisation.kind in MEMBER_KINDS:
            found.add(known.members)
        if organisation.kind in INSTITUTION_KINDS:
            found.add(known.institutions)
        if organisation.kind == OrganisationKind.MINISTRY and organisation.reads_delegation:
            found.add(known.of_organisation[organisation.party_id])
        if organisation.kind == OrganisationKind.STATE:
            # What was shared with a term stays with the state that held it.
            found |= {
                known.of_term[term.pk]
                for term in rota()
                if term.organisation_id == organisation.pk and term.starts_on <= day
            }
    found |= {known.of_country[pk] for pk in actor.countries if pk in known.of_country}
    return found


def _with_audiences(actor: Actor) -> Actor:
    if actor.circles:
        connection.read_as(actor)  # type: ignore[attr-defined]  # of coordination.access.postgresql
    return actor


def everybody() -> list[Actor]:
    """The actor of everybody who holds a post today, as far as needs no statement for each.

    What each may read is found by `look_up`, in the transaction in which it is read.
    """
    memberships: dict[int, list[Membership]] = {}
    active = _memberships(user__is_active=True, user__is_service=False).select_related("user")
    for membership in active.order_by("user_id", "pk"):
        memberships.setdefault(membership.user_id, []).append(membership)
    return [_of(row[0].user, row) for row in memberships.values()]


def look_up(actor: Actor, known: Iterable[int] | None = None) -> Actor:
    """Let an actor of `everybody` read; `known` audiences are those of another in the same circles."""
    if known is not None:
        actor.audiences = frozenset(known)
        return actor
    return _with_audiences(actor)
