"""The database's part of the sealer: which lines a batch holds, their digest, and keeping a seal.

Lines are put into batches by the id of their transaction, not by their own: a transaction
that began early may commit late, but once it is older than every running one nothing can join it.
"""

# A line in one form whatever the settings of the session; a line of history without `audience_id`,
# which follows its record and so is no part of what was written. A line that a purge emptied stands
# for what it was.
SEAL_FUNCTIONS = """
CREATE FUNCTION roundtable_digest_of(line coordination_historyline) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(decode(nullif(line.sealed_as, ''), 'hex'), sha256(convert_to(jsonb_build_array(
        line.id, (extract(epoch FROM line.at) * 1000000)::bigint, line.change, line.user_id, line.organisation_id,
        line.system, line.noun, line.record, line.part, line.verb, line.fields, line.reason, line.private,
        line.audience_then_id)::text, 'UTF8')))
$$;
CREATE FUNCTION roundtable_digest_of(line coordination_trailline) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        line.id, (extract(epoch FROM line.at) * 1000000)::bigint, line.change, line.verb, line.user_id,
        line.organisation_id, line.about_id, line.system, line.noun, line.record, line.detail)::text, 'UTF8'))
$$;

-- The lines of an era with ids in (base, top] and transactions in [since, until).
CREATE FUNCTION roundtable_batch_of_history(since bigint, until bigint, base bigint, top bigint,
    OUT lines bigint, OUT digest text, OUT last bigint) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT count(*), encode(sha256(coalesce(string_agg(roundtable_digest_of(line), ''::bytea
               ORDER BY line.change, line.id), ''::bytea)), 'hex'), max(line.id)
    FROM coordination_historyline AS line
    WHERE line.change >= since AND line.change < until AND line.id > base AND line.id <= top
$$;
CREATE FUNCTION roundtable_batch_of_trail(since bigint, until bigint, base bigint, top bigint,
    OUT lines bigint, OUT digest text, OUT last bigint) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT count(*), encode(sha256(coalesce(string_agg(roundtable_digest_of(line), ''::bytea
               ORDER BY line.change, line.id), ''::bytea)), 'hex'), max(line.id)
    FROM coordination_trailline AS line
    WHERE line.change >= since AND line.change < until AND line.id > base AND line.id <= top
$$;

CREATE FUNCTION roundtable_emptied_and_full() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT array_agg(id ORDER BY id) FROM coordination_historyline
    WHERE sealed_as <> '' AND (fields <> '{}' OR reason <> '')
$$;

-- What the next seal has to hold; one sealer at a time, until the end of its transaction.
CREATE FUNCTION roundtable_next_seal() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest coordination_seal;
    since bigint := 0;
    until bigint;
    closes boolean := false;
    history_base bigint := 0;
    trail_base bigint := 0;
    history record;
    trail record;
    endless CONSTANT bigint := 9223372036854775807;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('roundtable_seal'));
    SELECT * INTO newest FROM coordination_seal ORDER BY id DESC LIMIT 1;
    until := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    IF newest.closes THEN
        history_base := newest.history_top;
        trail_base := newest.trail_top;
    ELSIF newest.id IS NOT NULL THEN
        since := newest.until;
        history_base := newest.history_base;
        trail_base := newest.trail_base;
        IF pg_snapshot_xmax(pg_current_snapshot())::text::bigint < newest.until THEN
            closes := true;  -- the ids of transactions began anew: this is another server
            SELECT greatest(newest.until, max(change) + 1) INTO until FROM (
                SELECT change FROM coordination_historyline WHERE id > history_base
                UNION ALL SELECT change FROM coordination_trailline WHERE id > trail_base) AS lines;
        END IF;
    END IF;
    SELECT * INTO history FROM roundtable_batch_of_history(since, until, history_base, endless);
    SELECT * INTO trail FROM roundtable_batch_of_trail(since, until, trail_base, endless);
    RETURN jsonb_build_object('id', coalesce(newest.id, 0) + 1, 'since', since, 'until', until, 'closes', closes,
        'history_base', history_base, 'trail_base', trail_base,
        'history_top', greatest(coalesce(newest.history_top, 0), history.last),
        'trail_top', greatest(coalesce(newest.trail_top, 0), trail.last),
        'history_lines', history.lines, 'trail_lines', trail.lines,
        'history_digest', history.digest, 'trail_digest', trail.digest,
        'previous', coalesce(newest.digest, ''));
END $$;

-- Only as the successor of the newest seal; a false one could be added, but not signed.
CREATE FUNCTION roundtable_keep_seal(seal jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest coordination_seal;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('roundtable_seal'));
    SELECT * INTO newest FROM coordination_seal ORDER BY id DESC LIMIT 1;
    IF (seal ->> 'id')::bigint <> coalesce(newest.id, 0) + 1 OR seal ->> 'previous' <> coalesce(newest.digest, '') THEN
        RAISE EXCEPTION 'not the successor of the newest seal';
    END IF;
    INSERT INTO coordination_seal SELECT * FROM jsonb_populate_record(NULL::coordination_seal, seal);
END $$;

-- Lines of the trail whose time is over, a whole sealed batch at a time; the seal stays and says when.
CREATE FUNCTION roundtable_purge_trail(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    seal coordination_seal;
    top bigint;
    gone bigint;
    total bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('roundtable_seal'));
    FOR seal IN SELECT * FROM coordination_seal WHERE at < before AND trail_purged_at IS NULL ORDER BY id LOOP
        SELECT trail_top INTO top FROM coordination_seal WHERE id >= seal.id AND closes ORDER BY id LIMIT 1;
        DELETE FROM coordination_trailline AS line
            WHERE line.change >= seal.since AND line.change < seal.until AND line.id > seal.trail_base
              AND line.id <= coalesce(top, 9223372036854775807);
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
        UPDATE coordination_seal SET trail_purged_at = clock_timestamp() WHERE id = seal.id;
    END LOOP;
    RETURN total;
END $$;
"""
# The purge of records empties their history; what was sealed can be checked all the same.
EMPTY_HISTORY = """
CREATE OR REPLACE FUNCTION roundtable_empty_history(of_table text, records text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE coordination_historyline AS line
    SET fields = '{}', reason = '', sealed_as = encode(roundtable_digest_of(line), 'hex')
    WHERE noun = of_table AND record = ANY (
        SELECT one::uuid FROM unnest(records) AS one WHERE one ~ '^[0-9a-f]{8}-'
    ) AND (fields <> '{}' OR reason <> '')
$$;
"""
DROP_SEAL_FUNCTIONS = """
DROP FUNCTION roundtable_purge_trail;
DROP FUNCTION roundtable_keep_seal;
DROP FUNCTION roundtable_next_seal;
DROP FUNCTION roundtable_emptied_and_full;
DROP FUNCTION roundtable_batch_of_trail;
DROP FUNCTION roundtable_batch_of_history;
DROP FUNCTION roundtable_digest_of(coordination_trailline);
DROP FUNCTION roundtable_digest_of(coordination_historyline);
"""
