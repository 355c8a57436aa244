-- One row per clinic: how its phone desk is reached, when it is open, how it wants to be spoken for.
CREATE TABLE IF NOT EXISTS tenants (
  id            bigserial PRIMARY KEY,
  slug          text NOT NULL UNIQUE,               -- short name in links, such as "harbour-dental"
  name          text NOT NULL,
  phone_e164    text UNIQUE,                        -- the number patients call, such as +14155550100
  timezone      text NOT NULL DEFAULT 'UTC',        -- IANA name; opening hours are meant in it
  locale        text NOT NULL DEFAULT 'en-US',
  opening_hours jsonb NOT NULL DEFAULT '{}'::jsonb, -- {"mon": [["08:00", "17:30"]], …}
  settings      jsonb NOT NULL DEFAULT '{}'::jsonb, -- greeting, voice, transfer number, booking rules
  active        boolean NOT NULL DEFAULT true,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);
