ALTER TABLE old_clients NO INHERIT clients;
