CREATE INDEX CONCURRENTLY IF NOT EXISTS clients_name_c_idx ON clients (name COLLATE "C");
