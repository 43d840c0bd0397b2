-- What makes a warm database empty again (tests/databases.py): as its template is.

CREATE SCHEMA emptying;

DO $$
DECLARE
    one record;
    is_furnished boolean;
    emptied text := '';
BEGIN
    -- what the migrations have put in (states, rules) the application may not write: it stays
    FOR one IN
        SELECT oid, relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND has_table_privilege('wms_app', oid, 'INSERT, UPDATE, DELETE')
        ORDER BY relname
    LOOP
        -- most tables nobody has ever written into: they have no pages and are not even opened
        emptied := emptied || format(
            'IF pg_relation_size(%s) > 0 THEN DELETE FROM public.%I; END IF; ',
            one.oid, one.relname);
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one.relname) INTO is_furnished;
        IF is_furnished THEN
            EXECUTE format('CREATE TABLE emptying.%I AS TABLE public.%1$I', one.relname);
            emptied := emptied || (
                SELECT format(
                    'INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE '
                    'SELECT %2$s FROM emptying.%1$I; ',
                    one.relname, string_agg(quote_ident(attname), ', '))
                FROM pg_attribute
                WHERE attrelid = one.oid AND attnum > 0 AND NOT attisdropped
                    AND attgenerated = '');
        END IF;
    END LOOP;
    FOR one IN
        SELECT format('public.%I', sequencename)::regclass AS id,
            COALESCE(last_value, start_value) AS stood_at, last_value IS NOT NULL AS was_called
        FROM pg_sequences WHERE schemaname = 'public'
    LOOP
        emptied := emptied || format(
            'IF pg_sequence_last_value(%1$s) IS NOT NULL THEN PERFORM setval(%1$s, %2$s, %3$L); '
            'END IF; ', one.id::oid, one.stood_at, one.was_called);
    END LOOP;
    EXECUTE format($make$
        CREATE FUNCTION emptying.empty() RETURNS void LANGUAGE plpgsql AS $do$
        BEGIN
            -- who is in the middle of something, or holds a lock, was forgotten by the test
            PERFORM pg_terminate_backend(pid, 1000)
            FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND (state <> 'idle' OR pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory'));
            -- asked is neither what the ledger forbids nor what refers to what
            SET LOCAL session_replication_role = replica;
            %s
        END $do$ $make$, emptied);
END $$;
