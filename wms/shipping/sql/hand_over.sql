-- Closes a manifest: the parcels on it are the courier's now. Set-based but for the ledger, which
-- moves unit by unit through its one door, in key order, so that two manifests cannot deadlock.
-- Answer: {"manifest", "parcels", "orders"} (counts of parcels handed over and orders shipped).
CREATE OR REPLACE FUNCTION hand_over(
    p_manifest uuid, p_signed_by text, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_manifest manifests;
    v_customer uuid;
    v_parcels int;
    v_orders int;
BEGIN
    SELECT * INTO v_manifest FROM manifests WHERE id = p_manifest FOR UPDATE;
    IF v_manifest.id IS NULL THEN
        PERFORM refuse('load.no_manifest');
    ELSIF v_manifest.closed_at IS NOT NULL THEN
        PERFORM refuse('load.manifest_closed', jsonb_build_object('manifest', v_manifest.number));
    END IF;
    -- orders in key order, before anything else: a cancel waits or has been before
    PERFORM 1 FROM orders o WHERE (o.shop_id, o.id) IN (
        SELECT pa.shop_id, pa.order_id FROM shipments s
        JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
        WHERE s.manifest_id = p_manifest)
    ORDER BY o.shop_id, o.id FOR UPDATE;
    PERFORM hand_over_check(p_manifest, v_manifest.number);

    SELECT id INTO STRICT v_customer FROM places
    WHERE warehouse_id = v_manifest.warehouse_id AND kind = 'customer';
    PERFORM move_stock(g.shop_id, g.product_id, g.lot_id, g.quantity, g.parcel_id, 'good',
                       v_customer, 'good', 'ship', g.order_line_id, p_operator, p_device, p_scan)
    FROM (SELECT pl.* FROM shipments s
          JOIN parcel_lines pl ON pl.shop_id = s.shop_id AND pl.parcel_id = s.parcel_id
          WHERE s.manifest_id = p_manifest
          ORDER BY pl.shop_id, pl.product_id, pl.lot_id, pl.parcel_id, pl.order_line_id) AS g;
    UPDATE order_lines l SET shipped = l.shipped + g.quantity
    FROM (SELECT pl.shop_id, pl.order_line_id, sum(pl.quantity) AS quantity FROM shipments s
          JOIN parcel_lines pl ON pl.shop_id = s.shop_id AND pl.parcel_id = s.parcel_id
          WHERE s.manifest_id = p_manifest GROUP BY pl.shop_id, pl.order_line_id) AS g
    WHERE l.shop_id = g.shop_id AND l.id = g.order_line_id;
    UPDATE parcels pa SET status = 'handed_over', version = version + 1
    FROM shipments s
    WHERE s.manifest_id = p_manifest AND pa.shop_id = s.shop_id AND pa.id = s.parcel_id;
    UPDATE shipments SET handed_over_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE manifest_id = p_manifest;
    -- from now on their courier is asked where they are
    INSERT INTO trackings (shop_id, shipment_id, carrier, due_at)
    SELECT shop_id, id, carrier, clock_timestamp() + interval '30 minutes'
    FROM shipments WHERE manifest_id = p_manifest ORDER BY shop_id, id
    ON CONFLICT (shop_id, shipment_id) DO NOTHING;
    PERFORM expect_cod(p_manifest);
    UPDATE manifests SET closed_at = clock_timestamp(), signed_by = p_signed_by
    WHERE id = p_manifest;

    v_parcels := tell_handed_over(p_manifest, v_manifest.number);
    v_orders := ship_whole_orders(p_manifest);
    RETURN jsonb_build_object('manifest', v_manifest.number, 'parcels', v_parcels,
                              'orders', v_orders);
END $$;

-- Nothing cancelled leaves, and an empty list is no hand-over.
CREATE OR REPLACE FUNCTION hand_over_check(p_manifest uuid, p_number bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_bad record;
BEGIN
    SELECT count(*) AS parcels,
           min(pa.number) FILTER (WHERE o.status = 'cancelled' OR o.intercepted_at IS NOT NULL
                                  OR pa.status <> 'labelled') AS parcel,
           min(o.number) FILTER (WHERE o.status = 'cancelled' OR o.intercepted_at IS NOT NULL
                                 OR pa.status <> 'labelled') AS order_number
    INTO v_bad
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE s.manifest_id = p_manifest;
    IF v_bad.parcels = 0 THEN
        PERFORM refuse('load.manifest_empty', jsonb_build_object('manifest', p_number));
    ELSIF v_bad.parcel IS NOT NULL THEN
        PERFORM refuse('load.take_off', jsonb_build_object('parcel', v_bad.parcel,
                                                           'order', v_bad.order_number));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION tell_handed_over(p_manifest uuid, p_number bigint) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_count int;
BEGIN
    PERFORM record_event(s.shop_id, 'shipment.handed_over', 'shipment', s.id, o.external_id,
        jsonb_build_object('order_id', o.id, 'order_number', o.number, 'parcel_number', pa.number,
                           'manifest_number', p_number, 'handed_over_at', s.handed_over_at)
        || shipment_facts(s))
    FROM shipments s
    JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE s.manifest_id = p_manifest ORDER BY s.shop_id, s.id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;

-- What a shop is told of a shipment, in every event about it.
CREATE OR REPLACE FUNCTION shipment_facts(p_shipment shipments) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('carrier', p_shipment.carrier, 'service', p_shipment.service,
                              'tracking_number', p_shipment.tracking_number,
                              'tracking_url', p_shipment.tracking_url)
$$;

-- An order is shipped when all its parcels are handed over; some may have left before.
CREATE OR REPLACE FUNCTION ship_whole_orders(p_manifest uuid) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_count int;
BEGIN
    WITH here AS (
        SELECT DISTINCT pa.shop_id, pa.order_id FROM shipments s
        JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
        WHERE s.manifest_id = p_manifest
    ), shipped AS (
        UPDATE orders o
        SET status = 'shipped', shipped_at = clock_timestamp(), version = version + 1,
            updated_at = clock_timestamp()
        FROM here h
        WHERE o.shop_id = h.shop_id AND o.id = h.order_id AND o.status = 'packed'
          AND NOT EXISTS (SELECT FROM parcels pa
                          WHERE pa.shop_id = o.shop_id AND pa.order_id = o.id
                            AND pa.status IN ('open', 'packed', 'labelled'))
        RETURNING o.shop_id, o.id, o.external_id, o.number, o.shipped_at
    )
    SELECT count(record_event(o.shop_id, 'order.shipped', 'order', o.id, o.external_id,
        jsonb_build_object('order_number', o.number, 'shipped_at', o.shipped_at,
                           'parcels', shipped_parcels(o.shop_id, o.id))))
    INTO v_count
    FROM (SELECT * FROM shipped ORDER BY shop_id, id) AS o;
    RETURN v_count;
END $$;

CREATE OR REPLACE FUNCTION shipped_parcels(p_shop uuid, p_order uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('parcel_number', pa.number, 'weight_g', pa.weight_g)
                     || shipment_facts(s) ORDER BY pa.number)
    FROM parcels pa
    JOIN shipments s
      ON s.shop_id = pa.shop_id AND s.parcel_id = pa.id AND s.status = 'bought'
    WHERE pa.shop_id = p_shop AND pa.order_id = p_order
$$;
