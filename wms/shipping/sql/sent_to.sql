-- To whom and where a shipment goes: as its order says, unless another pickup point was chosen for it,
-- or its address instead of a point.
CREATE OR REPLACE FUNCTION sent_to(p_recipient jsonb, p_to_point text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_to_point IS NULL THEN p_recipient
                WHEN p_to_point = '' THEN p_recipient - 'pickup_point_id'
                ELSE p_recipient || jsonb_build_object('pickup_point_id', p_to_point) END
$$;
