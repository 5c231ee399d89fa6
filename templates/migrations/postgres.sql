-- {{name}}
--
-- The statements run in order, in one transaction. For a statement that cannot run in a transaction (CREATE INDEX
-- CONCURRENTLY), add a comment line "homemanager: no-transaction". To wait for a migration of another store, add
-- "homemanager: after mongo/0003-rates".

ALTER TABLE users ADD COLUMN example text;

-- homemanager: down

ALTER TABLE users DROP COLUMN example;
