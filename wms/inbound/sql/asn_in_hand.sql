-- The delivery in hand: its row is locked first, so receivers of one delivery take turns.
-- Refuses when there is none, or when nothing more is received into it.
CREATE OR REPLACE FUNCTION asn_take(p_asn uuid) RETURNS asns
LANGUAGE plpgsql AS $$
DECLARE
    v_asn asns;
BEGIN
    SELECT * INTO v_asn FROM asns WHERE id = p_asn FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('asn.unknown', jsonb_build_object('name', p_asn));
    ELSIF v_asn.status NOT IN ('announced', 'arrived', 'receiving') THEN
        PERFORM refuse('inbound.finished', jsonb_build_object(
            'number', v_asn.number, 'status', v_asn.status));
    END IF;
    RETURN v_asn;
END $$;

-- It changed in a way that its shop may see.
CREATE OR REPLACE FUNCTION asn_touch(p_asn asns) RETURNS void
LANGUAGE sql AS $$
    UPDATE asns SET version = version + 1, updated_at = clock_timestamp()
    WHERE shop_id = p_asn.shop_id AND id = p_asn.id
$$;

CREATE OR REPLACE FUNCTION asn_tell(p_asn asns, p_type text, p_data jsonb) RETURNS void
LANGUAGE sql AS $$
    SELECT record_event(p_asn.shop_id, p_type, 'asn', p_asn.id, p_asn.external_id, p_data)
$$;

-- The delivery goes one step on; nothing happens when it is there. Whatever its first step is, it
-- has arrived. p_operator or p_user: who did it; p_note: why, when a person said so.
DROP FUNCTION IF EXISTS asn_step(asns, text);
CREATE OR REPLACE FUNCTION asn_step(
    p_asn asns, p_status text, p_operator uuid DEFAULT NULL, p_user uuid DEFAULT NULL,
    p_note text DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_asn.status = p_status THEN
        RETURN;
    END IF;
    UPDATE asns
    SET status = p_status, version = version + 1, updated_at = clock_timestamp(),
        arrived_at = CASE WHEN p_status = 'cancelled' THEN arrived_at
                     ELSE coalesce(arrived_at, clock_timestamp()) END,
        received_at = CASE WHEN p_status = 'received' THEN clock_timestamp() ELSE received_at END,
        closed_at = CASE WHEN p_status = 'closed' THEN clock_timestamp() END
    WHERE shop_id = p_asn.shop_id AND id = p_asn.id;
    IF p_status = 'received' THEN
        DELETE FROM receiver_lpns WHERE shop_id = p_asn.shop_id AND asn_id = p_asn.id;
    END IF;
    INSERT INTO asn_steps (shop_id, asn_id, step, operator_id, user_id, note)
    VALUES (p_asn.shop_id, p_asn.id, CASE
                WHEN p_status = 'receiving' AND p_asn.status IN ('received', 'closed')
                THEN 'reopened' ELSE p_status END, p_operator, p_user, p_note);
    IF p_asn.arrived_at IS NULL AND p_status <> 'cancelled' THEN
        PERFORM asn_tell(p_asn, 'inbound.arrived', jsonb_build_object('asn_number', p_asn.number));
    END IF;
END $$;

-- Where its goods are put down: the scanned dock, or the only one there is.
CREATE OR REPLACE FUNCTION asn_dock(p_asn asns) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_docks uuid[];
BEGIN
    IF p_asn.dock_place_id IS NOT NULL THEN
        RETURN p_asn.dock_place_id;
    END IF;
    SELECT array_agg(id) INTO v_docks FROM places
    WHERE warehouse_id = (SELECT id FROM warehouses ORDER BY id LIMIT 1)
      AND kind = 'dock' AND blocked_at IS NULL;
    IF cardinality(v_docks) IS DISTINCT FROM 1 THEN
        PERFORM refuse('inbound.dock_needed');
    END IF;
    UPDATE asns SET dock_place_id = v_docks[1] WHERE shop_id = p_asn.shop_id AND id = p_asn.id;
    RETURN v_docks[1];
END $$;

-- The label of a dock was scanned: its goods are put down there from now on.
CREATE OR REPLACE FUNCTION asn_choose_dock(p_asn asns, p_label text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_place places;
BEGIN
    SELECT * INTO v_place FROM places WHERE label_code = p_label;
    IF NOT FOUND THEN
        PERFORM refuse('place.unknown', jsonb_build_object('scanned', p_label));
    ELSIF v_place.kind <> 'dock' THEN
        PERFORM refuse('inbound.not_a_dock', jsonb_build_object('place', v_place.code));
    END IF;
    UPDATE asns SET dock_place_id = v_place.id WHERE shop_id = p_asn.shop_id AND id = p_asn.id;
    RETURN jsonb_build_object('did', 'dock', 'dock', v_place.code);
END $$;
