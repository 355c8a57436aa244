CREATE TABLE clients (id bigint PRIMARY KEY, email text DEFAULT '' NOT NULL, name text);
CREATE VIEW active_clients AS SELECT * FROM clients;
