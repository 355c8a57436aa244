DROP INDEX orders_number_key;
