/**
 * Statements for PostgreSQL's single-user mode (`-j`: each ends with a semicolon and an empty line) that create the role
 * and the database and set the password. If they exist already, only the password changes. Single-user mode has no bound
 * parameters, so values are escaped here, including control characters: a line break could end a statement.
 */
export function buildAccessStatements(access: {
  readonly user: string
  readonly password: string
  readonly database: string
}): string {
  const role = toUnicodeIdentifier(access.user)
  const statements = [
    `CREATE ROLE ${role}`,
    `ALTER ROLE ${role} SUPERUSER LOGIN PASSWORD ${toEscapedLiteral(access.password)}`,
    `CREATE DATABASE ${toUnicodeIdentifier(access.database)} OWNER ${role}`,
  ]
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
