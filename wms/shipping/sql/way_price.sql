-- What a way costs for a parcel of so many grams: the nearest zone, the list of that zone that counts
-- on this day, the smallest step that takes the weight. No row when the rate table does not say.
CREATE OR REPLACE FUNCTION way_price(
    p_carrier text, p_service text, p_country text, p_weight_g bigint, p_on date
) RETURNS TABLE (amount_minor int, cod_fee_minor int, currency text)
LANGUAGE sql STABLE AS $$
    SELECT r.amount_minor, r.cod_fee_minor, r.currency
    FROM carrier_rates r
    WHERE r.carrier = p_carrier AND r.service = p_service AND r.valid_from <= p_on
      AND (r.countries = '{}' OR p_country = ANY (r.countries))
      AND r.weight_max_g >= p_weight_g
      AND NOT EXISTS (SELECT FROM carrier_rates n
                      WHERE n.carrier = r.carrier AND n.service = r.service
                        AND n.countries = r.countries AND n.valid_from > r.valid_from
                        AND n.valid_from <= p_on)
    ORDER BY r.countries = '{}', r.weight_max_g LIMIT 1
$$;
