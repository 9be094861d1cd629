"""What the application role may do in the database: write rows, never history, never TRUNCATE."""

from typing import Any

from django.db import connections

from .operations import APP_ROLE

# Written only by triggers and definer functions; the application at most reads them.
READ_ONLY = (
    "coordination_historyline",
    "coordination_countrytally",
    "coordination_themetally",
    "coordination_roomchange",
    "coordination_declaredkind",
    "coordination_declaredtable",
    "coordination_declaredcolumn",
    "coordination_purgecount",
    "coordination_trailline",
    "coordination_seal",
)
UNREACHABLE = ("coordination_memberstext", "coordination_purgeitem")
# Who proposed, approved, laid or lifted what stays on record.
UNDELETABLE = ("coordination_purgerun", "coordination_hold", "coordination_erasure")

# ruff: noqa: S608 (the role is a constant)
GRANTS = f"""
GRANT USAGE ON SCHEMA public TO {APP_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APP_ROLE};
"""


def grant_to_app(*, using: str, **kwargs: Any) -> None:
    """Renew the grants after every migration, on the database that was migrated."""
    if using != "owner":
        return
    with connections[using].cursor() as cursor:
        cursor.execute(GRANTS)
        # A temporary table could carry one of the definer triggers and feed it false rows.
        name = connections[using].ops.quote_name(connections[using].settings_dict["NAME"])
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
        present = connections[using].introspection.table_names(cursor)
        for table in READ_ONLY:
            if table in present:
                cursor.execute(f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {APP_ROLE}')
        for table in UNDELETABLE:
            if table in present:
                cursor.execute(f'REVOKE DELETE ON "{table}" FROM {APP_ROLE}')
        for table in UNREACHABLE:
            if table in present:
                cursor.execute(f'REVOKE ALL ON "{table}" FROM {APP_ROLE}')
