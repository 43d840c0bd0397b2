-- Writes walks that nobody has begun, all or none of them; answers those that came to be.
-- p_runs: [{"mode": …, "orders": [[shop, order], …], "stops": [place, …], "length_mm": …}, …], slots
-- in that order; "zone", "group": the walk is for the parts of its orders in that zone, and was planned
-- with the walks for the others; without stops the walk follows the ranks of the places. p_is_fixed: the planner
-- leaves them as they are.
-- Orders come off the walks that they were planned for before, if nobody begins those just now and
-- nobody said by hand what goes together. It waits for nobody: who has an order in hand keeps it.
-- A walk that nobody has begun has no tasks: they are made when it begins, of what is promised
-- then. So whatever happens to an order before needs to know nothing of the plan.
CREATE OR REPLACE FUNCTION write_runs(p_warehouse uuid, p_runs jsonb, p_is_fixed boolean)
RETURNS TABLE (run_id uuid, number bigint, orders int)
LANGUAGE plpgsql
-- a day begins with no plan at all: what was planned while the tables were empty would read them whole
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_shops uuid[];
    v_orders uuid[];
    v_planned uuid[];
    v_free uuid[];
    v_new uuid[] := '{}';
    v_run jsonb;
BEGIN
    SELECT array_agg(shop), array_agg(id) INTO v_shops, v_orders FROM (
        SELECT DISTINCT (o ->> 0)::uuid AS shop, (o ->> 1)::uuid AS id -- a part on each of several
        FROM jsonb_array_elements(p_runs) AS r, jsonb_array_elements(r -> 'orders') AS o) AS asked;
    SELECT array_agg(DISTINCT ro.run_id) INTO v_planned
    FROM unnest(v_shops, v_orders) AS a (shop, id) JOIN pick_run_orders ro
      ON ro.shop_id = a.shop AND ro.order_id = a.id AND ro.emptied_at IS NULL;
    -- walks before orders, as everybody locks them
    WITH free AS MATERIALIZED (
        SELECT r.id FROM pick_runs r
        WHERE r.id = ANY (v_planned) AND r.status = 'open' AND NOT r.is_fixed
          -- parts of its orders are walked for in another zone already
          AND NOT EXISTS (SELECT FROM pick_tasks t WHERE t.run_id = r.id)
        FOR UPDATE SKIP LOCKED)
    SELECT array_agg(id) INTO v_free FROM free;
    WITH mine AS MATERIALIZED (
        SELECT o.shop_id, o.id
        FROM unnest(v_shops, v_orders) AS a (shop, id)
        JOIN orders o ON o.shop_id = a.shop AND o.id = a.id
        WHERE o.status = 'allocated' AND NOT o.is_held FOR NO KEY UPDATE OF o SKIP LOCKED)
    SELECT array_agg(shop_id), array_agg(id) INTO v_shops, v_orders FROM mine;
    -- all parts of an order come off their walks, or none
    SELECT array_agg(a.shop), array_agg(a.id) INTO v_shops, v_orders
    FROM unnest(v_shops, v_orders) AS a (shop, id)
    WHERE NOT EXISTS (SELECT FROM pick_run_orders ro WHERE ro.shop_id = a.shop
                      AND ro.order_id = a.id AND ro.emptied_at IS NULL
                      AND ro.run_id <> ALL (coalesce(v_free, '{}')));

    DELETE FROM pick_run_orders ro
    WHERE ro.run_id = ANY (v_free)
      AND (ro.emptied_at IS NOT NULL OR ro.order_id = ANY (v_orders));
    DELETE FROM pick_runs r
    WHERE r.id = ANY (v_free)
      AND NOT EXISTS (SELECT FROM pick_run_orders ro WHERE ro.run_id = r.id);
    -- asked only now that they are locked: who else writes walks has to lock them, too
    SELECT array_agg(a.shop), array_agg(a.id) INTO v_shops, v_orders
    FROM unnest(v_shops, v_orders) AS a (shop, id)
    WHERE NOT EXISTS (SELECT FROM pick_run_orders ro WHERE ro.shop_id = a.shop
                      AND ro.order_id = a.id AND ro.emptied_at IS NULL);

    FOR v_run IN SELECT * FROM jsonb_array_elements(p_runs) LOOP
        v_new := v_new || uuidv7();
        WITH known AS (
            SELECT o.shop_id, o.id, o.priority, o.ship_by, asked.n
            FROM jsonb_array_elements(v_run -> 'orders') WITH ORDINALITY AS asked (o_, n)
            JOIN unnest(v_shops, v_orders) AS mine (shop, id)
              ON mine.shop = (o_ ->> 0)::uuid AND mine.id = (o_ ->> 1)::uuid
            JOIN orders o ON o.shop_id = mine.shop AND o.id = mine.id
        ), written AS (
            INSERT INTO pick_runs (id, warehouse_id, mode, group_id, is_fixed, stops, length_mm,
                                   priority, due_at)
            SELECT v_new[cardinality(v_new)], p_warehouse, v_run ->> 'mode',
                   (v_run ->> 'group')::uuid, p_is_fixed,
                   (SELECT array_agg(s.id::uuid ORDER BY s.n) FROM jsonb_array_elements_text(
                        nullif(v_run -> 'stops', 'null')) WITH ORDINALITY AS s (id, n)),
                   (v_run ->> 'length_mm')::bigint,
                   min(priority), (array_agg(ship_by ORDER BY priority, ship_by NULLS LAST))[1]
            FROM known HAVING count(*) > 0
            RETURNING id
        )
        INSERT INTO pick_run_orders (shop_id, run_id, order_id, slot, is_batch, zone_id)
        SELECT k.shop_id, w.id, k.id, row_number() OVER (ORDER BY k.n),
               v_run ->> 'mode' = 'single', (v_run ->> 'zone')::uuid
        FROM known k, written w;
    END LOOP;
    RETURN QUERY
    SELECT r.id, r.number, (SELECT count(*)::int FROM pick_run_orders ro WHERE ro.run_id = r.id)
    FROM pick_runs r WHERE r.id = ANY (v_new) ORDER BY r.number;
END $$;
