-- One scan of a packer, whole: repeat or new, wanted or not, move the units from the tote into the
-- parcel, count, remember. The last unit closes the parcel. p_label, p_codes: as for pick_scan;
-- p_lot, p_serial, p_expires_on, p_count: what a GS1 code said beside the item. p_heaviest: {courier, or
-- courier/service: {"most_g", "carrier": its name}}. Answer: {"outcome": "ok", "did": "packed" | "closed" or what pack_asks asks, "sku",
-- "packed", "of", …}, or a refusal, which moves nothing and is kept.
DROP FUNCTION IF EXISTS
    pack_scan(uuid, bigint, uuid, uuid, text, text, text[], text, text, jsonb);
DROP FUNCTION IF EXISTS
    pack_judge(orders, parcels, uuid, uuid, uuid, text, text, text[], text, text, jsonb);
CREATE OR REPLACE FUNCTION pack_scan(
    p_scan uuid, p_parcel bigint, p_operator uuid, p_device uuid, p_code text,
    p_label text, p_codes text[], p_lot text, p_serial text, p_heaviest jsonb,
    p_count int DEFAULT 1, p_expires_on date DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb;
    v_order orders;
    v_parcel parcels;
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true);
    -- The order's row lock makes scans, their twins, an undo and a cancel take turns.
    SELECT o.* INTO v_order
    FROM parcels pa JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE pa.number = p_parcel FOR UPDATE OF o;
    SELECT * INTO v_parcel FROM parcels WHERE number = p_parcel;
    SELECT answer INTO v_answer FROM scans WHERE id = p_scan;
    IF FOUND THEN
        RETURN v_answer || '{"repeated": true}';
    END IF;

    v_answer := coalesce(
        pack_forbidden(v_order, v_parcel, p_parcel, p_operator),
        pack_unconfirmed(v_order, v_parcel),
        pack_judge(v_order, v_parcel, p_scan, p_operator, p_device, p_code, p_label, p_codes,
                   p_lot, p_serial,
                   coalesce(p_heaviest -> (v_order.carrier || '/' || v_order.service),
                            p_heaviest -> v_order.carrier), p_count, p_expires_on));
    RETURN keep_scan(p_scan, p_operator, p_device, 'pack', v_parcel.id, p_code, v_answer);
END $$;

-- Why this packer may do nothing with this parcel; NULL when something may be done.
CREATE OR REPLACE FUNCTION pack_forbidden(
    p_order orders, p_parcel parcels, p_number bigint, p_operator uuid
) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_parcel.id IS NULL THEN
            pack_refused('pack.no_parcel', jsonb_build_object('parcel', p_number))
        WHEN p_parcel.status <> 'open' THEN
            pack_refused('pack.parcel_closed', jsonb_build_object('parcel', p_number))
        WHEN p_parcel.operator_id <> p_operator THEN
            pack_refused('pack.taken', jsonb_build_object('order', p_order.number, 'by', (
                SELECT name FROM operators WHERE id = p_parcel.operator_id)))
        WHEN p_order.status = 'cancelled' OR p_order.intercepted_at IS NOT NULL THEN
            pack_refused('pack.order_cancelled', jsonb_build_object('order', p_order.number))
        WHEN is_incomplete(p_order) THEN
            pack_refused('pack.order_incomplete', jsonb_build_object('order', p_order.number))
        WHEN p_order.is_held THEN pack_held(p_order)
    END
$$;

