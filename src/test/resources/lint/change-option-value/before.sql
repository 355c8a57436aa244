CREATE TABLE clients (id bigint PRIMARY KEY);
ALTER TABLE clients SET (fillfactor = 70);
