CREATE FUNCTION add_up(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
