-- Cartons of a delivery whose contents their shop told: the label is scanned, the receiver says that
-- it is so, and all of it comes in.

-- What the scan of a carton asks: is all this in it? NULL when the code is no carton's.
CREATE OR REPLACE FUNCTION asn_carton_ask(p_asn uuid, p_read jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_carton asn_cartons;
BEGIN
    SELECT c.* INTO v_carton FROM asns a
    JOIN asn_cartons c ON c.shop_id = a.shop_id AND c.asn_id = a.id
    WHERE a.id = p_asn
      AND c.code = ANY (ARRAY(SELECT jsonb_array_elements_text(p_read -> 'codes')));
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM asn_take(p_asn);
    IF v_carton.received_at IS NOT NULL THEN
        PERFORM refuse('inbound.carton_received', jsonb_build_object('carton', v_carton.carton_no));
    END IF;
    RETURN jsonb_build_object(
        'did', 'carton_asked', 'carton_id', v_carton.id, 'carton', v_carton.carton_no,
        'lines', (SELECT jsonb_agg(jsonb_build_object('sku', p.sku, 'name', p.name,
                                                      'quantity', l.quantity) ORDER BY l.id)
                  FROM asn_carton_lines l
                  JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
                  WHERE l.shop_id = v_carton.shop_id AND l.carton_id = v_carton.id));
END $$;

-- All of a carton comes in, one product and lot after the other as if each had been scanned.
CREATE OR REPLACE FUNCTION receive_carton(
    p_asn uuid, p_carton uuid, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_asn asns := asn_take(p_asn);
    v_carton asn_cartons;
    v_line record;
    v_answer jsonb;
    v_pieces int := 0;
BEGIN
    UPDATE asn_cartons SET received_at = clock_timestamp(), scan_id = p_scan
    WHERE shop_id = v_asn.shop_id AND asn_id = p_asn AND id = p_carton AND received_at IS NULL
    RETURNING * INTO v_carton;
    IF NOT FOUND THEN
        PERFORM refuse('inbound.nothing_asked');
    END IF;
    FOR v_line IN
        -- the same goods on two lines are one movement: a scan moves them once
        SELECT l.product_id, l.lot, l.expires_on, sum(l.quantity)::int AS quantity, p.sku
        FROM asn_carton_lines l
        JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
        WHERE l.shop_id = v_asn.shop_id AND l.carton_id = p_carton
        GROUP BY l.product_id, l.lot, l.expires_on, p.sku ORDER BY l.product_id, l.lot, l.expires_on
    LOOP
        v_answer := receive_goods(
            p_asn, jsonb_build_object(
                'code', v_carton.code, 'times', 1, 'is_extra', true,
                'product_id', v_line.product_id, 'quantity', v_line.quantity,
                'lot', v_line.lot, 'expires_on', v_line.expires_on),
            p_operator, p_device, p_scan);
        IF v_answer ->> 'did' <> 'received' THEN
            PERFORM refuse('inbound.carton_incomplete', jsonb_build_object('sku', v_line.sku));
        END IF;
        v_pieces := v_pieces + v_line.quantity;
    END LOOP;
    RETURN jsonb_build_object('did', 'carton_received', 'carton', v_carton.carton_no,
                              'quantity', v_pieces);
END $$;
