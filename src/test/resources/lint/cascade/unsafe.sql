-- drydock: allow drop view active_clients because nothing reads it
DROP VIEW active_clients CASCADE;
