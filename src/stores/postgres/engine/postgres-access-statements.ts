import type { PostgresAccess, PostgresLogin } from './postgres-access.js'

const UNPRIVILEGED = 'NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS LOGIN'
const REPLICATION = 'NOSUPERUSER NOCREATEROLE NOCREATEDB REPLICATION NOBYPASSRLS LOGIN'

/**
 * Statements that create the roles and the database and set their attributes; what exists already is an error that the
 * caller ignores. The project's role owns its database, which lets it do everything in it, and may create databases, which
 * forks need. None of the roles is a superuser: `COPY TO PROGRAM`, files of the server, and other roles are out of their reach.
 *
 * Values are escaped here, including control characters: PostgreSQL's single-user mode has no bound parameters, and a line
 * break could end a statement.
 */
export function buildAccessStatements(access: PostgresAccess): readonly string[] {
  const { user, service, database } = access
  return [
    `CREATE ROLE ${toIdentifier(user)}`,
    `ALTER ROLE ${toIdentifier(user)} ${UNPRIVILEGED} CREATEDB${toPassword(access)}`,
    ...buildServiceRoleStatements(access),
    ...buildReplicationRoleStatements(access),
    // Lets the owner see and end connections of the services, and end autovacuum, to copy or drop a database.
    `GRANT ${toIdentifier(service.user)}, pg_signal_backend TO ${toIdentifier(user)}`,
    buildLogStatement(user),
    `CREATE DATABASE ${toIdentifier(database)} OWNER ${toIdentifier(user)}`,
  ]
}

/** Lets a role keep errors out of the log that it provokes on purpose. Before PostgreSQL 15, only a superuser can. */
function buildLogStatement(user: string): string {
  return [
    `DO $body$ BEGIN IF current_setting('server_version_num')::int >= 150000 THEN`,
    `EXECUTE format('GRANT SET ON PARAMETER log_min_messages TO %I', ${toEscapedLiteral(user)});`,
    'END IF; END $body$',
  ].join(' ')
}

/** Only those for the role of the services. */
export function buildServiceRoleStatements({ service }: PostgresAccess): readonly string[] {
  return [
    `CREATE ROLE ${toIdentifier(service.user)}`,
    `ALTER ROLE ${toIdentifier(service.user)} ${UNPRIVILEGED} NOCREATEDB${toPassword(service)}`,
    // For /metrics: the statistics of other sessions, such as how long they have been running, are hidden otherwise.
    `GRANT pg_read_all_stats TO ${toIdentifier(service.user)}`,
    // The details of an error have values, such as an email address that exists already. Only a superuser can change this.
    `ALTER ROLE ${toIdentifier(service.user)} SET log_error_verbosity = 'terse'`,
    `ALTER ROLE ${toIdentifier(service.user)} SET log_min_error_statement = 'panic'`,
  ]
}

/** Only those for the role of a replica. */
export function buildReplicationRoleStatements({ replication }: PostgresAccess): readonly string[] {
  const role = toIdentifier(replication.user)
  return [`CREATE ROLE ${role}`, `ALTER ROLE ${role} ${REPLICATION}${toPassword(replication)}`]
}

/** Lets the role of a replica make an online backup. To run in the database; for PostgreSQL 15 and later. */
export function buildBackupStatements({ replication }: PostgresAccess): readonly string[] {
  const role = toIdentifier(replication.user)
  return [
    `GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean) TO ${role}`,
    `GRANT EXECUTE ON FUNCTION pg_backup_stop(boolean) TO ${role}`,
  ]
}

function toPassword({ password }: PostgresLogin): string {
  return ` PASSWORD ${toEscapedLiteral(password)}`
}

/**
 * Statements to run in the database. The service role may read and write rows, also of tables that migrations create later,
 * and can change no schema. Data of earlier versions may belong to another role; it gets the project's role as its owner.
 */
export function buildDatabaseStatements({ user, service, database }: PostgresAccess): readonly string[] {
  const [owner, role] = [toIdentifier(user), toIdentifier(service.user)]
  const byDefault = `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT`
  const isUserSchema = `nspname !~ '^pg_' AND nspname <> 'information_schema'`
  const grant = (text: string): string =>
    `EXECUTE format('GRANT ${text} TO %I', found, ${toEscapedLiteral(service.user)});`
  return [
    buildOwnerStatement(user),
    `REVOKE CREATE, TEMPORARY ON DATABASE ${toIdentifier(database)} FROM PUBLIC`,
    `${byDefault} USAGE ON SCHEMAS TO ${role}`,
    `${byDefault} SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role}`,
    `${byDefault} USAGE, SELECT ON SEQUENCES TO ${role}`,
    [
      `DO $body$ DECLARE found name; BEGIN`,
      `FOR found IN SELECT nspname FROM pg_namespace WHERE ${isUserSchema} LOOP`,
      `EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', found);`,
      grant('USAGE ON SCHEMA %I'),
      grant('SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I'),
      grant('USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I'),
      'END LOOP; END $body$',
    ].join(' '),
  ]
}

/**
 * Makes the role the owner of the database and everything in it. A role of an earlier configuration may have created it;
 * earlier versions gave superuser rights to every role. PostgreSQL cannot reassign everything that the bootstrap superuser
 * (OID 10) owns, so its objects are changed one by one: all but those of extensions, and sequences that follow a table.
 */
function buildOwnerStatement(user: string): string {
  const name = toEscapedLiteral(user)
  const isOwn = `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype IN ('e', 'a', 'i'))`
  const isForeign = (owner: string): string =>
    `${owner} <> login AND ${isOwn} AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`
  const commands = [
    `SELECT format('SCHEMA %I', o.nspname) FROM pg_namespace o WHERE o.nspowner = 10 AND o.nspname !~ '^pg_' AND o.nspname <> 'information_schema'`,
    `SELECT format('%s %s', CASE o.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, o.oid::regclass) FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace WHERE o.relkind IN ('r', 'p', 'v', 'm', 'S') AND ${isForeign('o.relowner')}`,
    `SELECT format('TYPE %s', o.oid::regtype) FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace WHERE o.typtype IN ('e', 'd', 'r') AND ${isForeign('o.typowner')}`,
    `SELECT format('ROUTINE %s', o.oid::regprocedure) FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace WHERE ${isForeign('o.proowner')}`,
  ]
  return [
    `DO $body$ DECLARE owner oid := (SELECT datdba FROM pg_database WHERE datname = current_database());`,
    `login oid := (SELECT oid FROM pg_roles WHERE rolname = ${name}); object text;`,
    `BEGIN IF owner <> login AND owner <> 10 THEN EXECUTE format('REASSIGN OWNED BY %s TO %I', owner::regrole, ${name}); END IF;`,
    `IF owner = 10 THEN EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), ${name}); END IF;`,
    `FOR object IN ${commands.join(' UNION ALL ')} LOOP`,
    `EXECUTE format('ALTER %s OWNER TO %I', object, ${name});`,
    'END LOOP; END $body$',
  ].join(' ')
}

export function toIdentifier(name: string): string {
  return `U&"${escapeCharacters(name, '\\').replaceAll('"', '""')}"`
}

export function toEscapedLiteral(text: string): string {
  return `E'${escapeCharacters(text, '\\u').replaceAll("'", "''")}'`
}

/** Also the dollar sign, because literals are used in dollar-quoted blocks. */
function escapeCharacters(text: string, prefix: string): string {
  return text.replaceAll(/[\p{Cc}\\$]/gu, (character) => {
    return prefix + character.charCodeAt(0).toString(16).padStart(4, '0')
  })
}
