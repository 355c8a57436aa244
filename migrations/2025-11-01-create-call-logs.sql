-- How each call went, written once it is over: length, outcome, where the transcript is kept.
CREATE TABLE IF NOT EXISTS call_logs (
  id               bigserial PRIMARY KEY,
  call_sid         text NOT NULL UNIQUE,            -- calls.call_sid
  tenant_id        bigint,                          -- tenants.id
  direction        text NOT NULL DEFAULT 'inbound', -- inbound, outbound
  started_at       timestamptz NOT NULL,
  ended_at         timestamptz,
  duration_seconds integer CHECK (duration_seconds >= 0),
  outcome          text,                            -- booked, answered, transferred, voicemail, abandoned
  transcript_ref   text,                            -- key in the object store; the text itself is not kept here
  created_at       timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS idx_call_logs_tenant_started_at ON call_logs (tenant_id, started_at);
