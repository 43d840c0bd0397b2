-- How an order is walked for now: 'single' (of one piece, with others into one tote), 'cluster' (with
-- others on a cart), 'order' (alone) or 'zone' (a part in each of several zones); NULL: not yet.
-- What the desk released by hand goes; else the first rule that the order meets says when and how;
-- an order that meets none goes at once, with others on a cart. So does one that cannot be walked for
-- as it should. Whoever asks looks at the status.
-- It is one query that is written into the query that asks, so thousands are asked as a set.
CREATE OR REPLACE FUNCTION release_of(p_order orders) RETURNS TABLE (mode text)
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN said.mode = 'single' AND NOT is_one_piece(p_order) THEN 'cluster'
                WHEN said.mode = 'zone' AND NOT lies_in_zones(p_order) THEN 'cluster'
                ELSE said.mode END
    FROM (SELECT nullif(coalesce(
        (SELECT coalesce(h.mode, 'cluster') FROM hand_releases h
         WHERE h.shop_id = p_order.shop_id AND h.order_id = p_order.id),
        (SELECT says_rule(p_order, r) FROM release_rules r WHERE meets_rule(p_order, r)
         ORDER BY r.position, r.id LIMIT 1),
        'cluster'), 'waits') AS mode OFFSET 0) AS said -- OFFSET: asked once for all three
$$;

-- The same of one order, as an expression.
CREATE OR REPLACE FUNCTION released_as(p_order orders) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT mode FROM release_of(p_order) $$;

-- Whether all that is promised to an order and not picked yet lies in zones, and in several of them.
CREATE OR REPLACE FUNCTION lies_in_zones(p_order orders) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(count(DISTINCT s.zone_id) > 1 AND bool_and(s.zone_id IS NOT NULL), false)
    FROM order_lines l
    JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                      AND a.quantity > a.picked + a.freed
    JOIN places p ON p.id = a.place_id JOIN places s ON s.id = coalesce(p.stands_at_id, p.id)
    WHERE l.shop_id = p_order.shop_id AND l.order_id = p_order.id
$$;

-- Whether all that is asked for is one piece.
CREATE OR REPLACE FUNCTION is_one_piece(p_order orders) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(ordered - cancelled), 0) = 1 FROM order_lines
    WHERE shop_id = p_order.shop_id AND order_id = p_order.id
$$;

-- Whether an order is one of which a rule speaks. An expression without a subquery, so that it is
-- written into the query that asks.
CREATE OR REPLACE FUNCTION meets_rule(p_order orders, p_rule release_rules) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (p_rule.shop_id IS NULL OR p_rule.shop_id = p_order.shop_id)
       AND (p_rule.carrier IS NULL OR p_rule.carrier = p_order.carrier)
       AND (p_rule.priority_max IS NULL OR p_order.priority <= p_rule.priority_max)
       AND (p_rule.due_within_min IS NULL OR p_order.ship_by
            <= statement_timestamp() + make_interval(mins => p_rule.due_within_min))
       AND (p_rule.zone_id IS NULL OR is_promised_in(p_order, p_rule.zone_id))
$$;

-- What a rule says of an order that meets it: how it is walked for now, or 'waits'.
CREATE OR REPLACE FUNCTION says_rule(p_order orders, p_rule release_rules) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_rule.release = 'now' THEN coalesce(p_rule.mode, 'cluster')
        -- who has no time to leave by has nothing to wait for
        WHEN p_rule.release = 'before_cut_off' AND coalesce(
             p_order.ship_by <= statement_timestamp() + make_interval(mins => p_rule.minutes_before),
             true)
            THEN coalesce(p_rule.mode, 'cluster')
        -- a wave comes to it in its turn; its time is kept also when nobody releases waves
        WHEN p_rule.release = 'in_waves'
             AND p_order.ship_by <= statement_timestamp() + waves_end_before()
            THEN coalesce(p_rule.mode, 'cluster')
        ELSE 'waits' END
$$;

-- What must leave so soon is walked for in any case, in whatever wave.
CREATE OR REPLACE FUNCTION waves_end_before() RETURNS interval
LANGUAGE sql IMMUTABLE AS $$ SELECT interval '90 minutes' $$;

-- Whether all that is promised to an order and not picked yet lies in one zone, this one.
CREATE OR REPLACE FUNCTION is_promised_in(p_order orders, p_zone uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_and(coalesce(p.zone_id = p_zone, false)), false)
    FROM order_lines l
    JOIN allocations a ON a.shop_id = l.shop_id AND a.order_line_id = l.id
                      AND a.quantity > a.picked + a.freed
    JOIN places p ON p.id = a.place_id
    WHERE l.shop_id = p_order.shop_id AND l.order_id = p_order.id
$$;
