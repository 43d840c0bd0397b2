-- A parcel is a place in the ledger: goods in it are there. Answers the place's id.
CREATE OR REPLACE FUNCTION place_for_parcel(p_warehouse uuid, p_number bigint) RETURNS uuid
LANGUAGE sql AS $$
    INSERT INTO places (warehouse_id, kind, code, label_code)
    VALUES (p_warehouse, 'parcel', 'P-' || p_number, label_code(30, p_number)) -- Kind.PARCEL
    RETURNING id
$$;
