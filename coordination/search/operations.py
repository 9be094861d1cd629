"""Migration operations that keep the text index of a table, and the functions that read it."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

SEARCH_FUNCTIONS = """
CREATE FUNCTION roundtable_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = public, pg_temp AS $$ SELECT lower(unaccent('unaccent', coalesce(words, ''))) $$;

CREATE FUNCTION roundtable_is_member() RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM coordination_circle WHERE kind = 'members' AND id = ANY (roundtable_circles()))
$$;

-- TG_ARGV: the title column, then the other columns with words.
CREATE FUNCTION roundtable_index_text() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    new_row jsonb := to_jsonb(NEW);
    plain_title text := roundtable_plain(new_row ->> TG_ARGV[0]);
    words tsvector;
    is_for_members boolean;
    is_for_others boolean;
BEGIN
    SELECT setweight(to_tsvector('simple', plain_title), 'A') || setweight(to_tsvector('simple',
        roundtable_plain(string_agg(new_row ->> name, ' '))), 'B')
        INTO words FROM unnest(TG_ARGV[1:]) AS name;
    SELECT coalesce(bool_or(c.kind = 'members'), false),
           coalesce(bool_or(c.kind = 'country-team' OR o.kind NOT IN ('state', 'institution')), false)
        INTO is_for_members, is_for_others
        FROM coordination_audience a
        JOIN coordination_circle c ON c.id = ANY (a.circles)
        LEFT JOIN coordination_organisation o ON o.id = c.organisation_id
        WHERE a.id = NEW.audience_id;
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM coordination_memberstext WHERE record = NEW.id AND NOT is_for_members;
        DELETE FROM coordination_narrowtext WHERE record = NEW.id AND is_for_members AND NOT is_for_others;
    END IF;
    IF is_for_members THEN
        INSERT INTO coordination_memberstext (record, noun, title, vector)
            VALUES (NEW.id, TG_TABLE_NAME, plain_title, words)
            ON CONFLICT (record) DO UPDATE SET title = excluded.title, vector = excluded.vector;
    END IF;
    IF is_for_others OR NOT is_for_members THEN
        INSERT INTO coordination_narrowtext (record, noun, title, vector, audience_id, for_members)
            VALUES (NEW.id, TG_TABLE_NAME, plain_title, words, NEW.audience_id, is_for_members)
            ON CONFLICT (record) DO UPDATE SET title = excluded.title, vector = excluded.vector,
                audience_id = excluded.audience_id, for_members = excluded.for_members;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION roundtable_unindex_text() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM coordination_memberstext WHERE record = OLD.id;
    DELETE FROM coordination_narrowtext WHERE record = OLD.id;
    RETURN NULL;
END $$;

CREATE FUNCTION roundtable_members_find(of_noun text, query tsquery) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
BEGIN
    IF roundtable_is_member() THEN
        RETURN QUERY SELECT record FROM coordination_memberstext WHERE vector @@ query AND noun = of_noun;
    END IF;
END $$;

-- Runs as its caller: the wall of coordination_narrowtext holds.
CREATE FUNCTION roundtable_find(of_noun text, query tsquery) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 200 SET search_path = public, pg_temp AS $$
    SELECT roundtable_members_find(of_noun, query)
    UNION ALL
    SELECT record FROM coordination_narrowtext
    WHERE vector @@ query AND noun = of_noun
      AND (NOT for_members OR NOT (SELECT roundtable_is_member()))
$$;

-- The same two among a few records: a frequent word is sooner found there than in the whole index.
CREATE FUNCTION roundtable_members_find_among(of_noun text, query tsquery, ids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
BEGIN
    IF roundtable_is_member() THEN
        RETURN QUERY SELECT record FROM coordination_memberstext
            WHERE record = ANY (ids) AND vector @@ query AND noun = of_noun;
    END IF;
END $$;

CREATE FUNCTION roundtable_find_among(of_noun text, query tsquery, ids uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 200 SET search_path = public, pg_temp AS $$
    SELECT roundtable_members_find_among(of_noun, query, ids)
    UNION ALL
    SELECT record FROM coordination_narrowtext
    WHERE record = ANY (ids) AND vector @@ query AND noun = of_noun
      AND (NOT for_members OR NOT (SELECT roundtable_is_member()))
$$;

CREATE FUNCTION roundtable_members_similar(of_noun text, wanted text, at_most int)
RETURNS TABLE (record uuid, likeness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
BEGIN
    IF roundtable_is_member() THEN
        RETURN QUERY SELECT m.record, similarity(m.title, wanted) FROM coordination_memberstext m
            WHERE m.title % wanted AND m.noun = of_noun ORDER BY 2 DESC, 1 LIMIT at_most;
    END IF;
END $$;

CREATE FUNCTION roundtable_similar(of_noun text, title text, at_most int) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 10 SET search_path = public, pg_temp AS $$
    SELECT record FROM (
        SELECT * FROM roundtable_members_similar(of_noun, roundtable_plain($2), at_most)
        UNION ALL
        SELECT n.record, similarity(n.title, roundtable_plain($2)) FROM coordination_narrowtext n
        WHERE n.title % roundtable_plain($2) AND n.noun = of_noun
          AND (NOT n.for_members OR NOT (SELECT roundtable_is_member()))
    ) AS found ORDER BY likeness DESC, record LIMIT at_most
$$;
REVOKE ALL ON FUNCTION roundtable_index_text(), roundtable_unindex_text() FROM PUBLIC;
"""
DROP_SEARCH_FUNCTIONS = """
DROP FUNCTION roundtable_similar, roundtable_members_similar, roundtable_find_among,
    roundtable_members_find_among, roundtable_find, roundtable_members_find,
    roundtable_unindex_text, roundtable_index_text, roundtable_is_member, roundtable_plain;
"""


class IndexText(Operation):
    """Keep the words of a gated model's rows in the text index, by trigger, whoever writes the row."""

    category = OperationCategory.SQL
    reversible = True

    def __init__(self, model_name: str, title: str, words: tuple[str, ...]) -> None:
        self.model_name = model_name
        self.title = title
        self.words = words

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers change nothing in Django's view of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        columns = (self.title, *self.words)
        arguments = ", ".join(f"'{name}'" for name in columns)
        schema_editor.execute(f"""
            CREATE TRIGGER index_text AFTER INSERT OR UPDATE OF audience_id, {", ".join(columns)} ON "{table}"
                FOR EACH ROW EXECUTE FUNCTION roundtable_index_text({arguments});
            CREATE TRIGGER unindex_text AFTER DELETE ON "{table}"
                FOR EACH ROW EXECUTE FUNCTION roundtable_unindex_text();
        """)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(
            f'DROP TRIGGER index_text ON "{table}"; DROP TRIGGER unindex_text ON "{table}";'
        )

    def describe(self) -> str:
        return f"Index the words of {self.model_name}"
