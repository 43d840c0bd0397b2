-- Locks the order of a parcel for a verb that is not a scan; refuses what a scan would be refused.
CREATE OR REPLACE FUNCTION pack_hold(p_parcel bigint, p_operator uuid)
RETURNS TABLE (shop_id uuid, parcel_id uuid, order_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    v_order orders;
    v_parcel parcels;
    v_no jsonb;
BEGIN
    SELECT o.* INTO v_order
    FROM parcels pa JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    WHERE pa.number = p_parcel FOR UPDATE OF o;
    SELECT * INTO v_parcel FROM parcels WHERE number = p_parcel;
    v_no := pack_forbidden(v_order, v_parcel, p_parcel, p_operator);
    IF v_no IS NOT NULL THEN
        PERFORM refuse(v_no ->> 'code', v_no -> 'facts');
    END IF;
    RETURN QUERY SELECT v_parcel.shop_id, v_parcel.id, v_parcel.order_id;
END $$;

-- Counts units out of a parcel again; the goods themselves go by the ledger.
CREATE OR REPLACE FUNCTION pack_take_out(
    p_shop uuid, p_parcel uuid, p_line uuid, p_lot uuid, p_quantity int, p_serial text
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM parcel_lines WHERE shop_id = p_shop AND parcel_id = p_parcel
      AND order_line_id = p_line AND lot_id = p_lot AND quantity = p_quantity;
    IF NOT FOUND THEN
        UPDATE parcel_lines
        SET quantity = quantity - p_quantity, serials = array_remove(serials, p_serial)
        WHERE shop_id = p_shop AND parcel_id = p_parcel
          AND order_line_id = p_line AND lot_id = p_lot;
    END IF;
    UPDATE order_lines SET packed = packed - p_quantity WHERE shop_id = p_shop AND id = p_line;
    PERFORM pack_not_full(pa) FROM parcels pa WHERE pa.shop_id = p_shop AND pa.id = p_parcel;
END $$;
