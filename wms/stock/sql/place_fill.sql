-- How much lies at a place, with whatever stands there: base units, different products, weight and
-- volume as far as they are known, and the share of its tightest limit (NULL: it has none).
CREATE OR REPLACE FUNCTION place_fill(p_place uuid)
RETURNS TABLE (units bigint, products bigint, weight_g bigint, volume_cm3 bigint, share float8)
LANGUAGE sql STABLE AS $$
    SELECT t.units, t.products, t.weight_g, t.volume_cm3,
           greatest(t.units::float8 / p.capacity_units, t.weight_g::float8 / p.capacity_weight_g,
                    t.volume_cm3::float8 / p.capacity_volume_cm3)
    FROM places p
    CROSS JOIN (
        SELECT coalesce(sum(b.on_hand), 0)::bigint AS units,
               count(DISTINCT b.product_id) AS products,
               coalesce(sum(b.on_hand * r.weight_g::bigint), 0)::bigint AS weight_g,
               coalesce(sum(b.on_hand::numeric * r.length_mm * r.width_mm * r.height_mm)
                        / 1000, 0)::bigint AS volume_cm3
        FROM balances b
        JOIN products r ON r.shop_id = b.shop_id AND r.id = b.product_id
        -- as one list their index is used: with OR, the whole hall would be read
        WHERE b.on_hand > 0 AND b.place_id = ANY (ARRAY(
            SELECT c.id FROM places c WHERE c.stands_at_id = p_place) || p_place)) AS t
    WHERE p.id = p_place
$$;
