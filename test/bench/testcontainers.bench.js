import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEmptyDatabases } from './bench-stack.js'
import { IMAGES } from './docker-images.js'
import { planActions } from './plan-actions.js'
import { compareDurations, formatMs } from './time-command.js'

const VERSION = '11'
const ROUNDS = 5

export const benchmarks = [
  {
    name: 'createStack on Docker against testcontainers with the same images and migrations',
    atMost: 1,
    run: () => compareWithTestcontainers('docker'),
  },
  {
    name: 'createStack embedded against testcontainers with the same images and migrations',
    atMost: 0.5,
    run: () => compareWithTestcontainers('embedded'),
  },
]

async function compareWithTestcontainers(provider) {
  if (spawnSync('docker', ['version']).status !== 0) return { skipped: 'the Docker daemon is not available' }
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  try {
    const install = ['install', '--no-audit', '--no-fund', '--silent', `testcontainers@${VERSION}`]
    if (spawnSync('npm', install, { cwd: directory }).status !== 0)
      return { skipped: `testcontainers ${VERSION} cannot be installed` }
    const file = join(directory, 'input.json')
    writeFileSync(
      file,
      JSON.stringify({ images: listImages(), actions: await planActions(await createEmptyDatabases()) }),
    )
    const { subject, reference, ratio } = await compareDurations(
      ROUNDS,
      async () => runProgram('create-stack.js', provider),
      async () => runProgram('testcontainers.js', directory, file),
    )
    return {
      ratio,
      figures: {
        [`createStack, ${provider}`]: formatMs(subject),
        [`testcontainers ${VERSION}`]: formatMs(reference),
      },
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function listImages() {
  const { HOMEMANAGER_POSTGRES_IMAGE, HOMEMANAGER_DYNAMODB_IMAGE, HOMEMANAGER_MONGO_IMAGE } = IMAGES
  return {
    postgres: HOMEMANAGER_POSTGRES_IMAGE ?? 'postgres:15',
    dynamodb: HOMEMANAGER_DYNAMODB_IMAGE ?? 'amazon/dynamodb-local',
    mongo: HOMEMANAGER_MONGO_IMAGE ?? 'mongo:7',
  }
}

/** The number of milliseconds that a program prints. */
function runProgram(name, ...args) {
  const program = fileURLToPath(new URL(`programs/${name}`, import.meta.url))
  const env = { ...process.env, ...IMAGES, TESTCONTAINERS_RYUK_DISABLED: 'true' }
  return Number(execFileSync(process.execPath, [program, ...args], { env, encoding: 'utf8' }))
}
