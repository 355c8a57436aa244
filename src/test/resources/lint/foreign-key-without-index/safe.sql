CREATE TABLE visits (id bigint PRIMARY KEY, client_id bigint);
CREATE INDEX visits_client_idx ON visits (client_id);
ALTER TABLE visits ADD CONSTRAINT visits_client_fk FOREIGN KEY (client_id) REFERENCES clients (id);
