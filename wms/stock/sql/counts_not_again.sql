-- Whether somebody else counts a second time: this operator counted the round before, and that was a
-- moment ago, or others have been at work since then who can. Who is alone in the hall counts again
-- after p_alone_after; the desk sees that it was the same person.
CREATE OR REPLACE FUNCTION counts_not_again(
    p_shop uuid, p_count uuid, p_round int, p_operator uuid, p_alone_after interval
) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM count_entries e
        WHERE e.shop_id = p_shop AND e.count_id = p_count AND e.round = p_round
          AND e.operator_id = p_operator
          AND (e.created_at > clock_timestamp() - p_alone_after
               OR EXISTS (SELECT FROM operator_sessions s
                          WHERE s.operator_id <> p_operator AND s.last_seen_at > e.created_at)))
$$;
