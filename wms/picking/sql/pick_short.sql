-- The picker stands there and the goods are not all there.
-- What is missing is given back (in quarantine at its place, until it is counted), looked for
-- elsewhere, and what is found becomes a new task of the same walk; the rest waits as a backorder.
-- p_quantity: so many are missing; NULL: all that is left to take. p_condition: damaged when they
-- are there, but spoilt; then nobody needs to count.
DROP FUNCTION IF EXISTS pick_short(uuid, uuid, text, uuid, uuid);
CREATE OR REPLACE FUNCTION pick_short(
    p_run uuid, p_task uuid, p_reason text, p_operator uuid, p_device uuid,
    p_quantity int DEFAULT NULL, p_condition text DEFAULT 'quarantine'
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_task pick_tasks;
    v_order orders;
    v_rest int;
    v_missing int;
    v_found int;
    v_here int;
    v_last int;
BEGIN
    SELECT * INTO v_task FROM pick_tasks
    WHERE run_id = p_run AND id = p_task AND status IN ('open', 'skipped') FOR UPDATE;
    v_rest := v_task.quantity - v_task.picked;
    v_missing := least(v_rest, p_quantity);

    PERFORM free_promises(v_task.shop_id, ARRAY[v_task.allocation_id], true, p_operator, p_device,
                          p_most => v_missing, p_condition => p_condition);
    UPDATE pick_tasks
    SET status = CASE WHEN v_missing = v_rest THEN 'short' ELSE status END,
        quantity = CASE WHEN v_missing = v_rest THEN quantity ELSE quantity - v_missing END,
        short_reason = p_reason
    WHERE shop_id = v_task.shop_id AND id = v_task.id;
    IF p_condition = 'quarantine' THEN
        PERFORM want_count(v_task.shop_id, v_task.place_id, v_task.product_id, 'short', p_reason,
                           p_operator);
    END IF;

    SELECT coalesce(sum(allocated), 0) INTO v_found FROM allocate_stock(
        v_task.shop_id, ARRAY[v_task.order_line_id], ARRAY[v_task.product_id],
        ARRAY[v_missing], false);
    UPDATE order_lines
    SET allocated = allocated - v_missing + v_found, backordered = backordered + v_missing - v_found
    WHERE shop_id = v_task.shop_id AND id = v_task.order_line_id;

    -- other pieces of the same place are taken while the picker stands there
    v_here := (SELECT count(*) FROM allocations a
               WHERE a.shop_id = v_task.shop_id AND a.order_line_id = v_task.order_line_id
                 AND a.place_id = v_task.place_id AND a.quantity > a.picked + a.freed
                 AND NOT EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = a.shop_id
                                 AND t.allocation_id = a.id));
    PERFORM pick_make_room(p_run, v_task.sequence, v_here);
    SELECT max(sequence) INTO v_last FROM pick_tasks WHERE run_id = p_run;
    INSERT INTO pick_tasks (shop_id, run_id, order_id, order_line_id, allocation_id, product_id,
                            lot_id, place_id, sequence, quantity)
    SELECT a.shop_id, p_run, v_task.order_id, a.order_line_id, a.id, a.product_id, a.lot_id,
           a.place_id,
           CASE WHEN a.place_id = v_task.place_id THEN v_task.sequence ELSE v_last END
           + row_number() OVER (PARTITION BY a.place_id = v_task.place_id
                                ORDER BY p.pick_order, p.code, a.id),
           a.quantity - a.picked - a.freed
    FROM allocations a JOIN places p ON p.id = a.place_id
    WHERE a.shop_id = v_task.shop_id AND a.order_line_id = v_task.order_line_id
      AND a.quantity > a.picked + a.freed
      AND NOT EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = a.shop_id AND t.allocation_id = a.id);

    SELECT * INTO v_order FROM orders WHERE shop_id = v_task.shop_id AND id = v_task.order_id;
    PERFORM record_event(v_task.shop_id, 'order.short_picked', 'order', v_order.id,
        v_order.external_id, jsonb_build_object(
            'sku', (SELECT sku FROM products WHERE shop_id = v_task.shop_id AND id = v_task.product_id),
            'missing', v_missing, 'found_elsewhere', v_found, 'backordered', v_missing - v_found));
    PERFORM pick_finish_order(p_run, v_task.shop_id, v_task.order_id);
    RETURN jsonb_build_object('missing', v_missing, 'found_elsewhere', v_found);
END $$;

-- Room for so many tasks right behind one of a walk: no two have the same rank.
CREATE OR REPLACE FUNCTION pick_make_room(p_run uuid, p_behind int, p_tasks int) RETURNS void
LANGUAGE sql AS $$
    UPDATE pick_tasks SET sequence = sequence + p_tasks
    WHERE run_id = p_run AND sequence > p_behind AND p_tasks > 0
$$;
