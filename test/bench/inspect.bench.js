import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchStack } from './bench-stack.js'
import { againstNode, inTurns, median, ms, timeCommand } from './time-command.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
/** Of the profile `load`, about 30 records each: 34000 are a million. */
const FAMILIES = Number(process.env.HOMEMANAGER_BENCH_FAMILIES || 1000)

export const benchmarks = [
  {
    name: 'inspect: user EMAIL --json against node -e 0',
    atMost: 5,
    run: () => inFolder(inspectUser),
  },
  { name: 'fork: fork and drop of small against seeding it', atMost: 0.25, run: forkAndDrop },
  {
    name: 'exec: --ephemeral -- true against a cold up',
    atMost: 1.5,
    run: () => inFolder(execAgainstUp),
  },
]

async function inspectUser(cwd) {
  const stack = await benchStack()
  const { counts } = await stack.seed({ profile: 'load', seed: 1, families: FAMILIES, append: true })
  const { rows } = await stack.stores.postgres.pool.query(
    'SELECT email FROM users WHERE family_id IS NOT NULL ORDER BY email DESC LIMIT 1',
  )
  const options = { cwd, env: { ...process.env, ...stack.env() } }
  const measured = await againstNode(11, ['inspect', 'user', rows[0].email, '--json'], options)
  const records = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return { ...measured, figures: { ...measured.figures, records: records.toLocaleString('en-US') } }
}

async function forkAndDrop() {
  const { createStack } = await import('../../dist/index.js')
  const stack = await createStack({ ephemeral: true, provider: 'embedded', services: 'none' })
  try {
    const seeding = await timed(() => stack.seed({ profile: 'small' }))
    const forks = []
    for (let round = 0; round < 5; round++) {
      forks.push(
        await timed(async () => {
          const fork = await stack.fork()
          await fork.stop()
        }),
      )
    }
    const forking = median(forks)
    return {
      ratio: forking / seeding,
      figures: { 'seed small': ms(seeding), 'fork and drop, median of 5': ms(forking) },
    }
  } finally {
    await stack.stop()
  }
}

async function execAgainstUp(cwd) {
  const env = { ...process.env, HOMEMANAGER_PROVIDER: 'embedded' }
  const run = (...args) => timeCommand(process.execPath, [BIN, ...args], { cwd, env })
  const { ours, theirs, ratio } = await inTurns(
    3,
    () => run('exec', '--ephemeral', '--', 'true'),
    async () => {
      const took = await run('up')
      await run('down', '--volumes', '--yes')
      return took
    },
  )
  return { ratio, figures: { 'exec --ephemeral -- true': ms(ours), 'cold up': ms(theirs) } }
}

async function inFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timed(work) {
  const since = performance.now()
  await work()
  return performance.now() - since
}
