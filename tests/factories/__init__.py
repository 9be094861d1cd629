"""Rows for tests, written through the services as an actor of their originator, so that the walls hold."""

from .people import MembershipFactory, UserFactory
from .register import ActivityFactory, ImportFactory

__all__ = ["ActivityFactory", "ImportFactory", "MembershipFactory", "UserFactory"]
