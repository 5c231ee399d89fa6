import type { PostgresAccess } from './postgres-access.js'

/**
 * Statements for PostgreSQL's single-user mode (`-j`: each ends with a semicolon and an empty line) that create the role
 * and the database and set the password. If they exist already, only the attributes of the role change. The role owns its
 * database, which lets it do everything in it, and may create databases, which forks need. It is no superuser: `COPY TO
 * PROGRAM`, files of the server, and other roles are out of its reach. Single-user mode has no bound parameters, so values
 * are escaped here, including control characters: a line break could end a statement.
 */
export function buildAccessStatements(access: Omit<PostgresAccess, 'password'>, password?: string): string {
  const role = toUnicodeIdentifier(access.user)
  const attributes = 'NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS CREATEDB LOGIN'
  return toProgram([
    `CREATE ROLE ${role}`,
    `ALTER ROLE ${role} ${attributes}${password === undefined ? '' : ` PASSWORD ${toEscapedLiteral(password)}`}`,
    `CREATE DATABASE ${toUnicodeIdentifier(access.database)} OWNER ${role}`,
  ])
}

/**
 * Statements that make the role the owner of everything in an existing database. A role of an earlier configuration may
 * have created it; earlier versions gave superuser rights to every role.
 */
export function buildOwnerStatements({ user }: Pick<PostgresAccess, 'user'>): string {
  const owner = '(SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database())'
  const reassign = `EXECUTE format('REASSIGN OWNED BY %I TO %I', ${owner}, ${toEscapedLiteral(user)})`
  const alter = `EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), ${toEscapedLiteral(user)})`
  const isBootstrapRole = '(SELECT datdba = 10 FROM pg_database WHERE datname = current_database())'
  return toProgram([
    `DO $body$ BEGIN IF ${owner} = ${toEscapedLiteral(user)} THEN NULL; ELSIF ${isBootstrapRole} THEN ${alter}; ELSE ${reassign}; END IF; END $body$`,
  ])
}

function toProgram(statements: readonly string[]): string {
  return statements.map((statement) => `${statement};\n\n`).join('')
}

function toUnicodeIdentifier(name: string): string {
  return `U&"${escapeCharacters(name, '\\').replaceAll('"', '""')}"`
}

function toEscapedLiteral(text: string): string {
  return `E'${escapeCharacters(text, '\\u').replaceAll("'", "''")}'`
}

function escapeCharacters(text: string, prefix: string): string {
  return text.replaceAll(/[\p{Cc}\\]/gu, (character) => {
    return prefix + character.charCodeAt(0).toString(16).padStart(4, '0')
  })
}
