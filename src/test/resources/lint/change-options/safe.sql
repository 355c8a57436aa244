CREATE TABLE t (x int) WITH (fillfactor = 90);
ALTER TABLE t RESET (fillfactor);
