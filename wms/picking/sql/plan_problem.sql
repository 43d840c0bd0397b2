-- What a planner needs to know, as one JSON text that nobody has to take apart on the way to it:
-- {"orders": [{"shop", "id", "mode", "rank", "units", "weight_g", "volume_cm3",
-- "places": [place, …], "run"}, …], "places": [[place, aisle, x_mm, y_mm, zone, pick_order, code],
-- …], "start": [x_mm, y_mm] of a bench}. The most urgent orders that may be walked for now and that nobody walks for; "run": for
-- which walk each is planned already; "rank": orders of one rank must leave at the same time.
CREATE OR REPLACE FUNCTION plan_problem(p_warehouse uuid, p_most int) RETURNS text
LANGUAGE sql STABLE AS $$
    WITH waiting AS MATERIALIZED (
        SELECT o.shop_id, o.id, o.priority, o.ship_by, o.number, w.mode, x.run_id
        FROM orders o
        LEFT JOIN LATERAL (
            SELECT coalesce(r.group_id, ro.run_id) AS run_id, r.status = 'open' AND NOT r.is_fixed AS is_plan
            FROM pick_run_orders ro JOIN pick_runs r ON r.id = ro.run_id
            WHERE ro.shop_id = o.shop_id AND ro.order_id = o.id AND ro.emptied_at IS NULL
            LIMIT 1) AS x ON true
        CROSS JOIN LATERAL release_of(o) AS w
        WHERE o.status = 'allocated' AND NOT o.is_held AND coalesce(x.is_plan, true) AND w.mode IS NOT NULL
        ORDER BY o.priority, o.ship_by NULLS LAST, o.number LIMIT p_most
    ), goods AS MATERIALIZED (
        SELECT w.shop_id, w.id, array_agg(DISTINCT a.place_id) AS places,
               sum(a.quantity - a.picked - a.freed) AS units,
               sum((a.quantity - a.picked - a.freed) * coalesce(p.weight_g, 0)::bigint) AS weight_g,
               sum((a.quantity - a.picked - a.freed) * coalesce(
                   p.length_mm::float8 * p.width_mm * p.height_mm / 1000, 0))::bigint AS volume_cm3
        FROM waiting w
        JOIN order_lines l ON l.shop_id = w.shop_id AND l.order_id = w.id
        JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                          AND a.quantity > a.picked + a.freed
        JOIN products p ON p.shop_id = a.shop_id AND p.id = a.product_id
        GROUP BY w.shop_id, w.id
    )
    SELECT json_build_object(
        'orders', (
            SELECT coalesce(json_agg(json_build_object(
                'shop', w.shop_id, 'id', w.id, 'mode', w.mode, 'run', w.run_id,
                'rank', extract(epoch FROM w.ship_by), 'priority', w.priority,
                'units', g.units, 'weight_g', g.weight_g, 'volume_cm3', g.volume_cm3,
                'places', g.places) ORDER BY w.priority, w.ship_by NULLS LAST, w.number), '[]')
            FROM waiting w JOIN goods g ON g.shop_id = w.shop_id AND g.id = w.id),
        -- carts come from the benches and go there
        'start', (SELECT json_build_array(b.x_mm, b.y_mm) FROM places b
                  WHERE b.warehouse_id = p_warehouse AND b.kind = 'bench' AND b.x_mm IS NOT NULL
                    AND b.y_mm IS NOT NULL AND b.retired_at IS NULL ORDER BY b.code LIMIT 1),
        'places', (
            SELECT coalesce(json_agg(json_build_array(
                p.id, coalesce(s.aisle, ''), s.x_mm, s.y_mm, s.zone_id, s.pick_order, s.code)), '[]')
            FROM places p JOIN places s ON s.id = coalesce(p.stands_at_id, p.id)
            WHERE p.warehouse_id = p_warehouse AND p.picked_as IS NOT NULL))::text
$$;
