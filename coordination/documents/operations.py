"""A migration operation that keeps what was filed as it was filed."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

FUNCTION = """
CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    -- Who reads it follows the document; nothing else ever changes.
    IF to_jsonb(OLD) - '{{audience_id,audience_then_id}}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{{audience_id,audience_then_id}}'::text[] THEN
        RAISE EXCEPTION 'what was filed does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION {table}_kept();
"""


class KeepAsFiled(Operation):
    """Refuse every change of a part once it is written, but of its audiences, whoever writes."""

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
        schema_editor.execute(FUNCTION.format(table=table))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'DROP TRIGGER kept ON "{table}"; DROP FUNCTION {table}_kept;')

    def describe(self) -> str:
        return f"Keep {self.model_name} as filed"
