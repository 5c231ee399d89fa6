import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, constants } from 'node:zlib'
import { registerCleanup } from './register-cleanup.js'
import { reserveFreePort } from './reserve-free-port.js'
import { startCommandRunner } from './start-command-runner.js'
import type { CommandResult } from './project-directory.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

const PORTS = ['postgres', 'dynamodb', 'mongo', 'gateway', 'identity', 'todo', 'budget'] as const

/** What the earlier version reported about its data, and what its user knows. */
export interface Expected {
  /** Of `seed demo --json`. */
  readonly counts: Readonly<Record<string, number>>
  readonly fingerprint: Readonly<Record<string, string>>
  readonly password: string
  readonly keeper: {
    readonly email: string
    /** The id of the expense that the request created. */
    readonly expense: string
    readonly request: { readonly key: string; readonly body: object }
  }
  /** The id of the key that signs access tokens. */
  readonly signingKey: string
}

/** The fields of `state.json` with the running processes. */
interface State {
  readonly engines: readonly { readonly process: { readonly pid: number } }[]
  readonly services?: { readonly process: { readonly pid: number } }
}

/** The project directory of an earlier version, with the state and data it wrote. Disposing stops and deletes it. */
export interface EarlierProject extends AsyncDisposable {
  readonly directory: string
  /** Its state directory. */
  readonly home: string
  readonly ports: Readonly<Record<(typeof PORTS)[number], number>>
  readonly expected: Expected
  /** The `state.json` that the earlier version wrote while its stack was running; its processes are gone. */
  readonly stateWhileRunning: string
  /** Runs the current program in the directory. */
  readonly run: (...args: readonly string[]) => Promise<CommandResult>
}

/** Why the data files of the fixtures cannot be opened on this machine; undefined if they can. */
export function getFixtureSkipReason(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'they were written on Linux x64'
  // A mongod on PATH is preferred to the embedded engine that wrote the data files.
  const mongod = (process.env['PATH'] ?? '').split(path.delimiter).find((directory) => {
    return directory !== '' && existsSync(path.join(directory, 'mongod'))
  })
  return mongod === undefined ? undefined : `a mongod is installed in ${mongod}`
}

/** Unpacks `test/fixtures/<name>.tar.br`, which scripts/make-compat-fixture.js created. */
export async function openEarlierProject(name: string): Promise<EarlierProject> {
  const root = await createTemporaryDirectory('homemanager-earlier-')
  await registerCleanup({ directory: root })
  unpack(fileURLToPath(new URL(`../fixtures/${name}.tar.br`, import.meta.url)), root)
  const directory = path.join(root, 'project')
  const ports = {} as Record<(typeof PORTS)[number], number>
  for (const port of PORTS) ports[port] = await reserveFreePort()
  const pinned = PORTS.map((port) => [`HOMEMANAGER_${port.toUpperCase()}_PORT`, String(ports[port])])
  const home = path.join(directory, '.homemanager', 'earlier')
  const commands = await startCommandRunner(directory, Object.fromEntries(pinned))
  const run = async (...args: readonly string[]): Promise<CommandResult> => {
    const result = await commands.run(args)
    if (args[0] === 'up') await registerProcesses(home)
    return result
  }
  return {
    directory,
    home,
    ports,
    expected: JSON.parse(readFileSync(path.join(root, 'expected.json'), 'utf8')) as Expected,
    stateWhileRunning: readFileSync(path.join(root, 'state-while-running.json'), 'utf8'),
    run,
    async [Symbol.asyncDispose]() {
      await run('down', '--volumes', '--snapshots', '--yes')
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Ensures that processes started by `up` are killed even if the test is. */
async function registerProcesses(home: string): Promise<void> {
  const { engines, services } = JSON.parse(readFileSync(path.join(home, 'state.json'), 'utf8')) as State
  for (const component of [...engines, ...(services ? [services] : [])]) {
    await registerCleanup({ pid: component.process.pid })
  }
}

function unpack(archive: string, directory: string): void {
  const input = brotliDecompressSync(readFileSync(archive), {
    params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 },
  })
  // Preserve file modes, which PostgreSQL requires, but not the owner.
  execFileSync('tar', ['-x', '-p', '-o', '-f', '-', '-C', directory], { input })
}
