-- What pick faces lack, and the tasks that bring it. A face counts what is free there and what is on
-- its way; demand is what open orders that nobody walks for yet must fetch from the reserve, or wait
-- for.
-- p_product: of this product only.
DROP FUNCTION IF EXISTS replenish_plan(uuid[]);
DROP FUNCTION IF EXISTS replenish_needs();
CREATE OR REPLACE FUNCTION replenish_needs(p_product uuid DEFAULT NULL)
RETURNS TABLE (shop_id uuid, product_id uuid, place_id uuid, warehouse_id uuid, lowest int,
               highest int, available int, on_way int, demand int)
LANGUAGE sql STABLE AS $$
    WITH ruled AS (
        SELECT r.shop_id, r.product_id, r.place_id, p.warehouse_id, r.min_quantity, r.max_quantity
        FROM replenish_rules r JOIN places p ON p.id = r.place_id
        WHERE p.picked_as = 'pick_face' AND (p_product IS NULL OR r.product_id = p_product)
    ), fetched AS (
        SELECT a.shop_id, a.product_id, p.warehouse_id,
               sum(a.quantity - a.picked - a.freed) AS quantity
        FROM orders o
        JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id
        JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                          AND a.quantity > a.picked + a.freed
        JOIN places p ON p.id = a.place_id AND p.picked_as = 'storage'
        WHERE o.status = 'allocated' AND (p_product IS NULL OR a.product_id = p_product)
        GROUP BY a.shop_id, a.product_id, p.warehouse_id
    ), waiting AS (
        SELECT l.shop_id, l.product_id, sum(l.backordered) AS quantity
        FROM orders o
        JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.id AND l.backordered > 0
        WHERE o.status IN ('allocated', 'backordered')
          AND (p_product IS NULL OR l.product_id = p_product)
        GROUP BY l.shop_id, l.product_id
    )
    SELECT r.shop_id, r.product_id, r.place_id, r.warehouse_id, r.min_quantity, r.max_quantity,
           coalesce((
               SELECT sum(b.on_hand - b.allocated)
               FROM balances b
               JOIN places q ON q.id = b.place_id -- or an LPN that stands there
                            AND (q.id = r.place_id OR q.stands_at_id = r.place_id)
               JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id
                          AND l.id = b.lot_id
               WHERE b.shop_id = r.shop_id AND b.product_id = r.product_id
                 AND b.condition = 'good'
                 AND (l.sell_before IS NULL OR l.sell_before > current_date)), 0)::int,
           coalesce((
               SELECT sum(t.quantity - t.set_down) FROM replenish_tasks t
               WHERE t.closed_at IS NULL AND t.returns_at IS NULL AND t.shop_id = r.shop_id
                 AND t.product_id = r.product_id AND t.to_place_id = r.place_id), 0)::int,
           (coalesce(f.quantity, 0) + coalesce(w.quantity, 0))::int
    FROM ruled r
    LEFT JOIN fetched f ON f.shop_id = r.shop_id AND f.product_id = r.product_id
                       AND f.warehouse_id = r.warehouse_id
    LEFT JOIN waiting w ON w.shop_id = r.shop_id AND w.product_id = r.product_id
$$;

-- Free goods of a product in the reserve, the first to be taken first: first expired first out, then
-- the oldest lot, then a place that has the whole quantity. What is promised to orders stays, and so
-- does what another task takes.
CREATE OR REPLACE FUNCTION replenish_sources(
    p_shop uuid, p_product uuid, p_warehouse uuid, p_quantity int
) RETURNS TABLE (rank bigint, place_id uuid, place text, lot_id uuid, lot text, expires_on date,
                 free int)
LANGUAGE sql STABLE AS $$
    SELECT row_number() OVER (
               ORDER BY s.expires_on NULLS LAST, s.lot_since, s.lot_id, s.free >= p_quantity DESC,
                        s.first_at, s.pick_order, s.place_id),
           s.place_id, s.place, s.lot_id, s.lot, s.expires_on, s.free
    FROM (
        SELECT b.place_id, place_said(p.id) AS place, p.pick_order, b.lot_id, nullif(l.code, '') AS lot,
               l.expires_on, l.created_at AS lot_since, b.first_at,
               b.on_hand - b.allocated - coalesce((
                   SELECT sum(t.quantity - t.collected) FROM replenish_tasks t
                   WHERE t.closed_at IS NULL AND t.status IN ('open', 'taken')
                     AND t.shop_id = b.shop_id AND t.from_place_id = b.place_id
                     AND t.lot_id = b.lot_id), 0)::int AS free
        FROM balances b
        JOIN places p ON p.id = b.place_id
        JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
        WHERE b.shop_id = p_shop AND b.product_id = p_product AND b.condition = 'good'
          AND b.on_hand > b.allocated AND p.picked_as = 'storage' -- also an LPN that stands there
          AND p.warehouse_id = p_warehouse
          -- where goods were not found nobody is sent before somebody has counted
          AND NOT EXISTS (SELECT FROM place_counts c
                          WHERE c.shop_id = b.shop_id AND c.place_id = b.place_id
                            AND c.product_id = b.product_id AND c.closed_at IS NULL
                            AND c.reason = 'short')
          AND (l.sell_before IS NULL OR l.sell_before > current_date)) AS s
    WHERE s.free > 0
$$;

