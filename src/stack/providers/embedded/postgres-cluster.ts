import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { StartRequest } from '../provider.js'
import { copyFolder } from './copy-folder.js'
import { accessStatements } from './postgres-access.js'
import { clusterVersion } from './postgres-cluster-version.js'
import { type PostgresTools, runPostgresProgram } from './postgres-program.js'
import { clusterTemplate, grantedTemplate, initializeCluster } from './postgres-template.js'
import { runProgram } from './run-program.js'

export type AccessConfig = StartRequest['config']['postgres']

/** In the data folder: for which role, password and database it was last made ready. */
const READY_FOR = 'homemanager-ready-for'

/** What the configuration says where the user says nothing. */
const DEFAULT_ACCESS: AccessConfig = {
  user: 'homemanager',
  password: 'homemanager',
  database: 'homemanager_identity',
}
/** A folder that is not in use yet need not survive a crash. */
const HASTE: readonly string[] = ['-c', 'fsync=off']

/** Makes the data folder if there is none yet, with the role and the database that the configuration names. */
export async function ensureCluster(
  tools: PostgresTools,
  folder: string,
  access: AccessConfig,
): Promise<void> {
  const version = await clusterVersion(folder, tools.binaries.version)
  if (version === undefined) {
    await createCluster(tools, folder, access)
    return
  }
  const readyFor = await readFile(path.join(folder, READY_FOR), 'utf8').catch(() => '')
  if (readyFor !== digest(access)) await grantAccess(tools, folder, access, [])
}

/** Built beside its place and renamed when complete: whatever interrupts it, nothing is left that looks like data. */
async function createCluster(tools: PostgresTools, folder: string, access: AccessConfig): Promise<void> {
  await removeUnfinished(folder)
  const work = await mkdtemp(`${folder}.new-`)
  const cluster = path.join(work, 'cluster')
  try {
    const { owner } = tools.user
    if (owner) {
      await runProgram('chown', [`${owner.uid}:${owner.gid}`, work])
      await initializeCluster(tools, cluster)
      await grantAccess(tools, cluster, access, HASTE)
    } else if (digest(access) === digest(DEFAULT_ACCESS)) {
      const template = await grantedTemplate(tools, (made) => grantAccess(tools, made, access, HASTE))
      await copyFolder(template, cluster, tools.signal)
    } else {
      await copyFolder(await clusterTemplate(tools), cluster, tools.signal)
      await grantAccess(tools, cluster, access, HASTE)
    }
    await rename(cluster, folder)
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
  const output = await runPostgresProgram(tools, 'postgres', args, accessStatements(access))
  const fault = /^.*(?:ERROR|FATAL|PANIC):(?!.*already exists).*$/m.exec(output)
  if (fault) {
    throw new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
      message: `PostgreSQL did not accept the role ${access.user} or the database ${access.database}.`,
      detail: fault[0],
      suggestion: 'Check postgres.user, postgres.password and postgres.database in homemanager.yaml.',
    })
  }
  await writeFile(path.join(cluster, READY_FOR), digest(access))
}

function digest({ user, password, database }: AccessConfig): string {
  return createHash('sha256')
    .update(JSON.stringify([user, password, database]))
    .digest('hex')
}

async function removeUnfinished(folder: string): Promise<void> {
  const parent = path.dirname(folder)
  const prefix = `${path.basename(folder)}.new-`
  const unfinished = (await readdir(parent)).filter((name) => name.startsWith(prefix))
  await Promise.all(unfinished.map((name) => rm(path.join(parent, name), { recursive: true, force: true })))
}
