-- An order whose shop wants all of it or nothing, and something is not there; or of whose kit some
-- parts were found and others were not. It is not packed but put back, and waits until there is
-- enough.
CREATE OR REPLACE FUNCTION is_incomplete(p_order orders) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT p_order.status IN ('picked', 'packing')
       AND EXISTS (SELECT FROM order_lines WHERE shop_id = p_order.shop_id
                   AND order_id = p_order.id AND backordered > 0)
       AND (goes_whole(p_order) OR EXISTS (SELECT FROM loose_parts(p_order.shop_id, p_order.id)))
$$;
