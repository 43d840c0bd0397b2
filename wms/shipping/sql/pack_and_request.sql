-- A packer's scan, and when it packed the order, the intent to buy a label for each of its parcels.
-- It stands here and not in packing because shipping lies downstream of it; one statement keeps
-- "packed" and "label wanted" in one transaction.
DROP FUNCTION IF EXISTS
    pack_and_request(uuid, bigint, uuid, uuid, text, text, text[], text, text, jsonb);
CREATE OR REPLACE FUNCTION pack_and_request(
    p_scan uuid, p_parcel bigint, p_operator uuid, p_device uuid, p_code text,
    p_label text, p_codes text[], p_lot text, p_serial text, p_heaviest jsonb,
    p_count int DEFAULT 1, p_expires_on date DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb := pack_scan(p_scan, p_parcel, p_operator, p_device, p_code,
                                p_label, p_codes, p_lot, p_serial, p_heaviest,
                                p_count, p_expires_on);
BEGIN
    IF (v_answer ->> 'is_order_packed')::boolean AND NOT v_answer ? 'repeated' THEN
        PERFORM request_shipments((v_answer ->> 'shop_id')::uuid, (v_answer ->> 'order_id')::uuid);
    END IF;
    IF v_answer ->> 'did' = 'closed' AND NOT v_answer ? 'repeated' THEN
        PERFORM evidence_of_close(p_parcel);
    END IF;
    RETURN v_answer;
END $$;

-- The same for a piece out of a batch's tote, whose order is chosen by it.
DROP FUNCTION IF EXISTS pack_batch_and_request(uuid, uuid, uuid, uuid, uuid, text, text, text[],
    text, text, jsonb, int, date, interval, text);
CREATE OR REPLACE FUNCTION pack_batch_and_request(
    p_scan uuid, p_tote uuid, p_operator uuid, p_device uuid, p_bench uuid, p_code text,
    p_label text, p_codes text[], p_lot text, p_serial text, p_heaviest jsonb,
    p_count int, p_expires_on date, p_away_after interval, p_sku text, p_shop uuid DEFAULT NULL
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb := pack_batch_scan(p_scan, p_tote, p_operator, p_device, p_bench, p_code,
                                      p_label, p_codes, p_lot, p_serial, p_heaviest,
                                      p_count, p_expires_on, p_away_after, p_sku, p_shop);
BEGIN
    IF (v_answer ->> 'is_order_packed')::boolean AND NOT v_answer ? 'repeated' THEN
        PERFORM request_shipments((v_answer ->> 'shop_id')::uuid, (v_answer ->> 'order_id')::uuid);
    END IF;
    IF v_answer ->> 'did' = 'closed' AND NOT v_answer ? 'repeated' THEN
        PERFORM evidence_of_close((v_answer ->> 'parcel')::bigint);
    END IF;
    RETURN v_answer;
END $$;

-- The committed intent to buy: one live shipment for each packed parcel that has none.
-- Orders tell one price for all. When some of it is not sent, nobody but the shop knows how much
-- the courier shall collect: the parcel with the money waits for the office, which asks.
CREATE OR REPLACE FUNCTION request_shipments(p_shop uuid, p_order uuid) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO shipments (shop_id, parcel_id, carrier, service, status, held_at, failure)
    SELECT pa.shop_id, pa.id, o.carrier, o.service,
           CASE WHEN asks.too_much THEN 'failed' ELSE 'requested' END,
           CASE WHEN asks.too_much THEN clock_timestamp() END,
           CASE WHEN asks.too_much THEN '{"code": "label.cod_not_whole"}'::jsonb END
    FROM parcels pa JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    CROSS JOIN LATERAL (SELECT
        EXISTS (SELECT FROM cod_of_parcel(pa)) AND EXISTS (
            SELECT FROM order_lines l WHERE l.shop_id = o.shop_id AND l.order_id = o.id
            AND l.cancelled > 0) AS too_much) AS asks
    WHERE pa.shop_id = p_shop AND pa.order_id = p_order AND pa.status = 'packed'
    ORDER BY pa.number
    ON CONFLICT (shop_id, parcel_id) WHERE status <> 'voided' DO NOTHING
$$;
