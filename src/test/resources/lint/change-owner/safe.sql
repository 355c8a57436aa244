CREATE TABLE t (x int);
ALTER TABLE t OWNER TO reporting;
