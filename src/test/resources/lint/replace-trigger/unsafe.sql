CREATE OR REPLACE TRIGGER audit AFTER UPDATE ON clients FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
