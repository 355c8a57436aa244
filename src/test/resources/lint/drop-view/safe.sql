CREATE VIEW all_clients AS SELECT * FROM clients;
DROP VIEW all_clients;
