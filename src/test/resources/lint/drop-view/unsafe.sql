DROP VIEW active_clients;
