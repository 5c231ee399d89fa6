import type { PostgresEndpoint } from '../../../core/endpoints.js'
import type { ShellProgram } from '../../contracts/shell-program.js'

/** psql. The password is passed in the environment, because arguments are visible in the process list. */
export function toPsqlProgram({ url }: PostgresEndpoint, args: readonly string[]): ShellProgram {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const sslMode = searchParams.get('sslmode')
  return {
    command: 'psql',
    args,
    env: {
      PGHOST: decodeURIComponent(hostname),
      PGPORT: port || '5432',
      PGUSER: decodeURIComponent(username),
      PGPASSWORD: decodeURIComponent(password),
      PGDATABASE: decodeURIComponent(pathname.slice(1)),
      ...(sslMode === null ? {} : { PGSSLMODE: sslMode }),
    },
    missingSuggestion:
      'Install the PostgreSQL client (Debian: postgresql-client), or use homemanager query postgres SQL.',
  }
}
