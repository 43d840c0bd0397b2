-- One scan of a receiver, whole: repeat or new; goods, a carton of the delivery, or the label of a
-- dock or an LPN (p_label); remember.
-- A wrong scan is an answer, not an error: it changes nothing and is kept as a refused scan.
CREATE OR REPLACE FUNCTION receive_scan(
    p_scan uuid, p_asn uuid, p_operator uuid, p_device uuid, p_code text, p_label text, p_read jsonb
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_answer jsonb;
    v_no text;
    v_facts text;
BEGIN
    PERFORM set_config('wms.tenant', wms_hall(), true);
    -- The delivery's row lock makes receivers, or a scan and its twin, take turns.
    PERFORM FROM asns WHERE id = p_asn FOR UPDATE;
    SELECT answer INTO v_answer FROM scans WHERE id = p_scan;
    IF FOUND THEN
        RETURN v_answer || '{"repeated": true}';
    END IF;

    BEGIN
        v_answer := CASE
            WHEN p_label IS NOT NULL THEN receive_label(asn_take(p_asn), p_label, p_operator,
                                                        p_device, p_scan)
            ELSE coalesce(
                asn_carton_ask(p_asn, p_read),
                receive_goods(p_asn, p_read, p_operator, p_device, p_scan)) END;
        v_answer := v_answer || jsonb_build_object('outcome', 'ok', 'tone', CASE
            WHEN v_answer -> 'received' = v_answer -> 'expected'
             AND NOT is_counted_blind((SELECT shop_id FROM asns WHERE id = p_asn)) THEN 'done'
            ELSE 'ok' END);
    EXCEPTION WHEN SQLSTATE 'WMS01' THEN -- refused: nothing of it happened
        GET STACKED DIAGNOSTICS v_no = MESSAGE_TEXT, v_facts = PG_EXCEPTION_DETAIL;
        v_answer := jsonb_build_object('outcome', 'refused', 'code', v_no, 'facts', v_facts::jsonb);
    END;
    INSERT INTO scans (id, operator_id, device_id, flow, subject_id, code, outcome, answer)
    VALUES (p_scan, p_operator, p_device, 'receive', p_asn, p_code, v_answer ->> 'outcome', v_answer)
    ON CONFLICT DO NOTHING; -- a twin, where there is no delivery that could make it wait
    RETURN v_answer;
END $$;
