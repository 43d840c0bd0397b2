-- In which time people in the building live: the calendar's zone, else what a house has that nobody
-- has asked yet; UTC before it was opened. One building: the first, should there be several.
CREATE OR REPLACE FUNCTION house_zone() RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT coalesce(h.time_zone, 'Europe/Warsaw')
        FROM warehouses w LEFT JOIN house_calendars h ON h.warehouse_id = w.id
        ORDER BY w.id LIMIT 1), 'UTC')
$$;

-- The moment at which a day begins in the building. Ask it as (SELECT day_begins(…)): once.
CREATE OR REPLACE FUNCTION day_begins(p_day date) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT p_day::timestamp AT TIME ZONE house_zone()
$$;

-- Which day it is in the building. Ask it as (SELECT house_today()): once.
CREATE OR REPLACE FUNCTION house_today() RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT CAST(now() AT TIME ZONE house_zone() AS date)
$$;
