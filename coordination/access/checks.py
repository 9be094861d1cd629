"""System checks: a gated model without a policy, or a table without its wall, does not start."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from .models import Gated, GatedPart, GatedQuerySet
from .operations import APP_ROLE
from .policy import Policy
from .routes import refuse_undeclared_routes


def _gated_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Gated | GatedPart)]


@register(Tags.security)
def check_gated_models(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Gated models need a policy with a reason for every action, and a manager that knows the gate."""
    errors: list[CheckMessage] = []
    for model in _gated_models():
        if not issubclass(type(model._default_manager.all()), GatedQuerySet):
            errors.append(Error("objects must come from a GatedQuerySet.", obj=model, id="access.E001"))
        if issubclass(model, GatedPart):
            continue
        policy = getattr(model, "policy", None)
        if not isinstance(policy, Policy):
            errors.append(Error("a gated model needs a policy.", obj=model, id="access.E002"))
        elif missing := [action for action in policy.actions() if action not in policy.reasons]:
            errors.append(Error(f"no reason for refusing {missing}.", obj=model, id="access.E003"))
    return errors


@register(Tags.security)
def check_links_to_gated_models(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A table that points to gated rows and is not behind the gate itself would speak of them."""
    return [
        Error(f"{field.name} points to gated rows, but the model is not gated.", obj=model, id="access.E004")
        for model in apps.get_models(include_auto_created=True)
        if not issubclass(model, Gated | GatedPart)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in _gated_models()
    ]


@register(Tags.security)
def check_routes(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """SECURITY 1: a route without a declared gate stops the start."""
    try:
        refuse_undeclared_routes()
    except ImproperlyConfigured as missing:
        return [Error(str(missing), id="access.E005")]
    return []


def tables_with_trigger(name: str) -> set[str]:
    """The tables of the product that have a trigger of this name."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [name])
        return {table for (table,) in cursor.fetchall()}


@register(Tags.database)
def check_walls(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every gated table forces row-level security, and the product's role cannot go round it."""
    if "default" not in (databases or []):
        return []
    errors: list[CheckMessage] = []
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            errors.append(
                Error(f"the role of the product could bypass row security; use {APP_ROLE}.", id="access.E006")
            )
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
        present = set(connections["default"].introspection.table_names(cursor))
    errors += [
        Error("the table has no row-level security.", obj=model, id="access.E007")
        for model in _gated_models()
        if model._meta.db_table in present - walled
    ]
    return errors
