-- Closes one day (UTC) of a shop's ledger: keeps what there is of each product that moved, and seals
-- the day's movements together with all days before. Answers how many movements the day has.
-- The caller knows that no transaction is under way that could still write into the day.
CREATE OR REPLACE FUNCTION close_stock_day(p_shop uuid, p_day date) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    v_from CONSTANT timestamptz := p_day::timestamp AT TIME ZONE 'UTC';
    v_until CONSTANT timestamptz := (p_day + 1)::timestamp AT TIME ZONE 'UTC';
    v_before CONSTANT text := coalesce((
        SELECT digest FROM closed_days WHERE shop_id = p_shop AND day_on < p_day
        ORDER BY day_on DESC LIMIT 1), '');
    v_movements int;
    v_lines text;
BEGIN
    SELECT count(*), string_agg(ledger_line(m, p.sku, l.code) || E'\n', '' ORDER BY m.id)
    INTO v_movements, v_lines
    FROM movements m
    JOIN products p ON p.shop_id = m.shop_id AND p.id = m.product_id
    JOIN lots l ON l.shop_id = m.shop_id AND l.product_id = m.product_id AND l.id = m.lot_id
    WHERE m.shop_id = p_shop AND m.id >= first_id_of(v_from) AND m.id < last_id_of(v_until)
      AND m.occurred_at >= v_from AND m.occurred_at < v_until;

    -- one statement: what there was is counted while this day is still open
    WITH closed AS (
        INSERT INTO closed_days (shop_id, day_on, movements, digest)
        VALUES (p_shop, p_day, v_movements, encode(
            sha256(convert_to(v_before || E'\n' || coalesce(v_lines, ''), 'UTF8')), 'hex'))
    )
    INSERT INTO stock_days (shop_id, product_id, day_on, conditions)
    SELECT p_shop, moved.product_id, p_day, stock_then(p_shop, moved.product_id, v_until)
    FROM (SELECT DISTINCT m.product_id FROM movements m
          WHERE m.shop_id = p_shop AND m.id >= first_id_of(v_from) AND m.id < last_id_of(v_until)
            AND m.occurred_at >= v_from AND m.occurred_at < v_until) AS moved;
    RETURN v_movements;
END $$;

-- A movement as the seal has it; docs/verify_ledger.py makes the same of GET /v1/stock-movements.
-- Places by their ids: a place may be called otherwise one day, and nothing of the past has changed.
DROP FUNCTION IF EXISTS ledger_line(movements, text, text, text, text);
CREATE OR REPLACE FUNCTION ledger_line(m movements, p_sku text, p_lot text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws('|', m.id,
                     to_char(m.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                     p_sku, p_lot, m.quantity, m.from_place_id, m.from_condition,
                     m.to_place_id, m.to_condition,
                     m.reason)
$$;

-- What there was of a product just before a moment: condition → base units inside the building.
-- It begins with the last closed day before the moment (or with nothing) and adds what moved since.
CREATE OR REPLACE FUNCTION stock_then(p_shop uuid, p_product uuid, p_moment timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- a product that did not move on the last closed day is as it was on its own last one
    v_kept CONSTANT date := (
        SELECT max(day_on) FROM closed_days
        WHERE shop_id = p_shop AND day_on < (p_moment AT TIME ZONE 'UTC')::date);
    v_since CONSTANT timestamptz := (v_kept + 1)::timestamp AT TIME ZONE 'UTC';
    v_base CONSTANT jsonb := (
        SELECT conditions FROM stock_days
        WHERE shop_id = p_shop AND product_id = p_product AND day_on <= v_kept
        ORDER BY day_on DESC LIMIT 1);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_object_agg(condition, n), '{}')
        FROM (
            SELECT condition, sum(n) AS n
            FROM (
                SELECT key AS condition, value::bigint AS n
                FROM jsonb_each_text(coalesce(v_base, '{}'))
                UNION ALL
                SELECT side.condition, side.n
                FROM movements m
                CROSS JOIN LATERAL (
                    VALUES (m.from_place_id, m.from_condition, -m.quantity::bigint),
                           (m.to_place_id, m.to_condition, m.quantity::bigint)
                ) AS side (place_id, condition, n)
                -- only what is inside the building has a label
                JOIN places p ON p.id = side.place_id AND p.label_code IS NOT NULL
                WHERE m.shop_id = p_shop AND m.product_id = p_product
                  AND m.id >= first_id_of(v_since) AND m.id < last_id_of(p_moment)
                  AND m.occurred_at >= coalesce(v_since, '-infinity')
                  AND m.occurred_at < p_moment
            ) AS each_side
            GROUP BY condition HAVING sum(n) <> 0
        ) AS there);
END $$;

-- Movements have ids in the order of time (RFC 9562, version 7), so their index finds a stretch of
-- it. The clock of a server may step back while its ids go on: these bounds leave it hours.
CREATE OR REPLACE FUNCTION first_id_of(p_moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(id_of_moment(p_moment - interval '6 hours'),
                    '00000000-0000-0000-0000-000000000000'::uuid)
$$;

CREATE OR REPLACE FUNCTION last_id_of(p_moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
    SELECT id_of_moment(p_moment + interval '6 hours')
$$;

CREATE OR REPLACE FUNCTION id_of_moment(p_moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT (lpad(to_hex((extract(epoch FROM p_moment) * 1000)::bigint), 12, '0')
            || '00000000000000000000')::uuid
$$;
