import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inFreshStage } from './seed-stage.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
/** Makes Node print its peak resident memory on exit. */
const PEAK =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS))'
/** About 30 records per family. HOMEMANAGER_BENCH_FAMILIES=34000 is a million records. */
const FEW = 1700
const MANY = Number(process.env['HOMEMANAGER_BENCH_FAMILIES'] ?? 6800)
const LIMIT_MB = 300

export const benchmarks = [
  { name: 'seed: peak memory of many records against 50 thousand', atMost: 1.2, run: growth },
  { name: `seed: peak memory of many records against ${LIMIT_MB} MB`, atMost: 1, run: total },
]

let measured

function peaks() {
  measured ??= inFreshStage(async ({ env }) => ({ few: await peak(env, FEW), many: await peak(env, MANY) }))
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

/** The program itself, on the engines of the bench. */
async function homemanager(env, ...args) {
  const child = spawn(process.execPath, ['--import', PEAK, BIN, ...args, '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (piece) => (said[stream] += piece))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`homemanager ${args.join(' ')} ended with ${code}: ${said.stderr}`)
  return { stdout: said.stdout, mb: Number(/peak (\d+)/.exec(said.stderr)?.[1]) / 1000 }
}
