CREATE TABLE clients (id bigint PRIMARY KEY, name varchar(50));
