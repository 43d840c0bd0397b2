-- A batch: orders of one piece each, picked together into one tote. Each keeps a task, a promise and
-- a line of its own; the picker takes the sum of what lies at one place.

-- The tasks that one step of a batch is made of: the same goods at the same place, all to be taken
-- now or all left for the end. The most urgent order's comes first.
CREATE OR REPLACE FUNCTION pick_together(p_run uuid, p_task uuid) RETURNS SETOF pick_tasks
LANGUAGE sql STABLE AS $$
    SELECT t.* FROM pick_tasks one JOIN pick_tasks t
      ON t.run_id = one.run_id AND t.shop_id = one.shop_id AND t.product_id = one.product_id
     AND t.lot_id = one.lot_id AND t.place_id = one.place_id AND t.status = one.status
    JOIN pick_run_orders ro
      ON ro.shop_id = t.shop_id AND ro.run_id = t.run_id AND ro.order_id = t.order_id
    WHERE one.run_id = p_run AND one.id = p_task AND one.status IN ('open', 'skipped')
    ORDER BY ro.slot, t.id
$$;

-- How many pieces a step of a batch still asks for, how many of the same goods are in its tote, and
-- for how many orders they are. PL/pgSQL, so that who never asks does not plan it either.
CREATE OR REPLACE FUNCTION pick_batch_of(p_run uuid, p_task uuid)
RETURNS TABLE (n_left int, n_picked int, n_orders int)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT coalesce(sum(t.quantity - t.picked) FILTER (WHERE t.status = one.status), 0)::int,
           coalesce(sum(t.picked), 0)::int,
           count(DISTINCT t.order_id)::int
    FROM pick_tasks one JOIN pick_tasks t
      ON t.run_id = one.run_id AND t.shop_id = one.shop_id AND t.product_id = one.product_id
     AND t.lot_id = one.lot_id AND t.place_id = one.place_id
     AND t.status IN (one.status, 'picked')
    WHERE one.run_id = p_run AND one.id = p_task;
END $$;

-- What the screen shows of a step of a batch instead of its one task; and of the tote that it wants.
-- Functions, so that the plan of who shows another walk is none the larger.
CREATE OR REPLACE FUNCTION pick_batch_shown(p_run uuid, p_task uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('quantity', n_left + n_picked, 'picked', n_picked,
                                      'orders', n_orders)
            FROM pick_batch_of(p_run, p_task));
END $$;
CREATE OR REPLACE FUNCTION pick_batch_bare(p_run uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('orders', count(*)) FROM pick_run_orders
            WHERE run_id = p_run AND tote_id IS NULL AND emptied_at IS NULL);
END $$;

-- So many pieces of a step of a batch are in the tote: each belongs to one order from now on, the
-- most urgent first.
CREATE OR REPLACE FUNCTION pick_into_batch(
    p_run uuid, p_task uuid, p_quantity int, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_one record;
BEGIN
    FOR v_one IN
        SELECT t.*, ro.tote_id, o.status AS order_status, o.external_id
        FROM pick_together(p_run, p_task) AS t
        JOIN pick_run_orders ro
          ON ro.shop_id = t.shop_id AND ro.run_id = t.run_id AND ro.order_id = t.order_id
        JOIN orders o ON o.shop_id = t.shop_id AND o.id = t.order_id
        ORDER BY ro.slot, t.id LIMIT p_quantity
    LOOP
        PERFORM move_stock(v_one.shop_id, v_one.product_id, v_one.lot_id, v_one.quantity,
                           v_one.place_id, 'good', v_one.tote_id, 'good', 'pick',
                           v_one.order_line_id, p_operator, p_device, p_scan, v_one.quantity);
        WITH promised AS (
            UPDATE allocations SET picked = picked + v_one.quantity
            WHERE shop_id = v_one.shop_id AND id = v_one.allocation_id
        ), ordered AS (
            UPDATE order_lines SET picked = picked + v_one.quantity
            WHERE shop_id = v_one.shop_id AND id = v_one.order_line_id
        )
        UPDATE pick_tasks SET picked = quantity, status = 'picked'
        WHERE shop_id = v_one.shop_id AND id = v_one.id;
        IF v_one.order_status = 'released' THEN
            UPDATE orders
            SET status = 'picking', version = version + 1, updated_at = clock_timestamp()
            WHERE shop_id = v_one.shop_id AND id = v_one.order_id;
            PERFORM record_event(v_one.shop_id, 'order.picking_started', 'order', v_one.order_id,
                                 v_one.external_id, '{}');
        END IF;
        PERFORM pick_finish_order(p_run, v_one.shop_id, v_one.order_id);
    END LOOP;
END $$;

-- The batch's tote is full: what is not picked yet goes into another one, which is asked for.
CREATE OR REPLACE FUNCTION pick_batch_full(p_run uuid) RETURNS void
LANGUAGE sql AS $$
    UPDATE pick_run_orders ro SET tote_id = NULL
    WHERE ro.run_id = p_run AND ro.emptied_at IS NULL AND EXISTS (
        SELECT FROM pick_tasks t WHERE t.shop_id = ro.shop_id AND t.run_id = ro.run_id
        AND t.order_id = ro.order_id AND t.status IN ('open', 'skipped'))
$$;

-- Takes "full" back while the next tote is not there yet: the one of the last pick is in hand again.
-- Answers it, NULL when there is none.
CREATE OR REPLACE FUNCTION pick_batch_not_full(p_run uuid) RETURNS uuid
LANGUAGE sql AS $$
    WITH last AS (
        SELECT ro.tote_id FROM pick_run_orders ro
        JOIN pick_tasks t ON t.shop_id = ro.shop_id AND t.run_id = ro.run_id
                         AND t.order_id = ro.order_id AND t.status = 'picked'
        JOIN movements m ON m.shop_id = t.shop_id AND m.line_id = t.order_line_id
                        AND m.reason = 'pick' AND m.to_place_id = ro.tote_id
        WHERE ro.run_id = p_run AND ro.emptied_at IS NULL AND ro.is_batch
        ORDER BY m.id DESC LIMIT 1
    )
    UPDATE pick_run_orders ro SET tote_id = last.tote_id FROM last
    WHERE ro.run_id = p_run AND ro.tote_id IS NULL AND ro.emptied_at IS NULL
    RETURNING ro.tote_id
$$;

-- Whether the piece of an order has a barcode that a piece of another shop in the same batch has, too.
CREATE OR REPLACE FUNCTION pick_looks_like_another(p_one pick_run_orders) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM order_lines l
        JOIN barcodes b ON b.shop_id = l.shop_id AND b.product_id = l.product_id
        JOIN barcodes x ON x.code = b.code AND x.shop_id <> b.shop_id
        JOIN order_lines xl ON xl.shop_id = x.shop_id AND xl.product_id = x.product_id
        JOIN pick_run_orders ro ON ro.shop_id = xl.shop_id AND ro.order_id = xl.order_id
        WHERE l.shop_id = p_one.shop_id AND l.order_id = p_one.order_id
          AND l.ordered > l.cancelled AND xl.ordered > xl.cancelled
          AND ro.run_id = p_one.run_id AND ro.shop_id <> p_one.shop_id AND ro.slot < p_one.slot AND ro.emptied_at IS NULL)
$$;
