-- Promises stock to the lines of orders, moves each order to allocated or backordered, and tells
-- its shop. p_orders names each line's order; the other lists are those of allocate_stock, and the
-- lines stand in the order in which orders are served.
-- With its goods an order gets its time, unless its shop said one: the next day on which orders leave.
-- p_all: also who gets nothing is written and told, as a new order is.
-- Answers a row per order that was written; with p_all also "lines": [{"id", "name", "allocated",
-- "backordered"}].
DROP FUNCTION IF EXISTS promise_order(uuid, uuid, text, uuid[], uuid[], int[], boolean);
CREATE OR REPLACE FUNCTION promise_lines(
    p_shop uuid, p_orders uuid[], p_lines uuid[], p_products uuid[], p_quantities int[],
    p_whole boolean, p_all boolean,
    p_bundles int[] DEFAULT NULL, p_per_set int[] DEFAULT NULL, p_has int[] DEFAULT NULL,
    p_kept int[] DEFAULT NULL, p_keeps boolean[] DEFAULT NULL
) RETURNS TABLE (order_id uuid, status text, lines jsonb, event uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT g.line_id, g.allocated AS got, g.n, p_orders[g.n] AS order_id
        FROM allocate_stock(p_shop, p_lines, p_products, p_quantities, p_whole, p_bundles,
                            p_per_set, p_has, p_kept, p_keeps)
             WITH ORDINALITY AS g (line_id, allocated, n)
    ), written AS (
        UPDATE order_lines l
        SET allocated = l.allocated + g.got, backordered = p_quantities[g.n] - g.got
        FROM given g
        WHERE l.shop_id = p_shop AND l.id = g.line_id
          AND (p_all OR g.order_id IN (SELECT order_id FROM given WHERE got > 0))
        RETURNING g.n, g.got, l.order_id, l.id, l.allocated, l.backordered, l.product_id,
                  l.external_id
    ), told AS (
        SELECT w.order_id, sum(w.got) AS got, sum(w.allocated) AS promised,
               jsonb_agg(jsonb_build_object('id', w.id, 'name', p.name, 'allocated', w.allocated,
                                            'backordered', w.backordered) ORDER BY w.n)
                   FILTER (WHERE p_all) AS lines, -- only who places an order asks for them
               jsonb_agg(jsonb_build_object('sku', p.sku, 'external_id', w.external_id,
                                            'allocated', w.allocated,
                                            'backordered', w.backordered) ORDER BY w.n) AS facts
        FROM written w JOIN products p ON p.shop_id = p_shop AND p.id = w.product_id
        GROUP BY w.order_id
    ), judged AS (
        -- an order that is partly promised already stays so, whatever it got now
        SELECT t.*, CASE WHEN t.promised > 0 OR EXISTS (
                   SELECT FROM order_lines l WHERE l.shop_id = p_shop AND l.order_id = t.order_id
                   AND l.allocated > 0) THEN 'allocated' ELSE 'backordered' END AS status
        FROM told t
    ), moved AS (
        UPDATE orders o
        SET status = j.status, version = o.version + 1, updated_at = clock_timestamp(),
            ship_by = CASE WHEN o.is_ship_by_ours AND o.ship_by IS NULL AND j.status = 'allocated'
                           THEN next_ship_by(p_shop, o.carrier, o.service, clock_timestamp())
                           ELSE o.ship_by END
        FROM judged j
        WHERE o.shop_id = p_shop AND o.id = j.order_id AND (o.status <> j.status OR j.got > 0)
        RETURNING o.id, o.external_id, old.status AS before, old.ship_by AS was, new.ship_by
    ), said AS (
        SELECT j.order_id, j.status, j.lines, CASE WHEN m.id IS NOT NULL THEN
                   record_event(p_shop, 'order.' || j.status, 'order', m.id, m.external_id,
                                jsonb_build_object('lines', j.facts, 'ship_by', m.ship_by))
                   END AS event,
               -- a new order has it told with its goods; to one that waited for them it is news
               CASE WHEN m.before = 'backordered' AND m.was IS DISTINCT FROM m.ship_by THEN
                   record_event(p_shop, 'order.promise_changed', 'order', m.id, m.external_id,
                                jsonb_build_object('from', m.was, 'to', m.ship_by,
                                                   'reason', 'goods_came')) END
        FROM judged j LEFT JOIN moved m ON m.id = j.order_id
        ORDER BY j.order_id
    )
    SELECT order_id, status, lines, event FROM said;
END $$;

-- Which lines of some orders go together: a kit's parts (the first one's line_no names them), each
-- other line by itself. The same kit twice in an order is two.
CREATE OR REPLACE FUNCTION lines_together(p_shop uuid, p_orders uuid[])
RETURNS TABLE (order_id uuid, line_id uuid, line_no int, product_id uuid, together int,
               per_set int, allocated int, picked int, backordered int)
LANGUAGE sql STABLE AS $$
    SELECT order_id, id, line_no, product_id,
           CASE WHEN kit_id IS NULL THEN line_no
                ELSE min(line_no) OVER (PARTITION BY order_id, kit_id, nth) END,
           CASE WHEN kit_id IS NULL THEN 1 ELSE ordered / kits END,
           allocated, picked, backordered
    FROM (SELECT l.*, CASE WHEN kit_id IS NOT NULL THEN row_number() OVER (
                     PARTITION BY order_id, kit_id, product_id ORDER BY line_no) END AS nth
          FROM order_lines l WHERE l.shop_id = p_shop AND l.order_id = ANY (p_orders)) AS l
