-- The version of a user's membership: access tokens and events carry it, and every store refuses an older one.

ALTER TABLE users ADD COLUMN membership_version integer NOT NULL DEFAULT 0;

CREATE FUNCTION increment_membership_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.membership_version := OLD.membership_version + 1;
  RETURN NEW;
END
$$;

-- A user joins, leaves or is removed, or the family is deleted.
CREATE TRIGGER users_membership_version BEFORE UPDATE OF family_id ON users
  FOR EACH ROW WHEN (OLD.family_id IS DISTINCT FROM NEW.family_id)
  EXECUTE FUNCTION increment_membership_version();

CREATE FUNCTION move_member() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE users SET membership_version = membership_version + 1 WHERE id = NEW.user_id;
  RETURN NEW;
END
$$;

CREATE TRIGGER family_members_role AFTER UPDATE OF role ON family_members
  FOR EACH ROW WHEN (OLD.role IS DISTINCT FROM NEW.role)
  EXECUTE FUNCTION move_member();

-- Every process of the services hears of it when the transaction commits.
CREATE FUNCTION announce_membership() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM pg_notify('homemanager_memberships', OLD.id || ' deleted ' || OLD.version);
  ELSE
    PERFORM pg_notify('homemanager_memberships', NEW.id || ' ' || NEW.membership_version || ' ' || NEW.version);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER users_membership_moved AFTER UPDATE ON users
  FOR EACH ROW WHEN (OLD.membership_version IS DISTINCT FROM NEW.membership_version)
  EXECUTE FUNCTION announce_membership();

CREATE TRIGGER users_membership_deleted AFTER DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION announce_membership();

-- homemanager: down

DROP TRIGGER users_membership_deleted ON users;

DROP TRIGGER users_membership_moved ON users;

DROP FUNCTION announce_membership();

DROP TRIGGER family_members_role ON family_members;

DROP FUNCTION move_member();

DROP TRIGGER users_membership_version ON users;

DROP FUNCTION increment_membership_version();

ALTER TABLE users DROP COLUMN membership_version;
