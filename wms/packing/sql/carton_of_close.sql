-- The carton in which a parcel closes: the one that the packer took, else the one that was thought of
-- for it. No row: nobody knows.
CREATE OR REPLACE FUNCTION carton_of_close(p_order orders, p_parcel parcels)
RETURNS carton_types
LANGUAGE sql STABLE AS $$
    SELECT * FROM carton_types
    WHERE id = coalesce(p_parcel.carton_id, (
        SELECT carton_ids[1] FROM carton_plans
        WHERE shop_id = p_order.shop_id AND order_id = p_order.id
          AND parcels = closed_parcels(p_order.shop_id, p_order.id)))
$$;

-- Parcels of an order that are closed: with each, what is left to be packed is another question.
CREATE OR REPLACE FUNCTION closed_parcels(p_shop uuid, p_order uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM parcels
    WHERE shop_id = p_shop AND order_id = p_order AND status NOT IN ('open', 'cancelled')
$$;
