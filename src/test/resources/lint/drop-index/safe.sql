CREATE TABLE t (x int);
CREATE INDEX t_x ON t (x);
DROP INDEX t_x;
