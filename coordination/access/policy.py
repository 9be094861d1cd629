"""Policies: per action, for which rows an actor may do it, and why not."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .errors import UnknownAction

if TYPE_CHECKING:
    from .actor import Actor

NO_ROW = Q(pk__in=[])


class Policy:
    """The rules of one noun: each public method is an action and returns the rows on which it is allowed.

    `reasons` says in words why an action is refused; `states` names the states
    of the record that the access matrix lists, as field values.
    """

    reasons: ClassVar[Mapping[str, "str | Promise"]] = {}
    states: ClassVar[Mapping[str, Mapping[str, object]]] = {}

    create_reason: ClassVar["str | Promise"] = _("Your function reads here; it does not write.")

    @classmethod
    def actions(cls) -> list[str]:
        """The actions on an existing row, in the order in which the policy names them."""
        inherited = set(dir(Policy))
        return [
            name
            for base in reversed(cls.__mro__)
            for name, rule in vars(base).items()
            if callable(rule) and not name.startswith("_") and name not in inherited
        ]

    def rule(self, action: str, actor: "Actor") -> Q:
        """The rows on which the actor may do the action; raises `UnknownAction` for one that is not named."""
        if action not in self.actions():
            raise UnknownAction(f"{type(self).__name__} has no rule for {action!r}.")
        return getattr(self, action)(actor)

    def reason(self, action: str) -> str:
        """Why the action is refused, for a person to read."""
        return str(self.reasons[action])

    def may_create(self, actor: "Actor") -> bool:
        """Whether the actor may add a row at all; the service decides on which terms."""
        return actor.may_contribute
