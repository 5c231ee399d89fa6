import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import type { StartRequest } from '../../../providers/provider.js'
import { copyDirectory } from '../../../providers/embedded/copy-directory.js'
import { buildAccessStatements } from './postgres-access-statements.js'
import { readClusterVersion } from './read-cluster-version.js'
import { type PostgresTools, runPostgresProgram } from './postgres-program.js'
import { ensureClusterTemplate, ensureGrantedTemplate, initializeCluster } from './postgres-template.js'
import { runProgram } from '../../../providers/embedded/run-program.js'

export type AccessConfig = StartRequest['config']['postgres']

/** In the data directory: hash of the role, password and database that were last granted access. */
const READY_FOR_FILE = 'homemanager-ready-for'

/** Default values of the configuration. */
const DEFAULT_ACCESS: AccessConfig = {
  user: 'homemanager',
  password: 'homemanager',
  database: 'homemanager_identity',
}
/** A data directory that is not in use yet does not have to survive a crash. */
const NO_FSYNC: readonly string[] = ['-c', 'fsync=off']

/** Creates the data directory if it does not exist, and the configured role and database. */
export async function ensureCluster(
  tools: PostgresTools,
  directory: string,
  access: AccessConfig,
): Promise<void> {
  const version = await readClusterVersion(directory, tools.binaries.version)
  if (version === undefined) {
    await createCluster(tools, directory, access)
    return
  }
  const readyFor = await readFile(path.join(directory, READY_FOR_FILE), 'utf8').catch(() => '')
  if (readyFor !== hashAccess(access)) await grantAccess(tools, directory, access, [])
}

/** Built under a temporary name and renamed when complete: an interruption leaves no incomplete data directory. */
async function createCluster(tools: PostgresTools, directory: string, access: AccessConfig): Promise<void> {
  await removeIncompleteClusters(directory)
  const work = await mkdtemp(`${directory}.new-`)
  const cluster = path.join(work, 'cluster')
  try {
    const { owner } = tools.user
    if (owner) {
      await runProgram('chown', [`${owner.uid}:${owner.gid}`, work])
      await initializeCluster(tools, cluster)
      await grantAccess(tools, cluster, access, NO_FSYNC)
    } else if (hashAccess(access) === hashAccess(DEFAULT_ACCESS)) {
      const template = await ensureGrantedTemplate(tools, (created) =>
        grantAccess(tools, created, access, NO_FSYNC),
      )
      await copyDirectory(template, cluster, tools.signal)
    } else {
      await copyDirectory(await ensureClusterTemplate(tools), cluster, tools.signal)
      await grantAccess(tools, cluster, access, NO_FSYNC)
    }
    await rename(cluster, directory)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function grantAccess(
  tools: PostgresTools,
  cluster: string,
  access: AccessConfig,
  settings: readonly string[],
): Promise<void> {
  const args = ['--single', '-j', '-D', cluster, ...settings, 'postgres']
  const output = await runPostgresProgram(tools, 'postgres', args, buildAccessStatements(access))
  const problem = /^.*(?:ERROR|FATAL|PANIC):(?!.*already exists).*$/m.exec(output)
  if (problem) {
    throw new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
      message: `The role ${access.user} or the database ${access.database} could not be created in PostgreSQL.`,
      detail: problem[0],
      suggestion: 'Check postgres.user, postgres.password and postgres.database in homemanager.yaml.',
    })
  }
  await writeFile(path.join(cluster, READY_FOR_FILE), hashAccess(access))
}

function hashAccess({ user, password, database }: AccessConfig): string {
  return createHash('sha256')
    .update(JSON.stringify([user, password, database]))
    .digest('hex')
}

async function removeIncompleteClusters(directory: string): Promise<void> {
  const parent = path.dirname(directory)
  const prefix = `${path.basename(directory)}.new-`
  const incomplete = (await readdir(parent)).filter((name) => name.startsWith(prefix))
  await Promise.all(incomplete.map((name) => rm(path.join(parent, name), { recursive: true, force: true })))
}
