import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inNewStack } from './seed-context.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
/** A module that prints the maximum resident set size of the process when it exits. */
const PEAK =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS))'
/** A family has about 30 records: HOMEMANAGER_BENCH_FAMILIES=34000 for a million. */
const FEW = 1700
const MANY = Number(process.env['HOMEMANAGER_BENCH_FAMILIES'] ?? 6800)
const LIMIT_MB = 300

export const benchmarks = [
  { name: 'seed: peak memory of many records against 50 thousand', atMost: 1.2, run: growth },
  { name: `seed: peak memory of many records against ${LIMIT_MB} MB`, atMost: 1, run: total },
]

let measured

function peaks() {
  measured ??= inNewStack(async ({ env }) => ({ few: await peak(env, FEW), many: await peak(env, MANY) }))
  return measured
}

async function growth() {
  const { few, many } = await peaks()
  return { ratio: many.mb / few.mb, figures: figures(few, many) }
}

async function total() {
  const { few, many } = await peaks()
  return { ratio: many.mb / LIMIT_MB, figures: figures(few, many) }
}

function figures(...runs) {
  return Object.fromEntries(
    runs.map(({ records, mb }) => [`${records.toLocaleString('en-US')} records`, `${Math.round(mb)} MB`]),
  )
}

async function peak(env, families) {
  await homemanager(env, 'reset', '--yes')
  const { stdout, mb } = await homemanager(env, 'seed', 'load', '--families', String(families))
  const records = Object.values(JSON.parse(stdout).counts).reduce((sum, count) => sum + count, 0)
  return { records, mb }
}

/** Runs the program against the engines of the benchmark. */
async function homemanager(env, ...args) {
  const child = spawn(process.execPath, ['--import', PEAK, BIN, ...args, '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (chunk) => (output[stream] += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`homemanager ${args.join(' ')} exited with code ${code}: ${output.stderr}`)
  return { stdout: output.stdout, mb: Number(/peak (\d+)/.exec(output.stderr)?.[1]) / 1000 }
}
