"""What PostgreSQL does for consultations: tells how silence stands, closes what is due, lets readers in.

These are system readers: each tells or does one thing that the rule of the consultation says, to
whoever asks, and nothing of the positions and replies themselves.
"""

CONSULTATION_FUNCTIONS = """
-- How a silence procedure stands once it is over: agreed, broken, or lifted (all that broke it was taken
-- back since). Nothing before the deadline, and nothing to somebody who does not read the consultation.
CREATE FUNCTION roundtable_silence(asked uuid, at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM coordination_consultation
        WHERE id = asked AND kind = 'silence' AND audience_id = ANY (roundtable_audiences())
          AND (state = 'closed' OR state = 'open' AND deadline <= at)
    ) THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT CASE WHEN count(*) = 0 THEN 'agreed' WHEN bool_and(lifted_at IS NOT NULL) THEN 'lifted' ELSE 'broken' END
        FROM coordination_position WHERE consultation_id = asked AND stand IN ('reservation', 'object')
    );
END $$;

-- Replies and positions of a closed consultation are read by all who were asked: the rule that each of
-- their authors was told. Does nothing to one that is not closed; answers nothing.
CREATE FUNCTION roundtable_let_in(closed uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    readers int[];
    author record;
    wanted int[];
    joined int;
BEGIN
    SELECT a.circles INTO readers FROM coordination_consultation c
        JOIN coordination_audience a ON a.id = c.audience_id WHERE c.id = closed AND c.state = 'closed';
    IF readers IS NULL THEN
        RETURN;
    END IF;
    FOR author IN
        SELECT DISTINCT said.originator_id, circle.id AS own
        FROM (SELECT originator_id FROM coordination_reply WHERE consultation_id = closed
              UNION SELECT originator_id FROM coordination_position WHERE consultation_id = closed) AS said
        JOIN coordination_circle circle ON circle.organisation_id = said.originator_id
        ORDER BY circle.id
    LOOP
        wanted := roundtable_sorted_set(readers || author.own);
        INSERT INTO coordination_audience (circles) VALUES (wanted) ON CONFLICT DO NOTHING;
        SELECT id INTO joined FROM coordination_audience WHERE circles = wanted;
        UPDATE coordination_reply SET audience_id = joined
            WHERE consultation_id = closed AND originator_id = author.originator_id AND audience_id <> joined;
        UPDATE coordination_position SET audience_id = joined
            WHERE consultation_id = closed AND originator_id = author.originator_id AND audience_id <> joined;
    END LOOP;
END $$;

-- The clock: writes down how the silence procedures ended whose deadline has passed; how many there were.
CREATE FUNCTION roundtable_silence_clock(at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    due uuid;
    ended int := 0;
    job text := coalesce(current_setting('roundtable.system', true), '');
BEGIN
    PERFORM set_config('roundtable.system', 'silence clock', true);
    FOR due IN
        SELECT id FROM coordination_consultation
        WHERE kind = 'silence' AND state = 'open' AND deadline <= at ORDER BY id FOR UPDATE SKIP LOCKED
    LOOP
        UPDATE coordination_consultation SET state = 'closed', closed_at = deadline, version = version + 1,
            outcome = CASE WHEN EXISTS (
                SELECT FROM coordination_position WHERE consultation_id = due AND stand IN ('reservation', 'object')
            ) THEN 'broken' ELSE 'agreed' END
            WHERE id = due;
        PERFORM roundtable_let_in(due);
        ended := ended + 1;
    END LOOP;
    PERFORM set_config('roundtable.system', job, true);
    RETURN ended;
END $$;
"""
DROP_CONSULTATION_FUNCTIONS = """
DROP FUNCTION roundtable_silence_clock;
DROP FUNCTION roundtable_let_in;
DROP FUNCTION roundtable_silence;
"""
