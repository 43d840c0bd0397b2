-- Somebody doubts what the books say of a product at a place. A doubt that stands already stays.
CREATE OR REPLACE FUNCTION want_count(
    p_shop uuid, p_place uuid, p_product uuid, p_reason text, p_note text, p_operator uuid
) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO place_counts (shop_id, place_id, product_id, reason, note, operator_id)
    VALUES (p_shop, p_place, p_product, p_reason, p_note, p_operator)
    ON CONFLICT (shop_id, place_id, product_id) WHERE closed_at IS NULL DO NOTHING
$$;
