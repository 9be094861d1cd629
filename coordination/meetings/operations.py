"""Migration operations that note when something in a room changed, and the function that asks for it."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

ROOM_FUNCTIONS = """
-- The number under which the writers of one meeting take turns (`services/turns.py` says it too).
CREATE FUNCTION roundtable_room_number(meeting uuid) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = public, pg_temp AS $$
    SELECT ('x' || right(replace(meeting::text, '-', ''), 8))::bit(32)::int
$$;

-- TG_ARGV: the topic, the column that names the record, that of the meeting, that of the item or nothing.
-- Writers of one meeting take turns until they commit: the times then grow in the order of commits.
CREATE FUNCTION roundtable_room_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed jsonb;
    meeting uuid;
BEGIN
    IF TG_OP = 'DELETE' THEN
        changed := to_jsonb(OLD);
    ELSE
        changed := to_jsonb(NEW);
        IF TG_OP = 'UPDATE' AND changed = to_jsonb(OLD) THEN
            RETURN NULL;
        END IF;
    END IF;
    meeting := (changed ->> TG_ARGV[2])::uuid;
    IF TG_ARGV[0] = 'presence' AND NOT EXISTS (SELECT FROM coordination_outcome WHERE meeting_id = meeting) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('room'), roundtable_room_number(meeting));
    INSERT INTO coordination_roomchange (topic, record, meeting_id, item_id, audience_id, at)
        VALUES (TG_ARGV[0], (changed ->> TG_ARGV[1])::uuid, meeting, (changed ->> nullif(TG_ARGV[3], ''))::uuid,
                (changed ->> 'audience_id')::int, clock_timestamp())
        ON CONFLICT (topic, record) DO UPDATE SET at = excluded.at, audience_id = excluded.audience_id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION roundtable_room_change() FROM PUBLIC;

-- Runs as its caller: both walls hold. NULL where the meeting is not readable, else what changed since.
CREATE FUNCTION roundtable_room_since(meeting uuid, since timestamptz, readable int[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM coordination_meeting WHERE id = meeting AND audience_id = ANY (readable)) THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_array(topic, record, item_id, at) ORDER BY at), '[]')
        FROM coordination_roomchange
        WHERE meeting_id = meeting AND at > since AND audience_id = ANY (readable)
    );
END $$;
"""
DROP_ROOM_FUNCTIONS = """
DROP FUNCTION roundtable_room_since(uuid, timestamptz, int[]);
DROP FUNCTION roundtable_room_change();
DROP FUNCTION roundtable_room_number(uuid);
"""


class NoteRoomChange(Operation):
    """Note every change of a model's rows under a topic, for those who look on in the room.

    `record`, `meeting` and `item` are columns: what the change is about, and where it belongs.
    `only` limits it to some columns, `when` to some rows.
    """

    category = OperationCategory.SQL
    reversible = True

    def __init__(
        self,
        model_name: str,
        topic: str,
        record: str = "id",
        meeting: str = "meeting_id",
        item: str = "",
        only: tuple[str, ...] = (),
        when: str = "",
    ) -> None:
        self.model_name = model_name
        self.topic = topic
        self.record = record
        self.meeting = meeting
        self.item = item
        self.only = only
        self.when = when

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers change nothing in Django's view of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        update = f"UPDATE OF {', '.join(self.only)}" if self.only else "UPDATE"
        events = update if self.when else f"INSERT OR {update} OR DELETE"
        when = f"WHEN ({self.when})" if self.when else ""
        call = f"roundtable_room_change('{self.topic}', '{self.record}', '{self.meeting}', '{self.item}')"
        schema_editor.execute(
            f'CREATE TRIGGER room AFTER {events} ON "{table}" FOR EACH ROW {when} EXECUTE FUNCTION {call}'
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'DROP TRIGGER room ON "{table}"')

    def describe(self) -> str:
        return f"Note changes of {self.model_name} in the room"
