-- What a scan was answered, for the screen that comes after it; JSON null when nothing is kept.
CREATE OR REPLACE FUNCTION kept_scan(p_scan uuid) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true), set_config('transaction_read_only', 'on', true);
    RETURN coalesce((SELECT answer FROM scans WHERE id = p_scan), 'null');
END $$;
