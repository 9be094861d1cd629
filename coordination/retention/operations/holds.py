"""Legal holds: whether one covers a row, and the trigger that then refuses to delete it."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

HOLD_FUNCTIONS = """
-- Whether a standing hold covers a row. Everything that is set in a hold must fit.
CREATE FUNCTION roundtable_held(of_table text, held jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hold coordination_hold%ROWTYPE;
    own uuid := CASE WHEN held ->> 'id' ~ '^[0-9a-f]{8}-' THEN (held ->> 'id')::uuid END;
    person int := CASE WHEN of_table = 'coordination_user' THEN (held ->> 'id')::int END;
    listed text;
    places int[] := '{}';
    bodies int[] := '{}';
    made date;
BEGIN
    IF NOT EXISTS (SELECT FROM coordination_hold WHERE lifted_at IS NULL) THEN
        RETURN false;
    END IF;
    SELECT countries INTO listed FROM coordination_declaredtable AS declared
        WHERE declared.of_table = roundtable_held.of_table;
    IF listed <> '' THEN
        EXECUTE format('SELECT coalesce(array_agg(place), ''{}'') FROM (%s) AS found (place)', listed)
            INTO places USING held;
    END IF;
    places := array_append(places, (held ->> 'country_id')::int);
    SELECT array_agg(value::int) INTO bodies FROM jsonb_each_text(held) WHERE value IS NOT NULL AND key IN (
        'originator_id', 'organisation_id', 'lead_id', 'drafted_by_id', 'holder_id', 'owner_id', 'ministry_id',
        'convenor_id', 'party_id');
    IF person IS NOT NULL THEN
        SELECT array_agg(organisation_id) INTO bodies FROM coordination_membership WHERE user_id = person;
        SELECT array_agg(c.country_id) INTO places FROM coordination_membership m
            JOIN coordination_membership_countries c ON c.membership_id = m.id WHERE m.user_id = person;
    END IF;
    -- A body and what acts under it.
    SELECT array_agg(id) || array_agg(parent_id) INTO bodies FROM coordination_organisation
        WHERE id = ANY (bodies);
    made := coalesce(held ->> 'created_at', held ->> 'at', held ->> 'told_at', held ->> 'claimed_at',
        held ->> 'stated_at', held ->> 'submitted_at')::date;
    FOR hold IN SELECT * FROM coordination_hold WHERE lifted_at IS NULL LOOP
        CONTINUE WHEN hold.record IS NOT NULL AND NOT EXISTS (
            SELECT FROM jsonb_each_text(held) WHERE value = hold.record::text);
        CONTINUE WHEN hold.country_id IS NOT NULL AND NOT coalesce(hold.country_id = ANY (places), false);
        CONTINUE WHEN hold.organisation_id IS NOT NULL AND NOT coalesce(hold.organisation_id = ANY (bodies), false);
        CONTINUE WHEN hold.user_id IS NOT NULL AND NOT coalesce(person = hold.user_id, false)
            AND NOT EXISTS (SELECT FROM jsonb_each_text(held) WHERE value = hold.user_id::text
                AND (key = 'user_id' OR key LIKE '%\\_by\\_id'))
            AND NOT EXISTS (SELECT FROM coordination_historyline AS line
                WHERE line.noun = of_table AND line.record = own AND line.user_id = hold.user_id);
        CONTINUE WHEN (hold.starts_on IS NOT NULL OR hold.ends_on IS NOT NULL)
            AND NOT coalesce(made BETWEEN coalesce(hold.starts_on, '-infinity') AND coalesce(hold.ends_on, 'infinity'),
                false)
            AND NOT EXISTS (SELECT FROM coordination_historyline AS line
                WHERE line.noun = of_table AND line.record = own
                AND line.at::date BETWEEN coalesce(hold.starts_on, '-infinity') AND coalesce(hold.ends_on, 'infinity'))
            AND NOT EXISTS (SELECT FROM coordination_membership m WHERE m.user_id = person
                AND daterange(m.starts_on, m.ends_on, '[]')
                    && daterange(hold.starts_on, hold.ends_on, '[]'));
        RETURN true;
    END LOOP;
    RETURN false;
END $$;

CREATE FUNCTION roundtable_refuse_held() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF roundtable_held(TG_TABLE_NAME::text, to_jsonb(OLD)) THEN
        RAISE EXCEPTION 'a record under a legal hold is not deleted' USING ERRCODE = 'RTH01';
    END IF;
    RETURN OLD;
END $$;

-- A hold stays as it was laid; only its lifting is added, once.
CREATE FUNCTION roundtable_hold_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL OR to_jsonb(OLD) - '{lift_reason,lift_asked_by_id,lift_asked_at,lifted_by_id,lifted_at}'::text[]
        <> to_jsonb(NEW) - '{lift_reason,lift_asked_by_id,lift_asked_at,lifted_by_id,lifted_at}'::text[] THEN
        RAISE EXCEPTION 'a legal hold does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE UPDATE ON coordination_hold FOR EACH ROW EXECUTE FUNCTION roundtable_hold_stays();
REVOKE ALL ON FUNCTION roundtable_held(text, jsonb), roundtable_refuse_held() FROM PUBLIC;
"""
DROP_HOLD_FUNCTIONS = """
DROP TRIGGER stays ON coordination_hold;
DROP FUNCTION roundtable_hold_stays;
DROP FUNCTION roundtable_refuse_held;
DROP FUNCTION roundtable_held;
"""


class HoldTable(Operation):
    """Let the database refuse to delete a row of a table that a legal hold covers, whoever asks."""

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
        schema_editor.execute(
            f'CREATE TRIGGER held BEFORE DELETE ON "{table}" FOR EACH ROW'
            " EXECUTE FUNCTION roundtable_refuse_held()"
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'DROP TRIGGER held ON "{table}"')

    def describe(self) -> str:
        return f"Hold {self.model_name}"
