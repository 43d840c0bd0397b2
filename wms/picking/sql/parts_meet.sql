-- An order that is picked zone by zone has a part on a walk of each zone. Its parts meet at one place;
-- it is picked, and can be packed, when all of them are there.

-- The parts of an order that have goods in a tote.
CREATE OR REPLACE FUNCTION parts_with_goods(p_shop uuid, p_order uuid) RETURNS SETOF pick_run_orders
LANGUAGE sql STABLE AS $$
    SELECT ro.* FROM pick_run_orders ro
    WHERE ro.shop_id = p_shop AND ro.order_id = p_order AND ro.emptied_at IS NULL
      AND ro.zone_id IS NOT NULL
      AND EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = ro.shop_id AND t.run_id = ro.run_id
                  AND t.order_id = ro.order_id AND t.picked > 0)
$$;

-- Whether what was picked of an order stands together: it has one part only, or all were brought.
-- True of an order that is not picked zone by zone.
CREATE OR REPLACE FUNCTION parts_are_together(p_shop uuid, p_order uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT count(*) < 2 OR bool_and(brought_at IS NOT NULL) FROM parts_with_goods(p_shop, p_order)
$$;

-- A tote was scanned where parts meet: where does it go? {"did": "bring", "tote", "totes", "order",
-- "place": code or null, "offered": code or null}, or a refusal. It reads only.
CREATE OR REPLACE FUNCTION meet_ask(p_label text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_part pick_run_orders;
    v_order orders;
    v_tote places;
    v_facts jsonb;
BEGIN
    SELECT * INTO v_tote FROM places WHERE label_code = p_label AND kind = 'tote';
    IF NOT FOUND THEN
        RETURN pick_refused('meet.not_a_tote', '{}');
    END IF;
    SELECT ro.* INTO v_part FROM pick_run_orders ro
    WHERE ro.emptied_at IS NULL AND NOT ro.is_batch AND (ro.tote_id = v_tote.id OR EXISTS (
        SELECT FROM full_totes f WHERE f.tote_id = v_tote.id AND f.shop_id = ro.shop_id
        AND f.run_id = ro.run_id AND f.order_id = ro.order_id));
    SELECT * INTO v_order FROM orders WHERE shop_id = v_part.shop_id AND id = v_part.order_id;
    v_facts := jsonb_build_object('tote', v_tote.code, 'order', v_order.number);
    IF v_part.run_id IS NULL THEN
        RETURN pick_refused('meet.tote_empty', v_facts);
    ELSIF v_part.zone_id IS NULL OR v_order.status IN ('picked', 'packing') THEN
        RETURN pick_refused('meet.to_packing', v_facts); -- there is nothing to wait for
    ELSIF EXISTS (SELECT FROM pick_tasks WHERE run_id = v_part.run_id AND shop_id = v_part.shop_id
                  AND order_id = v_part.order_id AND status IN ('open', 'skipped')) THEN
        RETURN pick_refused('meet.not_picked', v_facts);
    ELSIF NOT EXISTS (SELECT FROM parts_with_goods(v_part.shop_id, v_part.order_id) AS one
                      WHERE one.run_id = v_part.run_id) THEN
        RETURN pick_refused('meet.tote_empty', v_facts);
    END IF;
    RETURN v_facts || jsonb_build_object(
        'outcome', 'ok', 'did', 'bring', 'shop_id', v_order.shop_id, 'order_id', v_order.id,
        'run_id', v_part.run_id, 'tote_id', v_tote.id,
        'totes', (SELECT jsonb_agg(p.code ORDER BY p.code) FROM places p WHERE p.id IN (
            SELECT v_part.tote_id UNION ALL SELECT f.tote_id FROM full_totes f
            WHERE f.shop_id = v_part.shop_id AND f.run_id = v_part.run_id
              AND f.order_id = v_part.order_id)),
        'place', (SELECT p.code FROM meeting_places m JOIN places p ON p.id = m.place_id
                  WHERE m.shop_id = v_order.shop_id AND m.order_id = v_order.id),
        'offered', (SELECT code FROM meet_free_places(v_tote.warehouse_id) LIMIT 1));
END $$;

-- Staging places where no order meets, the first to be used first. A replenisher's cart is none.
CREATE OR REPLACE FUNCTION meet_free_places(p_warehouse uuid) RETURNS SETOF places
LANGUAGE sql STABLE AS $$
    SELECT p.* FROM places p
    WHERE p.warehouse_id = p_warehouse AND p.kind = 'staging' AND p.blocked_at IS NULL
      AND p.retired_at IS NULL
      AND NOT EXISTS (SELECT FROM meeting_places m WHERE m.place_id = p.id)
      AND NOT EXISTS (SELECT FROM replenish_walks w WHERE w.cart_id = p.id)
    ORDER BY p.pick_order, p.code
$$;

-- The totes of a part were put to the place whose label was scanned. {"did": "brought", "order",
-- "place", "is_whole", "missing": parts that are not there}, or a refusal.
CREATE OR REPLACE FUNCTION meet_bring(
    p_scan uuid, p_operator uuid, p_device uuid, p_tote text, p_code text, p_label text
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb;
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true);
    -- the walk first, then the order, as everybody locks them
    PERFORM 1 FROM pick_runs WHERE id = (meet_ask(p_tote) ->> 'run_id')::uuid FOR UPDATE;
    PERFORM 1 FROM orders WHERE (shop_id, id) = (
        SELECT (a ->> 'shop_id')::uuid, (a ->> 'order_id')::uuid FROM meet_ask(p_tote) AS a)
    FOR UPDATE;
    SELECT answer INTO v_answer FROM scans WHERE id = p_scan;
    IF FOUND THEN
        RETURN v_answer || '{"repeated": true}';
    END IF;
    v_answer := meet_ask(p_tote);
    IF v_answer ->> 'outcome' = 'ok' THEN
        v_answer := meet_put(v_answer, p_code, p_label);
    END IF;
    RETURN keep_scan(p_scan, p_operator, p_device, 'meet', (v_answer ->> 'order_id')::uuid, p_code,
                     v_answer);
END $$;

CREATE OR REPLACE FUNCTION meet_put(p_asked jsonb, p_code text, p_label text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_shop uuid := p_asked ->> 'shop_id';
    v_order uuid := p_asked ->> 'order_id';
    v_place places;
    v_is_whole boolean;
BEGIN
    SELECT * INTO v_place FROM places WHERE label_code = p_label;
    IF p_asked ->> 'place' IS NOT NULL AND v_place.code IS DISTINCT FROM p_asked ->> 'place' THEN
        RETURN pick_refused('meet.other_place', p_asked || jsonb_build_object(
            'scanned', coalesce(v_place.code, p_code)));
    ELSIF p_asked ->> 'place' IS NULL THEN
        IF v_place.kind IS DISTINCT FROM 'staging' OR v_place.blocked_at IS NOT NULL
           OR v_place.retired_at IS NOT NULL
           OR EXISTS (SELECT FROM replenish_walks WHERE cart_id = v_place.id) THEN
            RETURN pick_refused('meet.not_a_place', jsonb_build_object(
                'scanned', coalesce(v_place.code, p_code), 'offered', p_asked -> 'offered'));
        END IF;
        INSERT INTO meeting_places (shop_id, order_id, place_id)
        VALUES (v_shop, v_order, v_place.id) ON CONFLICT (place_id) DO NOTHING;
        IF NOT FOUND THEN
            RETURN pick_refused('meet.place_taken', jsonb_build_object(
                'scanned', v_place.code, 'offered', p_asked -> 'offered', 'order', (
                    SELECT o.number FROM meeting_places m
                    JOIN orders o ON o.shop_id = m.shop_id AND o.id = m.order_id
                    WHERE m.place_id = v_place.id)));
        END IF;
    END IF;
    UPDATE pick_run_orders SET brought_at = clock_timestamp()
    WHERE shop_id = v_shop AND order_id = v_order AND run_id = (p_asked ->> 'run_id')::uuid;
    PERFORM pick_finish_order((p_asked ->> 'run_id')::uuid, v_shop, v_order);
    v_is_whole := (SELECT status <> 'picking' FROM orders WHERE shop_id = v_shop AND id = v_order);
    RETURN (p_asked - 'run_id' - 'tote_id' - 'offered') || jsonb_build_object(
        'did', 'brought', 'place', v_place.code, 'is_whole', v_is_whole,
        'tone', CASE WHEN v_is_whole THEN 'done' ELSE 'ok' END);
END $$;
