"""Migration operations that keep announcements, and what is followed, where their records are readable."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

# Definer functions with a fixed search path: announcements of other audiences, and what others follow,
# are hidden from the writer.
FOLLOW_FUNCTIONS = """
CREATE FUNCTION roundtable_announcements_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE coordination_announcement SET audience_id = NEW.audience_id
        WHERE noun = TG_TABLE_NAME AND record = NEW.id;
    UPDATE coordination_subscription SET audience_id = NEW.audience_id
        WHERE noun = TG_TABLE_NAME AND record = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION roundtable_announcements_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM coordination_announcement WHERE noun = TG_TABLE_NAME AND record = OLD.id;
    UPDATE coordination_subscription SET audience_id = NULL WHERE noun = TG_TABLE_NAME AND record = OLD.id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION roundtable_announcements_follow(), roundtable_announcements_end() FROM PUBLIC;

-- Whoever announces or follows a record reads it, and its audience is the one of this moment: locked, so
-- that nobody narrows it between the look and the commit.
CREATE FUNCTION roundtable_audience_of_record() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('SELECT audience_id FROM %I WHERE id = $1 FOR SHARE', NEW.noun)
        INTO NEW.audience_id USING NEW.record;
    IF NEW.audience_id IS NULL THEN
        RAISE EXCEPTION 'a record that the writer does not read';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER announcement_of BEFORE INSERT ON coordination_announcement FOR EACH ROW
    EXECUTE FUNCTION roundtable_audience_of_record();
CREATE TRIGGER subscription_of BEFORE INSERT ON coordination_subscription FOR EACH ROW
    WHEN (NEW.record IS NOT NULL) EXECUTE FUNCTION roundtable_audience_of_record();
"""
DROP_FOLLOW_FUNCTIONS = """
DROP TRIGGER subscription_of ON coordination_subscription;
DROP TRIGGER announcement_of ON coordination_announcement;
DROP FUNCTION roundtable_audience_of_record();
DROP FUNCTION roundtable_announcements_end();
DROP FUNCTION roundtable_announcements_follow();
"""

# A notice is its recipient's, and only while what it speaks of may be read (the announcement's own wall
# says), and the record whose followers it was sent to.
WHILE_READABLE = (
    "EXISTS (SELECT FROM coordination_announcement AS spoken WHERE spoken.id = announcement_id)"
    " AND (subscription_id IS NULL OR EXISTS (SELECT FROM coordination_subscription AS followed"
    " WHERE followed.id = subscription_id AND (followed.record IS NULL"
    " OR followed.audience_id = ANY (coalesce((SELECT roundtable_audiences()), '{}'::int[])))))"
)


class FollowRecord(Operation):
    """Let the announcements of a table's rows follow the rows, and what people follow of them: audience and end.

    Each table that announcements speak of needs it; `manage.py check` says where it is missing.
    """

    category = OperationCategory.SQL
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers change nothing in Django's view of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f"""
            CREATE TRIGGER announcements_follow AFTER UPDATE OF audience_id ON "{table}" FOR EACH ROW
                WHEN (OLD.audience_id IS DISTINCT FROM NEW.audience_id)
                EXECUTE FUNCTION roundtable_announcements_follow();
            CREATE TRIGGER announcements_end AFTER DELETE ON "{table}" FOR EACH ROW
                EXECUTE FUNCTION roundtable_announcements_end();
        """)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f"""
            DROP TRIGGER announcements_end ON "{table}";
            DROP TRIGGER announcements_follow ON "{table}";
        """)

    def describe(self) -> str:
        return f"Let announcements follow {self.model_name}"
