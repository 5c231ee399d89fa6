-- Signing in replaces a password hash that was made with weaker parameters. The password has not changed, so the time of the
-- last change stays: a change of the password increments the version.

DROP TRIGGER users_updated_at ON users;

CREATE TRIGGER users_updated_at BEFORE UPDATE ON users FOR EACH ROW
  WHEN (OLD.version IS DISTINCT FROM NEW.version OR OLD.password_hash IS NOT DISTINCT FROM NEW.password_hash)
  EXECUTE FUNCTION set_updated_at();

-- homemanager: down

DROP TRIGGER users_updated_at ON users;

CREATE TRIGGER users_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();
