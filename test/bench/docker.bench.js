import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { IMAGES } from './docker-images.js'
import { compareWithNode, compareDurations, median, formatMs, measureCommand } from './time-command.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
const COMPOSE_FILE = fileURLToPath(new URL('../../compose/docker-compose.yml', import.meta.url))
const ROUNDS = 3

const PORTS = {
  HOMEMANAGER_POSTGRES_PORT: '25432',
  HOMEMANAGER_DYNAMODB_PORT: '28000',
  HOMEMANAGER_MONGO_PORT: '47017',
}

let measured

export const benchmarks = [
  {
    name: 'docker: up --no-services, migrated, against docker compose up -d --wait',
    atMost: 0.95,
    run: () => compareStep('up'),
  },
  { name: 'docker: down against docker compose down', atMost: 0.9, run: () => compareStep('down') },
  { name: 'docker: status of a running stack against node -e 0', atMost: 3, run: compareStatus },
]

/** Both benchmarks use the same rounds: each stops what it started. */
async function compareStep(name) {
  const skipped = findMissingPrerequisite()
  if (skipped !== undefined) return { skipped }
  measured ??= await measure()
  const { subject, reference } = measured[name]
  return {
    ratio: median(subject.map((value, index) => value / reference[index])),
    figures: {
      [`homemanager ${name}`]: formatMs(median(subject)),
      [`docker compose ${name}`]: formatMs(median(reference)),
    },
  }
}

async function measure() {
  const up = { subject: [], reference: [] }
  const down = { subject: [], reference: [] }
  await compareDurations(
    ROUNDS,
    () =>
      withProjectDirectory('hm-test-bench', async (homemanager) => {
        up.subject.push(await homemanager('up', '--provider', 'docker', '--no-services'))
        down.subject.push(await homemanager('down'))
        await homemanager('down', '--volumes', '--yes')
        return 1
      }),
    async () => {
      const compose = (...args) =>
        measureCommand('docker', ['compose', '-p', 'hm-test-bench-compose', '-f', COMPOSE_FILE, ...args], {
          env: { ...process.env, ...IMAGES, ...PORTS },
        })
      up.reference.push(await compose('up', '-d', '--wait'))
      down.reference.push(await compose('down'))
      await compose('down', '--volumes')
      return 1
    },
  )
  return { up, down }
}

async function compareStatus() {
  const skipped = findMissingPrerequisite()
  if (skipped !== undefined) return { skipped }
  return withProjectDirectory('hm-test-bench', async (homemanager, options) => {
    await homemanager('up', '--provider', 'docker')
    try {
      return await compareWithNode(15, ['status'], options)
    } finally {
      await homemanager('down', '--volumes', '--yes')
    }
  })
}

async function withProjectDirectory(project, run) {
  const cwd = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  const options = { cwd, env: { ...process.env, ...IMAGES, ...PORTS, HOMEMANAGER_PROJECT: project } }
  try {
    return await run((...args) => measureCommand(process.execPath, [BIN, ...args], options), options)
  } finally {
    spawnSync(process.execPath, [BIN, 'down', '--volumes', '--yes'], options)
    rmSync(cwd, { recursive: true, force: true })
  }
}

function findMissingPrerequisite() {
  if (spawnSync('docker', ['version']).status !== 0) return 'the Docker daemon is not available'
  return spawnSync('docker', ['compose', 'version']).status === 0
    ? undefined
    : 'docker compose is not installed'
}
