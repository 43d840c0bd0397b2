-- The same goods are taken from another place: the promise moves there, and the task with it.
-- What the other place cannot give stays with the old one, for the end of the walk.
-- Answer: {"moved", "left"}, or NULL when there is nothing free at that place.
CREATE OR REPLACE FUNCTION pick_elsewhere(p_run uuid, p_task uuid, p_place uuid) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_task pick_tasks;
    v_rest int;
    v_moved int;
    v_lot uuid;
    v_free int;
    v_promise uuid;
BEGIN
    SELECT * INTO v_task FROM pick_tasks
    WHERE run_id = p_run AND id = p_task AND status IN ('open', 'skipped') FOR UPDATE;
    v_rest := v_task.quantity - v_task.picked;
    -- both places at once, in the order in which everybody locks balances
    PERFORM 1 FROM balances
    WHERE shop_id = v_task.shop_id AND product_id = v_task.product_id AND condition = 'good'
      AND place_id IN (v_task.place_id, p_place)
    ORDER BY product_id, lot_id, condition, place_id FOR UPDATE;
    SELECT lot_id, free INTO v_lot, v_free
    FROM pick_offers(v_task.shop_id, v_task.product_id, v_task.place_id)
    WHERE place_id = p_place LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    v_moved := least(v_rest, v_free);

    PERFORM free_promises(v_task.shop_id, ARRAY[v_task.allocation_id], p_most => v_moved);
    v_promise := promise_at(v_task.shop_id, v_task.order_line_id, v_task.product_id, v_lot,
                            p_place, v_moved, 'picker');

    UPDATE pick_tasks
    SET quantity = CASE WHEN picked = 0 AND v_moved = v_rest THEN quantity
                        ELSE quantity - v_moved END,
        status = CASE WHEN v_moved < v_rest THEN 'skipped'
                      WHEN picked = 0 THEN 'cancelled' ELSE 'picked' END
    WHERE shop_id = v_task.shop_id AND id = v_task.id;
    PERFORM pick_make_room(p_run, v_task.sequence, 1);
    INSERT INTO pick_tasks (shop_id, run_id, order_id, order_line_id, allocation_id, product_id,
                            lot_id, place_id, sequence, quantity)
    VALUES (v_task.shop_id, p_run, v_task.order_id, v_task.order_line_id, v_promise,
            v_task.product_id, v_lot, p_place, v_task.sequence + 1, v_moved);
    RETURN jsonb_build_object('moved', v_moved, 'left', v_rest - v_moved);
END $$;

-- Where else a picker finds free goods of a product, the first to be taken first.
CREATE OR REPLACE FUNCTION pick_offers(p_shop uuid, p_product uuid, p_besides uuid)
RETURNS TABLE (place_id uuid, place text, lot_id uuid, lot text, expires_on date, free int)
LANGUAGE sql STABLE AS $$
    SELECT p.id, CASE WHEN p.kind = 'lpn' THEN place_said(p.id) ELSE p.code END, l.id, nullif(l.code, ''), l.expires_on, b.on_hand - b.allocated
    FROM balances b
    JOIN places p ON p.id = b.place_id
    JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
    WHERE b.shop_id = p_shop AND b.product_id = p_product AND b.place_id <> p_besides
      AND b.condition = 'good' AND b.on_hand > b.allocated
      AND p.picked_as IS NOT NULL
      AND (l.sell_before IS NULL OR l.sell_before > current_date)
    ORDER BY l.expires_on NULLS LAST, l.created_at, l.id, p.picked_as = 'pick_face' DESC, p.pick_order, p.id
$$;
