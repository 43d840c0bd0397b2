-- Whether who counts is still at work: who has logged out, or was not seen for p_away_after, has gone
-- home, and a colleague begins that count anew.
CREATE OR REPLACE FUNCTION counter_is_here(p_counter uuid, p_away_after interval) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM operator_sessions
        WHERE operator_id = p_counter AND ended_at IS NULL
          AND last_seen_at > clock_timestamp() - p_away_after)
$$;
