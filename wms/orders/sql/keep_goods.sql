-- How long an order may be overtaken by smaller ones behind it, before goods are kept for it.
CREATE OR REPLACE FUNCTION overtaking_ends() RETURNS interval
LANGUAGE sql IMMUTABLE AS $$ SELECT interval '48 hours' $$;

-- Says for which orders goods are kept: those that go whole, have waited that long, and lack no
-- product entirely. Who waits for something that is not there at all keeps nothing from others: it
-- could not go anyway. The first hundred of a shop, in their turn. Looks at the orders that wait for
-- these products, and at those for which goods are kept already.
CREATE OR REPLACE FUNCTION keep_goods(p_shop uuid, p_products uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    most CONSTANT int := 100;
    v_keepers uuid[];
BEGIN
    WITH touched AS MATERIALIZED (
        SELECT order_id FROM order_lines
        WHERE shop_id = p_shop AND product_id = ANY (p_products) AND backordered > 0
        UNION
        SELECT id FROM orders WHERE shop_id = p_shop AND keeps_since IS NOT NULL
    ), need AS MATERIALIZED (
        SELECT o.id, o.priority, o.ship_by, o.number, l.product_id
        FROM touched t
        JOIN orders o ON o.shop_id = p_shop AND o.id = t.order_id AND o.status = 'backordered'
                     AND NOT o.is_held AND goes_whole(o)
                     AND o.created_at < now() - overtaking_ends()
        CROSS JOIN LATERAL (
            SELECT product_id FROM order_lines
            WHERE shop_id = p_shop AND order_id = t.order_id AND backordered > 0) AS l
    ), free AS MATERIALIZED (
        SELECT DISTINCT product_id
        FROM free_stock(p_shop, ARRAY(SELECT DISTINCT product_id FROM need))
    )
    SELECT coalesce(array_agg(id), '{}') INTO v_keepers FROM (
        SELECT n.id FROM need n LEFT JOIN free f ON f.product_id = n.product_id
        GROUP BY n.id, n.priority, n.ship_by, n.number
        HAVING bool_and(f.product_id IS NOT NULL)
        ORDER BY n.priority, n.ship_by NULLS LAST, n.number LIMIT most) AS first;

    UPDATE orders
    SET keeps_since = CASE WHEN id = ANY (v_keepers) THEN clock_timestamp() END
    WHERE shop_id = p_shop AND id IN (
        SELECT id FROM orders
        WHERE shop_id = p_shop AND (id = ANY (v_keepers) OR keeps_since IS NOT NULL)
          AND (id = ANY (v_keepers)) <> (keeps_since IS NOT NULL)
        ORDER BY id FOR UPDATE SKIP LOCKED);
END $$;

-- How many units of each product are kept for orders whose turn is before another one's; p_but: not
-- counting these.
CREATE OR REPLACE FUNCTION kept_before(p_order orders, p_but uuid[])
RETURNS TABLE (product_id uuid, kept int)
LANGUAGE sql STABLE AS $$
    SELECT l.product_id, sum(l.backordered)::int
    FROM orders k
    JOIN order_lines l ON l.shop_id = k.shop_id AND l.order_id = k.id AND l.backordered > 0
    WHERE k.shop_id = p_order.shop_id AND k.keeps_since IS NOT NULL AND k.id <> ALL (p_but)
      AND (k.priority, coalesce(k.ship_by, 'infinity'), k.number)
        < (p_order.priority, coalesce(p_order.ship_by, 'infinity'), p_order.number)
    GROUP BY l.product_id
$$;

-- The same for lines of orders, as allocate_stock takes it: a number for each of them.
CREATE OR REPLACE FUNCTION kept_from(p_shop uuid, p_orders uuid[], p_products uuid[], p_but uuid[])
RETURNS int[]
LANGUAGE sql STABLE AS $$
    SELECT array_agg(coalesce(k.kept, 0) ORDER BY u.n)
    FROM unnest(p_orders, p_products) WITH ORDINALITY AS u (order_id, product_id, n)
    LEFT JOIN LATERAL (
        SELECT k.kept FROM orders o CROSS JOIN LATERAL kept_before(o, p_but) AS k
        WHERE o.shop_id = p_shop AND o.id = u.order_id AND k.product_id = u.product_id) AS k ON true
$$;
