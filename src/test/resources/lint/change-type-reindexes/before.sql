CREATE TABLE clients (id bigint PRIMARY KEY, name varchar(50));
CREATE INDEX clients_lower ON clients (lower(name));
