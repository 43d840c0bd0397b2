-- The picker stands there and the goods are not all there.
-- What is missing is given back (in quarantine at its place, until it is counted), looked for
-- elsewhere, and what is found becomes a new task of the same walk; the rest waits as a backorder.
CREATE OR REPLACE FUNCTION pick_short(
    p_run uuid, p_task uuid, p_reason text, p_operator uuid, p_device uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_task pick_tasks;
    v_order orders;
    v_missing int;
    v_found int;
    v_last int;
BEGIN
    SELECT * INTO v_task FROM pick_tasks
    WHERE run_id = p_run AND id = p_task AND status IN ('open', 'skipped') FOR UPDATE;
    v_missing := v_task.quantity - v_task.picked;

    PERFORM free_promises(v_task.shop_id, ARRAY[v_task.allocation_id], true, p_operator, p_device);
    UPDATE pick_tasks SET status = 'short', short_reason = p_reason
    WHERE shop_id = v_task.shop_id AND id = v_task.id;

    SELECT coalesce(sum(allocated), 0) INTO v_found FROM allocate_stock(
        v_task.shop_id, ARRAY[v_task.order_line_id], ARRAY[v_task.product_id],
        ARRAY[v_missing], false);
    UPDATE order_lines
    SET allocated = allocated - v_missing + v_found, backordered = backordered + v_missing - v_found
    WHERE shop_id = v_task.shop_id AND id = v_task.order_line_id;

    SELECT max(sequence) INTO v_last FROM pick_tasks WHERE run_id = p_run;
    INSERT INTO pick_tasks (shop_id, run_id, order_id, order_line_id, allocation_id, product_id,
                            lot_id, place_id, sequence, quantity)
    SELECT a.shop_id, p_run, v_task.order_id, a.order_line_id, a.id, a.product_id, a.lot_id,
           a.place_id, v_last + row_number() OVER (ORDER BY p.pick_order, p.code),
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
