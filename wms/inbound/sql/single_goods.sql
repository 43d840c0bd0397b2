-- Single goods of a delivery: pieces with a serial number, and lots that were announced.

-- A piece came in: it is known by its serial from now on. Twice in one delivery is refused; a piece
-- that came with another delivery is asked about, for it may have been sent back and come again.
CREATE OR REPLACE FUNCTION keep_serial(
    p_asn asns, p_product uuid, p_movement uuid, p_read jsonb, p_sku text
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_serial text := p_read ->> 'serial';
    v_known record;
BEGIN
    INSERT INTO received_serials AS s (shop_id, product_id, serial, asn_id, movement_id)
    VALUES (p_asn.shop_id, p_product, v_serial, p_asn.id, p_movement)
    ON CONFLICT (shop_id, product_id, serial)
    DO UPDATE SET asn_id = excluded.asn_id, movement_id = excluded.movement_id,
                  received_at = clock_timestamp()
    WHERE s.asn_id <> p_asn.id AND (p_read ->> 'is_extra')::boolean IS TRUE;
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT a.id, a.number INTO v_known FROM received_serials s
    JOIN asns a ON a.shop_id = s.shop_id AND a.id = s.asn_id
    WHERE s.shop_id = p_asn.shop_id AND s.product_id = p_product AND s.serial = v_serial;
    PERFORM refuse(
        CASE WHEN v_known.id = p_asn.id THEN 'inbound.serial_twice' ELSE 'inbound.serial_known' END,
        jsonb_build_object('sku', p_sku, 'serial', v_serial, 'number', v_known.number)
        -- the side door "Receive as extra" needs them
        || jsonb_strip_nulls(jsonb_build_object(
            'quantity', 1, 'code', p_read -> 'code', 'times', p_read -> 'times',
            'lot', p_read -> 'lot', 'expires_on', p_read -> 'expires_on')));
END $$;

-- Whether goods of this lot were announced: they were, or no lot of the product was.
CREATE OR REPLACE FUNCTION is_lot_announced(p_asn asns, p_product uuid, p_lot text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_or(lot = p_lot), true) FROM asn_lots
    WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_product
$$;

-- Goods that are held as they come in, piece by piece: one growing difference for those of one lot,
-- told when it comes and when it goes; the final quantity is in inbound.received.
CREATE OR REPLACE FUNCTION grow_discrepancy(
    p_asn asns, p_kind text, p_product uuid, p_lot uuid, p_quantity int, p_details jsonb
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE discrepancies SET quantity = quantity + p_quantity
    WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_product
      AND lot_id = p_lot AND kind = p_kind AND status = 'open';
    IF NOT FOUND THEN
        PERFORM note_discrepancy(
            p_asn, p_kind, p_product, p_quantity, p_details => p_details, p_lot => p_lot,
            p_condition => 'quarantine');
    END IF;
END $$;

-- So many of them were taken back.
CREATE OR REPLACE FUNCTION shrink_discrepancies(p_asn asns, p_product uuid, p_lot uuid, p_quantity int)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_gone discrepancies;
BEGIN
    FOR v_gone IN
        UPDATE discrepancies
        SET quantity = greatest(quantity - p_quantity, 1),
            status = CASE WHEN quantity > p_quantity THEN status ELSE 'withdrawn' END,
            withdrawn_at = CASE WHEN quantity > p_quantity THEN NULL ELSE clock_timestamp() END
        WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id AND product_id = p_product
          AND lot_id = p_lot AND kind IN ('short_dated', 'wrong_lot') AND status = 'open'
          AND scan_id IS NULL
        RETURNING *
    LOOP
        IF v_gone.status = 'withdrawn' THEN
            PERFORM tell_discrepancy(p_asn, v_gone);
        END IF;
    END LOOP;
END $$;
