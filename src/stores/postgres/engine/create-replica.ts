import { chown, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runProgram } from '../../../providers/embedded/run-program.js'
import { Client } from '../client/pg.js'
import { buildLocalPostgresUrl } from './local-postgres-url.js'
import type { PostgresLogin } from './postgres-access.js'
import type { UnprivilegedUser } from './unprivileged-user.js'

export interface ReplicaSource {
  readonly port: number
  readonly database: string
  /** A role that may make backups and replicate. */
  readonly login: PostgresLogin
  /** The data directory of the running primary. */
  readonly directory: string
}

/** Files of the primary's process, and what it makes again when it starts. */
const NOT_COPIED = ['postmaster.pid', 'postmaster.opts', 'homemanager-ready-for', 'current_logfiles']
const EMPTIED = ['pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp']

/**
 * Makes the data directory of a streaming replica: an online backup of a running primary, without `pg_basebackup`, which the
 * embedded engine does not have. Replaces an earlier replica.
 * https://www.postgresql.org/docs/15/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
export async function createReplica(
  source: ReplicaSource,
  target: string,
  { user, signal }: { readonly user: UnprivilegedUser; readonly signal: AbortSignal },
): Promise<void> {
  await rm(target, { recursive: true, force: true })
  const client = new Client({
    connectionString: buildLocalPostgresUrl(source.port, source.login, source.database),
  })
  client.on('error', () => {})
  await client.connect()
  try {
    // The backup ends with this session, also if this process is killed.
    await client.query("SELECT pg_backup_start('homemanager replica', true)")
    await copyRunningCluster(source.directory, target, signal)
    const { rows } = await client.query<{ labelfile: string; spcmapfile: string }>(
      'SELECT labelfile, spcmapfile FROM pg_backup_stop(false)',
    )
    const [backup] = rows
    if (backup === undefined) throw new TypeError('pg_backup_stop returned no row')
    await Promise.all([
      writeOwned(path.join(target, 'backup_label'), backup.labelfile, user),
      ...(backup.spcmapfile === ''
        ? []
        : [writeOwned(path.join(target, 'tablespace_map'), backup.spcmapfile, user)]),
      writeOwned(path.join(target, 'standby.signal'), '', user),
      // In a file, because other users can read command lines.
      writeOwned(path.join(target, 'postgresql.auto.conf'), toRecoverySettings(source), user),
    ])
  } finally {
    await client.end()
  }
}

/** Files that the server removes while they are copied are no error: the write-ahead log says what became of them. */
async function copyRunningCluster(from: string, to: string, signal: AbortSignal): Promise<void> {
  const args = process.platform === 'darwin' ? ['-cRp'] : ['-a', '--reflink=auto']
  const { output } = await runProgram('cp', [...args, from, to], { signal, env: { LC_ALL: 'C' } })
  const problems = output
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith('No such file or directory'))
  if (problems.length > 0) throw new Error(problems.at(-1))
  await Promise.all([
    ...NOT_COPIED.map((name) => rm(path.join(to, name), { force: true })),
    ...EMPTIED.map(async (name) => emptyDirectory(path.join(to, name))),
  ])
}

async function emptyDirectory(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  await Promise.all(names.map((name) => rm(path.join(directory, name), { recursive: true, force: true })))
}

function toRecoverySettings({ port, login }: ReplicaSource): string {
  const conninfo = Object.entries({
    host: '127.0.0.1',
    port: String(port),
    user: login.user,
    password: login.password,
    application_name: 'homemanager_replica',
    sslmode: 'disable',
  })
    .map(([name, value]) => `${name}=${toConninfoValue(value)}`)
    .join(' ')
  return `primary_conninfo = '${conninfo.replaceAll("'", "''")}'\n`
}

/** A value of a libpq connection string, in quotes. */
function toConninfoValue(value: string): string {
  return `'${value.replaceAll(/[\\']/g, '\\$&')}'`
}

async function writeOwned(file: string, text: string, { owner }: UnprivilegedUser): Promise<void> {
  await writeFile(file, text, { mode: 0o600 })
  if (owner !== undefined) await chown(file, owner.uid, owner.gid)
}
