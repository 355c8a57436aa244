ALTER TABLE chat_analytics ALTER COLUMN combined_cost TYPE real USING combined_cost::real;
