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
    v_loose uuid[];
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

    IF v_found < v_missing THEN
        v_loose := pick_drop_loose(p_run, v_task.shop_id, v_task.order_id);
    END IF;
    SELECT * INTO v_order FROM orders WHERE shop_id = v_task.shop_id AND id = v_task.order_id
    FOR UPDATE; -- others may finish other parts of it just now
    PERFORM record_event(v_task.shop_id, 'order.short_picked', 'order', v_order.id,
        v_order.external_id, jsonb_build_object(
            'sku', (SELECT sku FROM products WHERE shop_id = v_task.shop_id AND id = v_task.product_id),
            'missing', v_missing, 'found_elsewhere', v_found, 'backordered', v_missing - v_found));
    PERFORM pick_finish_order(p_run, v_task.shop_id, v_task.order_id);
    RETURN jsonb_build_object('missing', v_missing, 'found_elsewhere', v_found,
                              'freed', to_jsonb(coalesce(v_loose, '{}')));
END $$;

-- A part of a kit is nowhere: nobody walks for the other parts of that kit any more, as far as they
-- are not in the tote yet. Answers the products of which something is free now.
CREATE OR REPLACE FUNCTION pick_drop_loose(p_run uuid, p_shop uuid, p_order uuid) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    v_products uuid[] := '{}';
    v_task record;
    v_part int;
BEGIN
    FOR v_task IN
        SELECT t.id, t.allocation_id, t.order_line_id, t.product_id, l.loose,
               t.quantity - t.picked AS open,
               sum(t.quantity - t.picked) OVER (
                   PARTITION BY t.order_line_id ORDER BY t.sequence DESC, t.id) AS upto
        FROM loose_parts(p_shop, p_order) l
        JOIN pick_tasks t ON t.shop_id = p_shop AND t.order_line_id = l.line_id
                         AND t.run_id = p_run AND t.status IN ('open', 'skipped')
        ORDER BY t.product_id, t.lot_id, t.place_id -- as everybody locks balances
    LOOP
        v_part := least(v_task.open, v_task.loose - (v_task.upto - v_task.open));
        CONTINUE WHEN v_part <= 0;
        PERFORM free_promises(p_shop, ARRAY[v_task.allocation_id], p_most => v_part);
        UPDATE pick_tasks
        SET status = CASE WHEN v_part < v_task.open THEN status
                          WHEN picked = 0 THEN 'cancelled' ELSE 'picked' END,
            quantity = CASE WHEN v_part = v_task.open AND picked = 0 THEN quantity
                            ELSE quantity - v_part END
        WHERE shop_id = p_shop AND id = v_task.id;
        UPDATE order_lines SET allocated = allocated - v_part, backordered = backordered + v_part
        WHERE shop_id = p_shop AND id = v_task.order_line_id;
        v_products := v_products || v_task.product_id;
    END LOOP;
    RETURN v_products;
END $$;

-- Room for so many tasks right behind one of a walk: no two have the same rank.
CREATE OR REPLACE FUNCTION pick_make_room(p_run uuid, p_behind int, p_tasks int) RETURNS void
LANGUAGE sql AS $$
    UPDATE pick_tasks SET sequence = sequence + p_tasks
    WHERE run_id = p_run AND sequence > p_behind AND p_tasks > 0
$$;
