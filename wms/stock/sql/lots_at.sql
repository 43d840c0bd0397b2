-- The lots of a product that lie at some places, in any condition, as a JSON array of their codes;
-- the first to expire first. Asked only for goods that are kept by lot.
CREATE OR REPLACE FUNCTION lots_at(p_shop uuid, p_product uuid, p_places uuid[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(here.code ORDER BY here.expires_on NULLS LAST, here.code), '[]')
    FROM (
        SELECT DISTINCT l.code, l.expires_on
        FROM balances b
        JOIN lots l ON l.shop_id = b.shop_id AND l.product_id = b.product_id AND l.id = b.lot_id
        WHERE b.shop_id = p_shop AND b.product_id = p_product AND b.place_id = ANY (p_places)
          AND b.on_hand > 0) AS here
$$;
