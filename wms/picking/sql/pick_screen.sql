-- All that the picker's screen shows, in one statement: the next step, and what the scan that led
-- there was answered ("answer", null when none did or nothing is kept of it). It reads only.
CREATE OR REPLACE FUNCTION pick_screen(p_run uuid, p_scan uuid) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true), set_config('transaction_read_only', 'on', true);
    RETURN jsonb_build_object('step', pick_next_step(p_run),
                              'answer', (SELECT answer FROM scans WHERE id = p_scan));
END $$;
