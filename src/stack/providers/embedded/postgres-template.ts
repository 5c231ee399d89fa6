import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { intoCache } from './into-cache.js'
import { type PostgresTools, runPostgresProgram } from './postgres-program.js'

const LOOPBACK_WITH_PASSWORD = 'host all all 127.0.0.1/32 scram-sha-256\n'

/**
 * A folder with a new, empty cluster of this version, kept in the user's cache: to copy it takes a tenth of the time
 * that initdb needs. It knows no role that can log in and nothing of any project.
 */
export async function clusterTemplate(tools: PostgresTools): Promise<string> {
  const name = `postgres-${tools.binaries.version}-${process.platform}-${process.arch}`
  const folder = await intoCache(name, (work) => initializeCluster(tools, path.join(work, 'cluster')))
  return path.join(folder, 'cluster')
}

/** Without waiting for the disk: a crash of the system in the seconds after would cost nothing but an empty cluster. */
export async function initializeCluster(tools: PostgresTools, folder: string): Promise<void> {
  const locale = ['-E', 'UTF8', '--locale=C.UTF-8', '--locale-provider=libc']
  const superuser = ['-U', 'postgres', '-A', 'trust']
  const haste = ['--no-sync', '--no-instructions']
  await runPostgresProgram(tools, 'initdb', ['-D', folder, ...superuser, ...locale, ...haste])
  // The superuser has no password, so that it can log in nowhere; initdb would not allow this together with scram.
  await writeFile(path.join(folder, 'pg_hba.conf'), LOOPBACK_WITH_PASSWORD)
}
