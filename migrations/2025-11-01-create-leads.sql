-- Numbers that called and belong to no patient yet: somebody should call them back.
CREATE TABLE IF NOT EXISTS leads (
  id             bigserial PRIMARY KEY,
  tenant_id      bigint,                      -- tenants.id; no foreign key, since the files run in alphabetical order
  phone          text NOT NULL,               -- E.164
  full_name      text,
  source         text,                        -- call, web form, referral
  status         text NOT NULL DEFAULT 'new', -- new, contacted, booked, lost
  notes          text,
  last_called_at timestamptz,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS idx_leads_phone ON leads (phone);
CREATE INDEX IF NOT EXISTS idx_leads_status_created_at ON leads (status, created_at);
