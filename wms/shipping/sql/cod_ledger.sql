-- Takes down one entry of cash on delivery and its effect on the balance, whose row is locked first: who
-- books the same parcel at once waits, and finds it booked. Returns the entry's id.
-- p_kind: see wms.shipping.cod.models.KINDS. p_reverses: the entry that is taken back.
CREATE OR REPLACE FUNCTION book_cod(
    p_shop uuid, p_carrier text, p_currency text, p_kind text, p_amount int, p_shipment uuid,
    p_statement uuid, p_reference text, p_user uuid, p_reverses uuid
) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_sign int := CASE WHEN p_reverses IS NULL THEN 1 ELSE -1 END;
    v_expected bigint := 0;
    v_settled boolean;
    v_entry uuid;
    v_due bigint;
BEGIN
    INSERT INTO cod_balances (shop_id, carrier, currency) VALUES (p_shop, p_carrier, p_currency)
    ON CONFLICT DO NOTHING;
    SELECT collected_minor - passed_on_minor INTO v_due FROM cod_balances
    WHERE shop_id = p_shop AND carrier = p_carrier AND currency = p_currency FOR UPDATE;
    IF EXISTS (SELECT FROM cod_entries WHERE shop_id = p_shop AND reverses_id = p_reverses) THEN
        PERFORM refuse('cod.booked_already');
    END IF;
    IF p_kind IN ('collected', 'released') THEN
        SELECT coalesce(sum(amount_minor) FILTER (WHERE kind = 'expected'), 0),
               coalesce(sum(CASE WHEN kind IN ('collected', 'released') THEN
                   CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END ELSE 0 END), 0) > 0
        INTO v_expected, v_settled
        FROM cod_entries WHERE shop_id = p_shop AND shipment_id = p_shipment;
        IF v_settled = (v_sign = 1) THEN
            PERFORM refuse('cod.booked_already');
        END IF;
    ELSIF p_kind = 'passed_on' AND v_sign * p_amount > v_due THEN
        PERFORM refuse('cod.more_than_collected', jsonb_build_object('most_minor', v_due));
    END IF;
    IF p_kind = 'collected' AND v_sign = -1 AND p_amount > v_due THEN
        PERFORM refuse('cod.passed_on_already');
    END IF;
    INSERT INTO cod_entries (shop_id, carrier, currency, kind, amount_minor, shipment_id,
                             statement_id, reference, user_id, reverses_id)
    VALUES (p_shop, p_carrier, p_currency, p_kind, p_amount, p_shipment, p_statement,
            coalesce(p_reference, ''), p_user, p_reverses)
    RETURNING id INTO v_entry;
    UPDATE cod_balances
    SET outstanding_minor = outstanding_minor - v_sign * v_expected,
        collected_minor = collected_minor + CASE WHEN p_kind = 'collected'
                                                 THEN v_sign * p_amount ELSE 0 END,
        passed_on_minor = passed_on_minor + CASE WHEN p_kind = 'passed_on'
                                                 THEN v_sign * p_amount ELSE 0 END
    WHERE shop_id = p_shop AND carrier = p_carrier AND currency = p_currency;
    RETURN v_entry;
END $$;

-- The parcels of a manifest are the courier's, and with them the money it will collect.
CREATE OR REPLACE FUNCTION expect_cod(p_manifest uuid) RETURNS void
LANGUAGE sql AS $$
    WITH entered AS (
        INSERT INTO cod_entries (shop_id, carrier, kind, amount_minor, currency, shipment_id)
        SELECT s.shop_id, s.carrier, 'expected', cod.cod_amount_minor, cod.cod_currency, s.id
        FROM shipments s
        JOIN parcels pa ON pa.shop_id = s.shop_id AND pa.id = s.parcel_id
        CROSS JOIN LATERAL cod_of_parcel(pa) AS cod
        WHERE s.manifest_id = p_manifest
        ON CONFLICT (shop_id, shipment_id) WHERE kind = 'expected' DO NOTHING
        RETURNING shop_id, carrier, currency, amount_minor
    )
    INSERT INTO cod_balances AS b (shop_id, carrier, currency, outstanding_minor)
    SELECT shop_id, carrier, currency, sum(amount_minor) FROM entered
    GROUP BY shop_id, carrier, currency ORDER BY shop_id, carrier, currency
    ON CONFLICT (shop_id, carrier, currency)
    DO UPDATE SET outstanding_minor = b.outstanding_minor + excluded.outstanding_minor
$$;

-- What the entries of cash on delivery come to, as `cod_balances` must say it.
CREATE OR REPLACE FUNCTION cod_replayed()
RETURNS TABLE (shop_id uuid, carrier text, currency text, outstanding numeric, collected numeric,
               passed_on numeric)
LANGUAGE sql STABLE AS $$
    SELECT e.shop_id, e.carrier, e.currency,
           sum(CASE WHEN e.kind = 'expected' THEN e.amount_minor
                    WHEN e.kind IN ('collected', 'released')
                        THEN -s.sign * coalesce(x.amount_minor, 0) ELSE 0 END),
           sum(CASE WHEN e.kind = 'collected' THEN s.sign * e.amount_minor ELSE 0 END),
           sum(CASE WHEN e.kind = 'passed_on' THEN s.sign * e.amount_minor ELSE 0 END)
    FROM cod_entries e
    CROSS JOIN LATERAL (SELECT CASE WHEN e.reverses_id IS NULL THEN 1 ELSE -1 END AS sign) AS s
    LEFT JOIN cod_entries x ON x.shop_id = e.shop_id AND x.shipment_id = e.shipment_id
                           AND x.kind = 'expected'
    GROUP BY e.shop_id, e.carrier, e.currency
$$;
