ALTER TABLE chat_analytics ADD COLUMN IF NOT EXISTS combined_cost_new real;
