"""Migration operations by which PostgreSQL keeps the counts of the matrix."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

# Definer functions with a fixed search path: the application role may not write the counts itself.
TALLY_FUNCTIONS = """
-- TG_ARGV: the table of the counts, the column of its place. One statement adds its difference and
-- touches no row that another may hold: nobody waits, so nobody can wait for each other.
CREATE FUNCTION roundtable_tally() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    came text := format('SELECT audience_id, %I AS place, lead_id, confirmed_on, state, 1 AS n FROM new_rows', TG_ARGV[1]);
    went text := format('SELECT audience_id, %I AS place, lead_id, confirmed_on, state, -1 AS n FROM old_rows', TG_ARGV[1]);
BEGIN
    EXECUTE format(
        'INSERT INTO %I (audience_id, %I, lead_id, confirmed_on, entries, old)
         SELECT audience_id, place, lead_id, confirmed_on, sum(n), 0 FROM (%s) AS changed
         WHERE state = ''current'' GROUP BY audience_id, place, lead_id, confirmed_on HAVING sum(n) <> 0',
        TG_ARGV[0], TG_ARGV[1],
        CASE TG_OP WHEN 'INSERT' THEN came WHEN 'DELETE' THEN went ELSE came || ' UNION ALL ' || went END);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION roundtable_tally() FROM PUBLIC;

-- Counts anew what the parts hold, in one statement and so of one moment: changes that are not
-- committed by then are neither counted nor taken away. Returns whether there was a reason to.
CREATE FUNCTION roundtable_recount(cutoff date, most_changes int) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- One at a time: two would both put their counts in the place of the same rows.
    IF NOT pg_try_advisory_xact_lock(hashtext('roundtable_recount')) THEN
        RETURN false;
    END IF;
    IF (SELECT count(*) <= most_changes FROM coordination_countrytally WHERE old_before IS NULL)
        AND (SELECT count(*) <= most_changes FROM coordination_themetally WHERE old_before IS NULL)
        AND NOT EXISTS (SELECT FROM coordination_countrytally WHERE old_before <> cutoff)
        AND NOT EXISTS (SELECT FROM coordination_themetally WHERE old_before <> cutoff)
    THEN
        RETURN false;
    END IF;
    WITH gone AS (DELETE FROM coordination_countrytally)
    INSERT INTO coordination_countrytally (audience_id, country_id, lead_id, entries, old, old_before)
    SELECT audience_id, country_id, lead_id, count(*), count(*) FILTER (WHERE confirmed_on < cutoff), cutoff
    FROM coordination_activitycountry WHERE state = 'current' GROUP BY 1, 2, 3;
    WITH gone AS (DELETE FROM coordination_themetally)
    INSERT INTO coordination_themetally (audience_id, theme_id, lead_id, entries, old, old_before)
    SELECT audience_id, theme_id, lead_id, count(*), count(*) FILTER (WHERE confirmed_on < cutoff), cutoff
    FROM coordination_activitytheme WHERE state = 'current' GROUP BY 1, 2, 3;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION roundtable_recount(date, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION roundtable_recount(date, int) TO app;
"""
DROP_TALLY_FUNCTIONS = """
DROP FUNCTION roundtable_recount(date, int);
DROP FUNCTION roundtable_tally();
"""

EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


class KeepTally(Operation):
    """Add to the counts of `tally` whatever a statement changes in the parts `model_name`, by `place`.

    A change of the activity reaches its parts through the key that ties them, and so the counts.
    """

    category = OperationCategory.SQL
    reversible = True

    def __init__(self, model_name: str, tally: str, place: str) -> None:
        self.model_name = model_name
        self.tally = tally
        self.place = place

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers change nothing in Django's view of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        parts = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        tally = to_state.apps.get_model(app_label, self.tally)._meta.db_table
        for event, rows in EVENTS.items():
            schema_editor.execute(
                f'CREATE TRIGGER tally_{event.lower()} AFTER {event} ON "{parts}" REFERENCING {rows} '
                f"FOR EACH STATEMENT EXECUTE FUNCTION roundtable_tally('{tally}', '{self.place}')"
            )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        parts = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for event in EVENTS:
            schema_editor.execute(f'DROP TRIGGER tally_{event.lower()} ON "{parts}"')

    def describe(self) -> str:
        return f"Count {self.model_name} in {self.tally}"
