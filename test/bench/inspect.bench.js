import { fileURLToPath } from 'node:url'
import { getBenchStack } from './bench-stack.js'
import { measureMs } from './measure-ms.js'
import { compareWithNode, compareDurations, median, formatMs, measureCommand } from './time-command.js'
import { withTemporaryDirectory } from './temporary-directory.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
/** Families of the profile `load`, with about 30 records each: 34000 have a million records. */
const FAMILIES = Number(process.env.HOMEMANAGER_BENCH_FAMILIES || 1000)

export const benchmarks = [
  {
    name: 'inspect: user EMAIL --json against node -e 0',
    atMost: 5,
    run: () => withTemporaryDirectory(compareInspectUser),
  },
  { name: 'fork: forking and dropping small against seeding it', atMost: 0.25, run: compareForkWithSeed },
  {
    name: 'exec: --ephemeral -- true against a first up',
    atMost: 1.5,
    run: () => withTemporaryDirectory(compareExecWithUp),
  },
]

async function compareInspectUser(cwd) {
  const stack = await getBenchStack()
  const { counts } = await stack.seed({ profile: 'load', seed: 1, families: FAMILIES, append: true })
  const { rows } = await stack.stores.postgres.pool.query(
    'SELECT email FROM users WHERE family_id IS NOT NULL ORDER BY email DESC LIMIT 1',
  )
  // The directory is that of another project.
  const env = { ...process.env, ...stack.env(), HOMEMANAGER_STACK_DIGEST: undefined }
  const options = { cwd, env }
  const measured = await compareWithNode(11, ['inspect', 'user', rows[0].email, '--json'], options)
  const records = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return { ...measured, figures: { ...measured.figures, records: records.toLocaleString('en-US') } }
}

async function compareForkWithSeed() {
  const { createStack } = await import('../../dist/index.js')
  const stack = await createStack({ ephemeral: true, provider: 'embedded', services: 'none' })
  try {
    const seeding = await measureMs(() => stack.seed({ profile: 'small' }))
    const forks = []
    for (let round = 0; round < 5; round++) {
      forks.push(
        await measureMs(async () => {
          const fork = await stack.fork()
          await fork.stop()
        }),
      )
    }
    const forking = median(forks)
    return {
      ratio: forking / seeding,
      figures: { 'seed small': formatMs(seeding), 'fork and drop, median of 5': formatMs(forking) },
    }
  } finally {
    await stack.stop()
  }
}

async function compareExecWithUp(cwd) {
  const env = { ...process.env, HOMEMANAGER_PROVIDER: 'embedded' }
  const run = (...args) => measureCommand(process.execPath, [BIN, ...args], { cwd, env })
  const { subject, reference, ratio } = await compareDurations(
    3,
    () => run('exec', '--ephemeral', '--', 'true'),
    async () => {
      const duration = await run('up')
      await run('down', '--volumes', '--yes')
      return duration
    },
  )
  return {
    ratio,
    figures: { 'exec --ephemeral -- true': formatMs(subject), 'first up': formatMs(reference) },
  }
}