-- Whole packs, when the pick face still has enough then.
CREATE OR REPLACE FUNCTION replenish_in_packs(
    p_shop uuid, p_product uuid, p_wanted int, p_needed int
) RETURNS int
LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(p_wanted - p_wanted % k.quantity), p_wanted)
    FROM (SELECT quantity FROM barcodes
          WHERE shop_id = p_shop AND product_id = p_product AND quantity BETWEEN 2 AND p_wanted
          ORDER BY quantity DESC LIMIT 1) AS k
    WHERE p_wanted - p_wanted % k.quantity >= p_needed
$$;

-- Brings the tasks in line with what is needed now: what nobody needs any more, or what its place
-- cannot give, is cancelled as long as nobody has it; what is missing becomes a task.
-- p_asked: pick faces that shall be full whatever their rules' lowest says.
-- p_product: only for this product, by somebody who holds locks on its stock.
-- Planners take turns, and who holds stock waits for no planner: pickers wait for that stock. What it
-- leaves undone the next plan does. Answer: {"made", "cancelled"}, tasks.
CREATE OR REPLACE FUNCTION replenish_plan(
    p_asked uuid[] DEFAULT '{}', p_product uuid DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_need record;
    v_source record;
    v_left int;
    v_rows int;
    v_made int := 0;
    v_cancelled int;
BEGIN
    IF p_product IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('replenish_plan'));
    ELSIF NOT pg_try_advisory_xact_lock(hashtext('replenish_plan')) THEN
        RETURN '{"made": 0, "cancelled": 0}';
    END IF;
    -- What is needed is found out once: row-level security makes PostgreSQL expect one row of
    -- everything, and it would ask anew for each task.
    WITH needs AS MATERIALIZED (
        SELECT * FROM replenish_needs(p_product)
    ), claimed AS (
        SELECT t.shop_id, t.product_id, t.from_place_id, t.lot_id,
               sum(t.quantity - t.collected) AS quantity
        FROM replenish_tasks t WHERE t.closed_at IS NULL AND t.status IN ('open', 'taken')
        GROUP BY t.shop_id, t.product_id, t.from_place_id, t.lot_id
    ), idle AS ( -- locked, so that nobody takes one of them just now
        SELECT t.* FROM replenish_tasks t
        WHERE t.closed_at IS NULL AND t.status = 'open'
          AND (p_product IS NULL OR t.product_id = p_product) FOR UPDATE SKIP LOCKED
    ), over AS (
        SELECT i.shop_id, i.id
        FROM idle i
        JOIN claimed c USING (shop_id, product_id, from_place_id, lot_id)
        JOIN places p ON p.id = i.from_place_id
        LEFT JOIN balances b ON b.shop_id = i.shop_id AND b.product_id = i.product_id
                            AND b.lot_id = i.lot_id AND b.condition = 'good'
                            AND b.place_id = i.from_place_id
        LEFT JOIN needs n ON n.shop_id = i.shop_id AND n.product_id = i.product_id
                         AND n.place_id = i.to_place_id
        WHERE n.place_id IS NULL OR p.picked_as IS DISTINCT FROM 'storage'
           OR coalesce(b.on_hand - b.allocated, 0) < c.quantity
           OR n.available + n.on_way - i.quantity
              >= CASE WHEN i.reason = 'asked' OR n.demand > 0 THEN n.highest ELSE n.lowest END
    )
    UPDATE replenish_tasks t SET status = 'cancelled', closed_at = clock_timestamp()
    FROM over WHERE t.shop_id = over.shop_id AND t.id = over.id;
    GET DIAGNOSTICS v_cancelled = ROW_COUNT;

    FOR v_need IN
        SELECT n.*, CASE WHEN n.place_id = ANY (p_asked) THEN 'asked'
                         WHEN n.demand > 0 THEN 'demand' ELSE 'min' END AS reason
        FROM replenish_needs(p_product) n
        WHERE n.available + n.on_way < n.highest
          AND (n.available + n.on_way < n.lowest OR n.demand > 0 OR n.place_id = ANY (p_asked))
        ORDER BY n.demand > 0 DESC, n.available + n.on_way, n.shop_id, n.product_id, n.place_id
    LOOP
        -- kept for others, or full to its limits
        CONTINUE WHEN place_refuses(v_need.place_id, v_need.shop_id, v_need.product_id, 1)
                      IS NOT NULL;
        v_left := v_need.highest - v_need.available - v_need.on_way;
        v_left := replenish_in_packs(v_need.shop_id, v_need.product_id, v_left,
                                     v_need.lowest - v_need.available - v_need.on_way);
        FOR v_source IN
            SELECT * FROM replenish_sources(v_need.shop_id, v_need.product_id,
                                            v_need.warehouse_id, v_left) ORDER BY rank
        LOOP
            INSERT INTO replenish_tasks AS t (shop_id, product_id, lot_id, from_place_id,
                                              to_place_id, quantity, reason)
            VALUES (v_need.shop_id, v_need.product_id, v_source.lot_id, v_source.place_id,
                    v_need.place_id, least(v_left, v_source.free), v_need.reason)
            ON CONFLICT (shop_id, from_place_id, to_place_id, lot_id) WHERE closed_at IS NULL
            DO UPDATE SET quantity = t.quantity + excluded.quantity WHERE t.status = 'open';
            GET DIAGNOSTICS v_rows = ROW_COUNT;
            IF v_rows > 0 THEN
                v_made := v_made + 1;
                v_left := v_left - least(v_left, v_source.free);
            END IF;
            EXIT WHEN v_left = 0;
        END LOOP;
    END LOOP;
    RETURN jsonb_build_object('made', v_made, 'cancelled', v_cancelled);
END $$;
