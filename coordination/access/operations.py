"""Migration operations that build the second wall: row-level security in PostgreSQL."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

APP_ROLE = "app"

GATE_FUNCTIONS = """
CREATE FUNCTION roundtable_audiences() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_to_array(nullif(current_setting('roundtable.audiences', true), ''), ',')::int[], '{}')
$$;
CREATE FUNCTION roundtable_circles() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_to_array(nullif(current_setting('roundtable.circles', true), ''), ',')::int[], '{}')
$$;
CREATE FUNCTION roundtable_user() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('roundtable.user', true), '')::int
$$;
CREATE FUNCTION roundtable_organisation() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('roundtable.organisation', true), '')::int
$$;
CREATE FUNCTION roundtable_sorted_set(circles int[]) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT circle ORDER BY circle) FROM unnest(circles) AS circle
$$;
-- One set, one row: the unique index compares arrays, so a set may be written in one way only.
ALTER TABLE coordination_audience ADD CONSTRAINT audience_is_a_sorted_set
    CHECK (circles = roundtable_sorted_set(circles));
"""
DROP_GATE_FUNCTIONS = """
ALTER TABLE coordination_audience DROP CONSTRAINT audience_is_a_sorted_set;
DROP FUNCTION roundtable_sorted_set(int[]);
DROP FUNCTION roundtable_audiences();
DROP FUNCTION roundtable_circles();
DROP FUNCTION roundtable_user();
DROP FUNCTION roundtable_organisation();
"""

# Who reads and which audiences that gives, in one statement: each page begins with it.
READ_AS = """
CREATE FUNCTION roundtable_read_as(person int, body int, held int[], job text) RETURNS int[] LANGUAGE plpgsql AS $$
DECLARE
    found int[];
BEGIN
    PERFORM set_config('roundtable.user', coalesce(person::text, ''), true),
            set_config('roundtable.organisation', coalesce(body::text, ''), true),
            set_config('roundtable.circles', array_to_string(held, ','), true),
            set_config('roundtable.system', job, true);
    SELECT coalesce(array_agg(id), '{}') INTO found FROM coordination_audience WHERE circles && held;
    PERFORM set_config('roundtable.audiences', array_to_string(found, ','), true);
    RETURN found;
END
$$;
"""
DROP_READ_AS = "DROP FUNCTION roundtable_read_as(int, int, int[], text);"

# The scalar subquery is evaluated once a statement; integer equality is leakproof, so indexes serve it.
MAY_READ = {
    "audience": "audience_id = ANY (coalesce((SELECT roundtable_audiences()), '{}'::int[]))",
    "circles": "circles && coalesce((SELECT roundtable_circles()), '{}'::int[])",
    "history": (
        "audience_id = ANY (coalesce((SELECT roundtable_audiences()), '{}'::int[])) AND "
        "audience_then_id = ANY (coalesce((SELECT roundtable_audiences()), '{}'::int[]))"
    ),
    "user": "user_id = (SELECT roundtable_user())",
}


class GateTable(Operation):
    """Force row-level security on a model's table.

    `by` says what decides: "audience" (the row's audience), "circles" (an
    audience itself), "history" (the audience of now and of then) or "user" (what
    belongs to one person alone, a draft).
    `also` is a further condition in SQL. With `read_only` the application role may not write.
    """

    category = OperationCategory.SQL
    reversible = True

    def __init__(
        self, model_name: str, by: str = "audience", read_only: bool = False, also: str = ""
    ) -> None:
        self.model_name = model_name
        self.by = by
        self.read_only = read_only
        self.also = also

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The wall changes nothing in Django's view of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        rule = " AND ".join(filter(None, [MAY_READ[self.by], self.also]))
        command, check = ("SELECT", "") if self.read_only else ("ALL", f"WITH CHECK ({rule})")
        # Of a list known only when it runs PostgreSQL expects to match next to nothing, and would sort
        # the whole register for its first page. Told that there are few audiences, it expects much; a
        # longer list of the common ones keeps it right about readers of little, whose ids it sees.
        hints = "".join(
            f'ALTER TABLE "{table}" ALTER COLUMN {column} SET (n_distinct = 10);'
            f'ALTER TABLE "{table}" ALTER COLUMN {column} SET STATISTICS 500;'
            for column in ("audience_id", "audience_then_id")
            if column in MAY_READ[self.by]
        )
        schema_editor.execute(f"""
            {hints}
            ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
            ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
            CREATE POLICY reader ON "{table}" FOR {command} TO {APP_ROLE} USING ({rule}) {check};
            CREATE POLICY owner ON "{table}" FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
        """)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f"""
            DROP POLICY reader ON "{table}";
            DROP POLICY owner ON "{table}";
            ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;
        """)

    def describe(self) -> str:
        return f"Gate {self.model_name} by {self.by}"


class GatePart(GateTable):
    """Gate a part and tie its repeated columns to the parent with one composite foreign key.

    PostgreSQL carries a changed audience over to the parts in the same
    statement, whoever makes the change, so a part can never be readable where
    its parent is not. `through` names the relation where a part has several to its parent's table.
    """

    def __init__(
        self,
        model_name: str,
        parent: str,
        copies: tuple[str, ...] = ("audience_id",),
        by: str = "audience",
        through: str = "",
    ) -> None:
        super().__init__(model_name, by)
        self.parent = parent
        self.copies = copies
        self.through = through

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        part = to_state.apps.get_model(app_label, self.model_name)._meta
        parent = to_state.apps.get_model(app_label, self.parent)._meta
        (link,) = (
            field
            for field in part.fields
            if field.related_model
            and field.related_model._meta == parent
            and self.through in ("", field.name)
        )
        copied = ", ".join(self.copies)
        schema_editor.execute(f"""
            CREATE UNIQUE INDEX IF NOT EXISTS "{self._index(parent.db_table)}"
                ON "{parent.db_table}" (id, {copied});
            ALTER TABLE "{part.db_table}" ADD CONSTRAINT "{part.db_table}_follows_parent"
                FOREIGN KEY ({link.column}, {copied}) REFERENCES "{parent.db_table}" (id, {copied})
                ON UPDATE CASCADE ON DELETE CASCADE;
        """)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        part = from_state.apps.get_model(app_label, self.model_name)._meta
        schema_editor.execute(
            f'ALTER TABLE "{part.db_table}" DROP CONSTRAINT "{part.db_table}_follows_parent"'
        )
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def _index(self, table: str) -> str:
        return f"{table}_with_" + "_".join(name.removesuffix("_id")[:6] for name in self.copies)

    def describe(self) -> str:
        return f"Gate {self.model_name} as a part of {self.parent}"
