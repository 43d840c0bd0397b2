-- What can be promised of some products now, place by place, with what the rule of allocate_stock
-- goes by. One statement that the planner looks into, so that nobody writes the rule a second time.
CREATE OR REPLACE FUNCTION free_stock(p_shop uuid, p_products uuid[]) RETURNS TABLE (
    product_id uuid, lot_id uuid, place_id uuid, free int,
    expires_on date, lot_at timestamptz, is_face boolean, first_at timestamptz, pick_order int
)
LANGUAGE sql STABLE AS $$
    SELECT b.product_id, b.lot_id, b.place_id, b.on_hand - b.allocated,
           l.expires_on, l.created_at, p.picked_as = 'pick_face', b.first_at, p.pick_order
    FROM balances b
    JOIN places p ON p.id = b.place_id
    JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
    WHERE b.shop_id = p_shop AND b.product_id = ANY (p_products)
      AND b.condition = 'good' AND b.on_hand > b.allocated
      AND p.picked_as IS NOT NULL
      AND (l.sell_before IS NULL OR l.sell_before > current_date)
$$;
