"""Migration operations that make PostgreSQL write the history of a table."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

# Definer functions with a fixed search path: the application role may not write the table itself.
HISTORY_FUNCTIONS = """
CREATE FUNCTION roundtable_write_history(
    noun text, record uuid, part text, verb text, fields jsonb, reason text, audience int, audience_then int,
    private boolean DEFAULT false
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO coordination_historyline
        (at, change, user_id, organisation_id, system, noun, record, part, verb, fields, reason, audience_id, audience_then_id, private)
    VALUES (clock_timestamp(), pg_current_xact_id()::text::bigint, roundtable_user(), roundtable_organisation(),
            coalesce(current_setting('roundtable.system', true), ''),
            noun, record, part, verb, fields, reason, audience, audience_then, private)
$$;
REVOKE ALL ON FUNCTION roundtable_write_history FROM PUBLIC;

CREATE FUNCTION roundtable_difference(old_row jsonb, new_row jsonb, ignored text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(name, jsonb_build_array(old_row -> name, new_row -> name)), '{}'::jsonb)
    FROM (SELECT jsonb_object_keys(coalesce(old_row, '{}') || coalesce(new_row, '{}')) AS name) AS names
    WHERE old_row -> name IS DISTINCT FROM new_row -> name AND name <> ALL (ignored)
      AND NOT (coalesce(old_row -> name, 'null') IN ('null', '""') AND coalesce(new_row -> name, 'null') IN ('null', '""'))
$$;

-- TG_ARGV: for a row, the ignored fields; for a part, its parent's table, the link column, the ignored fields.
CREATE FUNCTION roundtable_row_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    difference jsonb;
    shared jsonb;
    audience_then int := CASE TG_OP WHEN 'INSERT' THEN NEW.audience_id ELSE OLD.audience_id END;
    verb text := CASE TG_OP WHEN 'INSERT' THEN 'created' ELSE 'changed' END;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM roundtable_write_history(TG_TABLE_NAME::text, OLD.id, '', 'purged', '{}', '',
            OLD.audience_id, OLD.audience_id);
        RETURN NULL;
    END IF;
    difference := roundtable_difference(
        CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END, to_jsonb(NEW), string_to_array(TG_ARGV[0], ','));
    IF TG_OP = 'UPDATE' AND OLD.audience_id <> NEW.audience_id THEN
        UPDATE coordination_historyline SET audience_id = NEW.audience_id
            WHERE noun = TG_TABLE_NAME AND record = NEW.id;
    END IF;
    -- With whom a record is shared stands in a line of its own, for its originator alone.
    shared := difference - ARRAY(SELECT name FROM jsonb_object_keys(difference) AS name WHERE name NOT IN ('audience_id', 'card_id'));
    difference := difference - ARRAY['audience_id', 'card_id'];
    IF difference <> '{}' THEN
        PERFORM roundtable_write_history(TG_TABLE_NAME::text, NEW.id, '', verb, difference, '',
            NEW.audience_id, audience_then);
    END IF;
    IF shared <> '{}' THEN
        PERFORM roundtable_write_history(TG_TABLE_NAME::text, NEW.id, '', verb, shared, '',
            NEW.audience_id, audience_then, true);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION roundtable_part_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    difference jsonb := roundtable_difference(before, after, string_to_array(TG_ARGV[2], ','));
    parent uuid := (coalesce(after, before) ->> TG_ARGV[1])::uuid;
    audience int := (coalesce(after, before) ->> 'audience_id')::int;
    audience_then int := (coalesce(before, after) ->> 'audience_id')::int;
BEGIN
    IF difference <> '{}' THEN
        PERFORM roundtable_write_history(TG_ARGV[0], parent, TG_TABLE_NAME::text,
            CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed' ELSE 'changed' END,
            difference, '', audience, audience_then);
    END IF;
    RETURN NULL;
END $$;

-- A deed in words ("retired", with its reason), on a row that the reader may read.
CREATE FUNCTION roundtable_record(noun text, record uuid, verb text, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    audience int;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_policies WHERE tablename = noun AND policyname = 'reader') THEN
        RAISE EXCEPTION 'not a gated table';
    END IF;
    EXECUTE format('SELECT audience_id FROM %I WHERE id = $1 AND audience_id = ANY (roundtable_audiences())', noun)
        INTO audience USING record;
    IF audience IS NOT NULL THEN
        PERFORM roundtable_write_history(noun, record, '', verb, '{}', reason, audience, audience, verb = 'shared');
    END IF;
END $$;
REVOKE ALL ON FUNCTION roundtable_row_history(), roundtable_part_history() FROM PUBLIC;
"""
DROP_HISTORY_FUNCTIONS = """
DROP FUNCTION roundtable_record;
DROP FUNCTION roundtable_part_history;
DROP FUNCTION roundtable_row_history;
DROP FUNCTION roundtable_difference;
DROP FUNCTION roundtable_write_history;
"""

ALWAYS_IGNORED = ("id", "version", "created_at", "audience_id")


class RecordHistory(Operation):
    """Write every insert, update and delete of a gated model's table to the history.

    For a part, `parent` is the model whose history it belongs to and `link`
    the column that points to it; the columns repeated from the parent are
    named in `ignored`, for they are the parent's own changes.
    """

    category = OperationCategory.SQL
    reversible = True

    def __init__(
        self, model_name: str, parent: str = "", link: str = "", ignored: tuple[str, ...] = ()
    ) -> None:
        self.model_name = model_name
        self.parent = parent
        self.link = link
        self.ignored = ignored

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers change nothing in Django's view of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        if self.parent:
            parent = to_state.apps.get_model(app_label, self.parent)._meta.db_table
            ignored = ",".join((*ALWAYS_IGNORED, self.link, *self.ignored))
            call = f"roundtable_part_history('{parent}', '{self.link}', '{ignored}')"
        else:
            # The audience of a row is part of its history, as the names of its circles.
            ignored = ",".join((*ALWAYS_IGNORED[:-1], *self.ignored))
            call = f"roundtable_row_history('{ignored}')"
        schema_editor.execute(
            f'CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {call}"
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'DROP TRIGGER history ON "{table}"')

    def describe(self) -> str:
        return f"Record the history of {self.model_name}"
