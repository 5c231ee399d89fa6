import { resolveConfig } from '../../config/resolve-config.js'
import type { Endpoints } from '../../core/endpoints.js'
import { runningEndpoints } from '../../stack/connect-stores.js'
import { type ProgramHere, runProgramHere } from '../../stack/programs/run-program-here.js'
import type { CommandContext } from '../command.js'

/** Runs psql or mongosh on the terminal until it ends; resolves to its exit code. */
export async function openShell(
  { globals, signals }: CommandContext,
  store: 'postgres' | 'mongo',
  args: readonly string[],
): Promise<number> {
  const endpoints = runningEndpoints(await resolveConfig(globals))
  const program = store === 'postgres' ? psql(endpoints.postgres, args) : mongosh(endpoints.mongo, args)
  let pass: (name: NodeJS.Signals) => void = () => {}
  using _signals = signals.handOver((name) => pass(name))
  return await runProgramHere({ ...program, onStarted: (passOn) => (pass = passOn) })
}

/** By environment, not by arguments: those stand in every process list, and the password is among them. */
function psql({ url }: Endpoints['postgres'], args: readonly string[]): ProgramHere {
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
    whenMissing:
      'Install the PostgreSQL client (Debian: postgresql-client), or use homemanager query postgres SQL.',
  }
}

function mongosh({ url }: Endpoints['mongo'], args: readonly string[]): ProgramHere {
  return {
    command: 'mongosh',
    args: [url, ...args],
    env: {},
    whenMissing: "Install MongoDB's mongosh, or use homemanager query mongo 'expenses.find({}).limit(5)'.",
  }
}
