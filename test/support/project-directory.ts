import { execFile, type ExecFileException, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { resolveConfig } from '../../src/config/resolve-config.js'
import type { Endpoints } from '../../src/core/store-types.js'
import { getStoreDriver } from '../../src/stores/registry.js'
import { STORE_NAMES } from '../../src/core/store-name.js'
import type { StackEngine } from '../../src/project/state/stack-state.js'
import { createEmptyState } from '../../src/project/state/stack-state.js'
import { writeState } from '../../src/project/state/state-file.js'
import { expectSuccess } from './expect-success.js'
import { getStaticKeys } from './get-static-keys.js'
import { startCommandRunner } from './start-command-runner.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * A project directory whose state names the engines of the test as running, at the addresses that the environment of the commands
 * has. Disposing deletes the directory.
 */
export interface ProjectDirectory extends AsyncDisposable {
  readonly directory: string
  /** The environment of the commands, for programs that the test starts itself. */
  readonly env: NodeJS.ProcessEnv
  /** Runs a command line of the built program in the directory, in one process with the others. */
  run(...args: readonly string[]): Promise<CommandResult>
  /** The same, and throws with the output if the command fails. */
  runOk(...args: readonly string[]): Promise<CommandResult>
  /** Runs a command line in a process of its own, for commands that write to their parent's descriptors. */
  runAlone(...args: readonly string[]): Promise<CommandResult>
  /** Runs the program and sends SIGKILL after `afterMs` milliseconds. Resolves to false if it exited before. */
  runAndKill(afterMs: number, ...args: readonly string[]): Promise<boolean>
  /** Runs a bash command line in which `homemanager` is the built program. */
  runShell(line: string): Promise<CommandResult>
}

export async function createProjectDirectory(endpoints: Endpoints): Promise<ProjectDirectory> {
  const directory = await createTemporaryDirectory('homemanager project ')
  const variables = toVariables(endpoints)
  const env = { ...process.env, NO_COLOR: '1', ...variables }
  const config = await resolveConfig({ cwd: directory, project: 'test' }, variables)
  const engines = STORE_NAMES.map((store) => {
    const { external } = getStoreDriver(store)
    const endpoint: unknown = external.toEndpoint(config, external.getUrl(config) ?? '')
    return { store, endpoint, port: 0, engine: store, provider: 'external' } as StackEngine
  })
  writeState({ config, state: { ...createEmptyState(config), engines } })
  const commands = await startCommandRunner(directory, variables)
  const start = (command: string, args: readonly string[]): Promise<CommandResult> =>
    new Promise((resolve) => {
      const options = { cwd: directory, env }
      const done = (error: ExecFileException | null, stdout: string, stderr: string): void =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
      execFile(command, args, options, done).stdin?.end()
    })
  const run = (...args: readonly string[]): Promise<CommandResult> =>
    commands.run(['--project', 'test', ...args])
  return {
    directory,
    env,
    run,
    runOk: async (...args) => expectSuccess(args, await run(...args)),
    runAlone: (...args) => start(process.execPath, [PROGRAM, '--project', 'test', ...args]),
    runShell: (line) =>
      start('bash', [
        '-c',
        `homemanager() { "${process.execPath}" "${PROGRAM}" --project test "$@"; }\n${line}`,
      ]),
    async runAndKill(afterMs, ...args) {
      const child = spawn(process.execPath, [PROGRAM, ...args, '--project', 'test'], {
        cwd: directory,
        env,
        stdio: 'ignore',
      })
      const timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
      clearTimeout(timer)
      return signal === 'SIGKILL'
    },
    async [Symbol.asyncDispose]() {
      await commands[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function toVariables({ postgres, dynamodb, mongo }: Endpoints): Readonly<Record<string, string>> {
  const { endpoint, region, table, accessKeyId, secretAccessKey } = getStaticKeys(dynamodb)
  return {
    HOMEMANAGER_POSTGRES_URL: postgres.url,
    HOMEMANAGER_DYNAMODB_ENDPOINT: endpoint,
    HOMEMANAGER_DYNAMODB_REGION: region,
    HOMEMANAGER_DYNAMODB_TABLE: table,
    HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID: accessKeyId,
    HOMEMANAGER_DYNAMODB_SECRET_ACCESS_KEY: secretAccessKey,
    HOMEMANAGER_MONGO_URL: mongo.url,
  }
}
