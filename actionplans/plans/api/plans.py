"""The API of plans: listed, read, opened, amended."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedView, etag, page_of
from coordination.access.api.openapi import IDEMPOTENCY_KEY, PAGING, answers, page_shape
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise, authorise_create
from coordination.register.choices import country_choices
from coordination.world.queries import countries

from .. import rows, services
from ..choices import known_routes
from ..kinds import VersionState
from ..models import Plan, PlanVersion
from ..queries import reading
from .ground import SendingViewSet, several
from .reading import PlanRowSerializer, PlanSerializer, VersionSerializer, plan_json, plans_json, version_json
from .writing.versions import OpenPlanInput

STATES = [state.value for state in VersionState if state != VersionState.DISCARDED]
DESCRIBED = [
    several("country", "ISO 3166-1 alpha-2 or XK: the plan of the country itself."),
    several("route", "The code of a route."),
    several("state", "The state of the version that is shown.", STATES),
]
MADE = answers(VersionSerializer, 400, 403, 404, 413, 415, 422, status=201) | {
    (200, "application/json"): VersionSerializer
}


class PlanViewSet(SendingViewSet):
    """Action plans, one for each country or route."""

    serializer_class = PlanSerializer
    parameters_of = {"list": ("limit", "cursor", "country", "route", "state")}

    def find(self, pk: UUID) -> Plan | None:
        """The plan, where a version of it may be read."""
        shown = reading.version_to_show(reading.versions(self.actor, pk))
        return shown.plan if shown else None

    def represent(self, row: Plan) -> dict[str, Any]:
        versions = reading.versions(self.actor, row.pk)
        shown = reading.version_to_show(versions)
        if shown is None:
            raise Hidden()
        return plan_json(self.actor, versions, shown)

    @extend_schema(parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(PlanRowSerializer), 400))
    def list(self, request: Request) -> Response:
        """Plans by the name of their country or route, each with the version that is shown."""
        chosen = _chosen(self)
        found = [row for row in reading.plans(self.actor) if _is_chosen(row, chosen)]
        found.sort(key=lambda row: (rows.plan_name(row.plan).casefold(), row.plan_id))
        page = page_of(found, lambda row: str(row.plan_id), self)
        return Response(page | {"results": plans_json(self.actor, page["results"])})

    @extend_schema(responses=answers(PlanSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One plan: the version in force, else the newest, with the list of all that may be read."""
        return Response(self.represent(self.row))

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=OpenPlanInput, responses=MADE)
    def create(self, request: Request) -> Response:
        """Open a plan: a first draft that only its drafting service reads."""
        authorise_create(self.actor, Plan)
        given = self.checked(OpenPlanInput)

        def make() -> UUID:
            return services.open_plan(actor=self.actor, fields={}, **given.place()).pk

        try:
            return self._made(*self.created_once(make))
        except Refused as refused:
            name = "country" if given.validated_data["country"] else "route"
            raise ValidationError({name: [refused.reason]}) from refused

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=None, responses=MADE)
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, pk: UUID) -> Response:
        """Open a draft beside the version in force, with the same words and actions."""
        plan = authorise(self.actor, "amend", self.row)
        return self._made(*self.created_once(lambda: services.amend(actor=self.actor, plan=plan).pk))

    def _made(self, pk: UUID, new: bool) -> Response:
        row = reading.version(self.actor, pk)
        if row is None:
            raise Hidden()
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        headers = etag(row) | {"Location": reverse("api-version-detail", args=[pk])}
        return Response(
            version_json(self.actor, row, reading.versions(self.actor, row.plan_id)),
            status=code,
            headers=headers,
        )


def _chosen(view: GatedView) -> dict[str, list[str]]:
    """The codes that the query parameters name; raises `ValidationError` for one that is not known."""
    known = {
        "country": {code for code, _name in country_choices()},
        "route": set(known_routes()),
        "state": set(STATES),
    }
    wrong: dict[str, list[str]] = {}
    chosen = {name: view.request.query_params.getlist(name) for name in known}
    for name, codes in chosen.items():
        if unknown := [code for code in codes if code not in known[name]]:
            wrong[name] = [_("%(code)s is not known here.") % {"code": code[:60]} for code in unknown[:20]]
    if wrong:
        raise ValidationError(wrong)
    return chosen


def _is_chosen(row: PlanVersion, chosen: dict[str, list[str]]) -> bool:
    """Whether a plan, by the version that is shown, is among what was asked for."""
    country = countries().by_id[row.plan.country_id].code if row.plan.country_id else ""
    route = next((code for code, known in known_routes().items() if known.pk == row.plan.route_id), "")
    told = {"country": country, "route": route, "state": row.state}
    return all(not codes or told[name] in codes for name, codes in chosen.items())
