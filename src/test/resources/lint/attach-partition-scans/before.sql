CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_old (id bigint, at date NOT NULL);
CREATE TABLE events_2024 (id bigint, at date NOT NULL, CHECK (at >= '2024-01-01' AND at < '2025-01-01'));
