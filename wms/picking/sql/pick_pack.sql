-- The work pack of a walk: all that a handheld needs to judge the scans of it by itself. What stands
-- in it is about goods and places; nothing is about whom they are sent to. It reads only.
-- Steps come in the order of the walk. "labels": what proves the place, "not_enough": what does not,
-- because the goods lie there more than once. "codes": how many pieces a barcode stands for.
CREATE OR REPLACE FUNCTION pick_pack(p_run uuid) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true), set_config('transaction_read_only', 'on', true);
    RETURN coalesce((
        SELECT jsonb_build_object(
            'run', r.id, 'number', r.number, 'mode', r.mode, 'status', r.status, 'operator', r.operator_id,
            'at', r.at_place_id,
            -- of a batch the server alone knows to whom a piece goes
            'totes_missing', r.mode = 'single' OR EXISTS (
                SELECT FROM pick_run_orders
                WHERE run_id = r.id AND tote_id IS NULL AND emptied_at IS NULL),
            'done', (SELECT count(*) FROM pick_tasks WHERE run_id = r.id
                     AND status IN ('picked', 'short')),
            'total', (SELECT count(*) FROM pick_tasks WHERE run_id = r.id
                      AND status <> 'cancelled'),
            'totes', coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                    'slot', ro.slot, 'tote', tote.code, 'order_number', o.number,
                    'shop', (SELECT name FROM shops WHERE id = ro.shop_id)) ORDER BY ro.slot)
                FROM pick_run_orders ro
                JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
                LEFT JOIN places tote ON tote.id = ro.tote_id
                WHERE ro.run_id = r.id AND ro.emptied_at IS NULL), '[]'),
            'steps', coalesce((
                SELECT jsonb_agg(pick_pack_step(t) ORDER BY t.status = 'skipped', t.sequence)
                FROM pick_tasks t WHERE t.run_id = r.id AND t.status IN ('open', 'skipped')), '[]'),
            'goods', coalesce((
                SELECT jsonb_object_agg(p.id, jsonb_build_object(
                    'sku', p.sku, 'name', p.name,
                    'shop', (SELECT name FROM shops WHERE id = p.shop_id),
                    'codes', (SELECT coalesce(jsonb_object_agg(b.code, b.quantity), '{}')
                              FROM barcodes b WHERE b.shop_id = p.shop_id AND b.product_id = p.id),
                    'end', (SELECT right(b.code, 4) FROM barcodes b
                            WHERE b.shop_id = p.shop_id AND b.product_id = p.id
                            ORDER BY b.quantity, b.code LIMIT 1),
                    'photo', (SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
                              WHERE ph.shop_id = p.shop_id AND ph.product_id = p.id
                              ORDER BY ph.photo_id LIMIT 1)))
                FROM products p WHERE (p.shop_id, p.id) IN (
                    SELECT t.shop_id, t.product_id FROM pick_tasks t
                    WHERE t.run_id = r.id AND t.status IN ('open', 'skipped'))), '{}'))
        FROM pick_runs r WHERE r.id = p_run), 'null');
END $$;

CREATE OR REPLACE FUNCTION pick_pack_step(t pick_tasks) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'task', t.id, 'goods', t.product_id, 'skipped', t.status = 'skipped', 'rank', t.sequence,
        'quantity', t.quantity, 'picked', t.picked, 'place', t.place_id, 'place_code', here.code,
        'code', coalesce(stands.code, here.code), 'said', place_said(here.id),
        'container', CASE WHEN here.kind = 'lpn' THEN here.code END,
        'labels', to_jsonb(array_remove(ARRAY[here.label_code, CASE WHEN stands.id IS NOT NULL
            AND pick_proves_container(here.id, t.shop_id, t.product_id, stands.label_code)
            THEN stands.label_code END], NULL)),
        'not_enough', stands.label_code,
        'slot', ro.slot, 'tote', tote.code, 'tote_id', tote.id,
        'lot', nullif(l.code, ''), 'expires_on', l.expires_on,
        'lots', CASE WHEN t.lot_id <> t.product_id
                THEN lots_at(t.shop_id, t.product_id, ARRAY[t.place_id]) ELSE '[]' END)
    FROM places here
    JOIN lots l ON l.shop_id = t.shop_id AND l.product_id = t.product_id AND l.id = t.lot_id
    JOIN pick_run_orders ro
      ON ro.shop_id = t.shop_id AND ro.run_id = t.run_id AND ro.order_id = t.order_id
    LEFT JOIN places stands ON here.kind = 'lpn' AND stands.id = here.stands_at_id
    LEFT JOIN places tote ON tote.id = ro.tote_id
    WHERE here.id = t.place_id
$$;
