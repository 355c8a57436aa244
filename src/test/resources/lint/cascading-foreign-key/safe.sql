CREATE TABLE IF NOT EXISTS notes (id bigint PRIMARY KEY, client_id bigint REFERENCES clients);
