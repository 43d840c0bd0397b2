-- Waits for whoever else is telling of these subjects, until the end of this transaction.
-- In key order, so that two who tell of several subjects wait in a queue and not for each other.
CREATE OR REPLACE FUNCTION take_turns(p_shop uuid, p_subjects uuid[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO event_subjects AS s (shop_id, subject_id, version)
    SELECT p_shop, p.id, 0 FROM unnest(p_subjects) AS p (id) ORDER BY p.id
    ON CONFLICT (shop_id, subject_id) DO UPDATE SET version = s.version
$$;
