import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { againstNode, inTurns, median, ms, timeCommand } from './time-command.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
const FILE = fileURLToPath(new URL('../../compose/docker-compose.yml', import.meta.url))
const ROUNDS = 3

/** The test images where they are built, else the official ones; the same for both. */
const IMAGES =
  spawnSync('docker', ['image', 'inspect', 'homemanager-test/postgres:15']).status === 0
    ? {
        HOMEMANAGER_POSTGRES_IMAGE: 'homemanager-test/postgres:15',
        HOMEMANAGER_DYNAMODB_IMAGE: 'homemanager-test/dynamodb-local:latest',
        HOMEMANAGER_MONGO_IMAGE: 'homemanager-test/mongo:7',
      }
    : {}
const PORTS = {
  HOMEMANAGER_POSTGRES_PORT: '25432',
  HOMEMANAGER_DYNAMODB_PORT: '28000',
  HOMEMANAGER_MONGO_PORT: '47017',
}

let measured

export const benchmarks = [
  {
    name: 'docker: up --no-services, migrated, against docker compose up -d --wait',
    atMost: 0.8,
    run: () => part('up'),
  },
  { name: 'docker: down against docker compose down', atMost: 0.5, run: () => part('down') },
  { name: 'docker: status of a whole stack against node -e 0', atMost: 3, run: status },
]

/** Both benchmarks come out of the same rounds: what was brought up is what is taken down. */
async function part(name) {
  const skipped = lacking()
  if (skipped !== undefined) return { skipped }
  measured ??= await measure()
  const { ours, theirs } = measured[name]
  return {
    ratio: median(ours.map((one, index) => one / theirs[index])),
    figures: { [`homemanager ${name}`]: ms(median(ours)), [`docker compose ${name}`]: ms(median(theirs)) },
  }
}

async function measure() {
  const up = { ours: [], theirs: [] }
  const down = { ours: [], theirs: [] }
  await inTurns(
    ROUNDS,
    () =>
      inFolder('hm-test-bench', async (hm) => {
        up.ours.push(await hm('up', '--provider', 'docker', '--no-services'))
        down.ours.push(await hm('down'))
        await hm('down', '--volumes', '--yes')
        return 1
      }),
    async () => {
      const compose = (...args) =>
        timeCommand('docker', ['compose', '-p', 'hm-test-bench-compose', '-f', FILE, ...args], {
          env: { ...process.env, ...IMAGES, ...PORTS },
        })
      up.theirs.push(await compose('up', '-d', '--wait'))
      down.theirs.push(await compose('down'))
      await compose('down', '--volumes')
      return 1
    },
  )
  return { up, down }
}

async function status() {
  const skipped = lacking()
  if (skipped !== undefined) return { skipped }
  return inFolder('hm-test-bench', async (hm, options) => {
    await hm('up', '--provider', 'docker')
    try {
      return await againstNode(15, ['status'], options)
    } finally {
      await hm('down', '--volumes', '--yes')
    }
  })
}

async function inFolder(project, work) {
  const cwd = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  const options = { cwd, env: { ...process.env, ...IMAGES, ...PORTS, HOMEMANAGER_PROJECT: project } }
  try {
    return await work((...args) => timeCommand(process.execPath, [BIN, ...args], options), options)
  } finally {
    spawnSync(process.execPath, [BIN, 'down', '--volumes', '--yes'], options)
    rmSync(cwd, { recursive: true, force: true })
  }
}

function lacking() {
  if (spawnSync('docker', ['version']).status !== 0) return 'no Docker engine answers'
  return spawnSync('docker', ['compose', 'version']).status === 0 ? undefined : 'there is no docker compose'
}
