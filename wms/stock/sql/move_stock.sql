-- The one door through which stock moves: lock, check, write the ledger and both balances.
-- p_promised: how many of the units leave as the fulfilment of a promise made at the source.
-- Balances are locked in key order, so two moves that cross each other cannot deadlock.
CREATE OR REPLACE FUNCTION move_stock(
    p_shop uuid, p_product uuid, p_lot uuid, p_quantity int,
    p_from uuid, p_from_condition text, p_to uuid, p_to_condition text,
    p_reason text, p_line uuid, p_operator uuid, p_device uuid, p_scan uuid,
    p_promised int DEFAULT 0, p_reverses uuid DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    outside CONSTANT text[] := ARRAY['supplier', 'customer', 'found', 'lost', 'scrap',
                                     'workshop'];
    containers CONSTANT text[] := ARRAY['tote', 'parcel', 'lpn'];
    v_from_kind text;
    v_from_code text;
    v_to_kind text;
    v_to_code text;
    v_is_blocked boolean;
    v_is_retired boolean;
    v_to_first boolean;
    v_left int;
    v_movement uuid;
BEGIN
    IF p_quantity IS NULL OR p_quantity <= 0 THEN
        PERFORM refuse('stock.quantity_not_positive', jsonb_build_object('quantity', p_quantity));
    END IF;
    -- The ledger's foreign key would take this lock anyway; taken here it makes a retiring and a
    -- move into the same place wait for each other, and the second sees what the first did.
    SELECT f.kind, f.code, t.kind, t.code, t.blocked_at IS NOT NULL OR t.kind = 'lpn' AND EXISTS (
        SELECT FROM places l WHERE l.id = t.stands_at_id AND l.blocked_at IS NOT NULL),
        t.retired_at IS NOT NULL
    INTO STRICT v_from_kind, v_from_code, v_to_kind, v_to_code, v_is_blocked, v_is_retired
    FROM places f, places t WHERE f.id = p_from AND t.id = p_to FOR KEY SHARE OF t;
    IF v_is_retired THEN
        PERFORM refuse('place.retired', jsonb_build_object('place', v_to_code));
    END IF;
    -- what lies in a blocked place may change its condition there, and a mistake may be taken back
    IF v_is_blocked AND p_to <> p_from AND p_reverses IS NULL THEN
        PERFORM refuse('place.blocked', jsonb_build_object('place', v_to_code));
    END IF;

    v_to_first := (p_to_condition, p_to) < (p_from_condition, p_from);
    FOR step IN 1..2 LOOP
        IF (step = 1) = v_to_first THEN
            IF v_to_kind <> ALL (outside) THEN
                INSERT INTO balances AS b (shop_id, product_id, lot_id, condition, place_id, on_hand)
                VALUES (p_shop, p_product, p_lot, p_to_condition, p_to, p_quantity)
                ON CONFLICT (shop_id, product_id, lot_id, condition, place_id)
                -- an emptied place that is filled again holds new goods: first in, first out
                DO UPDATE SET on_hand = b.on_hand + p_quantity,
                              first_at = CASE WHEN b.on_hand = 0 THEN excluded.first_at
                                              ELSE b.first_at END;
            END IF;
        ELSIF v_from_kind <> ALL (outside) THEN
            UPDATE balances
            SET on_hand = on_hand - p_quantity, allocated = allocated - p_promised
            WHERE shop_id = p_shop AND product_id = p_product AND lot_id = p_lot
              AND condition = p_from_condition AND place_id = p_from
              AND on_hand - allocated >= p_quantity - p_promised
              AND allocated >= p_promised AND on_hand >= p_quantity
            RETURNING on_hand INTO v_left;
            IF NOT FOUND THEN
                PERFORM refuse('stock.insufficient', jsonb_build_object(
                    'sku', (SELECT sku FROM products WHERE shop_id = p_shop AND id = p_product),
                    'place', v_from_code,
                    'needed', p_quantity,
                    'available', coalesce((
                        SELECT on_hand - allocated FROM balances
                        WHERE shop_id = p_shop AND product_id = p_product AND lot_id = p_lot
                          AND condition = p_from_condition AND place_id = p_from), 0)));
            END IF;
            -- an empty container keeps no row: there are many, each is used a short time
            IF v_left = 0 AND v_from_kind = ANY (containers) THEN
                DELETE FROM balances
                WHERE shop_id = p_shop AND product_id = p_product AND lot_id = p_lot
                  AND condition = p_from_condition AND place_id = p_from AND on_hand = 0;
            END IF;
        END IF;
    END LOOP;

    INSERT INTO movements (shop_id, product_id, lot_id, quantity, from_place_id, from_condition,
                           to_place_id, to_condition, reason, line_id, operator_id, device_id,
                           scan_id, reverses_id)
    VALUES (p_shop, p_product, p_lot, p_quantity, p_from, p_from_condition,
            p_to, p_to_condition, p_reason, p_line, p_operator, p_device, p_scan, p_reverses)
    RETURNING id INTO v_movement;
    RETURN v_movement;
END $$;
