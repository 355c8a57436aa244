-- Destructive statements in disguise, written for this test. Each block begins with a line of "=====" and a name;
-- "given:" lines before the SQL ran earlier. Every block must be destructive or unjudged, never safe.
===== keywords in odd case and spacing
dRoP
	TaBlE
 orders;
===== comment between the words
DROP/* nothing */TABLE/**/orders;
===== nested comment
DROP /* a /* b */ c */ TABLE orders;
===== line comment swallows a semicolon
DROP -- ;
TABLE orders;
===== behind an innocent statement on the same line
SELECT 1; DROP TABLE orders;
===== quoted identifier
ALTER TABLE "orders" DROP COLUMN "total";
===== unicode identifier
DROP TABLE U&"\006frders";
===== unicode identifier with another escape character
DROP TABLE U&"!006frders" UESCAPE '!';
===== mixed-case identifier
ALTER TABLE "Orders" DROP "Total";
===== no COLUMN keyword
ALTER TABLE orders DROP total;
===== second action of several
ALTER TABLE orders ADD COLUMN note text, DROP COLUMN total, ADD COLUMN more text;
===== last of many actions
ALTER TABLE orders ADD COLUMN a text, ADD COLUMN b text, ALTER COLUMN c SET STATISTICS 100, ALTER COLUMN d DROP DEFAULT;
===== several tables at once
DROP TABLE IF EXISTS scratch_one, orders, scratch_two;
===== CTE that deletes
WITH gone AS (DELETE FROM orders RETURNING *) SELECT count(*) FROM gone;
===== CTE that updates, behind a select
WITH a AS (SELECT 1), b AS (UPDATE orders SET total = 0 RETURNING id) SELECT * FROM a, b;
===== CTE in an insert
WITH moved AS (DELETE FROM orders RETURNING *) INSERT INTO archive SELECT * FROM moved;
===== CTE nested in a CTE
WITH a AS (WITH b AS (SELECT 1) SELECT * FROM b), c AS (DELETE FROM orders RETURNING 1) SELECT * FROM a, c;
===== data-modifying CTE in CREATE TABLE AS
CREATE TABLE copy AS SELECT * FROM wipe_orders();
===== EXPLAIN ANALYZE runs it
EXPLAIN ANALYZE DELETE FROM orders;
===== EXPLAIN with options runs it
EXPLAIN (VERBOSE, ANALYZE true) UPDATE orders SET total = 0;
===== DO block, plain
DO $$ BEGIN DROP TABLE orders; END $$;
===== DO block in quotes
DO 'BEGIN TRUNCATE orders; END';
===== DO block with tagged quotes
DO $body$ BEGIN IF true THEN DELETE FROM orders; END IF; END $body$;
===== DO block with EXECUTE of a constant
DO $$ BEGIN EXECUTE 'DROP TABLE orders'; END $$;
===== DO block with concatenation
DO $$ BEGIN EXECUTE 'DR' || 'OP TABLE orders'; END $$;
===== DO block with format()
DO $$ DECLARE t text := 'orders'; BEGIN EXECUTE format('TRUNCATE %I', t); END $$;
===== DO block with a loop over the catalog
DO $$ DECLARE r record; BEGIN FOR r IN SELECT relname FROM pg_class LOOP EXECUTE 'DROP TABLE ' || r.relname; END LOOP; END $$;
===== DO block in the exception handler
DO $$ BEGIN PERFORM 1; EXCEPTION WHEN others THEN DELETE FROM orders; END $$;
===== DO block in another language
DO LANGUAGE plpython3u $$ plpy.execute("DROP TABLE orders") $$;
===== PERFORM of a function
DO $$ BEGIN PERFORM wipe_orders(); END $$;
===== function made and called here
CREATE FUNCTION tidy() RETURNS void LANGUAGE sql AS $$ DELETE FROM orders $$; SELECT tidy();
===== PL/pgSQL function made and called here
CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET total = 0; END $$; SELECT tidy();
===== function called in a where clause
CREATE FUNCTION tidy() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN TRUNCATE orders; RETURN true; END $$; SELECT 1 WHERE tidy();
===== function that calls a function
CREATE FUNCTION a() RETURNS void LANGUAGE sql AS $$ DELETE FROM orders $$; CREATE FUNCTION b() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM a(); END $$; SELECT b();
===== procedure made and called here
CREATE PROCEDURE tidy() LANGUAGE sql AS $$ TRUNCATE orders $$; CALL tidy();
===== procedure with BEGIN ATOMIC
CREATE PROCEDURE tidy() LANGUAGE sql BEGIN ATOMIC DELETE FROM orders; END; CALL tidy();
===== function that exists
SELECT cleanup_orders();
===== function behind a cast and a subquery
SELECT (SELECT x::text FROM cleanup_orders() AS x);
===== function in a default, evaluated for old rows
ALTER TABLE orders ADD COLUMN note text DEFAULT cleanup_orders();
===== function in USING
ALTER TABLE orders ALTER COLUMN total TYPE text USING cleanup_orders(total);
===== function in an index
CREATE INDEX orders_x ON orders (cleanup_orders(total));
===== function in INSERT
INSERT INTO log (what) VALUES (cleanup_orders());
===== trigger made and fired here
CREATE TABLE bait (x int); CREATE FUNCTION wipe() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; RETURN NULL; END $$; CREATE TRIGGER t AFTER INSERT ON bait FOR EACH ROW EXECUTE FUNCTION wipe(); INSERT INTO bait VALUES (1);
===== rule made and fired here
CREATE TABLE bait (x int); CREATE RULE r AS ON INSERT TO bait DO ALSO DELETE FROM orders; INSERT INTO bait VALUES (1);
===== rule on an old table
CREATE RULE r AS ON INSERT TO log DO ALSO DELETE FROM orders;
===== new view over an old table
CREATE VIEW v AS SELECT * FROM orders; DELETE FROM v;
===== update through a new view
CREATE VIEW v AS SELECT id, total FROM orders; UPDATE v SET total = 0;
===== old table under a new name
ALTER TABLE orders RENAME TO old_orders; CREATE TABLE orders (id bigint PRIMARY KEY); DROP TABLE old_orders;
===== name hidden by a temporary table, twice dropped
CREATE TEMP TABLE orders (x int); DROP TABLE orders; DROP TABLE orders;
===== name of another schema by the search path
CREATE SCHEMA audit; CREATE TABLE audit.orders (x int); DROP TABLE orders;
===== search path set and set back
CREATE SCHEMA audit; SET search_path = audit; CREATE TABLE orders (x int); SET search_path = public; TRUNCATE orders;
===== search path by set_config
CREATE TABLE scratch (x int); SELECT set_config('search_path', 'legacy', false); DROP TABLE scratch;
===== perhaps it was there before
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY); DELETE FROM orders;
===== column that perhaps was there before
ALTER TABLE orders ADD COLUMN IF NOT EXISTS total numeric; UPDATE orders SET total = 0;
===== new parent of an old table
CREATE TABLE parent (LIKE orders); ALTER TABLE orders INHERIT parent; DELETE FROM parent;
===== old table attached to a new partitioned one
CREATE TABLE parent (id bigint) PARTITION BY RANGE (id); ALTER TABLE parent ATTACH PARTITION orders DEFAULT; TRUNCATE parent;
===== delete by a new foreign key's cascade
CREATE TABLE bait (id bigint PRIMARY KEY); ALTER TABLE orders ADD FOREIGN KEY (bait_id) REFERENCES bait ON DELETE CASCADE NOT VALID; DELETE FROM bait;
===== cascade from a new schema to what was moved into it
CREATE SCHEMA bin; ALTER TABLE orders SET SCHEMA bin; DROP SCHEMA bin CASCADE;
===== drop type with its columns
DROP TYPE IF EXISTS order_state CASCADE;
===== rows that another server writes
CREATE SUBSCRIPTION copies CONNECTION 'host=old.example.com dbname=shop' PUBLICATION everything;
===== drop owned
DROP OWNED BY old_team;
===== replaced view with fewer columns
CREATE OR REPLACE VIEW active AS SELECT 1 AS id;
===== replaced function
CREATE OR REPLACE FUNCTION price(bigint) RETURNS numeric LANGUAGE sql AS 'SELECT 0::numeric';
===== upsert that overwrites
INSERT INTO orders (id, total) VALUES (1, 0) ON CONFLICT (id) DO UPDATE SET total = 0;
===== merge that deletes
MERGE INTO orders o USING staging s ON o.id = s.id WHEN MATCHED THEN DELETE;
===== update guarded for another column only
UPDATE orders SET total = 0, state = 'x' WHERE state IS NULL;
===== guard inside OR
UPDATE orders SET total = 0 WHERE total IS NULL OR true;
===== guard inside NOT
UPDATE orders SET total = 0 WHERE NOT (total IS NULL);
===== type that cuts off
ALTER TABLE orders ALTER total TYPE varchar(3) USING left(total::text, 3);
===== same type, other values
ALTER TABLE clients ALTER COLUMN email TYPE text USING '';
===== set data type spelled long
ALTER TABLE orders ALTER COLUMN total SET DATA TYPE smallint;
===== sequence set back
SELECT setval('orders_id_seq', 1);
===== sequence restarted by truncate
TRUNCATE ONLY orders RESTART IDENTITY;
===== sequence restarted by identity
ALTER TABLE orders ALTER COLUMN id RESTART WITH 1;
===== triggers off
ALTER TABLE orders DISABLE TRIGGER ALL;
===== triggers off by a setting
SET session_replication_role = replica;
===== row security off
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
===== lost by a crash
ALTER TABLE orders SET UNLOGGED;
===== revoked from everybody
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
===== ownership given away
REASSIGN OWNED BY app TO postgres;
===== large object removed
SELECT lo_unlink(4711);
===== program on the server
COPY orders TO PROGRAM 'psql -c "DROP TABLE orders"';
===== another connection
SELECT dblink_exec('dbname=app', 'DROP TABLE orders');
===== query in a string
SELECT query_to_xml('DELETE FROM orders RETURNING 1', true, false, '');
===== prepared and executed
PREPARE p AS DELETE FROM orders; EXECUTE p;
===== cursor over a data-modifying function
DECLARE c CURSOR WITH HOLD FOR SELECT cleanup_orders();
===== refresh by concurrent detaching
ALTER TABLE events DETACH PARTITION events_2020;
===== enum value renamed
ALTER TYPE order_state RENAME VALUE 'open' TO 'closed';
===== comment removed
COMMENT ON TABLE orders IS NULL;
===== default removed in the middle
ALTER TABLE orders ALTER COLUMN state SET NOT NULL, ALTER COLUMN state DROP DEFAULT;
===== extension removed
DROP EXTENSION IF EXISTS pgcrypto;
===== constraint by another word
ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_total_check;
===== policy opened
ALTER POLICY own_rows ON orders USING (true);
===== syntax that the grammar does not know
ALTER TABLE orders FROBNICATE COLUMN total;
===== function from a schema that shadows the server's
CREATE SCHEMA evil; CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; RETURN $1; END $$; SET search_path = evil, pg_catalog; SELECT lower('x');
===== materialized view that calls
CREATE MATERIALIZED VIEW m AS SELECT cleanup_orders();
===== select into over a function
SELECT * INTO scratch FROM cleanup_orders();
===== values list with a function
VALUES (1), (cleanup_orders());
===== event trigger that drops later
CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; END $$; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION ev(); CREATE TABLE bait (x int);
===== new generated column over a writing function
ALTER TABLE orders ADD COLUMN x int GENERATED ALWAYS AS (cleanup_orders(total)) STORED;
===== check that writes
ALTER TABLE orders ADD CONSTRAINT c CHECK (cleanup_orders(total) > 0);
===== move to another schema
ALTER TABLE orders SET SCHEMA archive;
===== renamed out of the way
ALTER TABLE orders RENAME TO orders_old;
===== column renamed without the word COLUMN
ALTER TABLE orders RENAME total TO sum;
===== MERGE whose deletion hides behind an insert branch
MERGE INTO orders o USING staging s ON o.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id) WHEN MATCHED AND s.gone THEN DELETE;
===== MERGE from its own rows
MERGE INTO orders o USING (SELECT id FROM orders) s ON o.id = s.id WHEN MATCHED THEN UPDATE SET total = NULL;
===== deletion joined in by USING
DELETE FROM ONLY orders AS o USING clients c WHERE c.id = o.client_id AND true;
===== update of a column by a row of subqueries
UPDATE orders SET (total, state) = (SELECT 0, 'x');
===== insert that overwrites by a named constraint
INSERT INTO orders (id, total) VALUES (1, 0) ON CONFLICT ON CONSTRAINT orders_pkey DO UPDATE SET total = EXCLUDED.total WHERE orders.total <> 0;
===== deletion in the query of a new materialized view
CREATE MATERIALIZED VIEW m AS SELECT purge_orders() AS n;
===== deletion in a SQL-standard body that is called at once
CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM orders; END; SELECT f();
===== procedure made and called
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN TRUNCATE orders, clients; END $$; CALL p();
===== procedure of somebody else
CALL maintenance.nightly();
===== trigger of the run's own that deletes when the run inserts
CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; RETURN NEW; END $$; CREATE TRIGGER tr AFTER INSERT ON clients FOR EACH ROW EXECUTE FUNCTION t(); INSERT INTO clients (id) VALUES (1);
===== rule that turns an insert into a deletion
CREATE RULE r AS ON INSERT TO clients DO ALSO DELETE FROM orders; INSERT INTO clients (id) VALUES (1);
===== prepared and executed
PREPARE gone AS DELETE FROM orders; EXECUTE gone;
===== cursor that deletes where it stands
DO $$ DECLARE c CURSOR FOR SELECT * FROM orders FOR UPDATE; r record; BEGIN OPEN c; LOOP FETCH c INTO r; EXIT WHEN NOT FOUND; DELETE FROM orders WHERE CURRENT OF c; END LOOP; END $$;
===== nested block of a DO
DO $$ BEGIN BEGIN PERFORM 1; EXCEPTION WHEN others THEN NULL; END; IF 1 = 1 THEN CASE WHEN true THEN ALTER TABLE orders DROP COLUMN total; END CASE; END IF; END $$;
===== DO in another language
DO LANGUAGE plpython3u $$ plpy.execute("DROP TABLE orders") $$;
===== text sent through dblink
SELECT dblink_exec('dbname=other', 'DROP TABLE orders');
===== xml query that runs its text
SELECT query_to_xml('DELETE FROM orders RETURNING id', true, false, '');
===== sequence set back by a function
SELECT setval('orders_id_seq'::regclass, 1, false);
===== sequence set back within an expression
SELECT 1 WHERE setval('orders_id_seq', 1) > 0;
===== large object gone
SELECT lo_unlink(loid) FROM pg_largeobject_metadata AS m(loid);
===== catalog written by hand
DELETE FROM pg_catalog.pg_attribute WHERE attname = 'total';
===== catalog updated by hand
UPDATE pg_class SET relname = 'old' WHERE relname = 'orders';
===== column made smaller among additions
ALTER TABLE orders ADD COLUMN a int, ALTER COLUMN state SET DATA TYPE varchar(3), ADD COLUMN b int;
===== time zone thrown away
ALTER TABLE clients ALTER created_at TYPE date USING created_at::date;
===== a USING that empties
ALTER TABLE orders ALTER COLUMN total TYPE numeric USING NULL;
===== identity dropped with IF EXISTS
ALTER TABLE orders ALTER COLUMN id DROP IDENTITY IF EXISTS;
===== generated expression dropped
ALTER TABLE orders ALTER COLUMN total DROP EXPRESSION;
===== a table that swaps places
ALTER TABLE orders RENAME TO orders_old; ALTER TABLE orders_new RENAME TO orders;
===== a view in the place of a table
ALTER TABLE orders SET SCHEMA archive; CREATE VIEW orders AS SELECT 1 AS id;
===== replaced view that filters
CREATE OR REPLACE VIEW active_orders AS SELECT * FROM orders WHERE false;
===== privileges taken in default privileges
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM app;
===== privileges taken by a group
REVOKE app FROM alice;
===== grant option only
REVOKE GRANT OPTION FOR ALL ON ALL TABLES IN SCHEMA public FROM app;
===== owner of everything changes
REASSIGN OWNED BY app TO postgres;
===== ownership by ALTER of a view
ALTER VIEW active_orders OWNER TO somebody;
===== enum value renamed
ALTER TYPE mood RENAME VALUE 'bad' TO 'worse';
===== composite type's attribute
ALTER TYPE address DROP ATTRIBUTE zip CASCADE;
===== domain that forgets its check
ALTER DOMAIN email DROP CONSTRAINT email_check;
===== comment wiped
COMMENT ON TABLE orders IS NULL;
===== statistics objects
DROP STATISTICS orders_stats;
===== operator family member
ALTER OPERATOR FAMILY integer_ops USING btree DROP OPERATOR 1 (int4, int2);
===== text search mapping
ALTER TEXT SEARCH CONFIGURATION english DROP MAPPING FOR word;
===== foreign server's options
ALTER SERVER films OPTIONS (DROP host);
===== inheritance cut off, and dropped
ALTER TABLE events_2019 NO INHERIT events; DROP TABLE events_2019;
===== storage parameters and triggers in one
ALTER TABLE orders SET (autovacuum_enabled = off), DISABLE TRIGGER USER;
===== index dropped by its schema
DROP INDEX CONCURRENTLY IF EXISTS public.orders_day_idx RESTRICT;
===== name found elsewhere
CREATE SCHEMA scratch; CREATE TABLE scratch.orders (id bigint); SET search_path = public; DROP TABLE orders;
===== temporary table of the same name, then the real one
CREATE TEMP TABLE orders (id bigint); DROP TABLE public.orders;
===== own table dropped twice: the second is the old one
CREATE TEMP TABLE orders (id bigint); DROP TABLE orders; DROP TABLE orders;
===== full-width space is no space, but a name
DROP TABLE orders　;
===== escape string with a quote
SELECT E'\'; -- '; DROP TABLE orders; --';
===== dollar quote that ends early
SELECT $a$ $b$ $a$; DROP TABLE orders; SELECT $b$ $b$;
===== carriage returns as line ends
-- DROP nothing
DROP TABLE orders;
===== default of an argument
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE FUNCTION f(a int DEFAULT wipe()) RETURNS int LANGUAGE sql AS $$ SELECT a $$; SELECT f();
===== default of an argument by a function that exists
CREATE FUNCTION f(a int = wipe_orders()) RETURNS int LANGUAGE sql AS $$ SELECT a $$; SELECT f();
===== default of a procedure's argument
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE PROCEDURE p(a numeric(4, 2) DEFAULT wipe()) LANGUAGE sql AS 'SELECT 1'; CALL p();
===== default of a new table's column
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE TABLE t (a int, b int DEFAULT wipe()); INSERT INTO t (a) VALUES (1);
===== default asked for by its keyword
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE TABLE t (a int, b int DEFAULT wipe()); INSERT INTO t (a, b) VALUES (1, DEFAULT);
===== default set later
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE TABLE t (a int, b int); ALTER TABLE t ALTER b SET DEFAULT wipe(); INSERT INTO t (a) VALUES (1);
===== check of a new table
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE TABLE t (a int CHECK (wipe() > 0)); INSERT INTO t VALUES (1);
===== check that is not valid
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (wipe() > 0) NOT VALID; INSERT INTO t VALUES (1);
===== generated column of a new table
CREATE FUNCTION wipe(int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ DELETE FROM orders RETURNING 1 $$; CREATE TABLE t (a int, b int GENERATED ALWAYS AS (wipe(a)) STORED); INSERT INTO t VALUES (1);
===== policy
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE TABLE t (a int); CREATE POLICY p ON t USING (wipe() > 0); SELECT * FROM t;
===== condition of a trigger
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE FUNCTION nop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TABLE t (a int); CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (wipe() > 0) EXECUTE FUNCTION nop(); INSERT INTO t VALUES (1);
===== condition of a rule
CREATE TABLE t (a int); CREATE RULE r AS ON INSERT TO t WHERE wipe_orders() DO INSTEAD NOTHING; INSERT INTO t VALUES (1);
===== trigger fired by MERGE
CREATE TABLE t (a int); CREATE FUNCTION w() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; RETURN NULL; END $$; CREATE TRIGGER tr AFTER INSERT ON t EXECUTE FUNCTION w(); MERGE INTO t USING (SELECT 1) s ON false WHEN NOT MATCHED THEN INSERT VALUES (1);
===== trigger fired by TRUNCATE
CREATE TABLE t (a int); CREATE FUNCTION w() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; RETURN NULL; END $$; CREATE TRIGGER tr AFTER TRUNCATE ON t EXECUTE FUNCTION w(); TRUNCATE t;
===== view over a view that calls
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE VIEW v AS SELECT wipe(); CREATE VIEW w AS TABLE v; CREATE TABLE x AS TABLE w;
===== materialized view filled later
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE MATERIALIZED VIEW v AS SELECT wipe() WITH NO DATA; REFRESH MATERIALIZED VIEW v;
===== harmless overload made last
CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE FUNCTION wipe(a int) RETURNS int LANGUAGE sql AS $$ SELECT a $$; SELECT wipe();
===== operator
CREATE FUNCTION wipe(int, int) RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE OPERATOR ### (FUNCTION = wipe, LEFTARG = int, RIGHTARG = int); SELECT 1 ### 2;
===== aggregate
CREATE FUNCTION wipe(int, int) RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE AGGREGATE agg(int) (SFUNC = wipe, STYPE = int); SELECT agg(1);
===== cast
CREATE TYPE ty AS (a int); CREATE FUNCTION wipe(ty) RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; CREATE CAST (ty AS int) WITH FUNCTION wipe(ty); SELECT row(1)::ty::int;
===== domain
CREATE FUNCTION wipe(int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ DELETE FROM orders RETURNING 1 $$; CREATE DOMAIN d AS int CHECK (wipe(VALUE) > 0); SELECT 1::d;
===== function written as an attribute
CREATE FUNCTION wipe(pg_class) RETURNS int LANGUAGE sql AS $$ DELETE FROM orders RETURNING 1 $$; SELECT c.wipe FROM pg_class c;
===== triggers off by set_config
SELECT set_config('session_replication_role', 'replica', true);
===== triggers off by set_config in odd case
SELECT pg_catalog.set_config('Session_Replication_ROLE', 'replica', false);
===== triggers off by set_config in a DO block
DO $$ BEGIN PERFORM pg_catalog.set_config('session_replication_role', 'replica', true); END $$;
===== triggers off by set_config in a declaration
DO $$ DECLARE x text := set_config('session_replication_role', 'replica', true); BEGIN END $$;
===== triggers off by set_config in an insert
INSERT INTO log (x) SELECT set_config('session_replication_role', 'replica', true);
===== triggers off by set_config in CREATE TABLE AS
CREATE TABLE x AS SELECT set_config('session_replication_role', 'local', true);
===== set_config of a name put together
SELECT set_config('session_' || 'replication_role', 'replica', true);
===== set_config of a value that only looks harmless
SELECT set_config('session_replication_role', replace('origin', 'origin', 'replica'), true);
===== set_config by named arguments
SELECT set_config(setting_name => 'session_replication_role', new_value => 'replica', is_local => true);
===== triggers off by a quoted setting
SET "SESSION_REPLICATION_ROLE" = replica;
===== triggers off within a function
CREATE FUNCTION f() RETURNS void LANGUAGE sql SET session_replication_role = replica AS 'INSERT INTO log VALUES (1)'; SELECT f();
===== search path by set_config in odd case
CREATE TABLE s (x int); SELECT set_config('SEARCH_PATH', 'legacy', false); DROP TABLE s;
===== search path by set_config in CREATE TABLE AS
CREATE TABLE s (x int); CREATE TABLE y AS SELECT set_config('search_path', 'legacy', false); DROP TABLE s;
===== detaching finished alone
ALTER TABLE events DETACH PARTITION events_2020 FINALIZE;
===== bound cursor that deletes
DO $$ DECLARE c CURSOR FOR WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x; BEGIN OPEN c; END $$;
===== bound cursor with parameters that updates
DO $$ DECLARE c CURSOR (k int) FOR UPDATE orders SET total = k RETURNING *; BEGIN OPEN c(1); END $$;
===== loop over a query in parentheses
DO $$ DECLARE r record; BEGIN FOR r IN (WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x) LOOP END LOOP; END $$;
===== EXPLAIN whose second ANALYZE counts
EXPLAIN (ANALYZE false, ANALYZE true) DELETE FROM orders;
===== a table as XML runs a query
SELECT table_to_xml('v', true, true, '');
===== a schema as XML runs queries
SELECT schema_to_xml('public', true, true, '');
===== a query as XML
SELECT query_to_xml('DELETE FROM orders RETURNING 1', true, true, '');
===== a query in xpath_table
SELECT * FROM xpath_table('id', 'x', 'wipe()', '/', 'true') AS t(id int);
===== a table that dblink changes elsewhere
SELECT * FROM dblink('dbname=shop', 'DELETE FROM orders RETURNING 1') AS t(a int);
===== an operator that nobody knows
SELECT 1 ### 2;
===== a familiar operator of another schema
SELECT total OPERATOR(shop.+) 1 FROM orders;
===== an operator in a default for old rows
ALTER TABLE orders ADD COLUMN x int DEFAULT 1 ### 2;
===== lower bound of a partition
CREATE TABLE p PARTITION OF events FOR VALUES FROM (wipe()) TO (5);
===== bound of a partition that is attached
ALTER TABLE events ATTACH PARTITION e FOR VALUES IN (wipe());
===== a check of a domain, proven at once
ALTER DOMAIN d ADD CONSTRAINT c CHECK (wipe(VALUE) > 0);
===== element of an EXCLUDE constraint
ALTER TABLE orders ADD EXCLUDE USING gist (wipe(id) WITH =);
===== expression of a generated column, set anew
ALTER TABLE orders ALTER COLUMN total SET EXPRESSION AS (wipe());
===== input of a type, asked whether it is valid
SELECT pg_input_is_valid('1', 'watched');
===== server file
SELECT pg_read_file('postgresql.conf');
===== large object from a server file
SELECT lo_import('/etc/hostname');
===== an aggregate replaced
CREATE OR REPLACE AGGREGATE total (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '5');
===== a materialized view emptied
REFRESH MATERIALIZED VIEW order_stats WITH NO DATA;
===== a sequence that begins again by itself
ALTER SEQUENCE order_no MAXVALUE 200 CYCLE;
===== a sequence that counts down
ALTER SEQUENCE order_no INCREMENT -1;
===== an identity that takes any number
ALTER TABLE orders ALTER COLUMN id SET GENERATED BY DEFAULT;
===== an interval cut to days
ALTER TABLE orders ALTER COLUMN took TYPE interval day;
===== a foreign table that reads another table
ALTER FOREIGN TABLE far_orders OPTIONS (SET table_name 'others');
===== another storage
ALTER TABLE orders ALTER COLUMN body SET STORAGE EXTERNAL;
===== options of a column reset
ALTER TABLE orders ALTER COLUMN body RESET (n_distinct);
