CREATE TABLE t (x int);
CREATE POLICY t_own ON t USING (true);
DROP POLICY t_own ON t;
