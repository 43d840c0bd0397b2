-- A packer scans a tote, an order slip or a parcel: opens that order, or says who has it.
-- p_label: our own ten digits (tote or parcel); p_slip: the order number of a slip.
-- p_is_supervisor: sees what somebody else packs, and may take it over. p_away_after: whoever was
-- not seen for so long has gone home.
-- Answer: {"outcome": "ok", "did": "opened" | "resumed" | "shown", "parcel": number}
-- or {"did": "cancelled", "order": number} (put it back), or {"did": "batch", "tote": id} (a tote with
-- pieces of many orders: scan one, see pack_batch.sql), or a refusal,
-- which changes nothing and is kept as a refused scan.
DROP FUNCTION IF EXISTS pack_open(uuid, uuid, uuid, uuid, text, text, bigint);
DROP FUNCTION IF EXISTS pack_admit(orders, uuid, uuid, text);
DROP FUNCTION IF EXISTS pack_meant(text, bigint);
CREATE OR REPLACE FUNCTION pack_open(
    p_scan uuid, p_operator uuid, p_device uuid, p_bench uuid, p_code text,
    p_label text, p_slip bigint, p_is_supervisor boolean, p_away_after interval
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb;
    v_shop uuid;
    v_order uuid;
    v_batch uuid;
    v_orders orders;
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true);
    SELECT shop_id, order_id, batch_tote INTO v_shop, v_order, v_batch
    FROM pack_meant(p_label, p_slip);

    -- The order's row lock makes two packers, or a scan and its twin, take turns.
    SELECT * INTO v_orders FROM orders WHERE shop_id = v_shop AND id = v_order FOR UPDATE;
    SELECT answer INTO v_answer FROM scans WHERE id = p_scan;
    IF FOUND THEN
        RETURN v_answer || '{"repeated": true}';
    END IF;

    v_answer := CASE WHEN v_batch IS NOT NULL THEN pack_open_batch(v_batch)
                     WHEN v_orders.id IS NULL THEN pack_nothing_meant(p_code, p_label)
                     ELSE pack_admit(v_orders, p_operator, p_bench, p_label,
                                     p_is_supervisor, p_away_after) END;
    RETURN keep_scan(p_scan, p_operator, p_device, 'pack', v_order, p_code, v_answer);
END $$;

-- Which order a label at the bench means.
CREATE OR REPLACE FUNCTION pack_meant(p_label text, p_slip bigint)
RETURNS TABLE (shop_id uuid, order_id uuid, batch_tote uuid)
LANGUAGE sql STABLE AS $$
    -- a batch's tote means none of its orders
    SELECT CASE WHEN NOT ro.is_batch THEN ro.shop_id END,
           CASE WHEN NOT ro.is_batch THEN ro.order_id END, CASE WHEN ro.is_batch THEN p.id END
    FROM places p JOIN pick_run_orders ro ON ro.tote_id = p.id AND ro.emptied_at IS NULL
    WHERE p.label_code = p_label
    UNION ALL
    SELECT f.shop_id, f.order_id, NULL FROM places p JOIN full_totes f ON f.tote_id = p.id
    WHERE p.label_code = p_label
    UNION ALL
    SELECT pa.shop_id, pa.order_id, NULL
    FROM places p JOIN parcels pa ON pa.number = substr(p.label_code, 3, 7)::bigint
    WHERE p.label_code = p_label AND p.kind = 'parcel' AND pa.id = p.id
    UNION ALL
    SELECT o.shop_id, o.id, NULL FROM orders o WHERE o.number = p_slip
    LIMIT 1
$$;

CREATE OR REPLACE FUNCTION pack_refused(p_code text, p_facts jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('outcome', 'refused', 'code', p_code, 'facts', p_facts)
$$;

-- The order waits for somebody: it is not packed on before that hold is ended. The oldest is named.
CREATE OR REPLACE FUNCTION pack_held(p_order orders) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT pack_refused('pack.order_held', jsonb_build_object('order', p_order.number,
                                                              'hold', first_hold(p_order)))
$$;

-- The code of an order's oldest open hold; NULL when nothing holds it back.
CREATE OR REPLACE FUNCTION first_hold(p_order orders) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT code FROM order_holds
    WHERE shop_id = p_order.shop_id AND order_id = p_order.id AND released_at IS NULL
    ORDER BY held_at, code LIMIT 1
$$;

CREATE OR REPLACE FUNCTION pack_nothing_meant(p_code text, p_label text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT pack_refused(CASE kind WHEN 'tote' THEN 'pack.tote_empty' ELSE 'pack.not_an_order' END,
                             jsonb_build_object('scanned', code))
         FROM places WHERE label_code = p_label),
        pack_refused('pack.not_an_order', jsonb_build_object('scanned', p_code)))
$$;

