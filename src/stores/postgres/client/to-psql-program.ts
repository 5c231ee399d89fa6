import type { PostgresEndpoint } from '../../../core/store-types.js'
import { createIamToken } from './iam-token.js'
import { parsePostgresUrl } from './parse-postgres-url.js'
import type { UrlParameters } from './url-parameters.js'
import type { ShellProgram } from '../../contracts/shell-program.js'

/** psql. The password is passed in the environment, because arguments are visible in the process list. */
export async function toPsqlProgram(
  { url }: PostgresEndpoint,
  args: readonly string[],
): Promise<ShellProgram> {
  const { host, port, user, password, database, parameters } = parsePostgresUrl(url)
  const { auth, region, profile } = parameters
  const login = { host: host || 'localhost', port, user, region, profile }
  return {
    command: 'psql',
    args,
    env: {
      PGHOST: host || 'localhost',
      PGPORT: String(port),
      PGUSER: user,
      PGPASSWORD: auth === 'iam' ? await createIamToken(login) : password,
      PGDATABASE: database,
      ...toVariables(parameters),
    },
    missingSuggestion:
      'Install the PostgreSQL client (Debian: postgresql-client), or use homemanager query postgres SQL.',
  }
}

const VARIABLES = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
} as const

function toVariables(parameters: UrlParameters): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([name, variable]) => {
      const value = parameters[name as keyof typeof VARIABLES]
      return value === undefined ? [] : [[variable, value]]
    }),
  )
}
