CREATE TABLE chat_analytics (
  id bigint PRIMARY KEY,
  combined_cost integer NOT NULL
);
