-- One piece that nobody ordered goes along: a line of its own, which the shop's list of lines leaves
-- out. Answers its id.
CREATE OR REPLACE FUNCTION add_insert_line(p_shop uuid, p_order uuid, p_product uuid) RETURNS uuid
LANGUAGE sql AS $$
    INSERT INTO order_lines (shop_id, order_id, line_no, product_id, ordered, allocated, is_insert)
    SELECT p_shop, p_order, max(line_no) + 1, p_product, 1, 1, true FROM order_lines
    WHERE shop_id = p_shop AND order_id = p_order
    RETURNING id
$$;
