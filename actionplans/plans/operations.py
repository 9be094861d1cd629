"""A migration operation that keeps an agreed text as it was agreed, whoever writes."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - '{loose}'::text[] = to_jsonb(NEW) - '{loose}'::text[] THEN
        RETURN NEW;
    END IF;
    -- The writer reads the text as the gate lets them: one that they may not see counts as agreed.
    IF coalesce({frozen}, true) THEN
        RAISE EXCEPTION 'an agreed text does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER agreed_text BEFORE {events} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}();
"""


class FreezeText(Operation):
    """Refuse every change of a row once its text is agreed, but of the columns named in `loose`.

    `when` is the SQL condition on the frozen text's own row; `link` is the column that points to
    that row, for the table of a part.
    """

    category = OperationCategory.SQL
    reversible = True

    def __init__(self, model_name: str, when: str, *, of: str = "", link: str = "", loose: str = "") -> None:
        self.model_name = model_name
        self.when = when
        self.of = of
        self.link = link
        self.loose = loose

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """A trigger changes nothing in Django's view of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        frozen = f"OLD.{self.when}"
        if self.of:
            parent = to_state.apps.get_model(app_label, self.of)._meta.db_table
            row = f"{parent}.id = coalesce(NEW.{self.link}, OLD.{self.link})"
            frozen = f"(SELECT {self.when} FROM {parent} WHERE {row})"  # noqa: S608 (names of the models)
        schema_editor.execute(
            FUNCTION.format(
                name=f"{table}_freeze",
                table=table,
                frozen=frozen,
                loose="{" + ",".join(filter(None, ("audience_id", "version", self.loose))) + "}",
                events="INSERT OR UPDATE OR DELETE" if self.of else "UPDATE OR DELETE",
            )
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'DROP TRIGGER agreed_text ON "{table}"; DROP FUNCTION {table}_freeze;')

    def describe(self) -> str:
        return f"Freeze {self.model_name} once it is agreed"


YIELD = """
DO $$
DECLARE
    guard text;
BEGIN
    SELECT pg_get_triggerdef(oid) INTO guard FROM pg_trigger
        WHERE tgname = 'agreed_text' AND tgrelid = '"{table}"'::regclass;
    DROP TRIGGER agreed_text ON "{table}";
    EXECUTE replace(guard, ' FOR EACH ROW EXECUTE', ' FOR EACH ROW WHEN ({unless}) EXECUTE');
END $$;
"""
# The purge runs as the owner, in a function of its own; the application cannot become it.
UNLESS_PURGED = (
    "current_user = ''app'' OR coalesce(current_setting(''roundtable.system'', true), '''') <> ''purge''"
)


class YieldToPurge(Operation):
    """Let the purge, and nobody else, delete discarded drafts of a frozen table with all their parts."""

    category = OperationCategory.SQL
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """A trigger changes nothing in Django's view of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(YIELD.format(table=table, unless=UNLESS_PURGED))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """A looser trigger stays: undoing the migration that made it drops it whole."""

    def describe(self) -> str:
        return f"Let the purge delete {self.model_name}"
