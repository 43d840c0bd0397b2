-- The money of an order is collected once: with its first parcel. No row for every other parcel,
-- and for one whose order is paid already. Label, manifest and courier all ask here.
CREATE OR REPLACE FUNCTION cod_of_parcel(p_parcel parcels)
RETURNS TABLE (cod_amount_minor int, cod_currency text)
LANGUAGE sql STABLE AS $$
    SELECT o.cod_amount_minor, o.cod_currency FROM orders o
    WHERE o.shop_id = p_parcel.shop_id AND o.id = p_parcel.order_id
      AND o.cod_amount_minor IS NOT NULL
      AND NOT EXISTS (SELECT FROM parcels earlier
                      WHERE earlier.shop_id = p_parcel.shop_id
                        AND earlier.order_id = p_parcel.order_id
                        AND earlier.status <> 'cancelled' AND earlier.number < p_parcel.number)
$$;
