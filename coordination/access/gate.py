"""Writing: may this actor do this to this row, and is it still the row that was read?"""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import JSONObject

from .actor import Actor
from .errors import Hidden, Refused, Stale
from .models import Gated


def _permitted(action: str, actor: Actor, row: Gated | type[Gated]) -> Any:
    # Q() alone has no SQL form. A rule that compares with an empty set has none either, and is simply
    # false: as a case it is so wherever it stands, also inside a JSON object.
    rule = row.policy.rule(action, actor) & Q(pk__isnull=False)
    return Case(When(rule, then=Value(True)), default=Value(False), output_field=BooleanField())


def authorise[Row: Gated](actor: Actor, action: str, row: Row, *, version: int | None = None) -> Row:
    """The row, locked and read again through the gate, once the actor may do the action.

    Raises `Hidden` when the actor may not read it, `Refused` with the policy's
    reason when the actor may not do this, `Stale` when it is no longer at the
    version that the writer read.
    """
    model = type(row)
    locked: Any = (
        model.objects.visible_to(actor)
        .annotate(permitted=_permitted(action, actor, row))
        .select_for_update(of=("self",))
        .filter(pk=row.pk)
        .first()
    )
    if locked is None:
        raise Hidden(model._meta.verbose_name)
    if not locked.permitted:
        raise Refused(row.policy.reason(action))
    if version is not None and locked.version != version:
        raise Stale(locked)
    return locked


def authorise_create(actor: Actor, model: type[Gated]) -> None:
    """Raise `Refused` unless the actor may add rows of this kind."""
    if not model.policy.may_create(actor):
        raise Refused(str(model.policy.create_reason))


def permissions(actor: Actor, row: Gated) -> dict[str, str | None]:
    """For each action of the row's policy: None when the actor may do it, else the reason in words."""
    actions = row.policy.actions()
    answers = (
        type(row)
        .objects.visible_to(actor)
        .filter(pk=row.pk)
        .values_list(*(_permitted(action, actor, row) for action in actions))
        .first()
    )
    allowed = answers or [False] * len(actions)
    return in_reasons(row, dict(zip(actions, allowed, strict=True)))


def in_reasons(row: Gated, may: Mapping[str, bool]) -> dict[str, str | None]:
    """What an actor may do with a row (`may` of `with_permissions`), as `permissions` says it."""
    return {action: None if yes else row.policy.reason(action) for action, yes in may.items()}


def with_permissions(actor: Actor, rows: Any, *actions: str) -> Any:
    """Rows of a queryset that passed the gate, each with `may`: for each action whether the actor may do it.

    For all actions of the policy, or for those that are named: a page that shows two asks for two.
    """
    checks = {
        action: _permitted(action, actor, rows.model) for action in actions or rows.model.policy.actions()
    }
    return rows.annotate(may=JSONObject(**checks))
