-- What becomes of a parcel's label joins the evidence of its order: bought, voided, and what people
-- decided about one that failed. Triggers, so that no way to a label passes the chain by.
CREATE OR REPLACE FUNCTION keep_label_evidence() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_evidence(pa.shop_id, pa.order_id, pa.id, 'label', jsonb_build_object(
        'parcel_number', pa.number, 'status', NEW.status, 'carrier', NEW.carrier,
        'service', NEW.service, 'tracking_number', NEW.tracking_number))
    FROM parcels pa WHERE pa.shop_id = NEW.shop_id AND pa.id = NEW.parcel_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER shipments_evidence AFTER UPDATE OF status ON shipments
    FOR EACH ROW WHEN (NEW.status IN ('bought', 'voided') AND OLD.status <> NEW.status)
    EXECUTE FUNCTION keep_label_evidence();

CREATE OR REPLACE FUNCTION keep_decision_evidence() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_evidence(pa.shop_id, pa.order_id, pa.id, 'decision', jsonb_build_object(
        'parcel_number', pa.number, 'what', NEW.what, 'carrier', NEW.carrier,
        'service', NEW.service, 'failure', NEW.failure ->> 'code',
        'operator_id', NEW.operator_id, 'user_id', NEW.user_id))
    FROM parcels pa WHERE pa.shop_id = NEW.shop_id AND pa.id = NEW.parcel_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER label_decisions_evidence AFTER INSERT ON label_decisions
    FOR EACH ROW EXECUTE FUNCTION keep_decision_evidence();
