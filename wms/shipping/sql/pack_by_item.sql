-- An item, or what stands on a parcel's label, was scanned where the bench asks for a tote.
-- An item: the most urgent order of one piece that wants it opens, and the scan packs it, when one
-- batch's tote can be meant. A tracking number: that parcel. p_shop: whose product it is, when the
-- scan before was asked back. Answer: as of pack_batch_and_request or pack_open; or
-- {"did": "which_shop", "code", "choices": [{"shop_id", "shop", "sku", "name"}]}: nothing moved.
CREATE OR REPLACE FUNCTION pack_by_item(
    p_scan uuid, p_operator uuid, p_device uuid, p_bench uuid, p_code text, p_codes text[],
    p_lot text, p_serial text, p_heaviest jsonb, p_count int, p_expires_on date,
    p_is_supervisor boolean, p_away_after interval, p_shop uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb;
    v_parcel text;
    v_totes uuid[];
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true);
    SELECT answer INTO v_answer FROM scans WHERE id = p_scan;
    IF FOUND THEN
        RETURN v_answer || '{"repeated": true}';
    END IF;
    SELECT array_agg(tote_id) INTO v_totes FROM batch_totes_with(p_codes, p_bench, p_shop);
    IF v_totes IS NULL THEN
        SELECT label_code(30, pa.number) INTO v_parcel
        FROM shipments s JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
        WHERE s.tracking_number = ANY (p_codes) AND s.status <> 'voided';
        IF FOUND THEN
            RETURN pack_open(p_scan, p_operator, p_device, p_bench, p_code, v_parcel, NULL,
                             p_is_supervisor, p_away_after);
        END IF;
        v_answer := coalesce(label_voided(p_codes), pack_no_batch(p_code, p_codes));
    ELSIF p_shop IS NULL THEN
        v_answer := pack_which_shop(p_codes, v_totes) || jsonb_build_object('code', p_code);
    END IF;
    IF v_answer IS NULL AND cardinality(v_totes) > 1 THEN
        v_answer := pack_refused('pack.which_tote', jsonb_build_object('totes', (
            SELECT string_agg(code, ', ' ORDER BY code) FROM places WHERE id = ANY (v_totes))));
    END IF;
    IF v_answer IS NULL THEN
        v_answer := pack_open_batch(v_totes[1]);
        IF v_answer ->> 'outcome' = 'ok' THEN
            RETURN pack_batch_and_request(p_scan, v_totes[1], p_operator, p_device, p_bench,
                p_code, NULL, p_codes, p_lot, p_serial, p_heaviest, p_count, p_expires_on,
                p_away_after, NULL, p_shop);
        END IF;
    END IF;
    RETURN keep_scan(p_scan, p_operator, p_device, 'pack', NULL, p_code, v_answer);
END $$;

-- The totes of batches in this bench's building in which a piece with one of these codes lies. One
-- from which this bench has packed goes before one that nobody has begun, that before one of another
-- bench, and all of them before one that a picker still fills: only the first of these kinds.
CREATE OR REPLACE FUNCTION batch_totes_with(p_codes text[], p_bench uuid, p_shop uuid)
RETURNS TABLE (tote_id uuid)
LANGUAGE sql STABLE AS $$
    SELECT tote_id FROM (
        SELECT tote_id, nearness, min(nearness) OVER () AS nearest FROM (
            SELECT DISTINCT ro.tote_id, CASE
                WHEN pack_open_batch(ro.tote_id) ->> 'outcome' <> 'ok' THEN 3
                WHEN begun.benches IS NULL THEN 1
                WHEN p_bench = ANY (begun.benches) THEN 0 ELSE 2 END AS nearness
            FROM pick_run_orders ro
            JOIN places t ON t.id = ro.tote_id
            JOIN order_lines l ON l.shop_id = ro.shop_id AND l.order_id = ro.order_id
                              AND l.picked > l.packed
            JOIN barcodes b ON b.shop_id = l.shop_id AND b.product_id = l.product_id
                           AND b.code = ANY (p_codes)
            CROSS JOIN LATERAL (
                SELECT array_agg(DISTINCT pa.bench_id) AS benches
                FROM pick_run_orders mine
                JOIN parcels pa ON pa.shop_id = mine.shop_id AND pa.order_id = mine.order_id
                WHERE mine.tote_id = ro.tote_id AND mine.run_id = ro.run_id AND mine.is_batch
                  AND pa.bench_id IS NOT NULL) AS begun
            WHERE ro.is_batch AND ro.emptied_at IS NULL AND ro.tote_id IS NOT NULL
              AND (p_shop IS NULL OR ro.shop_id = p_shop)
              AND (p_bench IS NULL OR t.warehouse_id = (
                  SELECT warehouse_id FROM places WHERE id = p_bench))) AS found) AS ranked
    WHERE nearness = nearest
$$;

-- Say what was scanned: goods that lie in no batch's tote here, or nothing that anybody knows.
CREATE OR REPLACE FUNCTION pack_no_batch(p_code text, p_codes text[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT pack_refused('pack.no_batch', jsonb_build_object('scanned', p.sku, 'shop', s.name))
        FROM barcodes b
        JOIN products p ON p.shop_id = b.shop_id AND p.id = b.product_id
        JOIN shops s ON s.id = b.shop_id
        WHERE b.code = ANY (p_codes) ORDER BY s.name LIMIT 1
    ), pack_refused('pack.not_an_order', jsonb_build_object('scanned', p_code)))
$$;

-- A label that is not valid any more, and what became of its parcel. NULL: these codes are no such.
CREATE OR REPLACE FUNCTION label_voided(p_codes text[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT pack_refused('shipment.label_voided', jsonb_build_object('parcel', pa.number))
    FROM shipments s JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
    WHERE s.tracking_number = ANY (p_codes) AND s.status = 'voided' LIMIT 1
$$;
