import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import { copyDirectory } from '../../../providers/embedded/copy-directory.js'
import type { PostgresAccess } from './postgres-access.js'
import {
  buildAccessStatements,
  buildBackupStatements,
  buildDatabaseStatements,
} from './postgres-access-statements.js'
import { replaceTemplatePasswords, withTemplatePasswords } from './template-passwords.js'
import { readClusterVersion } from './read-cluster-version.js'
import { type PostgresTools, runPostgresProgram } from './postgres-program.js'
import {
  allowReplication,
  ensureClusterTemplate,
  ensureGrantedTemplate,
  initializeCluster,
} from './postgres-template.js'
import { getSharedMemorySettings } from './shared-memory-settings.js'
import { runProgram } from '../../../providers/embedded/run-program.js'

/** In the data directory: hash of the role, password and database that were last granted access. */
const READY_FOR_FILE = 'homemanager-ready-for'
/**
 * Part of the hash: what `grantAccess` grants. Earlier versions made the role a superuser, and had no role of
 * services or replicas.
 */
const GRANTS_VERSION = 7

/** Default values of the configuration. */
const DEFAULT_ACCESS = { user: 'homemanager', database: 'homemanager_identity' }
/** A data directory that is not in use yet does not have to survive a crash. */
const NO_FSYNC: readonly string[] = ['-c', 'fsync=off']

/** Creates the data directory if it does not exist, and the configured role and database. */
export async function ensureCluster(
  tools: PostgresTools,
  directory: string,
  access: PostgresAccess,
): Promise<void> {
  const version = await readClusterVersion(directory, tools.binaries.version)
  if (version === undefined) {
    await createCluster(tools, directory, access)
    return
  }
  const readyFor = await readFile(path.join(directory, READY_FOR_FILE), 'utf8').catch(() => '')
  if (readyFor === hashAccess(access)) return
  await grantRights(tools, directory, access)
  await finishAccess(directory, access)
}

/** Built under a temporary name and renamed when complete: an interruption leaves no incomplete data directory. */
async function createCluster(tools: PostgresTools, directory: string, access: PostgresAccess): Promise<void> {
  await removeIncompleteClusters(directory)
  const work = await mkdtemp(`${directory}.new-`)
  const cluster = path.join(work, 'cluster')
  try {
    const { owner } = tools.user
    const isDefault = access.user === DEFAULT_ACCESS.user && access.database === DEFAULT_ACCESS.database
    if (owner) {
      await runProgram('chown', [`${owner.uid}:${owner.gid}`, work])
      await initializeCluster(tools, cluster)
    } else {
      const template = isDefault
        ? await ensureGrantedTemplate(tools, async (created) => {
            await grantRights(tools, created, withTemplatePasswords(access), NO_FSYNC)
          })
        : await ensureClusterTemplate(tools)
      await copyDirectory(template, cluster, { signal: tools.signal, onSpawned: tools.onLaunched })
    }
    const isGranted = isDefault && !owner && (await replaceTemplatePasswords(cluster, access))
    if (!isGranted) await grantRights(tools, cluster, access, NO_FSYNC)
    await finishAccess(cluster, access)
    await rename(cluster, directory)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Creates the roles and the database and sets their passwords and rights. */
async function grantRights(
  tools: PostgresTools,
  cluster: string,
  access: PostgresAccess,
  settings: readonly string[] = [],
): Promise<void> {
  await runStatements(tools, cluster, access, buildAccessStatements(access), settings)
  await runStatements(tools, cluster, access, toDatabaseStatements(access), settings, access.database)
}

async function finishAccess(cluster: string, access: PostgresAccess): Promise<void> {
  await allowReplication(cluster)
  await writeFile(path.join(cluster, READY_FOR_FILE), hashAccess(access))
}

function toDatabaseStatements(access: PostgresAccess): readonly string[] {
  return [...buildDatabaseStatements(access), ...buildBackupStatements(access)]
}

/** Runs statements in single-user mode. What exists already is no error. */
async function runStatements(
  tools: PostgresTools,
  cluster: string,
  access: PostgresAccess,
  statements: readonly string[],
  settings: readonly string[],
  database: string = 'postgres',
): Promise<void> {
  const memory = getSharedMemorySettings().flatMap((setting) => ['-c', setting])
  const args = ['--single', '-j', '-D', cluster, ...settings, ...memory, database]
  const output = await runPostgresProgram(tools, 'postgres', args, toProgram(statements))
  const problem = /^.*(?:ERROR|FATAL|PANIC):(?!.*already exists).*$/m.exec(output)
  if (problem === null) return
  throw new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `The role ${access.user} or the database ${access.database} could not be created in PostgreSQL.`,
    detail: problem[0],
    suggestion: 'Check postgres.user, postgres.password and postgres.database in homemanager.yaml.',
  })
}

/** The input of single-user mode with `-j`. */
function toProgram(statements: readonly string[]): string {
  return statements.map((statement) => `${statement};\n\n`).join('')
}

function hashAccess({ user, password, database, service, replication }: PostgresAccess): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        GRANTS_VERSION,
        user,
        password,
        database,
        service.user,
        service.password,
        replication.user,
        replication.password,
      ]),
    )
    .digest('hex')
}

async function removeIncompleteClusters(directory: string): Promise<void> {
  const parent = path.dirname(directory)
  const prefix = `${path.basename(directory)}.new-`
  const incomplete = (await readdir(parent)).filter((name) => name.startsWith(prefix))
  await Promise.all(incomplete.map((name) => rm(path.join(parent, name), { recursive: true, force: true })))
}
