CREATE OR REPLACE VIEW active_clients AS SELECT * FROM clients WHERE id > 0;
