-- Appointments made over the phone. One that is moved keeps its row and gets a successor; none is deleted.
CREATE TABLE IF NOT EXISTS appointments (
  id               bigserial PRIMARY KEY,
  tenant_id        bigint,                          -- tenants.id
  phone            text NOT NULL,                   -- E.164 of whoever booked
  patient_id       text,                            -- phone_map.patient_id
  reason           text,
  starts_at        timestamptz NOT NULL,
  ends_at          timestamptz,
  status           text NOT NULL DEFAULT 'booked',  -- booked, confirmed, rescheduled, cancelled, kept, missed
  rescheduled_from bigint,                          -- appointments.id of the appointment that this one replaces
  rescheduled_at   timestamptz,
  cancelled_at     timestamptz,
  cancel_reason    text,
  created_by_call  text,                            -- calls.call_sid
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  CHECK (ends_at IS NULL OR ends_at > starts_at)
);

CREATE INDEX IF NOT EXISTS idx_appointments_phone ON appointments (phone);
CREATE INDEX IF NOT EXISTS idx_appointments_starts_at ON appointments (starts_at);
