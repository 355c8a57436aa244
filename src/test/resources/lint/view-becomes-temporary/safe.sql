CREATE TABLE IF NOT EXISTS picked (id bigint PRIMARY KEY);
CREATE VIEW picked_ids AS SELECT id FROM picked;
