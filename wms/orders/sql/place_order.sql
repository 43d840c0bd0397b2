-- Takes one order in: remembers the key, writes order and lines, promises stock, tells the shop.
-- p_key may be NULL (no Idempotency-Key). "holds" in p_order, [{"code", "owner", "details"}]: what the
-- checks of the address found; it is held back from the first moment, and promised stock all the same. The answer names what the caller cannot know:
-- {"replayed", "id", "number", "status", "ship_by", "backorder_policy", "created_at", "updated_at",
--  "version", "lines": [{"id", "name", "allocated", "backordered"}]}
-- when a kit was taken apart, "parts": what the lines ask for now; and, when "way" in p_order tells
-- how the rules chose courier and service, these three; and "point_doubts", what is known against its
-- pickup point (`point_hold`). "person" in p_order: the recipient, closed, with its key and the hashes
-- of the words that find them, as `wms.orders.person.Sealed` has it; bytes are base64.
CREATE OR REPLACE FUNCTION place_order(p_shop uuid, p_key text, p_hash bytea, p_order jsonb)
RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_order uuid;
    v_number bigint;
    v_created timestamptz;
    v_is_some_kept boolean; -- goods, for orders that were overtaken for too long
    v_lines uuid[];
    v_products uuid[];
    v_quantities int[];
    v_bundles int[]; -- only when a kit is among them
    v_per_set int[];
    v_has int[];
    v_asked jsonb := p_order -> 'lines';
    v_parts jsonb;
    v_answer jsonb;
    v_known idempotency_keys;
    v_policy text;
    v_holds jsonb := p_order -> 'holds';
    v_way jsonb := p_order -> 'way'; -- how the rules chose courier and service; NULL: the shop did
    v_person jsonb := p_order -> 'person';
    v_point jsonb; -- the hold of an order whose pickup point takes no parcels
    v_patience text := current_setting('lock_timeout');
