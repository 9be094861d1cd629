"""PostgreSQL for Django, with the reader of the moment in every transaction.

Before the first query after a change of reader or of transaction the wrapper
sets `roundtable.*` for the length of the transaction. A pooled connection thus
never carries a reader over, and outside a transaction nobody reads anything.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from coordination.access.actor import Actor
from coordination.access.postgresql.patience import Connection
from coordination.access.reader import NOBODY, Reader, current_reader

# These work on a failed transaction too, and need no reader.
SAVEPOINT_COMMANDS = ("SAVEPOINT ", "ROLLBACK TO ", "RELEASE ")

SET_READER = "SELECT " + ", ".join(["set_config(%s, %s, true)"] * len(Reader().settings()))


READ_AS = "SELECT roundtable_read_as(%s, %s, %s::int[], %s)"


class DatabaseWrapper(base.DatabaseWrapper):
    """The stock backend, which keeps the database's reader equal to the context's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reader_in_database: Reader = NOBODY
        self.execute_wrappers.append(self._with_reader)
        if pool := self.settings_dict["OPTIONS"].get("pool"):
            pool.setdefault("connection_class", Connection)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One that does not wait for ever (see `patience`); the pool makes its own in the same way."""
        if self.pool:
            return super().get_new_connection(conn_params)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return Connection.connect(**conn_params)

    def _with_reader(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        reader = current_reader()
        changed = reader is not self._reader_in_database and self.in_atomic_block
        if changed and not str(sql).startswith(SAVEPOINT_COMMANDS):
            pairs = [part for setting in reader.settings().items() for part in setting]
            # A cursor of its own: the query's may be a server-side one, which takes a single statement.
            with self.connection.cursor() as cursor:
                cursor.execute(SET_READER, pairs)
            self._reader_in_database = reader
        return execute(sql, params, many, context)

    def read_as(self, actor: Actor) -> None:
        """Find the audiences of an actor's circles; until the transaction ends the database reads as it.

        One statement, for every page begins with it. Needs a transaction.
        """
        body = actor.organisation.pk if actor.organisation else None
        with self.cursor() as cursor:
            cursor.execute(READ_AS, [actor.user_id or None, body, sorted(actor.circles), actor.system])
            actor.audiences = frozenset(cursor.fetchone()[0])
        if self.in_atomic_block:
            self._reader_in_database = actor.reader

    def _forget_reader(self) -> None:
        self._reader_in_database = NOBODY

    def connect(self) -> None:
        self._forget_reader()
        super().connect()

    def _set_autocommit(self, autocommit: bool) -> None:
        self._forget_reader()
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _commit(self) -> None:
        self._forget_reader()
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self._forget_reader()
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        # A rolled back savepoint takes a setting made inside it with it.
        self._forget_reader()
        super()._savepoint_rollback(sid)  # type: ignore[misc]
