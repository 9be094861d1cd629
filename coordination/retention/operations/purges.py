"""What the database deletes: only what two administrators agreed on, or what is declared to go by itself."""

PURGE_FUNCTIONS = """
-- The rows of a kind whose time is over and that no hold covers: key, organisation, sum of the columns.
CREATE FUNCTION roundtable_due(of_kind text, only_record text DEFAULT NULL, at_most int DEFAULT NULL)
RETURNS TABLE (record text, organisation_id int, digest text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kind coordination_declaredkind%ROWTYPE;
BEGIN
    SELECT * INTO kind FROM coordination_declaredkind WHERE code = of_kind;
    IF kind.days IS NULL OR kind.of_table = '' OR kind.way NOT IN ('purge', 'sweep', 'anonymise') THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT t.%1$I::text, (%2$s)::int, md5(t::text) FROM %3$I AS t WHERE (%4$s)'
        ' AND (%5$s)::timestamptz < now() - make_interval(days => %6$s) AND ($1 IS NULL OR t.%1$I::text = $1)'
        ' AND NOT roundtable_held(%3$L, to_jsonb(t)) LIMIT $2',
        kind.of_key, kind.organisation, kind.of_table, kind.condition, kind.since, kind.days)
        USING only_record, at_most;
END $$;

-- Binds a run that was just proposed to exactly what is due now, and counts it; how many rows there are.
CREATE FUNCTION roundtable_prepare_purge(of_run uuid) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    run coordination_purgerun%ROWTYPE;
    found int;
BEGIN
    SELECT * INTO run FROM coordination_purgerun WHERE id = of_run FOR UPDATE;
    IF run.id IS NULL OR run.state <> 'proposed' OR EXISTS (SELECT FROM coordination_purgecount WHERE run_id = of_run)
        OR EXISTS (SELECT FROM coordination_purgeitem WHERE run_id = of_run) THEN
        RAISE EXCEPTION 'a run is prepared once, when it is proposed';
    END IF;
    INSERT INTO coordination_purgeitem (run_id, kind, organisation_id, record, digest, outcome)
        SELECT of_run, kind.code, due.organisation_id, due.record, due.digest, ''
        FROM coordination_declaredkind AS kind, LATERAL roundtable_due(kind.code) AS due
        WHERE kind.code = ANY (run.kinds) AND kind.way IN ('purge', 'anonymise')
        ORDER BY kind.later, kind.code, due.record;
    GET DIAGNOSTICS found = ROW_COUNT;
    INSERT INTO coordination_purgecount (run_id, kind, organisation_id, proposed, purged, left_out)
        SELECT of_run, item.kind, item.organisation_id, count(*), 0, 0 FROM coordination_purgeitem AS item
        WHERE item.run_id = of_run GROUP BY item.kind, item.organisation_id;
    RETURN found;
END $$;

-- Deletes one row with what hangs on it and empties its lines of history: what became of it, and its files.
CREATE FUNCTION roundtable_purge_one(of_kind text, wanted text, expected text, OUT outcome text, OUT files text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kind coordination_declaredkind%ROWTYPE;
    child jsonb;
    gone text[];
    stored text[] := '{}';
    found_digest text;
    still boolean;
BEGIN
    files := '{}';
    SELECT * INTO kind FROM coordination_declaredkind WHERE code = of_kind;
    EXECUTE format('SELECT md5(t::text) FROM %I AS t WHERE t.%I::text = $1 FOR UPDATE', kind.of_table, kind.of_key)
        INTO found_digest USING wanted;
    IF found_digest IS NULL THEN
        outcome := 'gone';
    ELSIF found_digest <> expected THEN
        outcome := 'changed';
    ELSIF NOT EXISTS (SELECT FROM roundtable_due(of_kind, wanted)) THEN
        EXECUTE format('SELECT roundtable_held(%1$L, to_jsonb(t)) FROM %1$I AS t WHERE t.%2$I::text = $1',
            kind.of_table, kind.of_key) INTO still USING wanted;
        outcome := CASE WHEN still THEN 'held' ELSE 'changed' END;
    END IF;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    BEGIN
        IF kind.way = 'anonymise' THEN
            PERFORM roundtable_forget(wanted::int);
        ELSE
            IF kind.files <> '' THEN
                EXECUTE format('SELECT coalesce(array_agg(name), ''{}'') FROM (%s) AS kept (name)', kind.files)
                    INTO stored USING wanted;
            END IF;
            FOR child IN SELECT * FROM jsonb_array_elements(kind.children) LOOP
                EXECUTE format('WITH deleted AS (DELETE FROM %I WHERE %s RETURNING id::text AS id)'
                    ' SELECT coalesce(array_agg(id), ''{}'') FROM deleted', child ->> 0, child ->> 1)
                    INTO gone USING wanted;
                PERFORM roundtable_empty_history(child ->> 0, gone);
            END LOOP;
            EXECUTE format('DELETE FROM %I WHERE %I::text = $1', kind.of_table, kind.of_key) USING wanted;
            -- What still refers to the row says so now, for this row alone.
            SET CONSTRAINTS ALL IMMEDIATE;
            PERFORM roundtable_empty_history(kind.of_table, ARRAY[wanted]);
        END IF;
        outcome := 'purged';
        files := stored;
    EXCEPTION
        WHEN foreign_key_violation THEN outcome := 'kept';
        WHEN SQLSTATE 'RTH01' THEN outcome := 'held';
        WHEN SQLSTATE 'RTC01' THEN outcome := 'changed';
    END;
    SET CONSTRAINTS ALL DEFERRED;
END $$;

-- What a purged record said goes from its history too; that it existed, and who did what when, stays.
CREATE FUNCTION roundtable_empty_history(of_table text, records text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE coordination_historyline SET fields = '{}', reason = ''
    WHERE noun = of_table AND record = ANY (
        SELECT one::uuid FROM unnest(records) AS one WHERE one ~ '^[0-9a-f]{8}-'
    ) AND (fields <> '{}' OR reason <> '')
$$;

-- The next rows of a run that two administrators agreed on; null when it is not to be run.
CREATE FUNCTION roundtable_purge_batch(of_run uuid, size int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    run coordination_purgerun%ROWTYPE;
    item coordination_purgeitem%ROWTYPE;
    one record;
    job text := coalesce(current_setting('roundtable.system', true), '');
    files text[] := '{}';
    done int := 0;
BEGIN
    SELECT * INTO run FROM coordination_purgerun WHERE id = of_run FOR UPDATE;
    IF run.id IS NULL OR run.state <> 'approved' OR run.approved_by_id IS NULL
        OR run.approved_by_id = run.proposed_by_id THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('roundtable.system', 'purge', true);
    FOR item IN SELECT * FROM coordination_purgeitem WHERE run_id = of_run AND outcome = '' ORDER BY id LIMIT size LOOP
        SELECT * INTO one FROM roundtable_purge_one(item.kind, item.record, item.digest);
        UPDATE coordination_purgeitem SET outcome = one.outcome WHERE id = item.id;
        UPDATE coordination_purgecount SET purged = purged + (one.outcome = 'purged')::int,
            left_out = left_out + (one.outcome <> 'purged')::int
            WHERE run_id = of_run AND kind = item.kind AND organisation_id IS NOT DISTINCT FROM item.organisation_id;
        files := files || one.files;
        done := done + 1;
    END LOOP;
    PERFORM set_config('roundtable.system', job, true);
    RETURN jsonb_build_object('done', done, 'files', files);
END $$;

-- What is declared to go by itself; how many rows went.
CREATE FUNCTION roundtable_sweep(of_kind text, size int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    due record;
    one record;
    job text := coalesce(current_setting('roundtable.system', true), '');
    done int := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM coordination_declaredkind WHERE code = of_kind AND way = 'sweep') THEN
        RAISE EXCEPTION 'not a kind that goes by itself';
    END IF;
    PERFORM set_config('roundtable.system', 'purge', true);
    FOR due IN SELECT * FROM roundtable_due(of_kind, NULL, size) LOOP
        SELECT * INTO one FROM roundtable_purge_one(of_kind, due.record, due.digest);
        done := done + (one.outcome = 'purged')::int;
    END LOOP;
    PERFORM set_config('roundtable.system', job, true);
    RETURN done;
END $$;

-- Which of these stored files no row names: it is asked about what lies in the store, and tells no name.
CREATE FUNCTION roundtable_orphans(names text[]) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    declared coordination_declaredcolumn%ROWTYPE;
    known text[];
BEGIN
    FOR declared IN SELECT * FROM coordination_declaredcolumn WHERE fate = 'file' LOOP
        EXECUTE format('SELECT coalesce(array_agg(%1$I), ''{}'') FROM %2$I WHERE %1$I = ANY ($1)',
            declared.of_column, declared.of_table) INTO known USING names;
        names := ARRAY(SELECT unnest(names) EXCEPT SELECT unnest(known));
    END LOOP;
    RETURN names;
END $$;
REVOKE ALL ON FUNCTION roundtable_due, roundtable_purge_one, roundtable_empty_history FROM PUBLIC;
"""
DROP_PURGE_FUNCTIONS = """
DROP FUNCTION roundtable_orphans;
DROP FUNCTION roundtable_sweep;
DROP FUNCTION roundtable_purge_batch;
DROP FUNCTION roundtable_empty_history;
DROP FUNCTION roundtable_purge_one;
DROP FUNCTION roundtable_prepare_purge;
DROP FUNCTION roundtable_due;
"""

# The trail goes by whole sealed batches, and only what is older than declared: no caller says how old.
SWEEP_TRAIL = """
CREATE FUNCTION roundtable_sweep_trail() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept int;
BEGIN
    SELECT days INTO kept FROM coordination_declaredkind WHERE code = 'trail' AND way = 'sweep';
    RETURN CASE WHEN kept IS NULL THEN 0 ELSE roundtable_purge_trail(now() - make_interval(days => kept)) END;
END $$;
REVOKE ALL ON FUNCTION roundtable_purge_trail(timestamptz) FROM PUBLIC;
"""
DROP_SWEEP_TRAIL = """
GRANT EXECUTE ON FUNCTION roundtable_purge_trail(timestamptz) TO PUBLIC;
DROP FUNCTION roundtable_sweep_trail;
"""
