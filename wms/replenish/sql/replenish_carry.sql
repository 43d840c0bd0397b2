-- The goods of a task leave the cart. At a pick face the promises follow them: orders that nobody
-- walks for yet and that would have fetched the same lot from the reserve are picked here instead.
-- Answers how many base units of promises came along.
CREATE OR REPLACE FUNCTION replenish_put(
    p_task replenish_tasks, p_cart uuid, p_to uuid, p_quantity int,
    p_operator uuid, p_device uuid, p_scan uuid
) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_warehouse CONSTANT uuid := (SELECT warehouse_id FROM places WHERE id = p_to);
    v_is_face CONSTANT boolean := (SELECT picked_as = 'pick_face' FROM places WHERE id = p_to);
    v_follow record;
    v_lines uuid[] := '{}';
    v_promises uuid[] := '{}';
    v_places uuid[] := '{}';
    v_quantities int[] := '{}';
    v_left int := p_quantity;
    v_freed int;
    v_came int := 0;
BEGIN
    -- orders first, as everybody does; one that a walk is being planned for stays as it is
    FOR v_follow IN
        SELECT l.id AS line_id, a.id, a.place_id,
               a.quantity - a.picked - a.freed AS quantity
        FROM balances b
        JOIN places p ON p.id = b.place_id AND p.picked_as = 'storage' AND p.warehouse_id = v_warehouse
        JOIN allocations a ON a.place_id = b.place_id AND a.shop_id = b.shop_id
                          AND a.lot_id = b.lot_id AND a.quantity > a.picked + a.freed
        JOIN order_lines l ON l.shop_id = a.shop_id AND l.id = a.order_line_id
        JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id AND o.status = 'allocated'
        WHERE v_is_face AND b.shop_id = p_task.shop_id AND b.product_id = p_task.product_id
          AND b.lot_id = p_task.lot_id AND b.condition = 'good' AND b.allocated > 0
        ORDER BY o.priority, o.ship_by NULLS LAST, o.number, a.id
        FOR UPDATE OF o SKIP LOCKED
    LOOP
        EXIT WHEN v_left = 0;
        v_lines := v_lines || v_follow.line_id;
        v_promises := v_promises || v_follow.id;
        v_places := v_places || v_follow.place_id;
        v_quantities := v_quantities || least(v_left, v_follow.quantity);
        v_left := v_left - least(v_left, v_follow.quantity);
    END LOOP;
    -- all places at once, in the order in which everybody locks balances
    PERFORM 1 FROM balances
    WHERE shop_id = p_task.shop_id AND product_id = p_task.product_id
      AND lot_id = p_task.lot_id AND condition = 'good'
      AND place_id = ANY (v_places || p_cart || p_to)
    ORDER BY place_id FOR UPDATE;
    PERFORM move_stock(p_task.shop_id, p_task.product_id, p_task.lot_id, p_quantity,
                       p_cart, 'good', p_to, 'good', 'replenish', p_task.id,
                       p_operator, p_device, p_scan);
    FOR i IN 1..cardinality(v_promises) LOOP
        -- less than we saw, when somebody else was faster
        v_freed := free_promises(p_task.shop_id, ARRAY[v_promises[i]],
                                 p_most => v_quantities[i]);
        CONTINUE WHEN v_freed = 0;
        PERFORM promise_at(p_task.shop_id, v_lines[i], p_task.product_id, p_task.lot_id, p_to,
                           v_freed, 'replenished');
        v_came := v_came + v_freed;
    END LOOP;
    RETURN v_came;
END $$;