-- Expectation first (p_heaviest: of the order's courier): is it a product that is still missing? Only then say what was scanned instead.
CREATE OR REPLACE FUNCTION pack_judge(
    p_order orders, p_parcel parcels, p_scan uuid, p_operator uuid, p_device uuid, p_code text,
    p_label text, p_codes text[], p_lot text, p_serial text, p_heaviest jsonb,
    p_count int, p_expires_on date
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_item record;
    v_weight bigint;
    v_is_weight_asked boolean := (SELECT is_weight_asked FROM shops WHERE id = p_order.shop_id);
    v_answer jsonb;
    v_lots jsonb;
    v_asks text;
BEGIN
    SELECT b.product_id, b.quantity::bigint * p_count AS in_pack, p.sku, p.is_lot_tracked,
           p.is_expiry_tracked, p.is_serial_tracked,
           b.quantity::bigint * p_count * coalesce(p.weight_g, 0) AS weight_g,
           sum(l.picked) AS picked, sum(l.packed) AS packed
    INTO v_item
    FROM barcodes b
    JOIN order_lines l
      ON l.shop_id = b.shop_id AND l.order_id = p_order.id AND l.product_id = b.product_id
    JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
    WHERE b.shop_id = p_order.shop_id AND b.code = ANY (p_codes)
    GROUP BY b.product_id, b.quantity, b.code, p.sku, p.is_lot_tracked, p.is_expiry_tracked,
             p.is_serial_tracked, p.weight_g
    ORDER BY sum(l.picked) > sum(l.packed) DESC, array_position(p_codes, b.code) LIMIT 1;
    IF NOT FOUND THEN
        RETURN pack_wrong(p_order, p_code, p_label, p_codes);
    ELSIF v_item.packed = v_item.picked AND pack_asks(p_order, p_parcel) = 'insert'
          AND (SELECT product_id FROM order_lines WHERE shop_id = p_order.shop_id
               AND id = pack_next_insert(p_order)) = v_item.product_id THEN
        PERFORM pack_insert(p_order, p_parcel, pack_next_insert(p_order), p_scan, p_operator,
                            p_device);
        RETURN pack_after_insert(p_order, p_parcel.number, v_item.sku);
    ELSIF v_item.packed = v_item.picked THEN
        RETURN pack_refused('pack.too_many',
                            jsonb_build_object('sku', v_item.sku, 'of', v_item.picked));
    ELSIF v_item.in_pack > v_item.picked - v_item.packed THEN
        RETURN pack_refused('pack.pack_too_large', jsonb_build_object(
            'sku', v_item.sku, 'in_pack', v_item.in_pack, 'left', v_item.picked - v_item.packed));
    ELSIF v_item.is_serial_tracked AND v_item.in_pack > 1 THEN
        RETURN pack_refused('pack.serial_each', jsonb_build_object('sku', v_item.sku));
    ELSIF v_item.is_serial_tracked AND p_serial IS NULL THEN -- asked for; nothing moves before
        RETURN jsonb_build_object('outcome', 'ok', 'did', 'which_serial', 'sku', v_item.sku,
                                  'code', p_code, 'lot', p_lot);
    ELSIF v_item.is_serial_tracked AND EXISTS (
        SELECT FROM parcel_lines pl
        WHERE pl.shop_id = p_order.shop_id AND pl.parcel_id = p_parcel.id
          AND pl.product_id = v_item.product_id AND p_serial = ANY (pl.serials)) THEN
        RETURN pack_refused('pack.serial_twice',
                            jsonb_build_object('sku', v_item.sku, 'serial', p_serial));
    END IF;
    IF NOT v_is_weight_asked THEN
        -- NULL for the first piece: what is too heavy alone goes in, and another courier is asked
        v_weight := v_item.weight_g + catalog_weight(p_parcel);
        IF v_weight > (p_heaviest ->> 'most_g')::int THEN
            RETURN pack_refused('pack.too_heavy',
                                p_heaviest || jsonb_build_object('weight_g', v_weight));
        END IF;
    END IF;

    IF v_item.is_lot_tracked AND p_lot IS NULL THEN
        v_lots := lots_at(p_order.shop_id, v_item.product_id,
                          ARRAY(SELECT order_totes(p_order.shop_id, p_order.id)));
        IF jsonb_array_length(v_lots) > 1 THEN
            RETURN jsonb_build_object('outcome', 'ok', 'did', 'which_lot', 'sku', v_item.sku,
                                      'code', p_code, 'lots', v_lots, 'serial', p_serial);
        END IF;
    END IF;

    v_answer := pack_units(p_order, p_parcel, v_item.product_id, v_item.in_pack::int,
                           CASE WHEN v_item.is_lot_tracked THEN p_lot
                                WHEN v_item.is_expiry_tracked THEN p_expires_on::text END,
                           CASE WHEN v_item.is_serial_tracked THEN p_serial END,
                           p_scan, p_operator, p_device);
    IF v_answer IS NOT NULL THEN
        RETURN v_answer || jsonb_build_object('facts', v_answer -> 'facts'
            || jsonb_build_object('sku', v_item.sku, 'lot', CASE
                WHEN v_item.is_lot_tracked THEN p_lot ELSE p_expires_on::text END));
    END IF;
    p_parcel := pack_not_full(p_parcel);
    v_asks := pack_asks(p_order, p_parcel);
    RETURN jsonb_build_object('outcome', 'ok', 'did', replace(v_asks, 'items', 'packed'),
            'sku', v_item.sku, 'packed', v_item.packed + v_item.in_pack, 'of', v_item.picked,
            'serial', CASE WHEN v_item.is_serial_tracked THEN p_serial END)
        || CASE WHEN v_asks IS NULL THEN pack_close(p_order, p_parcel, NULL) ELSE '{}' END;
END $$;

-- Moves units of a product from the order's tote (or totes) into the parcel: line by line, lot by lot.
-- NULL when they are in; a refusal when the tote does not hold that lot.
CREATE OR REPLACE FUNCTION pack_units(
    p_order orders, p_parcel parcels, p_product uuid, p_quantity int, p_lot text, p_serial text,
    p_scan uuid, p_operator uuid, p_device uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_left int := p_quantity;
    v_now int;
    v_totes uuid[] := ARRAY(SELECT order_totes(p_order.shop_id, p_order.id));
    v_line record;
    v_lot record;
BEGIN
    IF p_lot IS NOT NULL AND (
        SELECT coalesce(sum(b.on_hand), 0)
        FROM balances b JOIN lots l
          ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
        WHERE b.shop_id = p_order.shop_id AND b.product_id = p_product AND b.place_id = ANY (v_totes)
          AND b.condition = 'good' AND l.code = p_lot) < p_quantity THEN
        RETURN pack_refused('pack.wrong_lot', jsonb_build_object('needed', (
            SELECT string_agg(DISTINCT l.code, ', ')
            FROM balances b JOIN lots l
              ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
            WHERE b.shop_id = p_order.shop_id AND b.product_id = p_product
              AND b.place_id = ANY (v_totes) AND b.condition = 'good')));
    END IF;

    WHILE v_left > 0 LOOP
        SELECT id, picked - packed AS room INTO STRICT v_line FROM order_lines
        WHERE shop_id = p_order.shop_id AND order_id = p_order.id AND product_id = p_product
          AND packed < picked ORDER BY line_no LIMIT 1;
        SELECT b.lot_id, b.on_hand, b.place_id INTO v_lot
        FROM balances b JOIN lots l
          ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
        WHERE b.shop_id = p_order.shop_id AND b.product_id = p_product AND b.place_id = ANY (v_totes)
          AND b.condition = 'good' AND (p_lot IS NULL OR l.code = p_lot)
        ORDER BY l.expires_on NULLS LAST, b.lot_id, b.place_id LIMIT 1;
        -- a tote that lacks what was picked into it: the ledger itself says so
        v_now := least(v_left, v_line.room, coalesce(v_lot.on_hand, v_left));
        PERFORM move_stock(p_order.shop_id, p_product, coalesce(v_lot.lot_id, p_product), v_now,
                           coalesce(v_lot.place_id, v_totes[1]), 'good', p_parcel.id, 'good', 'pack', v_line.id,
                           p_operator, p_device, p_scan);
        INSERT INTO parcel_lines AS pl
            (shop_id, parcel_id, order_line_id, lot_id, product_id, quantity, serials)
        VALUES (p_order.shop_id, p_parcel.id, v_line.id, v_lot.lot_id, p_product, v_now,
                array_remove(ARRAY[p_serial], NULL))
        ON CONFLICT (shop_id, parcel_id, order_line_id, lot_id)
        DO UPDATE SET quantity = pl.quantity + EXCLUDED.quantity,
                      serials = pl.serials || EXCLUDED.serials;
        UPDATE order_lines SET packed = packed + v_now
        WHERE shop_id = p_order.shop_id AND id = v_line.id;
        v_left := v_left - v_now;
    END LOOP;
    RETURN NULL;
END $$;

-- Say what was scanned instead: "This is TEA-200 of Globex. Needed: TEA-100."
CREATE OR REPLACE FUNCTION pack_wrong(
    p_order orders, p_scanned text, p_label text, p_codes text[]
) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT pack_refused(
        'pack.wrong_item' || CASE WHEN item.sku IS NOT NULL THEN ''
                                  WHEN place.code IS NOT NULL THEN '.label' ELSE '.unknown' END,
        jsonb_build_object('scanned', coalesce(item.sku, place.code, p_scanned),
                           'shop', item.shop, 'order', p_order.number, 'needed', needed.skus))
    FROM (SELECT string_agg(sku, ', ' ORDER BY line_no) AS skus FROM (
              SELECT p.sku, l.line_no FROM order_lines l
              JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
              WHERE l.shop_id = p_order.shop_id AND l.order_id = p_order.id AND l.packed < l.picked
              ORDER BY l.line_no LIMIT 3) AS first) AS needed
    LEFT JOIN LATERAL (
        SELECT p.sku, s.name AS shop FROM barcodes b
        JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
        JOIN shops s ON s.id = b.shop_id
        WHERE b.code = ANY (p_codes) ORDER BY b.shop_id = p_order.shop_id DESC LIMIT 1
    ) AS item ON true
    LEFT JOIN LATERAL (
        SELECT code FROM places WHERE label_code = p_label) AS place ON item.sku IS NULL
$$;
