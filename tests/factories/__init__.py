"""Rows for tests, written through the services as an actor of their originator, so that the walls hold."""

from collections.abc import Callable
from typing import cast

from coordination.people.models import Membership, User
from coordination.register.models import Activity, Import

from . import people, register

# Calling a factory gives a row; its metaclass hides that from the type checker.
ActivityFactory = cast(Callable[..., Activity], register.ActivityFactory)
ImportFactory = cast(Callable[..., Import], register.ImportFactory)
MembershipFactory = cast(Callable[..., Membership], people.MembershipFactory)
UserFactory = cast(Callable[..., User], people.UserFactory)

__all__ = ["ActivityFactory", "ImportFactory", "MembershipFactory", "UserFactory"]
