-- The ten digits of our own labels, as wms.barcodes.label_code makes them: kind, number, and the
-- check digit of H. M. Damm's quasigroup (thesis, Marburg 2004). Kept in step by
-- tests/packing/test_label_code.py; it lives here too so that a parcel opens in one statement.
CREATE OR REPLACE FUNCTION label_code(p_kind int, p_number bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    -- row r, column c of the quasigroup at 10 r + c
    quasigroup CONSTANT text := '0317598642' || '7092154863' || '4206871359' || '1750983426'
        || '6123045978' || '3674209581' || '5869720134' || '8945362017' || '9438617205'
        || '2581436790';
    digits text := lpad(p_kind::text, 2, '0') || lpad(p_number::text, 7, '0');
    state int := 0;
BEGIN
    IF p_number NOT BETWEEN 1 AND 9999999 THEN
        RAISE 'a label number lies between 1 and 9999999, not %', p_number;
    END IF;
    FOR i IN 1..length(digits) LOOP
        state := substr(quasigroup, 10 * state + substr(digits, i, 1)::int + 1, 1)::int;
    END LOOP;
    RETURN digits || state;
END $$;
