-- What the database itself keeps true, whoever writes.

-- An expected no: the doors turn it into a Refusal by its code.
CREATE OR REPLACE FUNCTION refuse(p_code text, p_facts jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'WMS01', MESSAGE = p_code, DETAIL = p_facts::text;
END $$;

-- The ledger is append-only: a mistake is corrected by a reverse movement.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: correct it by a reverse movement', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER movements_append_only
    BEFORE UPDATE OR DELETE ON movements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER movements_no_truncate
    BEFORE TRUNCATE ON movements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every order, run, task, parcel, shipment, ASN and return walks a legal path.
CREATE OR REPLACE FUNCTION check_state_path() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM state_transitions
        WHERE machine = TG_TABLE_NAME AND from_state = OLD.status AND to_state = NEW.status
    ) THEN
        PERFORM refuse('state.illegal_step', jsonb_build_object(
            'machine', TG_TABLE_NAME, 'from_state', OLD.status, 'to_state', NEW.status));
    END IF;
    RETURN NEW;
END $$;

-- How long the second of two twins (the same Idempotency-Key) waits for the first before it is told.
CREATE OR REPLACE FUNCTION twin_patience() RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT '200ms' $$;
