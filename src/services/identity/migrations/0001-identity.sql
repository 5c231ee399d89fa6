-- Users, families and who belongs to which (ADR-002, identity), sessions, and the outbox of the service.

CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever sets the time itself (a load, a restore) keeps it.
  IF NEW.updated_at = OLD.updated_at THEN
    NEW.updated_at := now();
  END IF;
  RETURN NEW;
END
$$;

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email varchar(255) NOT NULL,
  password_hash varchar(255) NOT NULL,
  display_name varchar(255) NOT NULL DEFAULT '',
  family_id uuid,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE families (
  id uuid PRIMARY KEY,
  name varchar(255) NOT NULL,
  -- Deferred: a family and its owner refer to each other, and are made in one transaction in either order.
  owner_id uuid NOT NULL CONSTRAINT families_owner_id_fkey REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  member_count integer NOT NULL DEFAULT 0 CHECK (member_count >= 0),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE users
  ADD CONSTRAINT users_family_id_fkey FOREIGN KEY (family_id) REFERENCES families (id)
  ON DELETE SET NULL DEFERRABLE INITIALLY IMMEDIATE;

CREATE TABLE family_members (
  family_id uuid NOT NULL REFERENCES families (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role varchar(16) NOT NULL DEFAULT 'adult' CHECK (role IN ('owner', 'adult', 'child')),
  joined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (family_id, user_id)
);

CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE INDEX users_family_id_idx ON users (family_id);

CREATE INDEX families_owner_id_idx ON families (owner_id);

CREATE INDEX family_members_user_id_idx ON family_members (user_id);

CREATE TRIGGER users_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER families_updated_at BEFORE UPDATE ON families FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- One row per refresh token. Tokens of one sign-in share token_family: the use of a rotated one revokes them all.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_family uuid NOT NULL,
  token_hash text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  rotated_at timestamptz,
  replaced_by uuid,
  revoked_at timestamptz,
  revoked_reason text
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id);

CREATE INDEX sessions_token_family_idx ON sessions (token_family);

CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

-- Events of the identity service that are not in the log yet; written with the data, removed by the relay.
CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  envelope jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- homemanager: down

DROP TABLE outbox;

DROP TABLE sessions;

DROP TABLE family_members;

ALTER TABLE users DROP CONSTRAINT users_family_id_fkey;

DROP TABLE families;

DROP TABLE users;

DROP FUNCTION set_updated_at();
