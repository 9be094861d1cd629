"""Organisations, users, the posts they hold, how they came to them, and the Presidency rota."""

from .accounts import (
    BRUSSELS,
    ApiToken,
    FunctionChoice,
    KeyScope,
    Membership,
    MembershipQuerySet,
    Organisation,
    OrganisationKind,
    Post,
    PostKind,
    PresidencyTerm,
    User,
    UserManager,
    today,
)
from .identities import Identity
from .nominations import Nomination, NominationQuerySet, NominationState

__all__ = [
    "BRUSSELS",
    "ApiToken",
    "FunctionChoice",
    "Identity",
    "KeyScope",
    "Membership",
    "MembershipQuerySet",
    "Nomination",
    "NominationQuerySet",
    "NominationState",
    "Organisation",
    "OrganisationKind",
    "Post",
    "PostKind",
    "PresidencyTerm",
    "User",
    "UserManager",
    "today",
]
