import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../provider-errors.js'
import type { StartRequest } from '../provider.js'
import type { OrdinaryUser } from './ordinary-user.js'
import type { PostgresBinaries } from './postgres-binaries.js'
import { runProgram } from './run-program.js'

export interface ClusterRequest {
  readonly binaries: PostgresBinaries
  readonly user: OrdinaryUser
  readonly dataFolder: string
  readonly request: StartRequest
}

/** Makes the data folder with the role and the database of the configuration, if there is none yet. */
export async function ensureCluster(options: ClusterRequest): Promise<void> {
  if (existsSync(path.join(options.dataFolder, 'PG_VERSION'))) return
  const { signal } = options.request
  // Built beside its place and renamed when complete: an interrupted initdb leaves nothing that looks like a cluster.
  const work = await mkdtemp(`${options.dataFolder}.new-`)
  try {
    await initialize(options, work)
    signal.throwIfAborted()
    await rm(options.dataFolder, { recursive: true, force: true })
    await rename(path.join(work, 'cluster'), options.dataFolder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function initialize({ binaries, user, request }: ClusterRequest, work: string): Promise<void> {
  const { postgres } = request.config
  const cluster = path.join(work, 'cluster')
  const passwordFile = path.join(work, 'password')
  await writeFile(passwordFile, postgres.password, { mode: 0o600 })
  await run('initdb', [
    '-D',
    cluster,
    '-U',
    postgres.user,
    `--pwfile=${passwordFile}`,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--locale-provider=libc',
    '--no-sync',
    '--no-instructions',
  ])
  if (postgres.database === 'postgres') return
  const name = `"${postgres.database.replaceAll('"', '""')}"`
  await run(
    'postgres',
    ['--single', '-D', cluster, '-c', 'fsync=off', 'postgres'],
    `CREATE DATABASE ${name};\n`,
  )

  async function run(program: string, args: readonly string[], input?: string): Promise<void> {
    const { command, args: all, runAs } = user.wrap(path.join(binaries.folder, 'bin', program), args)
    const result = await runProgram(command, all, {
      signal: request.signal,
      ...(input === undefined ? {} : { input }),
      ...(runAs ? { runAs } : {}),
    })
    if (result.ok) return
    throw new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
      message: `PostgreSQL's data folder could not be made: ${program} failed.`,
      detail: result.output.trim().split('\n').slice(-10).join('\n'),
      suggestion: 'Run homemanager doctor.',
    })
  }
}
