"""Who takes part in the tests: one person for each way of seeing the workspace."""

import datetime
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from coordination.access.actor import Actor, Function
from coordination.people import actors, tokens
from coordination.people.factors import PASSKEY
from coordination.people.models import Membership, Organisation, User
from coordination.people.queries import organisations, presidency
from coordination.world.queries import countries

LONG_AGO = datetime.date(2020, 1, 1)


@dataclass(frozen=True)
class Role:
    """Where somebody sits; `organisation` is a code, empty for whoever chairs today."""

    organisation: str
    function: str = Function.DELEGATE
    countries: tuple[str, ...] = ()
    ended: bool = False


ROLES = {
    "italy": Role("italy"),
    "france": Role("france"),
    "malta": Role("malta"),
    "presidency": Role(""),
    "commission": Role("commission"),
    "eeas": Role("eeas"),
    "italy_interior": Role("italy-interior", Function.MINISTRY),  # its delegation has let it in
    "italy_labour": Role("italy-labour", Function.MINISTRY),  # and this one not
    "eud_niger": Role("eud-niger", Function.COUNTRY_TEAM, ("NE",)),
    "frontex": Role("frontex"),
    "gsc": Role("gsc"),
    "italy_reader": Role("italy", Function.READER),
    "admin": Role("gsc", Function.ADMINISTRATOR),
    "removed": Role("italy", ended=True),
}


class ApiClient(Client):
    """A client that speaks JSON and carries a token instead of a session."""

    def request(self, **request: Any) -> Any:
        request.setdefault("CONTENT_TYPE", "application/json")
        return super().request(**request)


@dataclass
class Persona:
    """A person of the tests, with a browser and a token; `actor()` is built anew each time."""

    name: str
    user: User
    organisation: Organisation
    _clients: list[Client] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def actor(self) -> Actor:
        return actors.build(self.user)

    @cached_property
    def client(self) -> Client:
        """A browser in which the person is signed in."""
        client = Client()
        sign_in(client, self.user)
        return client

    @cached_property
    def api(self) -> Client:
        """A client with the person's token and no session."""
        token = tokens.issue(user=self.user, label="tests")
        return ApiClient(headers={"Authorization": f"Bearer {token}"})


def sign_in(client: Client, user: User, *, proof: str = PASSKEY, at: float | None = None) -> None:
    """Sign somebody in with a second factor shown just now (or `at`), or (`proof=""`) with none at all."""
    client.force_login(user)
    if proof:
        session = client.session
        record = {"method": "mfa", "type": proof, "at": at or time.time(), "id": 0}
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
        session.save()


def create_all() -> None:
    """The people of the tests, once for each database of the tests."""
    known = organisations().by_code
    holder = presidency().holder
    assert holder is not None
    for name, role in ROLES.items():
        user, new = User.objects.get_or_create(email=f"{name.replace('_', '-')}@demo.example")
        if not new:
            continue
        user.set_unusable_password()
        user.save()
        organisation = known[role.organisation] if role.organisation else holder
        membership = Membership.objects.create(
            user=user,
            organisation=organisation,
            function=role.function,
            post=f"Test post of {name}",
            starts_on=LONG_AGO,
            ends_on=LONG_AGO + datetime.timedelta(days=365) if role.ended else None,
        )
        membership.countries.set([countries().by_code[code] for code in role.countries])


def load(name: str) -> Persona:
    """A person that `create_all` made."""
    user = User.objects.get(email=f"{name.replace('_', '-')}@demo.example")
    membership = Membership.objects.select_related("organisation").get(user=user)
    return Persona(name, user, membership.organisation)


def seated(membership: Membership) -> Persona:
    """Whoever holds a post that a test made."""
    return Persona(
        f"{membership.function} of {membership.organisation.code}", membership.user, membership.organisation
    )


def load_all() -> dict[str, Persona]:
    """All of them by name, in one statement."""
    emails = {f"{name.replace('_', '-')}@demo.example": name for name in ROLES}
    posts = Membership.objects.filter(user__email__in=emails).select_related("user", "organisation")
    known = {
        emails[post.user.email]: Persona(emails[post.user.email], post.user, post.organisation)
        for post in posts
    }
    return {name: known[name] for name in ROLES}
