-- When an order that is ready to be walked for at p_at has left the building: by the service's own
-- week, else the courier's, else the shop's, else the house's. NULL: the calendar has no such day.
CREATE OR REPLACE FUNCTION next_ship_by(
    p_shop uuid, p_carrier text, p_service text, p_at timestamptz
) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT ship_by FROM dispatch_days
         WHERE shop_id = p_shop AND carrier IN (p_carrier, '') AND service IN (p_service, '')
           AND closes_at > p_at
         ORDER BY carrier DESC, service DESC, closes_at LIMIT 1),
        (SELECT ship_by FROM house_days WHERE closes_at > p_at ORDER BY closes_at LIMIT 1))
$$;

-- When an order that was promised for p_day leaves by the calendar as it is now: that day, else the
-- next one on which anything leaves. NULL: the calendar has no such day.
CREATE OR REPLACE FUNCTION ship_by_on(
    p_shop uuid, p_carrier text, p_service text, p_day date, p_after timestamptz
) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT ship_by FROM dispatch_days
         WHERE shop_id = p_shop AND carrier IN (p_carrier, '') AND service IN (p_service, '')
           AND leaves_on >= p_day AND ship_by > p_after
         ORDER BY carrier DESC, service DESC, closes_at LIMIT 1),
        (SELECT ship_by FROM house_days
         WHERE leaves_on >= p_day AND ship_by > p_after ORDER BY closes_at LIMIT 1))
$$;
