-- Notifications for the people at the desk: an emergency call, a failed booking, a number to call back.
CREATE TABLE IF NOT EXISTS alerts (
  id              bigserial PRIMARY KEY,
  tenant_id       bigint,                             -- tenants.id
  kind            text NOT NULL,                      -- emergency, booking-failed, call-back, system
  severity        text NOT NULL DEFAULT 'info',       -- info, warning, urgent
  message         text NOT NULL,
  call_sid        text,                               -- calls.call_sid, where a call gave rise to it
  channel         text NOT NULL DEFAULT 'desk',       -- desk, email, sms
  details         jsonb NOT NULL DEFAULT '{}'::jsonb,
  sent_at         timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  created_at      timestamptz NOT NULL DEFAULT now()
);

-- The desk asks for what is still open, newest first.
CREATE INDEX IF NOT EXISTS idx_alerts_open ON alerts (tenant_id, created_at) WHERE acknowledged_at IS NULL;
