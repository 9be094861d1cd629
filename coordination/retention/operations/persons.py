"""What the database tells of a person, and how a person becomes a pseudonym."""

# Made anew by later migrations when what they say changes.
TELL_OF_PERSON = """
-- Everything that a person's number stands in: how many rows, and to the person alone what they say.
CREATE OR REPLACE FUNCTION roundtable_person(person int) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    declared coordination_declaredcolumn%ROWTYPE;
    found jsonb := '{}';
    rows_told jsonb;
    number int;
    named text;
BEGIN
    FOR declared IN SELECT * FROM coordination_declaredcolumn WHERE fate <> 'file' LOOP
        named := format(CASE declared.fate WHEN 'address'
            THEN 'lower(%I) = (SELECT lower(email) FROM coordination_user WHERE id = $1)' ELSE '%I = $1' END,
            declared.of_column);
        EXECUTE format('SELECT count(*) FROM %I WHERE %s', declared.of_table, named) INTO number USING person;
        rows_told := 'null';
        IF roundtable_user() = person AND declared.told <> '{}' THEN
            EXECUTE format('SELECT coalesce(jsonb_agg(told), ''[]'') FROM (SELECT %s FROM %I WHERE %s'
                ' ORDER BY 1 DESC LIMIT 500) AS told',
                (SELECT string_agg(quote_ident(name), ', ' ORDER BY place)
                 FROM unnest(declared.told) WITH ORDINALITY AS listed (name, place)),
                declared.of_table, named) INTO rows_told USING person;
        END IF;
        found := found || jsonb_build_object(declared.of_table || '.' || declared.of_column,
            jsonb_build_object('number', number, 'rows', rows_told));
    END LOOP;
    SELECT count(*) INTO number FROM django_session WHERE session_key LIKE to_hex(person) || '-%';
    RETURN found || jsonb_build_object('django_session', jsonb_build_object('number', number, 'rows', NULL));
END $$;
"""
FORGET_PERSON = """
-- A person becomes a pseudonym: what is declared to go with the person is deleted, numbers stay.
CREATE OR REPLACE FUNCTION roundtable_forget(person int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    declared coordination_declaredcolumn%ROWTYPE;
    erased jsonb := '{}';
    number int;
    address text;
    pseudonym text := 'former-' || person || '@person.invalid';
BEGIN
    SELECT email INTO address FROM coordination_user WHERE id = person AND erased_at IS NULL FOR UPDATE;
    IF address IS NULL THEN
        RAISE EXCEPTION 'no such person' USING ERRCODE = 'RTC01';
    END IF;
    IF EXISTS (SELECT FROM coordination_nomination
        WHERE lower(email) = lower(address) AND state IN ('nominated', 'verified')) THEN
        RAISE EXCEPTION 'a person who is nominated is not erased' USING ERRCODE = 'RTC01';
    END IF;
    FOR declared IN SELECT * FROM coordination_declaredcolumn WHERE fate = 'address' ORDER BY of_table LOOP
        EXECUTE format('UPDATE %I SET %I = $2%s WHERE lower(%I) = lower($1)', declared.of_table, declared.of_column,
            (SELECT string_agg(format(', %I = ''–''', name), '') FROM unnest(declared.told) AS name),
            declared.of_column) USING address, pseudonym;
        GET DIAGNOSTICS number = ROW_COUNT;
        erased := erased || jsonb_build_object(declared.of_table, number);
    END LOOP;
    FOR declared IN SELECT * FROM coordination_declaredcolumn WHERE fate = 'delete' ORDER BY of_table LOOP
        EXECUTE format('DELETE FROM %I WHERE %I = $1', declared.of_table, declared.of_column) USING person;
        GET DIAGNOSTICS number = ROW_COUNT;
        erased := erased || jsonb_build_object(declared.of_table, number);
    END LOOP;
    DELETE FROM django_session WHERE session_key LIKE to_hex(person) || '-%';
    GET DIAGNOSTICS number = ROW_COUNT;
    erased := erased || jsonb_build_object('django_session', number);
    DELETE FROM coordination_membership_countries WHERE membership_id IN
        (SELECT id FROM coordination_membership WHERE user_id = person);
    UPDATE coordination_membership SET post = '', nomination = '' WHERE user_id = person;
    GET DIAGNOSTICS number = ROW_COUNT;
    erased := erased || jsonb_build_object('coordination_membership', number);
    -- The trigger on accounts refuses a person who is held or still has access.
    UPDATE coordination_user SET email = pseudonym, password = '!', is_active = false,
        language = '', seen_at = NULL, last_login = NULL, erased_at = now() WHERE id = person;
    RETURN erased || '{"coordination_user": 1}';
END $$;
"""
ERASE_PERSON = """
CREATE FUNCTION roundtable_refuse_erasure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF roundtable_held('coordination_user', to_jsonb(OLD)) THEN
        RAISE EXCEPTION 'a person under a legal hold is not erased' USING ERRCODE = 'RTH01';
    END IF;
    IF EXISTS (SELECT FROM coordination_membership WHERE user_id = OLD.id
        AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'Europe/Brussels')::date)) THEN
        RAISE EXCEPTION 'a person who has access is not erased' USING ERRCODE = 'RTC01';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER erased BEFORE UPDATE OF erased_at ON coordination_user FOR EACH ROW
    WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION roundtable_refuse_erasure();

-- The erasure that two administrators agreed on; what was erased, by table.
CREATE FUNCTION roundtable_erase(of_erasure uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked coordination_erasure%ROWTYPE;
    erased jsonb;
BEGIN
    SELECT * INTO asked FROM coordination_erasure WHERE id = of_erasure FOR UPDATE;
    IF asked.id IS NULL OR asked.state <> 'approved' OR asked.approved_by_id IS NULL
        OR asked.approved_by_id = asked.proposed_by_id THEN
        RAISE EXCEPTION 'two administrators agree on an erasure';
    END IF;
    erased := roundtable_forget(asked.user_id);
    UPDATE coordination_erasure SET state = 'done', finished_at = now(), report = erased WHERE id = of_erasure;
    RETURN erased;
END $$;
REVOKE ALL ON FUNCTION roundtable_forget, roundtable_refuse_erasure FROM PUBLIC;
"""
PERSON_FUNCTIONS = TELL_OF_PERSON + FORGET_PERSON + ERASE_PERSON
DROP_PERSON_FUNCTIONS = """
DROP FUNCTION roundtable_erase;
DROP TRIGGER erased ON coordination_user;
DROP FUNCTION roundtable_refuse_erasure;
DROP FUNCTION roundtable_forget;
DROP FUNCTION roundtable_person;
"""

# Asked before an erasure is proposed, for an answer in words; the trigger on accounts refuses it anyhow.
IS_HELD_FUNCTION = """
CREATE FUNCTION roundtable_person_is_held(person int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(bool_or(roundtable_held('coordination_user', to_jsonb(someone))), false)
    FROM coordination_user AS someone WHERE id = person
$$;
"""
DROP_IS_HELD_FUNCTION = "DROP FUNCTION roundtable_person_is_held;"
