CREATE TABLE orders (id bigint PRIMARY KEY, owner text);
CREATE POLICY own ON orders USING (owner = current_user);
