import type { PostgresEndpoint } from '../../../core/endpoints.js'
import { parsePostgresUrl } from './parse-postgres-url.js'
import type { ShellProgram } from '../../contracts/shell-program.js'

/** psql. The password is passed in the environment, because arguments are visible in the process list. */
export function toPsqlProgram({ url }: PostgresEndpoint, args: readonly string[]): ShellProgram {
  const { host, port, user, password, database, sslMode } = parsePostgresUrl(url)
  return {
    command: 'psql',
    args,
    env: {
      PGHOST: host || 'localhost',
      PGPORT: String(port),
      PGUSER: user,
      PGPASSWORD: password,
      PGDATABASE: database,
      ...(sslMode === undefined ? {} : { PGSSLMODE: sslMode }),
    },
    missingSuggestion:
      'Install the PostgreSQL client (Debian: postgresql-client), or use homemanager query postgres SQL.',
  }
}
