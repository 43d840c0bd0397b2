-- Whether a code tells that its goods are of this lot: true, false, or NULL when it does not say, or
-- the goods are of no lot. Goods that are kept by their date alone (keep_lot) are told apart by the
-- date, whatever batch is printed beside it. p_lot is also what a person answered: that date, then.
-- The same as wms.catalog.lots.may_be.
CREATE OR REPLACE FUNCTION is_lot_told(
    p_code text, p_kept_until date, p_lot text, p_expires_on date
) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_code = p_kept_until::text
                THEN coalesce(p_lot = p_code, false) OR p_expires_on = p_kept_until
                ELSE p_lot = nullif(p_code, '') END
$$;
