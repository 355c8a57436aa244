-- What the phone desk remembers while it talks: one growing context per call.
CREATE TABLE IF NOT EXISTS conversations (
  id         bigserial PRIMARY KEY,
  call_sid   text,                               -- the phone provider's id of the call
  context    jsonb NOT NULL DEFAULT '{}'::jsonb, -- slots filled so far, last intent, open question
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS idx_conversations_call_sid ON conversations (call_sid);
