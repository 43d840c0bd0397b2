-- Makes the tasks of a (locked) walk that begins, of what is promised to its orders now, and tells
-- their shops. Orders that wait for goods again meanwhile, or are held, come off it; those that
-- somebody walked for before, who gave the walk back, keep their tasks. Answers its open tasks.
-- Of a batch those come off, too, that are of more than one piece by now, or whose piece nobody could
-- tell from that of another shop: both have the same barcode.
CREATE OR REPLACE FUNCTION release_run(p_run uuid) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_released uuid[];
    v_last int;
    v_stops uuid[] := (SELECT stops FROM pick_runs WHERE id = p_run);
BEGIN
    PERFORM 1
    FROM pick_run_orders ro JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
    WHERE ro.run_id = p_run AND ro.emptied_at IS NULL ORDER BY o.shop_id, o.id FOR UPDATE OF o;
    SELECT array_agg(o.id) INTO v_released
    FROM pick_run_orders ro JOIN orders o ON o.shop_id = ro.shop_id AND o.id = ro.order_id
    WHERE ro.run_id = p_run AND ro.emptied_at IS NULL AND o.status = 'allocated' AND NOT o.is_held
      AND (NOT ro.is_batch OR is_one_piece(o) AND NOT pick_looks_like_another(ro));
    DELETE FROM pick_run_orders ro USING orders o
    WHERE ro.run_id = p_run AND o.shop_id = ro.shop_id AND o.id = ro.order_id
      AND ro.emptied_at IS NULL AND ro.order_id <> ALL (coalesce(v_released, '{}'))
      AND NOT EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = ro.shop_id
                      AND t.order_id = ro.order_id AND t.run_id = p_run);

    SELECT coalesce(max(sequence), 0) INTO v_last FROM pick_tasks WHERE run_id = p_run;
    IF EXISTS (SELECT FROM pick_run_orders ro
               JOIN order_lines l ON l.shop_id = ro.shop_id AND l.order_id = ro.order_id
               JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                                 AND a.quantity > a.picked + a.freed
               WHERE ro.run_id = p_run AND ro.order_id = ANY (v_released)
                 AND a.place_id <> ALL (v_stops)) THEN
        v_stops := NULL; -- goods were promised elsewhere since it was planned
    END IF;
    -- without a plan: the walking map ranks every place on one walk through the hall
    -- What lies in another zone is a task of the walk of that zone, which others may begin.
    INSERT INTO pick_tasks (shop_id, run_id, order_id, order_line_id, allocation_id, product_id,
                            lot_id, place_id, sequence, quantity)
    SELECT a.shop_id, coalesce(part.run_id, p_run), l.order_id, l.id, a.id, a.product_id, a.lot_id, a.place_id,
           v_last + row_number() OVER (ORDER BY array_position(v_stops, a.place_id), p.pick_order, p.code, a.product_id, ro.slot),
           a.quantity - a.picked - a.freed
    FROM pick_run_orders ro
    JOIN order_lines l ON l.shop_id = ro.shop_id AND l.order_id = ro.order_id
    JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                      AND a.quantity > a.picked + a.freed
    JOIN places p ON p.id = a.place_id JOIN places s ON s.id = coalesce(p.stands_at_id, p.id)
    LEFT JOIN pick_run_orders part
      ON ro.zone_id IS NOT NULL AND part.shop_id = ro.shop_id AND part.order_id = ro.order_id
     AND part.emptied_at IS NULL AND part.zone_id = s.zone_id
    WHERE ro.run_id = p_run AND ro.order_id = ANY (v_released);
    DELETE FROM pick_run_orders ro -- of zones in which nothing of the order lies any more
    WHERE ro.zone_id IS NOT NULL AND ro.order_id = ANY (v_released) AND ro.emptied_at IS NULL
      AND NOT EXISTS (SELECT FROM pick_tasks t WHERE t.shop_id = ro.shop_id
                      AND t.order_id = ro.order_id AND t.run_id = ro.run_id);
    PERFORM pick_in_order(p_run);

    WITH released AS (
        UPDATE orders o
        SET status = 'released', version = version + 1, updated_at = clock_timestamp()
        FROM pick_run_orders ro, pick_runs r
        WHERE ro.run_id = p_run AND r.id = p_run AND o.shop_id = ro.shop_id AND o.id = ro.order_id
          AND o.id = ANY (v_released)
        RETURNING o.shop_id, o.id, o.external_id, r.number
    )
    -- counted, or PostgreSQL would see no need to call it
    SELECT count(record_event(shop_id, 'order.released', 'order', id, external_id,
                              jsonb_build_object('run_number', number))) INTO v_last
    FROM (SELECT * FROM released ORDER BY shop_id, id) AS told;
    RETURN (SELECT count(*) FROM pick_tasks
            WHERE run_id = p_run AND status IN ('open', 'skipped'));
END $$;

-- The tasks of a walk for parts of orders come from several beginnings: they are put into the order of
-- its way when it begins itself.
CREATE OR REPLACE FUNCTION pick_in_order(p_run uuid) RETURNS void
LANGUAGE sql AS $$
    UPDATE pick_tasks t SET sequence = ranked.n
    FROM (
        SELECT x.shop_id, x.id, row_number() OVER (ORDER BY array_position(r.stops, x.place_id),
                   p.pick_order, p.code, x.product_id, ro.slot) AS n
        FROM pick_runs r
        JOIN pick_tasks x ON x.run_id = r.id
        JOIN places p ON p.id = x.place_id
        JOIN pick_run_orders ro
          ON ro.shop_id = x.shop_id AND ro.run_id = x.run_id AND ro.order_id = x.order_id
        WHERE r.id = p_run AND r.mode = 'zone' AND r.started_at IS NULL) AS ranked
    WHERE t.shop_id = ranked.shop_id AND t.id = ranked.id
$$;
