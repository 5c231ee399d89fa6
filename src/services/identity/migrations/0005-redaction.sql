-- Removes the email address and the name of a deleted user from everything that still has them: the event log, which
-- otherwise is append-only, events that are not in the log yet, dead letters, and stored responses.

CREATE FUNCTION platform.redact_envelope(envelope jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN envelope #> '{data,user}' IS NULL THEN envelope
    ELSE jsonb_set(
      envelope,
      '{data,user}',
      (envelope #> '{data,user}') || '{"email": "redacted", "display_name": "redacted"}'
    )
  END
$$;

-- The only change that the log accepts is that of redact_envelope.
CREATE OR REPLACE FUNCTION platform.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.envelope = platform.redact_envelope(OLD.envelope)
      AND to_jsonb(NEW) - 'envelope' = to_jsonb(OLD) - 'envelope' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'platform.event_log is append-only' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION platform.redact_user(user_id text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE platform.event_log SET envelope = platform.redact_envelope(envelope)
  WHERE subject = user_id AND envelope <> platform.redact_envelope(envelope);
  UPDATE outbox SET envelope = platform.redact_envelope(envelope)
  WHERE envelope ->> 'subject' = user_id AND envelope <> platform.redact_envelope(envelope);
  UPDATE platform.dead_letters SET envelope = platform.redact_envelope(envelope)
  WHERE envelope ->> 'subject' = user_id AND envelope <> platform.redact_envelope(envelope);
  UPDATE platform.idempotency_keys
  SET body = regexp_replace(
    body::text,
    '"(email|display_name)": "(?:[^"\\]|\\.)*"',
    '"\1": "redacted"',
    'g'
  )::jsonb
  WHERE body::text LIKE '%' || user_id || '%';
END
$$;

-- homemanager: down

DROP FUNCTION platform.redact_user(text);

CREATE OR REPLACE FUNCTION platform.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'platform.event_log is append-only' USING ERRCODE = 'restrict_violation';
END
$$;

DROP FUNCTION platform.redact_envelope(jsonb);
