CREATE AGGREGATE total_2 (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '5');
