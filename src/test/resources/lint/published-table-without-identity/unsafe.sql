CREATE PUBLICATION changes FOR TABLE events, orders;
