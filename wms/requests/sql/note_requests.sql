-- Writes a batch of requests that were answered, of shops and of their sandboxes; how many.
--
-- A log may lose its last moments with the machine, so nobody waits for the disk.
CREATE OR REPLACE FUNCTION note_requests(p_requests jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_count int;
BEGIN
    PERFORM set_config('wms.tenant', 'everybody', true), set_config('synchronous_commit', 'off', true);
    INSERT INTO api_requests (shop_id, id, at, key_id, method, operation, path, query, status, code,
                              field_codes, request_id, idempotency_key, is_replayed, wait_s,
                              latency_ms, user_agent, address)
    SELECT shop_id, id, at, key_id, method, operation, path, query, status, code,
           field_codes, request_id, idempotency_key, is_replayed, wait_s,
           latency_ms, user_agent, address
    FROM jsonb_populate_recordset(NULL::api_requests, p_requests)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count::text;
END $$;
