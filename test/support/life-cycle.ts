import { execFile, type ExecFileException } from 'node:child_process'
import { cp, mkdir, readFile, rename, rm, statfs, truncate, writeFile } from 'node:fs/promises'
import { readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { expect } from 'vitest'
import type { StackState } from '../../src/project/state/stack-state.js'
import { isSupervised } from '../../src/project/supervision/supervisor-process.js'
import { isAlive } from '../../src/providers/process-identity.js'
import type { ProcessIdentity } from '../../src/providers/provider.js'
import type { CommandResult } from './project-directory.js'
import { reserveFreePort } from './reserve-free-port.js'
import { startCommandRunner } from './start-command-runner.js'
import { waitUntil } from './wait-until.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

const AGREEMENT_TIMEOUT_MS = 30_000

/** What may happen to a project. */
export const LIFE_CYCLE_EVENTS = [
  'up',
  'down',
  'down by name',
  'kill',
  'copy',
  'move',
  'rename the directory',
  'rename the project',
  'edit',
  'fill the disk',
] as const
export type LifeCycleEvent = readonly [project: 0 | 1, event: (typeof LIFE_CYCLE_EVENTS)[number]]

/** A project of the trial; the marker in its database shows that its data is its own. */
interface Trial {
  directory: string
  project: string
  renames: number
  hasMarker: boolean
}

/**
 * Runs the events on two projects. After each, `ls` must know exactly the engines that hold the lock of their data, and the
 * data of each running project must be its own.
 */
export async function runLifeCycle(events: readonly LifeCycleEvent[]): Promise<void> {
  const base = await createTemporaryDirectory('homemanager life cycle ')
  const disk = await tryMountDisk(base)
  const trials = [await createTrial(base, 'one'), await createTrial(base, 'two')] as const
  try {
    for (const [index, event] of events) {
      await runEvent(trials[index], event, base, disk)
      await checkAll(base, trials)
    }
    for (const trial of trials) await expectDone(trial, 'down', '--volumes', '--yes')
    expect(listLockedEngines(base)).toEqual([])
  } finally {
    for (const trial of trials) await run(trial, 'down', '--volumes', '--yes')
    if (disk !== undefined) await execute('umount', ['--lazy', disk])
    await rm(base, { recursive: true, force: true })
  }
}

async function createTrial(base: string, name: string): Promise<Trial> {
  const directory = path.join(base, name)
  await mkdir(directory)
  // Other tests have projects of other names.
  const project = `${name}-${path.basename(base).slice(-6).toLowerCase()}`
  const trial = { directory, project, renames: 0, hasMarker: false }
  await writeConfig(trial)
  return trial
}

/** Pins one port. The others are free ones near the default ports. */
async function writeConfig({ directory, project }: Trial): Promise<void> {
  const port = await reserveFreePort()
  await writeFile(
    path.join(directory, 'homemanager.yaml'),
    `project: ${project}\nprovider: embedded\nports: { postgres: ${port} }\n`,
  )
}

async function runEvent(
  trial: Trial,
  event: LifeCycleEvent[1],
  base: string,
  disk: string | undefined,
): Promise<void> {
  const { directory, project } = trial
  switch (event) {
    case 'up':
      await expectDone(trial, 'up', '--no-services')
      if (!trial.hasMarker) await writeMarker(trial)
      break
    case 'down':
      await expectDone(trial, 'down')
      break
    case 'down by name':
      await expectDone({ directory: '/' }, 'down', '--project', project)
      break
    case 'kill': {
      const engines = (await readState(trial))?.engines ?? []
      for (const { process: identity } of engines) await killEngine(identity)
      break
    }
    case 'copy': {
      const copy = `${directory} copy`
      const home = path.join(directory, '.homemanager', project)
      const wasSupervised = isSupervised(home)
      await cp(directory, copy, { recursive: true, filter: (source) => !source.endsWith('.tmp') })
      // The original still has the pinned port if it is running. The data of a copy may be incomplete.
      await writeConfig({ ...trial, directory: copy })
      await run({ directory: copy }, 'up', '--no-services')
      await expectDone({ directory: copy }, 'down', '--volumes', '--yes')
      expect(isSupervised(home)).toBe(wasSupervised)
      await rm(copy, { recursive: true })
      break
    }
    case 'move':
    case 'rename the directory': {
      const parent = path.join(path.dirname(directory), event === 'move' ? `parent ${project}` : '.')
      await mkdir(parent, { recursive: true })
      trial.directory = path.join(parent, `${project} ${++trial.renames}`)
      await rename(directory, trial.directory)
      break
    }
    case 'rename the project':
      trial.project = `${project}-${++trial.renames}`
      await writeConfig(trial)
      // The stack has the name with which it was started.
      await checkAll(base, [])
      await expectDone({ directory: '/' }, 'down', '--project', project, '--volumes', '--yes')
      trial.hasMarker = false
      break
    case 'edit':
      await writeConfig(trial)
      break
    case 'fill the disk':
      if (disk !== undefined) await fillDisk(trial, disk)
      break
  }
}

/** While the disk is full, `up` may fail, but a stack can be stopped. */
async function fillDisk(trial: Trial, disk: string): Promise<void> {
  const { bavail, bsize } = await statfs(disk)
  const filler = path.join(disk, 'filler')
  await execute('fallocate', ['--length', String(bavail * bsize), filler])
  const { code, stderr } = await run(trial, 'up', '--no-services')
  if (code !== 0) expect(stderr).toContain('DISK_FULL')
  await expectDone(trial, 'down')
  await rm(filler)
}

/** Mounts a small file system, which only root can do. */
async function tryMountDisk(base: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const image = `${base}.image`
  await writeFile(image, '')
  await truncate(image, 3 * 1024 ** 3)
  await execute('mkfs.ext4', ['-q', '-m', '0', image])
  const { code } = await execute('mount', ['-o', 'loop', image, base])
  await rm(image)
  return code === 0 ? base : undefined
}

/** The supervisor may start killed engines again at any time, so both lists are read until they agree. */
async function checkAll(base: string, trials: readonly Trial[]): Promise<void> {
  let listed: readonly string[] = []
  let locked: readonly string[] = []
  const agree = async (): Promise<boolean> => {
    listed = await listRunningEngines(base)
    locked = listLockedEngines(base)
    return isDeepStrictEqual(listed, locked)
  }
  await waitUntil(agree, AGREEMENT_TIMEOUT_MS).catch(() => {})
  expect(listed).toEqual(locked)
  for (const trial of trials) await checkMarker(trial)
}

/** The engines that `ls` lists below a directory, as `listLockedEngines` does. */
async function listRunningEngines(base: string): Promise<readonly string[]> {
  const { stdout } = await run({ directory: '/' }, 'ls', '--json')
  const { items } = JSON.parse(stdout) as {
    readonly items: readonly { readonly directory: string; readonly running: readonly string[] }[]
  }
  return items
    .filter(({ directory }) => directory.startsWith(base))
    .flatMap(({ directory, running }) => running.map((component) => `${directory}: ${component}`))
    .toSorted()
}

/** The engines that hold a lock below a directory, as the kernel knows them: `<project directory>: <store>`. */
function listLockedEngines(base: string): readonly string[] {
  const links = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => listLinks(`/proc/${pid}/fd`))
  const locks = links.flatMap((link) => {
    const [, directory, store] = /^(.*)\/\.homemanager\/[^/]+\/data\/(\w+)\.lock$/.exec(link) ?? []
    return directory?.startsWith(base) ? [`${directory}: ${store}`] : []
  })
  return [...new Set(locks)].toSorted()
}