-- May this packer have the (locked) order now?
CREATE OR REPLACE FUNCTION pack_admit(
    p_order orders, p_operator uuid, p_bench uuid, p_label text,
    p_is_supervisor boolean, p_away_after interval
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_open parcels;
    v_parcel bigint;
    v_holder text;
    v_facts jsonb := jsonb_build_object('order', p_order.number, 'status', p_order.status);
BEGIN
    SELECT * INTO v_open FROM parcels
    WHERE shop_id = p_order.shop_id AND order_id = p_order.id AND status = 'open';
    IF p_order.status = 'picking' AND EXISTS (
        SELECT FROM pick_run_orders WHERE shop_id = p_order.shop_id AND order_id = p_order.id
        AND zone_id IS NOT NULL AND emptied_at IS NULL) THEN
        RETURN pack_parts_missing(p_order);
    ELSIF p_order.intercepted_at IS NOT NULL AND p_order.status <> 'cancelled'
       OR is_incomplete(p_order) THEN
        -- whoever stands at the bench now puts it back; nothing is packed any more
        RETURN jsonb_build_object('outcome', 'ok', 'did', 'cancelled', 'order', p_order.number);
    ELSIF p_order.is_held AND p_order.status IN ('picked', 'packing') THEN
        RETURN pack_held(p_order);
    ELSIF v_open.id IS NOT NULL THEN
        IF v_open.operator_id <> p_operator THEN
            -- who has logged out, or was not seen for long, has gone home: a colleague goes on
            SELECT op.name INTO v_holder FROM operators op WHERE op.id = v_open.operator_id
              AND EXISTS (SELECT FROM operator_sessions s
                          WHERE s.operator_id = op.id AND s.ended_at IS NULL
                            AND s.last_seen_at > clock_timestamp() - p_away_after);
            IF FOUND AND p_is_supervisor THEN -- sees whose it is, and takes it over or not
                RETURN jsonb_build_object('outcome', 'ok', 'did', 'shown',
                                          'parcel', v_open.number);
            ELSIF FOUND THEN
                RETURN pack_refused('pack.taken', v_facts || jsonb_build_object('by', v_holder));
            END IF;
        END IF;
        UPDATE parcels SET operator_id = p_operator, bench_id = p_bench
        WHERE shop_id = v_open.shop_id AND id = v_open.id;
        RETURN jsonb_build_object('outcome', 'ok', 'did', 'resumed', 'parcel', v_open.number);
    END IF;

    IF p_order.status = 'cancelled' THEN
        RETURN pack_refused('pack.order_cancelled', v_facts);
    ELSIF p_order.status IN ('picked', 'packing') THEN
        RETURN jsonb_build_object('outcome', 'ok', 'did', 'opened',
                                  'parcel', pack_new_parcel(p_order, p_operator, p_bench));
    ELSIF p_order.status = 'packed' THEN -- its papers can be looked at and printed again
        SELECT pa.number INTO v_parcel FROM parcels pa JOIN places p ON p.id = pa.id
        WHERE pa.shop_id = p_order.shop_id AND pa.order_id = p_order.id
          AND pa.status <> 'cancelled'
        ORDER BY p.label_code IS NOT DISTINCT FROM p_label DESC, pa.number DESC LIMIT 1;
        RETURN jsonb_build_object('outcome', 'ok', 'did', 'shown', 'parcel', v_parcel);
    ELSIF p_order.shipped_at IS NOT NULL THEN
        RETURN pack_refused('pack.order_gone', v_facts);
    END IF;
    RETURN pack_refused('pack.not_picked', v_facts);
END $$;

-- Parts of the order are still on their way: where they meet, and who has which.
CREATE OR REPLACE FUNCTION pack_parts_missing(p_order orders) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT pack_refused('pack.parts_missing', jsonb_build_object('order', p_order.number,
        'place', coalesce((SELECT p.code FROM meeting_places m JOIN places p ON p.id = m.place_id
                           WHERE m.shop_id = p_order.shop_id AND m.order_id = p_order.id), '–'),
        'parts', coalesce((
            SELECT string_agg(concat_ws(' ', z.code, tote.code, op.name), ', ' ORDER BY z.code)
            FROM pick_run_orders ro
            JOIN zones z ON z.id = ro.zone_id JOIN pick_runs r ON r.id = ro.run_id
            LEFT JOIN places tote ON tote.id = ro.tote_id
            LEFT JOIN operators op ON op.id = r.operator_id
            WHERE ro.shop_id = p_order.shop_id AND ro.order_id = p_order.id
              AND ro.emptied_at IS NULL AND ro.brought_at IS NULL), '–')))
$$;

-- One more carton for the order; answers its number.
CREATE OR REPLACE FUNCTION pack_new_parcel(p_order orders, p_operator uuid, p_bench uuid)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_number bigint := nextval(pg_get_serial_sequence('parcels', 'number'));
    v_warehouse uuid;
    v_id uuid;
BEGIN
    SELECT tote.warehouse_id INTO v_warehouse
    FROM pick_run_orders ro JOIN places tote ON tote.id = ro.tote_id
    WHERE ro.shop_id = p_order.shop_id AND ro.order_id = p_order.id AND ro.emptied_at IS NULL
    LIMIT 1;
    v_id := place_for_parcel(v_warehouse, v_number);
    INSERT INTO parcels (shop_id, id, order_id, number, bench_id, operator_id)
    VALUES (p_order.shop_id, v_id, p_order.id, v_number, p_bench, p_operator);
    IF p_order.status = 'picked' THEN
        PERFORM pack_choose_inserts(p_order, p_bench);
    END IF;
    PERFORM pack_instruct(p_order, v_id);
    UPDATE orders SET status = 'packing', version = version + 1, updated_at = clock_timestamp()
    WHERE shop_id = p_order.shop_id AND id = p_order.id AND status = 'picked';
    RETURN v_number;
END $$;
