-- Extends the redaction to invitations: their rows, and their events, which have the email address of the invited.

CREATE OR REPLACE FUNCTION platform.redact_envelope(envelope jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN envelope #> '{data,user}' IS NOT NULL THEN jsonb_set(
      envelope,
      '{data,user}',
      (envelope #> '{data,user}') || '{"email": "redacted", "display_name": "redacted"}'
    )
    WHEN envelope #> '{data,invitation}' IS NOT NULL THEN jsonb_set(
      envelope,
      '{data,invitation,email}',
      '"redacted"'
    )
    ELSE envelope
  END
$$;

-- The addresses that the user has had, from the events that still have them.
CREATE FUNCTION platform.emails_of(user_id text) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT lower(email)), '{}') FROM (
    SELECT envelope #>> '{data,user,email}' AS email FROM platform.event_log WHERE subject = user_id
    UNION SELECT envelope #>> '{data,user,email}' FROM outbox WHERE envelope ->> 'subject' = user_id
    UNION SELECT users.email FROM users WHERE users.id::text = user_id
  ) AS known WHERE email <> 'redacted'
$$;

CREATE OR REPLACE FUNCTION platform.redact_user(user_id text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  emails text[] := platform.emails_of(user_id);
BEGIN
  DELETE FROM invitations WHERE lower(email) = ANY (emails);
  UPDATE platform.event_log SET envelope = platform.redact_envelope(envelope)
  WHERE (
    subject = user_id
    OR (type LIKE 'identity.invitation.%' AND lower(envelope #>> '{data,invitation,email}') = ANY (emails))
  ) AND envelope <> platform.redact_envelope(envelope);
  UPDATE outbox SET envelope = platform.redact_envelope(envelope)
  WHERE (
    envelope ->> 'subject' = user_id OR lower(envelope #>> '{data,invitation,email}') = ANY (emails)
  ) AND envelope <> platform.redact_envelope(envelope);
  UPDATE platform.dead_letters SET envelope = platform.redact_envelope(envelope)
  WHERE (
    envelope ->> 'subject' = user_id OR lower(envelope #>> '{data,invitation,email}') = ANY (emails)
  ) AND envelope <> platform.redact_envelope(envelope);
  UPDATE platform.idempotency_keys
  SET body = regexp_replace(
    body::text,
    '"(email|display_name)": "(?:[^"\\]|\\.)*"',
    '"\1": "redacted"',
    'g'
  )::jsonb
  WHERE body::text LIKE '%' || user_id || '%' OR lower(body ->> 'email') = ANY (emails);
END
$$;

-- homemanager: down

CREATE OR REPLACE FUNCTION platform.redact_user(user_id text) RETURNS void
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

DROP FUNCTION platform.emails_of(text);

CREATE OR REPLACE FUNCTION platform.redact_envelope(envelope jsonb) RETURNS jsonb
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
