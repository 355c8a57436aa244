-- Who is calling: the caller's number leads to the patient that the clinic's own system knows.
CREATE TABLE IF NOT EXISTS phone_map (
  phone      text PRIMARY KEY, -- E.164, such as +14155550123
  full_name  text,
  email      text,
  patient_id text,             -- key in the clinic's system, kept as that system writes it
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS idx_phone_map_email ON phone_map (email);
