CREATE TABLE clients (id bigint PRIMARY KEY);
COMMENT ON TABLE clients IS '@omit';
