/**
 * Statements for PostgreSQL's single-user mode (`-j`: each ends with a semicolon and an empty line) that give the role
 * its password and make the database. Sent again they change nothing but the password. That mode knows no bound
 * parameters, so everything is escaped here, control characters too: a line break could end a statement.
 */
export function accessStatements(access: {
  readonly user: string
  readonly password: string
  readonly database: string
}): string {
  const role = identifier(access.user)
  const statements = [
    `CREATE ROLE ${role}`,
    `ALTER ROLE ${role} SUPERUSER LOGIN PASSWORD ${literal(access.password)}`,
    `CREATE DATABASE ${identifier(access.database)} OWNER ${role}`,
  ]
  return statements.map((statement) => `${statement};\n\n`).join('')
}

function identifier(name: string): string {
  return `U&"${escaped(name, '\\').replaceAll('"', '""')}"`
}

function literal(text: string): string {
  return `E'${escaped(text, '\\u').replaceAll("'", "''")}'`
}

function escaped(text: string, prefix: string): string {
  return text.replaceAll(/[\p{Cc}\\]/gu, (character) => {
    return prefix + character.charCodeAt(0).toString(16).padStart(4, '0')
  })
}
