-- Locks all that could be promised of some products, in the order in which everybody locks balances:
-- for verbs that promise or free stock several times before they end.
CREATE OR REPLACE FUNCTION lock_stock(p_shop uuid, p_products uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1
    FROM balances b JOIN places p ON p.id = b.place_id
    WHERE b.shop_id = p_shop AND b.product_id = ANY (p_products) AND b.condition = 'good'
      AND b.on_hand > 0 AND p.picked_as IS NOT NULL
    ORDER BY b.product_id, b.lot_id, b.condition, b.place_id
    FOR UPDATE OF b;
END $$;
