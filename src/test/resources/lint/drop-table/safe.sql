CREATE TABLE old_clients (x int);
DROP TABLE old_clients;
