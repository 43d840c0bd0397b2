-- Leaflets and samples: which rules an order meets, what is promised to it, and how it is packed.

-- Whether an order meets a rule's conditions on a day of the house, without its every_nth.
CREATE OR REPLACE FUNCTION insert_fits(p_rule insert_rules, p_order orders, p_today date)
RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT p_today BETWEEN coalesce(p_rule.from_on, p_today) AND coalesce(p_rule.to_on, p_today)
       AND (p_rule.value_from_minor IS NULL OR coalesce(
            p_order.value_currency = p_rule.currency
            AND p_order.value_amount_minor >= p_rule.value_from_minor, false))
       AND (p_rule.country IS NULL OR p_order.country = p_rule.country)
       AND (p_rule.with_product_id IS NULL OR EXISTS (
            SELECT FROM order_lines l WHERE l.shop_id = p_order.shop_id
            AND l.order_id = p_order.id AND l.product_id = p_rule.with_product_id
            AND l.ordered > 0 AND NOT l.is_insert))
       AND (NOT p_rule.is_first_order OR (
            SELECT NOT EXISTS (
                SELECT FROM seal_words before
                JOIN orders o ON o.shop_id = before.shop_id AND o.id = before.subject_id
                WHERE before.hash = buyer.hash AND before.is_buyer
                AND before.shop_id = p_order.shop_id
                AND o.id <> p_order.id AND o.created_at < p_order.created_at
                AND o.status <> 'cancelled')
            FROM seal_words buyer WHERE buyer.shop_id = p_order.shop_id
            AND buyer.subject_id = p_order.id AND buyer.is_buyer))
$$;

-- The first parcel of a locked order is opened: each rule is asked once, and what goes along is
-- promised: at a place in the bench's zone first, then as any stock.
CREATE OR REPLACE FUNCTION pack_choose_inserts(p_order orders, p_bench uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_today date;
    v_rule insert_rules;
    v_met bigint;
    v_free record;
    v_line uuid;
BEGIN
    IF NOT EXISTS (SELECT FROM insert_rules
                   WHERE shop_id = p_order.shop_id AND ended_at IS NULL) THEN
        RETURN;
    END IF;
    v_today := (clock_timestamp() AT TIME ZONE (SELECT house_zone()))::date;
    FOR v_rule IN
        SELECT r.* FROM insert_rules r
        WHERE r.shop_id = p_order.shop_id AND r.ended_at IS NULL
          AND insert_fits(r, p_order, v_today)
          AND NOT EXISTS (SELECT FROM order_inserts i WHERE i.shop_id = r.shop_id
                          AND i.order_id = p_order.id AND i.rule_id = r.id)
        ORDER BY r.id
    LOOP
        v_line := NULL;
        UPDATE insert_rules SET met = met + 1
        WHERE shop_id = v_rule.shop_id AND id = v_rule.id RETURNING met INTO v_met;
        IF v_met % v_rule.every_nth = 0 THEN
            PERFORM lock_stock(p_order.shop_id, ARRAY[v_rule.product_id]);
            SELECT f.lot_id, f.place_id INTO v_free
            FROM free_stock(p_order.shop_id, ARRAY[v_rule.product_id]) AS f
            JOIN places p ON p.id = f.place_id
            ORDER BY p.zone_id = (SELECT zone_id FROM places WHERE id = p_bench) DESC NULLS LAST,
                     f.expires_on NULLS LAST, f.lot_at, f.is_face DESC, f.pick_order, f.place_id
            LIMIT 1;
            IF FOUND THEN
                v_line := add_insert_line(p_order.shop_id, p_order.id, v_rule.product_id);
                PERFORM promise_at(p_order.shop_id, v_line, v_rule.product_id, v_free.lot_id,
                                   v_free.place_id, 1, NULL);
            END IF;
        END IF;
        INSERT INTO order_inserts (shop_id, order_id, rule_id, order_line_id, outcome)
        VALUES (p_order.shop_id, p_order.id, v_rule.id, v_line, CASE
            WHEN v_line IS NOT NULL THEN 'reserved'
            WHEN v_met % v_rule.every_nth = 0 THEN 'none_left' ELSE 'not_this_time' END);
    END LOOP;
END $$;

-- The line of an order's insert that is to be packed next; NULL: none is.
CREATE OR REPLACE FUNCTION pack_next_insert(p_order orders) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT id FROM order_lines
    WHERE shop_id = p_order.shop_id AND order_id = p_order.id AND is_insert AND allocated > picked
    ORDER BY line_no LIMIT 1
$$;

-- An insert goes off its shelf and into the parcel of a locked order: by the tote, as all goods do.
CREATE OR REPLACE FUNCTION pack_insert(
    p_order orders, p_parcel parcels, p_line uuid, p_scan uuid, p_operator uuid, p_device uuid
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_product uuid := take_promised(p_order.shop_id, p_line, (
        SELECT min(t::text)::uuid FROM order_totes(p_order.shop_id, p_order.id) AS t),
        p_operator, p_device, p_scan);
BEGIN
    UPDATE order_lines SET picked = picked + 1 WHERE shop_id = p_order.shop_id AND id = p_line;
    PERFORM pack_units(p_order, p_parcel, v_product, 1, NULL, NULL,
                       p_scan, p_operator, p_device);
    PERFORM pack_not_full(p_parcel);
END $$;

-- What is reserved and not packed is let go: the order goes on without it, or is taken apart.
-- p_line: only this one; NULL: all. p_outcome: what is told of it; NULL: the rules are asked anew.
CREATE OR REPLACE FUNCTION pack_drop_inserts(p_order orders, p_line uuid, p_outcome text)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_lines uuid[] := ARRAY(
        SELECT id FROM order_lines WHERE shop_id = p_order.shop_id AND order_id = p_order.id
        AND is_insert AND allocated > picked AND (p_line IS NULL OR id = p_line));
BEGIN
    PERFORM free_promises(p_order.shop_id, ARRAY(
        SELECT id FROM allocations
        WHERE shop_id = p_order.shop_id AND order_line_id = ANY (v_lines)));
    UPDATE order_lines SET ordered = 0, allocated = 0
    WHERE shop_id = p_order.shop_id AND id = ANY (v_lines);
    IF p_outcome IS NULL THEN
        DELETE FROM order_inserts WHERE shop_id = p_order.shop_id AND order_id = p_order.id;
    ELSE
        UPDATE order_inserts SET outcome = p_outcome
        WHERE shop_id = p_order.shop_id AND order_id = p_order.id AND order_line_id = ANY (v_lines);
    END IF;
END $$;

-- What the scan of an insert is answered: the parcel closes when nothing else is asked.
CREATE OR REPLACE FUNCTION pack_after_insert(p_order orders, p_parcel bigint, p_sku text)
RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_parcel parcels;
    v_asks text;
BEGIN
    SELECT * INTO v_parcel FROM parcels WHERE number = p_parcel;
    v_asks := pack_asks(p_order, v_parcel);
    RETURN jsonb_build_object('outcome', 'ok', 'did', v_asks, 'sku', p_sku, 'packed', 1, 'of', 1)
        || CASE WHEN v_asks IS NULL THEN pack_close(p_order, v_parcel, NULL) ELSE '{}' END;
END $$;
