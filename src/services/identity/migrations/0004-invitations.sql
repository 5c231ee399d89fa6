-- Invitations to a family that wait for an answer. Accepting, declining and revoking one deletes it; the event log has the rest.

CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  family_id uuid NOT NULL REFERENCES families (id) ON DELETE CASCADE,
  -- Of the invited; need not be registered yet.
  email varchar(255) NOT NULL,
  role varchar(16) NOT NULL CHECK (role IN ('adult', 'child')),
  -- An owner of the family. Owners are deleted only after their family.
  invited_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX invitations_family_email_key ON invitations (family_id, lower(email));

CREATE INDEX invitations_email_idx ON invitations (lower(email), created_at);

CREATE INDEX invitations_expires_at_idx ON invitations (expires_at);

-- homemanager: down

DROP TABLE invitations;
