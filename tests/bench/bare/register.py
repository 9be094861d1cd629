"""The floor of the register's pages."""

from typing import Any

from . import Query

_PARTS = """
    ARRAY(SELECT json_build_object('country', country_id, 'areas', areas)
          FROM coordination_activitycountry p WHERE p.activity_id = a.id),
    ARRAY(SELECT theme_id FROM coordination_activitytheme p WHERE p.activity_id = a.id),
    ARRAY(SELECT json_build_object('organisation', organisation_id, 'name', name, 'role', role)
          FROM coordination_activitypartner p WHERE p.activity_id = a.id),
    ARRAY(SELECT json_build_object('amount', amount, 'currency', currency, 'stage', stage, 'as_of', as_of)
          FROM coordination_activityamount p WHERE p.activity_id = a.id)
"""
_IN_COUNTRY = """EXISTS (SELECT FROM coordination_activitycountry p
    JOIN coordination_country c ON c.id = p.country_id WHERE p.activity_id = y.id AND c.code = %s)"""
_WITH_WORDS = """id IN (
    SELECT record FROM coordination_memberstext WHERE vector @@ to_tsquery('simple', %s)
    UNION ALL
    SELECT record FROM coordination_narrowtext
    WHERE vector @@ to_tsquery('simple', %s) AND NOT for_members)"""


def page(
    where: str = "", values: tuple[Any, ...] = (), order: str = "confirmed_on DESC, id", limit: str = "51"
) -> Query:
    """A page of the table."""
    condition = f"AND {where}" if where else ""
    return (
        f"SELECT a.*, {_PARTS} FROM (SELECT * FROM coordination_activity y WHERE state = 'current' {condition}"
        f" ORDER BY {order} LIMIT {limit}) a ORDER BY {order}",
        list(values),
    )


def after(pk: str) -> Query:
    """The page behind a row."""
    key = "SELECT confirmed_on, id FROM coordination_activity WHERE id = %s"
    return page(
        f"confirmed_on <= ({key.replace(', id', '')}) AND (confirmed_on < ({key.replace(', id', '')}) OR id > %s)",
        (pk, pk, pk),
    )


def in_country(code: str, status: str = "", limit: str = "51") -> Query:
    """Entries of one country, of one status if that is named."""
    if status:
        return page(f"{_IN_COUNTRY} AND status = %s", (code, status), limit=limit)
    return page(_IN_COUNTRY, (code,), limit=limit)


def with_words(words: str) -> Query:
    return page(_WITH_WORDS, (f"{words}:*", f"{words}:*"))


def matrix(table: str, row: str, column: str) -> Query:
    return (
        f"SELECT {row}, {column}, count(*), count(*) FILTER (WHERE confirmed_on < current_date - 365)"
        f" FROM coordination_{table} WHERE state = 'current' GROUP BY 1, 2",
        [],
    )


def one(pk: str) -> Query:
    return f"SELECT a.*, {_PARTS} FROM coordination_activity a WHERE id = %s", [pk]


def history(pk: str) -> Query:
    sql = "SELECT * FROM coordination_historyline WHERE noun = 'coordination_activity' AND record = %s ORDER BY id DESC"
    return sql, [pk]
