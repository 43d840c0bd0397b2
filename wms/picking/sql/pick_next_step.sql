-- What the picker does next on a run: the screen and the scan both ask here, so they agree.
-- {"expects": "tote" | "place" | "item" | "nothing", …}
-- What has one row is looked up in a subquery of its own: PostgreSQL weighs every order of a join,
-- and for the nine tables together it took 20 ms to choose, six times on each new connection.
CREATE OR REPLACE FUNCTION pick_next_step(p_run uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    WITH progress AS (
        SELECT count(*) FILTER (WHERE status NOT IN ('open', 'skipped')) AS done, count(*) AS total
        FROM pick_tasks WHERE run_id = p_run AND status <> 'cancelled'
    ), bare AS (
        SELECT ro.slot, ro.is_batch, o.number AS order_number, s.name AS shop
        FROM pick_run_orders ro
        JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
        JOIN shops s ON s.id = ro.shop_id
        WHERE ro.run_id = p_run AND ro.tote_id IS NULL AND ro.emptied_at IS NULL
        ORDER BY ro.slot LIMIT 1
    ), task AS (
        SELECT t.id, t.shop_id, t.order_id, t.product_id, t.lot_id, t.place_id, t.quantity, t.picked
        FROM pick_tasks t
        WHERE t.run_id = p_run AND t.status IN ('open', 'skipped')
        -- a skipped task comes back when the others are done
        ORDER BY t.status = 'skipped', t.sequence LIMIT 1
    )
    SELECT CASE
        WHEN EXISTS (SELECT FROM bare) THEN (
            SELECT jsonb_build_object('expects', 'tote', 'slot', slot, 'order_number', order_number,
                                      'shop', shop)
                   || CASE WHEN is_batch THEN pick_batch_bare(p_run) ELSE '{}' END FROM bare)
        WHEN NOT EXISTS (SELECT FROM task) THEN '{"expects": "nothing"}'
        ELSE (
            SELECT jsonb_build_object(
                'expects', CASE WHEN t.place_id = (SELECT at_place_id FROM pick_runs
                                                   WHERE id = p_run)
                                THEN 'item' ELSE 'place' END,
                'task', t.id, 'place', CASE WHEN pl.kind <> 'lpn' THEN pl.code ELSE (
                    SELECT code FROM places WHERE id = pl.stands_at_id) END,
                'container', CASE WHEN pl.kind = 'lpn' THEN pl.code END,
                'place_label', pl.label_code, 'sku', p.sku,
                'name', p.name, 'shop', (SELECT name FROM shops WHERE id = t.shop_id),
                'quantity', t.quantity, 'picked', t.picked,
                'lot', nullif(l.code, ''), 'expires_on', l.expires_on,
                'slot', ro.slot, 'tote', (SELECT code FROM places WHERE id = ro.tote_id),
                'order_number', (SELECT number FROM orders
                                 WHERE shop_id = t.shop_id AND id = t.order_id),
                'barcode_end', (SELECT right(b.code, 4) FROM barcodes b
                                WHERE b.shop_id = t.shop_id AND b.product_id = t.product_id
                                ORDER BY b.quantity, b.code LIMIT 1),
                'photo', (SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
                          WHERE ph.shop_id = t.shop_id AND ph.product_id = t.product_id
                          ORDER BY ph.photo_id LIMIT 1))
            || CASE WHEN ro.is_batch THEN pick_batch_shown(p_run, t.id) ELSE '{}' END
            FROM task t
            JOIN places pl ON pl.id = t.place_id
            JOIN products p ON p.shop_id = t.shop_id AND p.id = t.product_id
            JOIN lots l ON l.shop_id = t.shop_id AND l.product_id = t.product_id AND l.id = t.lot_id
            JOIN pick_run_orders ro
              ON ro.shop_id = t.shop_id AND ro.run_id = p_run AND ro.order_id = t.order_id)
        END || jsonb_build_object('done', progress.done, 'total', progress.total)
    FROM progress
$$;
