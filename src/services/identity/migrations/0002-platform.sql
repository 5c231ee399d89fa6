-- What the services share: the event log (the audit trail), consumers, sagas, idempotency keys.

CREATE SCHEMA platform;

CREATE TABLE platform.event_log (
  position bigserial PRIMARY KEY,
  event_id uuid NOT NULL UNIQUE,
  type text NOT NULL,
  source text NOT NULL,
  subject text NOT NULL,
  time timestamptz NOT NULL,
  envelope jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  -- Positions are given before the commit, so a lower one can become visible later than a higher one. A reader that
  -- stays below pg_snapshot_xmin(pg_current_snapshot()) misses nothing.
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE INDEX event_log_type_idx ON platform.event_log (type, position);

CREATE INDEX event_log_subject_idx ON platform.event_log (subject, position);

CREATE INDEX event_log_correlation_idx ON platform.event_log ((envelope ->> 'correlationid'));

CREATE FUNCTION platform.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'platform.event_log is append-only' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER event_log_append_only BEFORE UPDATE OR DELETE ON platform.event_log
  FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();

CREATE TABLE platform.consumer_offsets (
  consumer text PRIMARY KEY,
  position bigint NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE platform.dead_letters (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  position bigint NOT NULL,
  envelope jsonb NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  first_failed_at timestamptz NOT NULL DEFAULT now(),
  last_failed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);

CREATE TABLE platform.sagas (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  subject text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'compensating', 'completed', 'compensated', 'failed')),
  data jsonb NOT NULL DEFAULT '{}',
  error text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- Few sagas are unfinished at any time; finding them after a crash must not read the others.
CREATE INDEX sagas_unfinished_idx ON platform.sagas (created_at) WHERE state IN ('running', 'compensating');

CREATE INDEX sagas_subject_idx ON platform.sagas (subject);

CREATE TRIGGER sagas_updated_at BEFORE UPDATE ON platform.sagas
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE platform.saga_steps (
  saga_id uuid NOT NULL REFERENCES platform.sagas (id) ON DELETE CASCADE,
  step integer NOT NULL,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'done', 'failed', 'compensated')),
  attempts integer NOT NULL DEFAULT 0,
  result jsonb,
  error text,
  started_at timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (saga_id, step)
);

CREATE TABLE platform.idempotency_keys (
  -- Who asked: a user, or the route of a request without one. Two of them may use the same key.
  scope text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  -- Empty while the first request is still being answered.
  status integer,
  headers jsonb,
  body jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_keys_expires_at_idx ON platform.idempotency_keys (expires_at);

-- homemanager: down

DROP SCHEMA platform CASCADE;
