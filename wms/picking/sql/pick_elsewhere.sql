-- The same goods are taken from another place: the promise moves there, and the task with it.
-- What the other place cannot give stays with the old one, for the end of the walk.
-- Answer: {"moved", "left"}, or NULL when there is nothing free at that place.
CREATE OR REPLACE FUNCTION pick_elsewhere(p_run uuid, p_task uuid, p_place uuid) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_task pick_tasks := pick_take_task(p_run, p_task, p_place);
    v_lot uuid;
    v_free int;
BEGIN
    SELECT lot_id, free INTO v_lot, v_free
    FROM pick_offers(v_task.shop_id, v_task.product_id, v_task.place_id)
    WHERE place_id = p_place LIMIT 1;
    RETURN CASE WHEN FOUND THEN pick_take_instead(v_task, v_lot, p_place, v_free) END;
END $$;

-- A step that is not done, with the balances of its goods at both places: locked in the order in
-- which everybody locks them.
CREATE OR REPLACE FUNCTION pick_take_task(p_run uuid, p_task uuid, p_place uuid) RETURNS pick_tasks
LANGUAGE plpgsql AS $$
DECLARE
    v_task pick_tasks;
BEGIN
    SELECT * INTO v_task FROM pick_tasks
    WHERE run_id = p_run AND id = p_task AND status IN ('open', 'skipped') FOR UPDATE;
    PERFORM 1 FROM balances
    WHERE shop_id = v_task.shop_id AND product_id = v_task.product_id AND condition = 'good'
      AND place_id IN (v_task.place_id, p_place)
    ORDER BY product_id, lot_id, condition, place_id FOR UPDATE;
    RETURN v_task;
END $$;

-- What is left of a step is promised of a lot at a place, as far as it is free there: the next step.
-- p_because: why a lot is taken out of its turn. p_doubts: the goods were not found, so nobody is
-- sent for them (they stay in quarantine at their place) before the place was counted.
CREATE OR REPLACE FUNCTION pick_take_instead(
    p_task pick_tasks, p_lot uuid, p_place uuid, p_free int, p_because text DEFAULT NULL,
    p_doubts boolean DEFAULT false, p_operator uuid DEFAULT NULL, p_device uuid DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_rest int := p_task.quantity - p_task.picked;
    v_moved int := least(v_rest, p_free);
    v_promise uuid;
BEGIN
    PERFORM free_promises(p_task.shop_id, ARRAY[p_task.allocation_id], p_doubts, p_operator, p_device,
                          p_most => v_moved);
    v_promise := promise_at(p_task.shop_id, p_task.order_line_id, p_task.product_id, p_lot,
                            p_place, v_moved, 'picker');
    IF p_doubts THEN
        PERFORM want_count(p_task.shop_id, p_task.place_id, p_task.product_id, 'short', p_because,
                           p_operator);
    END IF;
    UPDATE pick_tasks
    SET quantity = CASE WHEN picked = 0 AND v_moved = v_rest THEN quantity
                        ELSE quantity - v_moved END,
        status = CASE WHEN v_moved < v_rest THEN 'skipped'
                      WHEN picked = 0 THEN 'cancelled' ELSE 'picked' END
    WHERE shop_id = p_task.shop_id AND id = p_task.id;
    PERFORM pick_make_room(p_task.run_id, p_task.sequence, 1);
    INSERT INTO pick_tasks (shop_id, run_id, order_id, order_line_id, allocation_id, product_id,
                            lot_id, place_id, sequence, quantity, other_lot_because)
    VALUES (p_task.shop_id, p_task.run_id, p_task.order_id, p_task.order_line_id, v_promise,
            p_task.product_id, p_lot, p_place, p_task.sequence + 1, v_moved, p_because);
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
