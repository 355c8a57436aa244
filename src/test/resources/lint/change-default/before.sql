CREATE TABLE clients (id bigint PRIMARY KEY, email text DEFAULT '' NOT NULL, name text);
