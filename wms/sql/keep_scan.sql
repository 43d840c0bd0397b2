-- Remembers a scan and its answer; returns what is kept of it.
-- Twins take turns on the row that they are about. Where there is none (a code that nobody knows)
-- they meet here, and the second one is answered like the first. A twin that has moved something
-- already (the same id sent about two rows at once) takes it back and looks again: `wms.db.Hot`
-- runs it once more, and then it finds the first one's answer.
CREATE OR REPLACE FUNCTION keep_scan(
    p_scan uuid, p_operator uuid, p_device uuid, p_flow text, p_subject uuid, p_code text,
    p_answer jsonb
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_kept jsonb;
BEGIN
    INSERT INTO scans (id, operator_id, device_id, flow, subject_id, code, outcome, answer)
    VALUES (p_scan, p_operator, p_device, p_flow, p_subject, p_code, p_answer ->> 'outcome', p_answer)
    ON CONFLICT (id) DO NOTHING;
    IF FOUND THEN
        RETURN p_answer;
    ELSIF p_answer ->> 'outcome' = 'ok' THEN
        RAISE EXCEPTION 'scan % has a twin', p_scan USING ERRCODE = 'serialization_failure';
    END IF;
    SELECT answer INTO STRICT v_kept FROM scans WHERE id = p_scan;
    RETURN v_kept || '{"repeated": true}';
END $$;
