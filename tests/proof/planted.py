"""Defects that a check must notice: each is put into the running product, and the named tests must then fail.

`pytest --planted …` runs them after the proof, so that no check is trusted that was not seen to fail.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections
from django.db.models import Q


@dataclass(frozen=True)
class Defect:
    """What is wrong while `plant` lasts, and the check (a test by the beginning of its id) that must see it."""

    name: str
    check: str
    plant: Callable[[], AbstractContextManager[None]]

    def is_seen_by(self, test: str) -> bool:
        begin, _, inside = self.check.partition("… ")
        return test.startswith(begin) and inside in test


@contextmanager
def patched(target: str, value: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, value)
        yield


def rule_for_all(policy: str, action: str) -> Callable[[], AbstractContextManager[None]]:
    """An action that everybody may do to what they read."""
    return lambda: patched(f"{policy}.{action}", lambda self, actor: Q())


@contextmanager
def in_the_database(*statements: str, undo: str) -> Iterator[None]:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            for statement in undo.split(";"):
                cursor.execute(statement)


def open_wall(table: str) -> Callable[[], AbstractContextManager[None]]:
    """A row-security policy that shows its table to everybody."""
    return lambda: in_the_database(
        f"CREATE POLICY planted ON {table} FOR SELECT TO app USING (true)",
        undo=f"DROP POLICY planted ON {table}",
    )


def no_wall(table: str) -> Callable[[], AbstractContextManager[None]]:
    return lambda: in_the_database(
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        undo=f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    )


@contextmanager
def rights_kept() -> Iterator[None]:
    """Rights are worked out once for each person, and then remembered."""
    from coordination.people import actors

    known: dict[int, Any] = {}
    real = actors.build

    def build(user: Any) -> Any:
        if user.pk not in known:
            known[user.pk] = real(user)
        return known[user.pk]

    with pytest.MonkeyPatch.context() as patch:
        for module in ("coordination.people.actors", "coordination.meetings.feeds"):
            patch.setattr(f"{module}.build", build)
        yield


@contextmanager
def export_with_first_rights() -> Iterator[None]:
    """An export reads all its batches with the rights with which it began."""
    from django.db import transaction

    from coordination.access.reader import reading_as
    from coordination.exchange import selections

    def in_batches(actor: Any, batch: Any) -> Iterator[Any]:
        after = None
        while True:
            with transaction.atomic(), reading_as(actor):
                rows, after = batch(actor, after)
            yield from rows
            if after is None:
                return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selections, "in_batches", in_batches)
        yield


@contextmanager
def a_total_over_all() -> Iterator[None]:
    """Answers carry how many entries the register holds, hidden ones included."""
    from django.http import HttpResponseBase
    from django.test import Client

    real = Client.request

    def request(self: Client, **given: Any) -> HttpResponseBase:
        answer = real(self, **given)
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT last_value FROM coordination_historyline_id_seq")
            answer["X-Total"] = str(cursor.fetchone()[0])
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", request)
        yield


@contextmanager
def stale_saves_accepted() -> Iterator[None]:
    """A save goes through whatever version its writer read."""
    from coordination.access import gate

    def authorise(actor: Any, action: str, row: Any, *, version: int | None = None) -> Any:
        return gate.authorise(actor, action, row)

    with pytest.MonkeyPatch.context() as patch:
        for module in (
            "actionplans.plans.services.drafting",
            "actionplans.fiches.services.drafting",
            "coordination.meetings.services.calling",
            "coordination.consultations.services.convening",
        ):
            patch.setattr(f"{module}.authorise", authorise)
        yield


def broken(target: str) -> Callable[[], AbstractContextManager[None]]:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise ZeroDivisionError("planted")

    return lambda: patched(target, fails)


def _anybody(self: Any, actor: Any) -> bool:
    return True


REGISTER = "coordination.register.policy.ActivityPolicy"
WALK = "tests/access/test_walk.py::test_walk"
REVOKED = "tests/access/test_revocation.py::test_between_two"
LIVES = "tests/proof/test_life_cycles.py::test_lives"
DEFECTS = (
    Defect("everybody may retire an entry", f"{WALK}[api/v1/activities/<uuid:pk>/retire/]", rule_for_all(REGISTER, "retire")),
    Defect("everybody may log", "tests/access/test_policies.py::test_who_may_add_anything", lambda: patched("coordination.access.policy.Policy.may_create", _anybody)),
    Defect("a bare 404 that says who asked", "tests/access/test_walk.py::test_the_bare_404_says_nothing[/activities/{}/]", lambda: patched("coordination.access.pages._bare_page", lambda: b"nonce")),
    Defect("a table without its wall", "tests/access/test_walls.py::test_every_table_with_an_audience_is_behind_a_wall", no_wall("coordination_meeting")),
    Defect("a wall with a hole", "tests/access/test_walls.py::test_plain_sql_shows_the_originators_rows_to_the_originator_alone[Activity]", open_wall("coordination_activity")),
    Defect("a policy for a role too many", "tests/access/test_walls.py::test_the_policies_name_the_two_roles_and_nobody_else", open_wall("coordination_document")),
    Defect("a wall with a hole, met with the Django filter off", "tests/access/test_canaries.py::test_nothing_hidden_comes_out[… the database alone", open_wall("coordination_activity")),
    Defect("a total over hidden rows in a header", "tests/access/test_noninterference.py::test_hidden_rows_change_no_byte[malta]", a_total_over_all),
    Defect("rights remembered for a session", f"{REVOKED}_requests_of_a_session_and_of_a_token[activities-post_ended]", rights_kept),
    Defect("rights remembered by a calendar feed", f"{REVOKED}_fetches_of_a_calendar[post_ended]", rights_kept),
    Defect("an export with the rights of its first batch", f"{REVOKED}_batches_of_an_export[post_ended]", export_with_first_rights),
    Defect("stale saves go through: plan", f"{LIVES}[plan]", stale_saves_accepted),
    Defect("stale saves go through: fiche", f"{LIVES}[fiche]", stale_saves_accepted),
    Defect("stale saves go through: meeting", f"{LIVES}[meeting]", stale_saves_accepted),
    Defect("stale saves go through: consultation", f"{LIVES}[consultation]", stale_saves_accepted),
    Defect("everybody may confirm an entry", f"{LIVES}[activity]", rule_for_all(REGISTER, "confirm")),
    Defect("a list of the API that fails", "tests/proof/test_openapi.py::test_the_api_never_fails_and_answers_as_described[get-/api/v1/activities/]", broken("coordination.register.queries.page")),
)  # fmt: skip
