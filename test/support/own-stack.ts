import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { PortName } from '../../src/config/resolved-config.js'
import type { StackState } from '../../src/stack/stack-state.js'
import { buildOnce } from './build-once.js'
import { cleanUpLater } from './clean-up-later.js'
import type { CommandResult } from './project-folder.js'
import { freePort } from './free-port.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
const PORTS: readonly PortName[] = ['postgres', 'dynamodb', 'mongo', 'gateway', 'identity', 'todo', 'budget']

/** A project of its own for tests of the real program. Disposing takes the stack down and deletes the folder. */
export interface OwnStack extends AsyncDisposable {
  readonly folder: string
  readonly home: string
  readonly ports: Readonly<Record<PortName, number>>
  /** Runs the built program in the folder to its end. */
  run(...args: readonly string[]): Promise<CommandResult>
  /** Starts it and gives the process, its output piped. */
  start(...args: readonly string[]): ChildProcess
  state(): Promise<StackState>
}

/** The ports are free ones, pinned in homemanager.yaml; `extra` is more of that file. */
export async function ownStack(extra = ''): Promise<OwnStack> {
  await buildOnce()
  const folder = await mkdtemp(path.join(tmpdir(), 'homemanager own '))
  await cleanUpLater({ folder })
  const ports = {} as Record<PortName, number>
  for (const name of PORTS) ports[name] = await freePort()
  const lines = PORTS.map((name) => `  ${name}: ${ports[name]}`)
  await writeFile(
    path.join(folder, 'homemanager.yaml'),
    `project: own\nprovider: embedded\nports:\n${lines.join('\n')}\n${extra}`,
  )
  const home = path.join(folder, '.homemanager', 'own')
  const start = (...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const run = async (...args: readonly string[]): Promise<CommandResult> => outcome(start(...args))
  return {
    folder,
    home,
    ports,
    run,
    start,
    state: async () => JSON.parse(await readFile(path.join(home, 'state.json'), 'utf8')) as StackState,
    async [Symbol.asyncDispose]() {
      await run('down', '--volumes', '--yes')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What a started program said and ended with. */
export async function outcome(child: ChildProcess): Promise<CommandResult> {
  if (child.stdout === null || child.stderr === null) throw new TypeError('Its output is not piped')
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  return { code: code ?? -1, stdout, stderr }
}
