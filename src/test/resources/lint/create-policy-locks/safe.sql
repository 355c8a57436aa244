CREATE TABLE payments (id bigint PRIMARY KEY, owner text);
CREATE POLICY own ON payments USING (owner = current_user);
