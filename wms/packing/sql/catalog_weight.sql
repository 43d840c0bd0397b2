-- What lies in a parcel weighs so much by the catalog, g; NULL when it is empty.
CREATE OR REPLACE FUNCTION catalog_weight(p_parcel parcels) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT sum(pl.quantity::bigint * coalesce(p.weight_g, 0))::bigint
    FROM parcel_lines pl
    JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id
    WHERE pl.shop_id = p_parcel.shop_id AND pl.parcel_id = p_parcel.id
$$;
