-- {{name}}
--
-- One statement after the other, all in one transaction. For what cannot be in one (CREATE INDEX CONCURRENTLY), write
-- "homemanager: no-transaction" as a comment of its own line; for a migration of another store that must come before,
-- "homemanager: after mongo/0003-rates".

ALTER TABLE users ADD COLUMN example text;

-- homemanager: down

ALTER TABLE users DROP COLUMN example;
