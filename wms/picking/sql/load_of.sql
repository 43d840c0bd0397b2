-- What an order's promised goods are for a cart. Sizes are asked of the catalog; what nobody told
-- weighs and takes nothing.
CREATE OR REPLACE FUNCTION load_of(p_shop uuid, p_order uuid)
RETURNS TABLE (units bigint, weight_g bigint, volume_cm3 bigint)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(l.allocated - l.picked), 0)::bigint,
           coalesce(sum((l.allocated - l.picked) * coalesce(p.weight_g, 0)::bigint), 0)::bigint,
           coalesce(sum((l.allocated - l.picked)
                        * (p.length_mm::float8 * p.width_mm * p.height_mm / 1000)), 0)::bigint
    FROM order_lines l JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = p_shop AND l.order_id = p_order
$$;
