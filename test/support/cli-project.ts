import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { PortName } from '../../src/config/settings/ports.js'
import type { StackState } from '../../src/project/state/stack-state.js'
import { buildOnce } from './build-once.js'
import { expectSuccess } from './expect-success.js'
import { registerCleanup } from './register-cleanup.js'
import type { CommandResult } from './project-directory.js'
import { reserveFreePort } from './reserve-free-port.js'
import { startCommandRunner } from './start-command-runner.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
const PINNED_PORT_NAMES: readonly PortName[] = [
  'postgres',
  'dynamodb',
  'mongo',
  'gateway',
  'identity',
  'todo',
  'budget',
]

/** They end by themselves and have no input, so they can share a process. */
const SHARING_COMMANDS: ReadonlySet<string> = new Set([
  'branch',
  'cache',
  'conformance',
  'down',
  'env',
  'events',
  'explain',
  'inspect',
  'logs',
  'ls',
  'migrate',
  'query',
  'reset',
  'restart',
  'seed',
  'snapshot',
  'status',
  'undo',
  'up',
  'verify',
  'wait',
])

/** A project directory for tests of the built program. Disposing stops the stack and deletes the directory. */
export interface CliProject extends AsyncDisposable {
  readonly directory: string
  readonly home: string
  readonly ports: Readonly<Record<PortName, number>>
  /** Runs a command line of the built program in the directory, one after the other in one process where that makes no difference. */
  run(...args: readonly string[]): Promise<CommandResult>
  /** The same, and throws with the output if the command fails. */
  runOk(...args: readonly string[]): Promise<CommandResult>
  /** Runs it in a process of its own, at the same time as others. */
  runAlone(...args: readonly string[]): Promise<CommandResult>
  /** The same with variables added to the environment. */
  runWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<CommandResult>
  /** Starts the program without waiting for it; its output is piped. */
  start(...args: readonly string[]): ChildProcess
  readState(): Promise<StackState>
}

/** Creates a project with free ports pinned in homemanager.yaml; `extra` is appended to that file. */
export async function createCliProject(extra = ''): Promise<CliProject> {
  await buildOnce()
  const directory = await createTemporaryDirectory('homemanager test ')
  await registerCleanup({ directory })
  const ports = {} as Record<PortName, number>
  for (const name of PINNED_PORT_NAMES) ports[name] = await reserveFreePort()
  const lines = PINNED_PORT_NAMES.map((name) => `  ${name}: ${ports[name]}`)
  await writeFile(
    path.join(directory, 'homemanager.yaml'),
    `project: test\nprovider: embedded\nports:\n${lines.join('\n')}\n${extra}`,
  )
  const home = path.join(directory, '.homemanager', 'test')
  const startWith = (env: Readonly<Record<string, string>>, args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [PROGRAM, ...args], {
      cwd: directory,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const start = (...args: readonly string[]): ChildProcess => startWith({}, args)
  const commands = await startCommandRunner(directory)
  const runAlone = async (...args: readonly string[]): Promise<CommandResult> =>
    collectCommandResult(start(...args))
  const run = async (...args: readonly string[]): Promise<CommandResult> =>
    SHARING_COMMANDS.has(findCommand(args)) ? commands.run(args) : runAlone(...args)
  return {
    directory,
    home,
    ports,
    run,
    runOk: async (...args) => expectSuccess(args, await run(...args)),
    runAlone,
    runWith: async (env, ...args) => collectCommandResult(startWith(env, args)),
    start,
    readState: async () => JSON.parse(await readFile(path.join(home, 'state.json'), 'utf8')) as StackState,
    async [Symbol.asyncDispose]() {
      await run('down', '--volumes', '--snapshots', '--yes')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The name of the command, after global options with values. */
function findCommand(args: readonly string[]): string {
  const first = args.findIndex(
    (arg, index) => !arg.startsWith('--') && !/^--(?:cwd|project)$/.test(args[index - 1] ?? ''),
  )
  return args[first] ?? ''
}

/** The output and exit code of a started program. */
export async function collectCommandResult(child: ChildProcess): Promise<CommandResult> {
  if (child.stdout === null || child.stderr === null)
    throw new TypeError('The output of the program is not piped.')
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  return { code: code ?? -1, stdout, stderr }
}
