-- What people carry to a place just now, by who carries it: it will lie there in a moment.
-- wms.stock asks this of whatever comes after it; who invents another way to a place adds it here.
CREATE OR REPLACE FUNCTION goods_on_the_way(p_place uuid)
RETURNS TABLE (shop_id uuid, product_id uuid, quantity int, operator_id uuid)
LANGUAGE sql STABLE AS $$
    SELECT c.shop_id, c.product_id, c.quantity, c.operator_id FROM put_aways c
    WHERE c.to_place_id = p_place AND c.done_at IS NULL AND c.cancelled_at IS NULL
    UNION ALL -- an LPN comes with all that is in it
    SELECT b.shop_id, b.product_id, b.on_hand, c.operator_id
    FROM container_put_aways c, container_tree(c.container_id) AS tree (id)
    JOIN balances b ON b.place_id = tree.id AND b.on_hand > 0
    WHERE c.to_place_id = p_place AND c.done_at IS NULL AND c.cancelled_at IS NULL
    UNION ALL
    SELECT t.shop_id, t.product_id, t.quantity - t.set_down, w.operator_id
    FROM replenish_tasks t JOIN replenish_walks w ON w.id = t.walk_id
    WHERE t.to_place_id = p_place AND t.closed_at IS NULL AND t.returns_at IS NULL
$$;
