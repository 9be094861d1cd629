"""System check: announcements about a table that they cannot follow would speak of narrowed records."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from coordination.access.checks import tables_with_trigger

from .nouns import NOUNS


@register(Tags.database)
def check_nouns(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every table of a registered noun has the triggers of `FollowRecord`."""
    if "default" not in (databases or []):
        return []
    present = set(connections["default"].introspection.table_names())
    following = tables_with_trigger("announcements_follow")
    return [
        Error("announcements do not follow its rows: add FollowRecord.", obj=noun.model, id="notices.E001")
        for table, noun in NOUNS.items()
        if table in present - following
    ]