BEGIN
    PERFORM set_config('wms.tenant', p_shop::text, true);
    v_policy := coalesce(p_order ->> 'backorder_policy',
                         (SELECT backorder_policy FROM shops WHERE id = p_shop));

    IF p_key IS NOT NULL THEN
        PERFORM set_config('lock_timeout', twin_patience(), true); -- a running twin is told so soon
        INSERT INTO idempotency_keys (shop_id, key, request_hash) VALUES (p_shop, p_key, p_hash)
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            SELECT * INTO v_known FROM idempotency_keys WHERE shop_id = p_shop AND key = p_key;
            IF v_known.request_hash <> p_hash THEN
                PERFORM refuse('idempotency.key_reused');
            END IF;
            RETURN convert_from(v_known.answer, 'UTF8')::jsonb || '{"replayed": true}';
        END IF;
        PERFORM set_config('lock_timeout', v_patience, true);
    END IF;

    IF v_person ->> 'point' <> '' THEN
        v_point := point_hold(p_order ->> 'carrier', v_person ->> 'point', v_person ->> 'country',
                              p_order ->> 'postcode');
        v_holds := CASE WHEN v_point IS NULL THEN v_holds ELSE coalesce(v_holds, '[]') || v_point END;
    END IF;

    INSERT INTO orders (shop_id, external_id, person_sealed, country, pickup_point_id, carrier, service, language, priority,
                        ship_by, is_ship_by_ours, backorder_policy, wait_until,
                        cod_amount_minor, cod_currency, note, is_held,
                        insurance_amount_minor, insurance_currency, value_amount_minor,
                        value_currency, way)
    SELECT p_shop, o.external_id, decode(v_person ->> 'sealed', 'base64'), v_person ->> 'country',
           nullif(v_person ->> 'point', ''), o.carrier, o.service, o.language, o.priority,
           o.ship_by, o.ship_by IS NULL, v_policy, o.wait_until, o.cod_amount_minor,
           o.cod_currency, o.note, v_holds IS NOT NULL, o.insurance_amount_minor,
           o.insurance_currency, o.value_amount_minor, o.value_currency, v_way
    FROM jsonb_to_record(p_order) AS o (
        external_id text, carrier text, service text, language text, priority int,
        ship_by timestamptz, wait_until date, cod_amount_minor int, cod_currency text,
        insurance_amount_minor int, insurance_currency text, value_amount_minor int,
        value_currency text, note text)
    ON CONFLICT (shop_id, external_id) DO NOTHING
    RETURNING id, number, created_at,
              EXISTS (SELECT FROM orders k WHERE k.shop_id = p_shop AND k.keeps_since IS NOT NULL)
    INTO v_order, v_number, v_created, v_is_some_kept;
    IF NOT FOUND THEN
        PERFORM refuse('order.exists', (
            SELECT jsonb_build_object('external_id', external_id, 'id', id)
            FROM orders WHERE shop_id = p_shop AND external_id = p_order ->> 'external_id'));
    END IF;
    PERFORM seal_new(p_shop, v_order, v_person);

    LOOP
        WITH asked AS (
            SELECT (line ->> 'sku') AS sku, (line ->> 'quantity')::int AS quantity,
                   line ->> 'external_id' AS external_id, n
            FROM jsonb_array_elements(v_asked) WITH ORDINALITY AS l (line, n)
        ), written AS (
            INSERT INTO order_lines (shop_id, order_id, line_no, product_id, external_id, ordered)
            SELECT p_shop, v_order, a.n, p.id, a.external_id, a.quantity
            FROM asked a JOIN products p
              ON p.shop_id = p_shop AND p.sku = a.sku AND p.archived_at IS NULL
             AND p.kit IS DISTINCT FROM 'virtual'
            RETURNING id, line_no, product_id, ordered
        )
        SELECT array_agg(id ORDER BY line_no), array_agg(product_id ORDER BY line_no),
               array_agg(ordered ORDER BY line_no)
        INTO v_lines, v_products, v_quantities FROM written;
        EXIT WHEN coalesce(cardinality(v_lines), 0) = jsonb_array_length(v_asked);

        -- Only now is it worth asking whether a kit is among them: most orders have none.
        v_parts := take_kits_apart(p_shop, v_asked);
        IF v_parts IS NULL THEN
            PERFORM refuse('order.unknown_sku', jsonb_build_object('unknown', (
                SELECT jsonb_agg(jsonb_build_object(
                    'index', coalesce((line ->> 'index')::int, n - 1), 'sku', line ->> 'sku')
                    ORDER BY n)
                FROM jsonb_array_elements(v_asked) WITH ORDINALITY AS l (line, n)
                WHERE NOT EXISTS (SELECT FROM products p WHERE p.shop_id = p_shop
                                  AND p.sku = line ->> 'sku' AND p.archived_at IS NULL))));
        END IF;
        v_asked := v_parts;
        DELETE FROM order_lines WHERE shop_id = p_shop AND order_id = v_order;
    END LOOP;

    IF v_parts IS NOT NULL THEN
        UPDATE order_lines l SET kit_id = kit.id, kits = (parts.part -> 'kit' ->> 'quantity')::int
        FROM jsonb_array_elements(v_parts) WITH ORDINALITY AS parts (part, n)
        JOIN products kit ON kit.shop_id = p_shop AND kit.sku = parts.part -> 'kit' ->> 'sku'
        WHERE l.shop_id = p_shop AND l.order_id = v_order AND l.line_no = parts.n;
        IF v_policy <> 'all_or_nothing' THEN -- parts go together, in whole kits only
            SELECT array_agg(together ORDER BY line_no), array_agg(per_set ORDER BY line_no),
                   array_agg(0)
            INTO v_bundles, v_per_set, v_has FROM lines_together(p_shop, ARRAY[v_order]);
        END IF;
    END IF;

    PERFORM record_event(p_shop, 'order.received', 'order', v_order, p_order ->> 'external_id',
        CASE WHEN v_way IS NULL
        THEN jsonb_build_object('order_number', v_number, 'lines', cardinality(v_lines))
        ELSE jsonb_build_object('order_number', v_number, 'lines', cardinality(v_lines),
                                'carrier', p_order -> 'carrier', 'service', p_order -> 'service',
                                'upgraded_for', v_way -> 'upgraded_for',
                                'instead_of', v_way -> 'instead_of') END);

    IF v_holds IS NOT NULL THEN
        PERFORM hold_new_order(p_shop, v_order, v_number, p_order ->> 'external_id', v_created, v_holds);
    END IF;
    SELECT jsonb_build_object('status', status, 'lines', lines, 'replayed', false,
                              'id', v_order, 'number', v_number, 'backorder_policy', v_policy,
                              'created_at', v_created)
    INTO v_answer
    FROM promise_lines(p_shop, array_fill(v_order, ARRAY[cardinality(v_lines)]), v_lines,
                       v_products, v_quantities, v_policy = 'all_or_nothing', true,
                       v_bundles, v_per_set, v_has,
                       CASE WHEN v_is_some_kept THEN kept_from(
                           p_shop, array_fill(v_order, ARRAY[cardinality(v_lines)]), v_products,
                           ARRAY[v_order]) END);
    IF v_point IS NOT NULL THEN
        v_answer := v_answer || jsonb_build_object('point_doubts', v_point);
    END IF;
    IF v_way IS NOT NULL THEN -- a replay tells what was chosen then
        v_answer := v_answer || jsonb_build_object('carrier', p_order -> 'carrier',
                                                   'service', p_order -> 'service', 'way', v_way);
    END IF;
    IF v_parts IS NOT NULL THEN
        v_answer := v_answer || jsonb_build_object('parts', v_parts);
    END IF;
    SELECT v_answer || jsonb_build_object('updated_at', updated_at, 'version', version,
                                          'ship_by', ship_by)
    INTO v_answer FROM orders WHERE shop_id = p_shop AND id = v_order;
    IF p_key IS NOT NULL THEN
        UPDATE idempotency_keys SET status = 201, answer = convert_to(v_answer::text, 'UTF8')
        WHERE shop_id = p_shop AND key = p_key;
    END IF;
    RETURN v_answer;
END $$;

-- A new order waits from the beginning, for reasons that its checks found.
CREATE OR REPLACE FUNCTION hold_new_order(
    p_shop uuid, p_order uuid, p_number bigint, p_external_id text, p_at timestamptz, p_holds jsonb
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_holds (shop_id, order_id, code, owner, details, held_at)
    SELECT p_shop, p_order, h.code, h.owner, h.details, p_at
    FROM jsonb_to_recordset(p_holds) AS h (code text, owner text, details jsonb);
    PERFORM record_event(p_shop, 'order.held', 'order', p_order, p_external_id, jsonb_build_object(
        'order_number', p_number, 'status', 'received',
        'codes', jsonb_path_query_array(p_holds, '$[*].code'),
        'still_held', (SELECT jsonb_agg(jsonb_build_object('code', h ->> 'code', 'owner', h ->> 'owner'))
                       FROM jsonb_array_elements(p_holds) AS h)));
END $$;
