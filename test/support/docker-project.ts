import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildOnce } from './build-once.js'
import { listProjectResources, TEST_IMAGES } from './docker.js'
import { reserveFreePort } from './reserve-free-port.js'
import type { CommandResult } from './project-directory.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))

/** A directory with a homemanager.yaml for the test images. Disposing deletes everything and throws if anything remains. */
export interface DockerProject extends AsyncDisposable {
  readonly project: string
  readonly directory: string
  /** `<directory>/.homemanager/<project>`. */
  readonly home: string
  /** Environment variables with which Compose starts the same project. */
  readonly env: Readonly<Record<string, string>>
  /** Runs the CLI in the directory, without a terminal. */
  run(...args: readonly string[]): Promise<CommandResult>
  /** The same, but throws if the command fails; resolves to stdout. */
  runOk(...args: readonly string[]): Promise<string>
  /** Starts the CLI without waiting for it. `result` resolves when it has exited. */
  start(...args: readonly string[]): { readonly child: ChildProcess; readonly result: Promise<CommandResult> }
}

export async function createDockerProject(): Promise<DockerProject> {
  await buildOnce()
  const project = `hm-test-${crypto.randomUUID().slice(0, 8)}`
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-docker-'))
  const { postgres, dynamodb, mongo, redis, pgbouncer } = TEST_IMAGES
  const images = { postgres, dynamodb, mongo, redis, pgbouncer }
  const lines = Object.entries(images).map(([name, image]) => `${name}:\n  image: ${image}\n`)
  await writeFile(
    path.join(directory, 'homemanager.yaml'),
    `project: ${project}\nprovider: docker\n${lines.join('')}`,
  )
  const start: DockerProject['start'] = (...args) => {
    const env = { ...process.env, NO_COLOR: '1' }
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { child, result: collectResult(child) }
  }
  const run: DockerProject['run'] = async (...args) => start(...args).result
  return {
    project,
    directory,
    home: path.join(directory, '.homemanager', project),
    env: {
      COMPOSE_PROJECT_NAME: project,
      HOMEMANAGER_POSTGRES_IMAGE: postgres,
      HOMEMANAGER_DYNAMODB_IMAGE: dynamodb,
      HOMEMANAGER_MONGO_IMAGE: mongo,
      HOMEMANAGER_REDIS_IMAGE: redis,
      HOMEMANAGER_PGBOUNCER_IMAGE: pgbouncer,
      HOMEMANAGER_POSTGRES_PORT: String(await reserveFreePort()),
      HOMEMANAGER_DYNAMODB_PORT: String(await reserveFreePort()),
      HOMEMANAGER_MONGO_PORT: String(await reserveFreePort()),
    },
    run,
    async runOk(...args) {
      const { code, stdout, stderr } = await run(...args)
      if (code === 0) return stdout
      throw new Error(`homemanager ${args.join(' ')} exited with ${code}: ${stderr}${stdout}`)
    },
    start,
    async [Symbol.asyncDispose]() {
      const { code, stderr } = await run('down', '--volumes', '--snapshots', '--yes')
      const remaining = await listProjectResources(project)
      await rm(directory, { recursive: true, force: true })
      if (code !== 0) throw new Error(`down --volumes exited with ${code}: ${stderr}`)
      if (remaining.length > 0) throw new Error(`Left behind: ${remaining.join(', ')}`)
    },
  }
}

async function collectResult(child: ChildProcess): Promise<CommandResult> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  // The exit code that a shell reports for a signal.
  return { code: code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0), stdout, stderr }
}
