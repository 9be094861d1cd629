"""Migration operations of the trail: who writes it, who reads it, which tables it follows."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

from coordination.access.operations import APP_ROLE

TRAIL_FUNCTIONS = """
CREATE FUNCTION roundtable_note(events jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO coordination_trailline
        (at, change, verb, user_id, organisation_id, about_id, system, noun, record, detail)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, event.verb, event.user_id, event.organisation_id,
           event.about_id, coalesce(current_setting('roundtable.system', true), ''),
           coalesce(event.noun, ''), coalesce(event.record, ''), coalesce(event.detail, '{}')
    FROM jsonb_to_recordset(events) AS event (
        verb text, user_id int, organisation_id int, about_id int, noun text, record text, detail jsonb, audience_id int)
    -- What all members may read is read too often to be told of; narrower records are.
    WHERE event.audience_id IS NULL OR NOT EXISTS (
        SELECT FROM coordination_audience AS audience
        JOIN coordination_circle AS circle ON circle.id = ANY (audience.circles) AND circle.kind = 'members'
        WHERE audience.id = event.audience_id)
$$;

-- An administrator by the posts of today, whatever the application says.
CREATE FUNCTION roundtable_administers() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM coordination_membership
        WHERE user_id = roundtable_user() AND function = 'administrator'
          AND starts_on <= (now() AT TIME ZONE 'Europe/Brussels')::date
          AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'Europe/Brussels')::date))
$$;

-- TG_ARGV: ignored columns; columns whose values are not kept; the column of the user whom it is about.
CREATE FUNCTION roundtable_row_trail() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    difference jsonb := roundtable_difference(before, after, string_to_array(TG_ARGV[0], ','));
BEGIN
    IF difference = '{}' THEN
        RETURN NULL;
    END IF;
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY (string_to_array(TG_ARGV[1], ',')) THEN '[]' ELSE value END)
        INTO difference FROM jsonb_each(difference);
    PERFORM roundtable_note(jsonb_build_array(jsonb_build_object(
        'verb', CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed' ELSE 'changed' END,
        'user_id', roundtable_user(), 'organisation_id', roundtable_organisation(),
        'about_id', coalesce(after, before) -> TG_ARGV[2],
        'noun', TG_TABLE_NAME, 'record', coalesce(after, before) ->> 'id', 'detail', difference)));
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION roundtable_row_trail() FROM PUBLIC;
"""
DROP_TRAIL_FUNCTIONS = """
DROP FUNCTION roundtable_row_trail;
DROP FUNCTION roundtable_administers;
DROP FUNCTION roundtable_note;
"""

WALL = f"""
ALTER TABLE coordination_trailline ENABLE ROW LEVEL SECURITY;
ALTER TABLE coordination_trailline FORCE ROW LEVEL SECURITY;
CREATE POLICY reader ON coordination_trailline FOR SELECT TO {APP_ROLE}
    USING ((SELECT roundtable_administers()) OR user_id = (SELECT roundtable_user())
           OR about_id = (SELECT roundtable_user()));
CREATE POLICY owner ON coordination_trailline FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
"""
DROP_WALL = """
DROP POLICY reader ON coordination_trailline;
DROP POLICY owner ON coordination_trailline;
ALTER TABLE coordination_trailline DISABLE ROW LEVEL SECURITY;
"""


class RecordTrail(Operation):
    """Write every insert, update and delete of a table of accounts to the trail, by whatever statement.

    `ignored` columns are no deeds (a last sign-in); of `concealed` ones the trail
    says that they changed, not what they held (an address, a secret). `about` is the
    column of the user whom the row is about.
    """

    category = OperationCategory.SQL
    reversible = True

    def __init__(
        self,
        model_name: str,
        *,
        ignored: tuple[str, ...] = (),
        concealed: tuple[str, ...] = (),
        about: str = "user_id",
        app: str = "",
    ) -> None:
        self.model_name = model_name
        self.ignored = ignored
        self.concealed = concealed
        self.about = about
        self.app = app

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers change nothing in Django's view of the model."""

    def _table(self, app_label: str, state: Any) -> str:
        # `Membership.countries` names a table that joins two.
        name, _, relation = self.model_name.partition(".")
        meta = state.apps.get_model(self.app or app_label, name)._meta
        return meta.get_field(relation).remote_field.through._meta.db_table if relation else meta.db_table

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        ignored = ",".join(("id", *self.ignored))
        schema_editor.execute(
            f'CREATE TRIGGER trail AFTER INSERT OR UPDATE OR DELETE ON "{self._table(app_label, to_state)}" '
            "FOR EACH ROW EXECUTE FUNCTION "
            f"roundtable_row_trail('{ignored}', '{','.join(self.concealed)}', '{self.about}')"
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(f'DROP TRIGGER trail ON "{self._table(app_label, from_state)}"')

    def describe(self) -> str:
        return f"Follow {self.model_name} in the trail"
