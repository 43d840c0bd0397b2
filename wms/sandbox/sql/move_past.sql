-- Time goes forward in a sandbox: nobody can move the clock, so everything that has happened there
-- moves into the past, and what is due comes nearer, by so much (wms.sandbox.clock). Every moment and
-- every day of the shop's rows, whatever the table, so that a rule written tomorrow keeps to it, too.
-- Left as they are: keys of rows, what names a person's right to come in, and what is only ever added
-- to (the ledger, evidence). Days move by whole days.
CREATE OR REPLACE FUNCTION sandbox_move_past(p_shop uuid, p_by interval) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_days int := floor(extract(epoch FROM p_by) / 86400);
    v_table record;
BEGIN
    FOR v_table IN
        SELECT c.oid::regclass AS name, string_agg(
            CASE WHEN a.atttypid = 'date'::regtype THEN format('%1$I = %1$I - %2$s', a.attname, v_days)
                 ELSE format('%1$I = %1$I - %2$L::interval', a.attname, p_by) END, ', ') AS moves
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                           AND a.attgenerated = ''
                           AND a.atttypid IN ('timestamptz'::regtype, 'date'::regtype)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = c.oid AND s.attname = 'shop_id'
                      AND s.attnotnull)
          AND c.relname NOT IN ('api_keys', 'access_tokens', 'sandbox_faults', 'sandbox_clocks')
          AND has_table_privilege(c.oid, 'UPDATE')
          AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique
                          AND a.attnum = ANY (i.indkey))
        GROUP BY c.oid ORDER BY c.oid::regclass::text
    LOOP
        EXECUTE format('UPDATE %s SET %s WHERE shop_id = $1', v_table.name, v_table.moves) USING p_shop;
    END LOOP;
END $$;
