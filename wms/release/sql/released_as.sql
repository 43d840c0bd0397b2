-- How an order is walked for now: 'cluster' or 'order' (alone); NULL: not yet.
-- What the desk released by hand goes; else the first rule that the order meets says when and how;
-- an order that meets none goes at once, with others on a cart. Whoever asks looks at the status.
CREATE OR REPLACE FUNCTION released_as(p_order orders) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT nullif(coalesce(
        (SELECT coalesce(h.mode, 'cluster') FROM hand_releases h
         WHERE h.shop_id = p_order.shop_id AND h.order_id = p_order.id),
        (SELECT CASE
            WHEN r.release = 'now' THEN coalesce(r.mode, 'cluster')
            -- who has no time to leave by has nothing to wait for
            WHEN r.release = 'before_cut_off' AND coalesce(
                 p_order.ship_by <= clock_timestamp() + make_interval(mins => r.minutes_before), true)
                THEN coalesce(r.mode, 'cluster')
            ELSE 'waits' END
         FROM release_rules r
         WHERE (r.shop_id IS NULL OR r.shop_id = p_order.shop_id)
           AND (r.carrier IS NULL OR r.carrier = p_order.carrier)
           AND (r.priority_max IS NULL OR p_order.priority <= r.priority_max)
           AND (r.due_within_min IS NULL
                OR p_order.ship_by <= clock_timestamp() + make_interval(mins => r.due_within_min))
           AND (r.zone_id IS NULL OR is_promised_in(p_order, r.zone_id))
         ORDER BY r.position, r.id LIMIT 1),
        'cluster'), 'waits')
$$;

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
