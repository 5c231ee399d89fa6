import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { populateCache } from '../../../providers/embedded/populate-cache.js'
import { SUPERUSER } from './postgres-access.js'
import { type PostgresTools, runPostgresProgram } from './postgres-program.js'

/**
 * Earlier templates contained a password or no place for passwords, no role of services or replicas, segments of 16 MB, or maps, or did
 * not let the project hide errors from the log.
 */
const TEMPLATE_VERSION = 9
const PG_HBA_CONF = 'host all all 127.0.0.1/32 scram-sha-256\n'
/** `all` does not include it. */
const REPLICATION_RULE = 'host replication all 127.0.0.1/32 scram-sha-256'

/**
 * The directory of a new, empty cluster in the user's cache. Copying it takes a tenth of the time of initdb. It has no
 * role that can log in, and nothing specific to a project.
 */
export async function ensureClusterTemplate(tools: PostgresTools): Promise<string> {
  const directory = await populateCache(templateName(tools), async (work) => {
    const cluster = path.join(work, 'cluster')
    await initializeCluster(tools, cluster)
    await removeMaps(cluster)
  })
  return path.join(directory, 'cluster')
}

/**
 * The same, with the roles and the database already created by `grant`, for the default names, which most projects use. Nobody can
 * log in until each copy gets passwords of its own.
 */
export async function ensureGrantedTemplate(
  tools: PostgresTools,
  grant: (cluster: string) => Promise<void>,
): Promise<string> {
  const directory = await populateCache(`${templateName(tools)}-default`, async (work) => {
    const cluster = path.join(work, 'cluster')
    await initializeCluster(tools, cluster)
    await grant(cluster)
    await removeMaps(cluster)
  })
  return path.join(directory, 'cluster')
}

function templateName({ binaries }: PostgresTools): string {
  return `postgres-${binaries.version}-${process.platform}-${process.arch}-${TEMPLATE_VERSION}`
}

/** Runs initdb without syncing to disk: a system crash soon afterwards could only corrupt an empty cluster. */
export async function initializeCluster(tools: PostgresTools, directory: string): Promise<void> {
  const locale = ['-E', 'UTF8', '--locale=C.UTF-8', '--locale-provider=libc']
  const superuser = ['-U', SUPERUSER, '-A', 'trust']
  // The log of a small stack would be half of the files that a start, a snapshot and a restore copy.
  const speedOptions = ['--no-sync', '--no-instructions', '--wal-segsize=4']
  await runPostgresProgram(tools, 'initdb', ['-D', directory, ...superuser, ...locale, ...speedOptions])
  // initdb derives it from the segments: a large dataset would be interrupted by checkpoints.
  await appendFile(path.join(directory, 'postgresql.conf'), 'max_wal_size = 1GB\n')
  // The superuser has no password, so it cannot log in. initdb does not allow this in combination with scram.
  await writeFile(path.join(directory, 'pg_hba.conf'), PG_HBA_CONF)
}

/**
 * Deletes the free space maps and visibility maps, which are a quarter of the files. They are optional: PostgreSQL creates them again
 * when it vacuums or fills a table. Until then, it looks at the pages of the table.
 * Source: https://www.postgresql.org/docs/15/storage-file-layout.html
 */
async function removeMaps(cluster: string): Promise<void> {
  const entries = await readdir(cluster, { recursive: true, withFileTypes: true })
  const maps = entries.filter((entry) => entry.isFile() && /^\d+_(?:fsm|vm)$/.test(entry.name))
  await Promise.all(maps.map(async (map) => rm(path.join(map.parentPath, map.name))))
}

/** Lets replicas of this machine connect. Earlier versions did not. */
export async function allowReplication(cluster: string): Promise<void> {
  const file = path.join(cluster, 'pg_hba.conf')
  const rules = await readFile(file, 'utf8')
  if (!rules.includes(REPLICATION_RULE)) await appendFile(file, `${REPLICATION_RULE}\n`)
}