$$;

-- Whether an order goes with all of its goods or not at all.
CREATE OR REPLACE FUNCTION goes_whole(p_order orders) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT p_order.backorder_policy = 'all_or_nothing' $$;

-- Serves waiting orders of a shop in one pass: by priority, then by the time they must leave, then
-- in the order in which they came. Who is in somebody's hands just now is passed over.
-- p_anew: they have lost promises: who gets nothing now is written and told, too.
-- Answers a row per order that was written.
CREATE OR REPLACE FUNCTION promise_orders(p_shop uuid, p_orders uuid[], p_anew boolean DEFAULT false)
RETURNS TABLE (order_id uuid, status text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_mine uuid[];
    v_orders uuid[];
    v_lines uuid[];
    v_products uuid[];
    v_quantities int[];
    v_bundles int[];
    v_per_set int[];
    v_has int[];
    v_keeps boolean[];
    v_kept int[];
BEGIN
    SELECT array_agg(id) INTO v_mine FROM (
        SELECT o.id FROM orders o
        WHERE o.shop_id = p_shop AND o.id = ANY (p_orders)
          AND o.status IN ('backordered', 'allocated')
        ORDER BY o.id FOR UPDATE SKIP LOCKED) AS locked;

    WITH line AS (
        SELECT o.priority, o.ship_by, o.number, goes_whole(o) AS is_whole,
               o.keeps_since IS NOT NULL AS is_keeper, l.*,
               max(l.backordered) OVER (PARTITION BY l.order_id, l.together) AS together_lack
        FROM lines_together(p_shop, v_mine) l
        JOIN orders o ON o.shop_id = p_shop AND o.id = l.order_id
    ), asked AS (
        SELECT *, dense_rank() OVER (ORDER BY priority, ship_by NULLS LAST, number,
                                     CASE WHEN is_whole THEN 0 ELSE together END) AS bundle
        FROM line WHERE CASE WHEN is_whole THEN backordered ELSE together_lack END > 0
    )
    SELECT array_agg(order_id), array_agg(line_id), array_agg(product_id),
           array_agg(backordered), array_agg(bundle),
           array_agg(CASE WHEN is_whole THEN backordered ELSE per_set END),
           array_agg(CASE WHEN is_whole THEN 0 ELSE allocated END), array_agg(is_keeper)
    INTO v_orders, v_lines, v_products, v_quantities, v_bundles, v_per_set, v_has, v_keeps
    FROM (SELECT * FROM asked ORDER BY bundle, line_no) AS asked;

    IF v_lines IS NOT NULL THEN
        IF EXISTS (SELECT FROM orders WHERE shop_id = p_shop AND keeps_since IS NOT NULL
                   AND id <> ALL (v_mine)) THEN
            v_kept := kept_from(p_shop, v_orders, v_products, v_mine);
        END IF;
        RETURN QUERY
        SELECT order_id, status FROM promise_lines(
            p_shop, v_orders, v_lines, v_products, v_quantities, false, p_anew,
            v_bundles, v_per_set, v_has, v_kept, v_keeps);
    END IF;
END $$;

-- Gives back promises of kit parts that miss another part of their kit, before anybody walks for
-- them: what nobody can send is free for others. Answers the products of which something is free.
CREATE OR REPLACE FUNCTION free_loose_parts(p_shop uuid, p_order uuid) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    v_products uuid[];
    v_loose record;
    v_part int;
BEGIN
    SELECT array_agg(DISTINCT product_id) INTO v_products FROM loose_parts(p_shop, p_order);
    IF v_products IS NULL THEN
        RETURN '{}';
    END IF;
    PERFORM 1 FROM balances
    WHERE shop_id = p_shop AND product_id = ANY (v_products) AND condition = 'good'
    ORDER BY product_id, lot_id, condition, place_id FOR UPDATE; -- as everybody locks them
    FOR v_loose IN
        SELECT l.line_id, l.loose, a.id, a.quantity - a.picked - a.freed AS open,
               sum(a.quantity - a.picked - a.freed) OVER (
                   PARTITION BY l.line_id ORDER BY a.id DESC) AS upto
        FROM loose_parts(p_shop, p_order) l
        JOIN allocations a ON a.shop_id = p_shop AND a.order_line_id = l.line_id
                          AND a.quantity > a.picked + a.freed
        ORDER BY a.product_id, a.lot_id, a.place_id
    LOOP
        CONTINUE WHEN v_loose.upto - v_loose.open >= v_loose.loose;
        v_part := free_promises(p_shop, ARRAY[v_loose.id], p_most =>
            least(v_loose.open, v_loose.loose - (v_loose.upto - v_loose.open))::int);
        UPDATE order_lines SET allocated = allocated - v_part, backordered = backordered + v_part
        WHERE shop_id = p_shop AND id = v_loose.line_id;
    END LOOP;
    RETURN v_products;
END $$;

-- Parts of an order's kits that are promised, and the rest of their kit is not.
CREATE OR REPLACE FUNCTION loose_parts(p_shop uuid, p_order uuid)
RETURNS TABLE (line_id uuid, product_id uuid, loose int, picked int)
LANGUAGE sql STABLE AS $$
    SELECT line_id, product_id, allocated - sets * per_set, picked
    FROM (SELECT t.*, min(allocated / per_set) OVER (PARTITION BY together) AS sets
          FROM lines_together(p_shop, ARRAY[p_order]) AS t) AS t
    WHERE allocated > sets * per_set
$$;
