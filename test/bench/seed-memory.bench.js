import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { withFreshStack } from './seed-bench-stack.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
/** Makes Node.js print its peak resident set size when it exits. */
const PEAK_MEMORY_HOOK =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS))'
/** Families with about 30 records each: HOMEMANAGER_BENCH_FAMILIES=34000 is a million records. */
const FEW_FAMILIES = 1700
const MANY_FAMILIES = Number(process.env['HOMEMANAGER_BENCH_FAMILIES'] ?? 6800)
const LIMIT_MB = 300

export const benchmarks = [
  { name: 'seed: peak memory of many records against 50 thousand', atMost: 1.2, run: compareWithFew },
  { name: `seed: peak memory of many records against ${LIMIT_MB} MB`, atMost: 1, run: compareWithLimit },
]

let measured

function measurePeaks() {
  measured ??= withFreshStack(async ({ env }) => ({
    few: await measurePeak(env, FEW_FAMILIES),
    many: await measurePeak(env, MANY_FAMILIES),
  }))
  return measured
}

async function compareWithFew() {
  const { few, many } = await measurePeaks()
  return { ratio: many.mb / few.mb, figures: formatFigures(few, many) }
}

async function compareWithLimit() {
  const { few, many } = await measurePeaks()
  return { ratio: many.mb / LIMIT_MB, figures: formatFigures(few, many) }
}

function formatFigures(...runs) {
  return Object.fromEntries(
    runs.map(({ records, mb }) => [`${records.toLocaleString('en-US')} records`, `${Math.round(mb)} MB`]),
  )
}

async function measurePeak(env, families) {
  await homemanager(env, 'reset', '--yes')
  const { stdout, mb } = await homemanager(env, 'seed', 'load', '--families', String(families))
  const records = Object.values(JSON.parse(stdout).counts).reduce((sum, count) => sum + count, 0)
  return { records, mb }
}

/** Runs the built program on the engines of the benchmark. */
async function homemanager(env, ...args) {
  const child = spawn(process.execPath, ['--import', PEAK_MEMORY_HOOK, BIN, ...args, '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (chunk) => (output[stream] += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`homemanager ${args.join(' ')} exited with ${code}: ${output.stderr}`)
  return { stdout: output.stdout, mb: Number(/peak (\d+)/.exec(output.stderr)?.[1]) / 1000 }
}
