import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { populateCache } from './populate-cache.js'
import { type PostgresTools, runPostgresProgram } from './postgres-program.js'

const PG_HBA_CONF = 'host all all 127.0.0.1/32 scram-sha-256\n'

/**
 * A folder with a new, empty cluster of this version, kept in the user's cache: to copy it takes a tenth of the time
 * that initdb needs. It knows no role that can log in and nothing of any project.
 */
export async function ensureClusterTemplate(tools: PostgresTools): Promise<string> {
  const directory = await populateCache(templateName(tools), (work) =>
    initializeCluster(tools, path.join(work, 'cluster')),
  )
  return path.join(directory, 'cluster')
}

/**
 * The same with one set of role, password and database already made by `grant`; for the defaults, which most projects
 * have and which are no secret.
 */
export async function ensureGrantedTemplate(
  tools: PostgresTools,
  grant: (cluster: string) => Promise<void>,
): Promise<string> {
  const directory = await populateCache(`${templateName(tools)}-default`, async (work) => {
    const cluster = path.join(work, 'cluster')
    await initializeCluster(tools, cluster)
    await grant(cluster)
  })
  return path.join(directory, 'cluster')
}

function templateName({ binaries }: PostgresTools): string {
  return `postgres-${binaries.version}-${process.platform}-${process.arch}`
}

/** Without waiting for the disk: a crash of the system in the seconds after would cost nothing but an empty cluster. */
export async function initializeCluster(tools: PostgresTools, directory: string): Promise<void> {
  const locale = ['-E', 'UTF8', '--locale=C.UTF-8', '--locale-provider=libc']
  const superuser = ['-U', 'postgres', '-A', 'trust']
  const haste = ['--no-sync', '--no-instructions']
  await runPostgresProgram(tools, 'initdb', ['-D', directory, ...superuser, ...locale, ...haste])
  // The superuser has no password, so that it can log in nowhere; initdb would not allow this together with scram.
  await writeFile(path.join(directory, 'pg_hba.conf'), PG_HBA_CONF)
}
