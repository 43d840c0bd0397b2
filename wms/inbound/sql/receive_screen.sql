-- All that the receiver's screen shows, in one statement: the delivery, what the operator's last
-- scan asked ("asked"), what it counted ("counted"), and what the scan that led there was answered
-- ("answer"). It reads only.
CREATE OR REPLACE FUNCTION receive_screen(p_asn uuid, p_operator uuid, p_scan uuid) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true), set_config('transaction_read_only', 'on', true);
    RETURN jsonb_build_object(
        'delivery', asn_delivery(p_asn),
        'asked', receive_asked(p_asn, p_operator),
        'counted', receive_counted(p_asn, p_operator),
        'lpn', receive_lpn(p_asn, p_operator),
        'answer', (SELECT answer FROM scans WHERE id = p_scan));
END $$;

-- The delivery in hand, and how far it is; NULL when there is none.
CREATE OR REPLACE FUNCTION asn_delivery(p_asn uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', a.id, 'number', a.number, 'external_id', a.external_id, 'shop_id', a.shop_id,
        'shop', s.name, 'status', a.status, 'expected', l.expected, 'received', l.received,
        'discrepancies', (SELECT count(*) FROM discrepancies d
                          WHERE d.shop_id = a.shop_id AND d.asn_id = a.id
                            AND d.status <> 'withdrawn'),
        'is_announced', a.is_announced, 'is_blind', is_counted_blind(a.shop_id),
        'dock', (SELECT code FROM places WHERE id = a.dock_place_id),
        'docks', (SELECT count(*) FROM places
                  WHERE warehouse_id = (SELECT id FROM warehouses ORDER BY id LIMIT 1)
                    AND kind = 'dock' AND blocked_at IS NULL))
    FROM asns a
    JOIN shops s ON s.id = a.shop_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(expected), 0) AS expected, coalesce(sum(received), 0) AS received
        FROM asn_lines WHERE shop_id = a.shop_id AND asn_id = a.id) AS l
    WHERE a.id = p_asn
$$;

-- The answer of the operator's last scan at this delivery, when it asks for another one.
-- p_besides: the scan that answers it.
CREATE OR REPLACE FUNCTION receive_asked(p_asn uuid, p_operator uuid, p_besides uuid DEFAULT NULL)
RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT answer FROM (
        SELECT answer FROM scans
        WHERE subject_id = p_asn AND operator_id = p_operator AND flow = 'receive'
          AND id IS DISTINCT FROM p_besides
          -- what cannot be a serial number, or a day of no calendar, leaves the question open
          AND coalesce(answer ->> 'code', '') NOT IN ('inbound.serial_unread', 'inbound.batch_mistyped')
        ORDER BY at DESC LIMIT 1) AS last
    WHERE answer ->> 'did' IN ('batch_asked', 'carton_asked', 'serial_asked')
       OR answer ->> 'code' IN ('inbound.over', 'inbound.unexpected_product',
                                'inbound.serial_known')
$$;

-- The answer of the operator's last scan that took goods in, with what its line counts now.
CREATE OR REPLACE FUNCTION receive_counted(p_asn uuid, p_operator uuid, p_besides uuid DEFAULT NULL)
RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT last.answer
           || jsonb_build_object('received', l.received, 'expected', l.expected,
                                 'lacks_weight', p.weight_g IS NULL, 'photo', (
                  SELECT ph.shop_id || '/' || ph.photo_id FROM product_photos ph
                  WHERE ph.shop_id = p.shop_id AND ph.product_id = p.id
                  ORDER BY ph.photo_id LIMIT 1))
    FROM (SELECT answer FROM scans
          WHERE subject_id = p_asn AND operator_id = p_operator AND flow = 'receive'
            AND answer ->> 'did' = 'received' AND id IS DISTINCT FROM p_besides
          ORDER BY at DESC LIMIT 1) AS last
    JOIN asns a ON a.id = p_asn
    JOIN products p ON p.shop_id = a.shop_id AND p.sku = last.answer ->> 'sku'
    JOIN asn_lines l ON l.shop_id = a.shop_id AND l.asn_id = a.id AND l.product_id = p.id
$$;
