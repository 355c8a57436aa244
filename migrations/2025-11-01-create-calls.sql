-- Every call as it comes in; what became of it stands in call_logs.
CREATE TABLE IF NOT EXISTS calls (
  id         bigserial PRIMARY KEY,
  call_sid   text UNIQUE, -- the phone provider's id of the call; unique, so a repeated webhook adds nothing
  from_e164  text,
  to_e164    text,
  intent     text,        -- book, reschedule, cancel, question, emergency
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS idx_calls_created_at ON calls (created_at);
