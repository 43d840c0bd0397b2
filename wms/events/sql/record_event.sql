-- Writes an event into the outbox, in the caller's transaction.
-- The subject's row lock keeps the events of one subject in the order of their commits.
-- p_version: of the schema of p_data (wms/events/kinds).
DROP FUNCTION IF EXISTS record_event(uuid, text, text, uuid, text, jsonb);
CREATE OR REPLACE FUNCTION record_event(
    p_shop uuid, p_type text, p_subject_type text, p_subject uuid, p_external_id text, p_data jsonb,
    p_version int DEFAULT 1
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_version int;
    v_event uuid;
BEGIN
    INSERT INTO event_subjects AS s (shop_id, subject_id, version) VALUES (p_shop, p_subject, 1)
    ON CONFLICT (shop_id, subject_id)
    DO UPDATE SET version = s.version + 1, told_at = clock_timestamp()
    RETURNING version INTO v_version;

    INSERT INTO events (shop_id, type, subject_type, subject_id, subject_external_id,
                        subject_version, schema_version, data)
    VALUES (p_shop, p_type, p_subject_type, p_subject, p_external_id, v_version, p_version, p_data)
    RETURNING id INTO v_event;
    RETURN v_event;
END $$;
