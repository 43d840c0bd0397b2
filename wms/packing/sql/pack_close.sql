-- Closes a parcel of a locked order: weight, slip; and when it was the order's last, the order is
-- packed, the tote free and the shop told. p_weight_g: of the scale; NULL: as it was weighed
-- before, else summed from the catalog.
-- Answer: {"did": "closed", "tone", "order", "shop_id", "order_id", "is_order_packed"}.
CREATE OR REPLACE FUNCTION pack_close(p_order orders, p_parcel parcels, p_weight_g int)
RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    most_g CONSTANT int := 2147483647; -- the largest int
    v_carton carton_types := carton_of_close(p_order, p_parcel);
    v_is_last boolean := NOT EXISTS (
        SELECT FROM order_lines WHERE shop_id = p_order.shop_id AND order_id = p_order.id
        AND packed < picked);
BEGIN
    UPDATE parcels
    SET status = 'packed', packed_at = clock_timestamp(), version = version + 1, is_full = false,
        -- the catalog may be absurd: what no column holds is said as the most that it holds
        weight_g = coalesce(p_weight_g, p_parcel.weight_g, least(
            greatest(1, catalog_weight(p_parcel) + coalesce(v_carton.tare_g, 0)), most_g)),
        carton_id = v_carton.id, carton = v_carton.name, tare_g = v_carton.tare_g,
        length_mm = v_carton.outer_length_mm, width_mm = v_carton.outer_width_mm,
        height_mm = v_carton.outer_height_mm
    WHERE shop_id = p_parcel.shop_id AND id = p_parcel.id;
    INSERT INTO print_jobs (shop_id, parcel_id, paper, copy_no) -- not the first: it was opened again
    SELECT p_parcel.shop_id, p_parcel.id, 'slip', coalesce(max(copy_no), 0) + 1 FROM print_jobs
    WHERE shop_id = p_parcel.shop_id AND parcel_id = p_parcel.id AND paper = 'slip';

    INSERT INTO print_jobs (shop_id, parcel_id, paper, copy_no) -- one parcel carries the invoice
    SELECT d.shop_id, p_parcel.id, d.kind, (
               SELECT coalesce(max(j.copy_no), 0) + 1 FROM print_jobs j
               WHERE j.shop_id = d.shop_id AND j.parcel_id = p_parcel.id AND j.paper = d.kind)
    FROM order_documents d
    WHERE d.shop_id = p_order.shop_id AND d.order_id = p_order.id
      AND NOT EXISTS (SELECT FROM parcels pa
                      JOIN print_jobs j ON j.shop_id = pa.shop_id AND j.parcel_id = pa.id
                                       AND j.paper = d.kind
                      WHERE pa.shop_id = d.shop_id AND pa.order_id = d.order_id
                        AND pa.status <> 'cancelled' AND pa.id <> p_parcel.id);

    IF v_is_last THEN
        PERFORM pack_finish_order(p_order);
    END IF;
    RETURN jsonb_build_object('did', 'closed', 'tone', 'done', 'order', p_order.number, 'shop_id', p_order.shop_id,
                              'order_id', p_order.id, 'is_order_packed', v_is_last);
END $$;

-- The last parcel of a locked order is closed: the tote is free, the shop is told.
CREATE OR REPLACE FUNCTION pack_finish_order(p_order orders) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_missing jsonb;
BEGIN
    UPDATE pick_run_orders SET emptied_at = clock_timestamp()
    WHERE shop_id = p_order.shop_id AND order_id = p_order.id AND emptied_at IS NULL;
    -- what was not there does not come after: the shop is told, and asks again if it wants to
    WITH missing AS (
        UPDATE order_lines SET cancelled = cancelled + backordered, backordered = 0
        WHERE shop_id = p_order.shop_id AND order_id = p_order.id AND backordered > 0
        RETURNING product_id, external_id, line_no, old.backordered AS quantity
    )
    SELECT jsonb_agg(jsonb_build_object('sku', p.sku, 'line_external_id', m.external_id,
                                        'quantity', m.quantity) ORDER BY m.line_no)
    INTO v_missing
    FROM missing m JOIN products p ON p.shop_id = p_order.shop_id AND p.id = m.product_id;
    UPDATE orders SET status = 'packed', version = version + 1, updated_at = clock_timestamp()
    WHERE shop_id = p_order.shop_id AND id = p_order.id;
    PERFORM record_event(p_order.shop_id, 'order.packed', 'order', p_order.id,
        p_order.external_id, jsonb_build_object(
            'order_number', p_order.number,
            'parcels', packed_parcels(p_order.shop_id, p_order.id),
            'not_sent', coalesce(v_missing, '[]')));
END $$;

-- An order's parcels as its shop is told: number, weight and contents, nothing of the consumer.
CREATE OR REPLACE FUNCTION packed_parcels(p_shop uuid, p_order uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object(
        'id', pa.id, 'parcel_number', pa.number, 'weight_g', pa.weight_g, 'carton', pa.carton,
        'length_mm', pa.length_mm, 'width_mm', pa.width_mm, 'height_mm', pa.height_mm,
        'contents', c.contents) ORDER BY pa.number)
    FROM parcels pa
    JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
            'sku', p.sku, 'line_external_id', ol.external_id, 'quantity', pl.quantity,
            'lot', nullif(l.code, ''), 'serials', to_jsonb(pl.serials))
            || CASE WHEN ol.kit_id IS NULL THEN '{}' ELSE jsonb_build_object('kit', (
                SELECT jsonb_build_object('sku', kit.sku, 'quantity', ol.kits) FROM products kit
                WHERE kit.shop_id = ol.shop_id AND kit.id = ol.kit_id)) END
            ORDER BY ol.line_no, l.code) AS contents
        FROM parcel_lines pl
        JOIN order_lines ol ON ol.shop_id = pl.shop_id AND ol.id = pl.order_line_id
        JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id
        JOIN lots l ON l.shop_id = pl.shop_id AND l.product_id = pl.product_id AND l.id = pl.lot_id
        WHERE pl.shop_id = pa.shop_id AND pl.parcel_id = pa.id) AS c ON true
    WHERE pa.shop_id = p_shop AND pa.order_id = p_order AND pa.status <> 'cancelled'
$$;
