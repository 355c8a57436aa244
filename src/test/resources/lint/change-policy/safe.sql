CREATE TABLE t (x int);
CREATE POLICY t_own ON t USING (true);
ALTER POLICY t_own ON t USING (false);
