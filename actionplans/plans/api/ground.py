"""What the views of plans share: how they read what was sent, and which filters there are."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from coordination.access.api.gated import GatedView, GatedViewSet
from coordination.exchange.api import several, understood

from ..filters import ActionFilter
from ..kinds import Light, Serves
from ..queries.actions import STATES, Selection

FILTERS = tuple(ActionFilter.base_filters)


class SendingViewSet(GatedViewSet):
    """A view set that checks what was sent with a serializer of its own."""

    def checked(self, serializer: type[Any], *row: Any, **rest: Any) -> Any:
        """What was sent, valid; `row` is the one that it changes. Raises `ValidationError`."""
        context = {"actor": self.actor} | rest.pop("context", {})
        found = serializer(*row, data=self.request.data, context=context, **rest)
        found.is_valid(raise_exception=True)
        return found


def selection_of(view: GatedView) -> Selection:
    """What the query parameters ask for; raises `ValidationError` for any that cannot be understood."""
    return understood(view, ActionFilter).selection


DESCRIBED = [
    several("country", "ISO 3166-1 alpha-2 or XK; also of plans along a route through it."),
    several("theme", "The code of a domain: that of the objective."),
    several("lead", "The code of the lead; with its departments."),
    several("party", "Who leads it or has accepted to contribute."),
    several("light", "How it stands.", Light.values),
    several("state", "The state; left out: those that run.", [state.value for state in STATES]),
    several("late", "`true`: past the day that counts now.", ["true", "false"]),
    several("serves", "Whose priority it serves.", Serves.values),
    OpenApiParameter(
        "words", str, description="All these words, each also as a beginning, anywhere in what is said of it."
    ),
    OpenApiParameter("plan", {"type": "string", "format": "uuid"}, description="Of one plan."),
]
