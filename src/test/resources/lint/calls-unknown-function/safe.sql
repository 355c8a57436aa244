SELECT now(), count(*) FROM orders;
