"""Whom the gate lets read and do what, asked for every persona: what the policy tests compare with their tables."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.people.queries import circles
from tests.factories.plans import speaking_for
from tests.personas import Persona, load_all

Table = dict[str, set[str]]
Everybody = Mapping[str, Persona | Actor]


def tables(rows: Mapping[str, Any], everybody: Everybody) -> dict[str, Table]:
    """By label of a row and action, who may. All rows are of one model; one statement for each persona."""
    found: dict[str, Table] = {label: {} for label in rows}
    of_row = {row.pk: label for label, row in rows.items()}
    for name, persona in everybody.items():
        actor = _actor(persona)
        with reading_as(actor):
            for row in with_permissions(actor, _readable(rows, actor)).only("pk"):
                for action, may in row.may.items():
                    if may:
                        found[of_row[row.pk]].setdefault(action, set()).add(name)
    return found


def allowed(row: Any, everybody: Everybody) -> Table:
    """For each action on one row, who may."""
    return tables({"": row}, everybody)[""]


def readers(rows: Mapping[str, Any], everybody: Everybody) -> dict[str, set[str]]:
    """By label, who reads which row; all rows are of one model."""
    found: dict[str, set[str]] = {label: set() for label in rows}
    of_row = {row.pk: label for label, row in rows.items()}
    for name, persona in everybody.items():
        actor = _actor(persona)
        with reading_as(actor):
            for pk in _readable(rows, actor).values_list("pk", flat=True):
                found[of_row[pk]].add(name)
    return found


def named(model: Any, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Rows of a model of which only the keys are known, by label."""
    return {label: model(pk=pk) for label, pk in keys.items()}


def who(test: Callable[[Any], object], everybody: Everybody) -> set[str]:
    """The personas whose actor passes."""
    return {name for name, persona in everybody.items() if test(_actor(persona))}


def everyone(**also: str) -> dict[str, Actor]:
    """An actor for each persona, and by name for others who speak for an organisation; built after the rows."""
    others = {name: speaking_for(code) for name, code in also.items()}
    return {name: persona.actor() for name, persona in load_all().items()} | others


def wide(row: Any, by: str, **fields: Any) -> Any:
    """A row that all may read now, whatever its state, so that nothing but the rule decides; with other values."""
    actor = speaking_for(by)
    with transaction.atomic(), reading_as(actor):
        fields["audience"] = intern(actor=actor, circles=circles().by_id)
        assert type(row).objects.filter(pk=row.pk).update(**fields) == 1
    return row


def _actor(persona: Persona | Actor) -> Actor:
    return persona if isinstance(persona, Actor) else persona.actor()


def _readable(rows: Mapping[str, Any], actor: Any) -> Any:
    (model,) = {type(row) for row in rows.values()}
    return model.objects.visible_to(actor).filter(pk__in=[row.pk for row in rows.values()]).order_by()