function listLinks(directory: string): readonly string[] {
  try {
    return readdirSync(directory).flatMap((name) => {
      try {
        return [readlinkSync(path.join(directory, name))]
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

async function writeMarker(trial: Trial): Promise<void> {
  await query(trial, `CREATE TABLE marker AS SELECT '${trial.project}' AS owner`)
  trial.hasMarker = true
}

async function checkMarker(trial: Trial): Promise<void> {
  if (!trial.hasMarker || !listLockedEngines(trial.directory).some((each) => each.endsWith(': postgres')))
    return
  let found: unknown
  // An engine that the supervisor has started again may not be ready.
  await waitUntil(async () => {
    found = await query(trial, 'SELECT owner FROM marker').catch((error: unknown) => error)
    return !(found instanceof Error)
  }, AGREEMENT_TIMEOUT_MS).catch(() => {})
  expect(found).toEqual([{ owner: trial.project }])
}

async function query(trial: Trial, sql: string): Promise<readonly unknown[]> {
  const engine = (await readState(trial))?.engines.find(({ store }) => store === 'postgres')
  if (engine?.store !== 'postgres') throw new TypeError('PostgreSQL is not recorded as running.')
  const client = new pg.Client(engine.endpoint.url)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows
  } finally {
    await client.end()
  }
}

async function readState({ directory, project }: Trial): Promise<StackState | undefined> {
  const text = await readFile(path.join(directory, '.homemanager', project, 'state.json'), 'utf8').catch(
    () => undefined,
  )
  return text === undefined ? undefined : (JSON.parse(text) as StackState)
}

async function expectDone(trial: Pick<Trial, 'directory'>, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(trial, ...args)
  if (code !== 0) throw new Error(`homemanager ${args.join(' ')} exited with ${code}:\n${stdout}\n${stderr}`)
}

async function run(
  { directory }: Pick<Trial, 'directory'>,
  ...args: readonly string[]
): Promise<CommandResult> {
  return (await startCommandRunner(directory)).run(args)
}

function execute(command: string, args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string): void =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr })
    execFile(command, args, done)
  })
}

/** The engine may have exited, for example because it was killed before. */
async function killEngine(identity: ProcessIdentity | undefined): Promise<void> {
  if (identity === undefined || !isAlive(identity)) return
  process.kill(identity.pid, 'SIGKILL')
  await waitUntil(() => !isAlive(identity))
}
