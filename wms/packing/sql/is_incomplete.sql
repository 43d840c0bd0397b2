-- An order whose shop wants all of it or nothing, and something is not there: it is not packed but
-- put back, and waits until there is enough of everything.
CREATE OR REPLACE FUNCTION is_incomplete(p_order orders) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT p_order.backorder_policy = 'all_or_nothing' AND p_order.status IN ('picked', 'packing')
       AND EXISTS (SELECT FROM order_lines WHERE shop_id = p_order.shop_id
                   AND order_id = p_order.id AND backordered > 0)
$$;
