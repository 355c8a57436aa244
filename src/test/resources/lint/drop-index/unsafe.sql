DROP INDEX clients_name;
