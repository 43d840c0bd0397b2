-- Gives the open rest of promises back: the goods can be promised to somebody else.
-- p_quarantine: the goods were not found; they stay on the books of their place, but in quarantine,
-- so that nobody is sent there again before the place was counted; or damaged, as p_condition says.
-- p_most: no more than so many of each promise; NULL: the whole rest.
-- Returns how many units were given back.
DROP FUNCTION IF EXISTS free_promises(uuid, uuid[], boolean, uuid, uuid, uuid);
CREATE OR REPLACE FUNCTION free_promises(
    p_shop uuid, p_allocations uuid[], p_quarantine boolean DEFAULT false,
    p_operator uuid DEFAULT NULL, p_device uuid DEFAULT NULL, p_scan uuid DEFAULT NULL,
    p_most int DEFAULT NULL, p_condition text DEFAULT 'quarantine'
) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_freed int := 0;
    v_open record;
BEGIN
    FOR v_open IN
        SELECT a.id, a.order_line_id, a.product_id, a.lot_id, a.place_id,
               least(a.quantity - a.picked - a.freed, p_most) AS quantity
        FROM allocations a
        WHERE a.shop_id = p_shop AND a.id = ANY (p_allocations)
          AND a.quantity > a.picked + a.freed
        -- the order in which everybody locks balances
        ORDER BY a.product_id, a.lot_id, a.place_id
        FOR UPDATE
    LOOP
        UPDATE allocations SET freed = freed + v_open.quantity
        WHERE shop_id = p_shop AND id = v_open.id;
        IF p_quarantine THEN -- the promise ends within the move: it locks both rows in key order
            PERFORM move_stock(p_shop, v_open.product_id, v_open.lot_id, v_open.quantity,
                               v_open.place_id, 'good', v_open.place_id, p_condition,
                               CASE p_condition WHEN 'damaged' THEN 'damage' ELSE 'count' END,
                               v_open.order_line_id, p_operator, p_device, p_scan,
                               v_open.quantity);
        ELSE
            UPDATE balances SET allocated = allocated - v_open.quantity
            WHERE shop_id = p_shop AND product_id = v_open.product_id AND lot_id = v_open.lot_id
              AND condition = 'good' AND place_id = v_open.place_id;
        END IF;
        v_freed := v_freed + v_open.quantity;
    END LOOP;
    RETURN v_freed;
END $$;

-- Takes a pick back: the goods return to their place and are promised to the same line again.
CREATE OR REPLACE FUNCTION unpick_stock(
    p_shop uuid, p_allocation uuid, p_quantity int, p_tote uuid,
    p_operator uuid, p_device uuid, p_reverses uuid
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_promise allocations;
    v_movement uuid;
BEGIN
    UPDATE allocations SET picked = picked - p_quantity
    WHERE shop_id = p_shop AND id = p_allocation
    RETURNING * INTO v_promise;
    -- the emptied container was taken for other goods meanwhile
    IF EXISTS (SELECT FROM places p LEFT JOIN places l ON l.id = p.stands_at_id
               WHERE p.id = v_promise.place_id AND p.kind = 'lpn'
                 AND coalesce(l.kind, '') NOT IN ('storage', 'pick_face')) THEN
        PERFORM refuse('container.gone', jsonb_build_object(
            'container', (SELECT code FROM places WHERE id = v_promise.place_id)));
    END IF;
    v_movement := move_stock(p_shop, v_promise.product_id, v_promise.lot_id, p_quantity,
                             p_tote, 'good', v_promise.place_id, 'good', 'unpick',
                             v_promise.order_line_id, p_operator, p_device, NULL, 0, p_reverses);
    UPDATE balances SET allocated = allocated + p_quantity
    WHERE shop_id = p_shop AND product_id = v_promise.product_id AND lot_id = v_promise.lot_id
      AND condition = 'good' AND place_id = v_promise.place_id;
    RETURN v_movement;
END $$;
