import type { Endpoints } from '../../../core/endpoints.js'
import { type ForegroundProgram, runInForeground } from '../../../project/foreground/run-in-foreground.js'
import type { CommandContext } from '../../command.js'

/** Runs psql or mongosh in the foreground; resolves to its exit code. */
export async function openShell(
  { project: openProject, signalHandler }: CommandContext,
  store: 'postgres' | 'mongo',
  args: readonly string[],
): Promise<number> {
  const endpoints = (await openProject()).endpoints()
  const program =
    store === 'postgres' ? toPsqlProgram(endpoints.postgres, args) : toMongoshProgram(endpoints.mongo, args)
  let forward: (name: NodeJS.Signals) => void = () => {}
  using _signals = signalHandler.forwardTo((name) => forward(name))
  return await runInForeground({ ...program, onStarted: (send) => (forward = send) })
}

/** The password is passed in the environment, because arguments are visible in the process list. */
function toPsqlProgram({ url }: Endpoints['postgres'], args: readonly string[]): ForegroundProgram {
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

function toMongoshProgram({ url }: Endpoints['mongo'], args: readonly string[]): ForegroundProgram {
  return {
    command: 'mongosh',
    args: [url, ...args],
    env: {},
    missingSuggestion: "Install mongosh, or use homemanager query mongo 'expenses.find({}).limit(5)'.",
  }
}
