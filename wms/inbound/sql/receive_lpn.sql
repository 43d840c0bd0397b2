-- Receiving onto an LPN: its label at the dock, and what the receiver scans from then on goes into it,
-- until it is closed, another one is scanned, or the dock.

-- Where the receiver puts goods of a delivery down: into the LPN in use, else on the dock.
CREATE OR REPLACE FUNCTION receive_into(p_asn asns, p_operator uuid) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_lpn record;
BEGIN
    SELECT c.id, c.code, l.code AS place, l.kind INTO v_lpn
    FROM receiver_lpns r
    JOIN places c ON c.id = r.container_id
    LEFT JOIN places l ON l.id = c.stands_at_id
    WHERE r.shop_id = p_asn.shop_id AND r.asn_id = p_asn.id AND r.operator_id = p_operator;
    IF NOT FOUND THEN
        RETURN asn_dock(p_asn);
    ELSIF v_lpn.kind IS DISTINCT FROM 'dock' THEN -- somebody has put it away
        PERFORM refuse('inbound.lpn_elsewhere', jsonb_build_object(
            'container', v_lpn.code, 'place', coalesce(v_lpn.place, '–')));
    END IF;
    RETURN v_lpn.id;
END $$;

-- A label of ours was scanned at the dock: an LPN, or the dock itself.
CREATE OR REPLACE FUNCTION receive_label(
    p_asn asns, p_label text, p_operator uuid, p_device uuid, p_scan uuid
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_lpn places;
    v_dock uuid;
    v_pieces bigint;
BEGIN
    SELECT * INTO v_lpn FROM places WHERE label_code = p_label AND kind = 'lpn';
    IF v_lpn.id IS NULL THEN
        PERFORM receive_close_lpn(p_asn.shop_id, p_asn.id, p_operator);
        RETURN asn_choose_dock(p_asn, p_label);
    END IF;
    v_dock := CASE WHEN EXISTS (SELECT FROM places
                                WHERE id = v_lpn.stands_at_id AND kind = 'dock')
              THEN v_lpn.stands_at_id ELSE asn_dock(p_asn) END;
    SELECT coalesce(sum(on_hand), 0) INTO v_pieces FROM balances
    WHERE place_id IN (SELECT container_tree(v_lpn.id));
    IF v_lpn.stands_at_id IS DISTINCT FROM v_dock THEN
        IF v_pieces > 0 THEN
            PERFORM refuse('inbound.lpn_elsewhere', jsonb_build_object(
                'container', v_lpn.code, 'place', place_said(v_lpn.inside_id)));
        END IF;
        PERFORM move_container(v_lpn.id, v_dock, 'receive', p_operator, p_device, p_scan);
    END IF;
    INSERT INTO receiver_lpns AS r (shop_id, asn_id, operator_id, container_id)
    VALUES (p_asn.shop_id, p_asn.id, p_operator, v_lpn.id)
    ON CONFLICT (shop_id, asn_id, operator_id) DO UPDATE
    SET container_id = excluded.container_id, opened_at = excluded.opened_at;
    RETURN jsonb_build_object('did', 'lpn_opened', 'container', v_lpn.code, 'pieces', v_pieces);
END $$;

-- What is scanned next stands on the dock again. Answers the LPN's name, NULL when none was in use.
CREATE OR REPLACE FUNCTION receive_close_lpn(p_shop uuid, p_asn uuid, p_operator uuid)
RETURNS text
LANGUAGE sql AS $$
    DELETE FROM receiver_lpns r USING places c
    WHERE r.shop_id = p_shop AND r.asn_id = p_asn AND r.operator_id = p_operator
      AND c.id = r.container_id
    RETURNING c.code
$$;

-- The LPN into which the receiver scans now, for the screen; NULL when none is in use.
CREATE OR REPLACE FUNCTION receive_lpn(p_asn uuid, p_operator uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('container', c.code, 'pieces', (
               SELECT coalesce(sum(on_hand), 0) FROM balances WHERE place_id = c.id))
    FROM asns a
    JOIN receiver_lpns r ON r.shop_id = a.shop_id AND r.asn_id = a.id
                        AND r.operator_id = p_operator
    JOIN places c ON c.id = r.container_id
    WHERE a.id = p_asn
$$;
