import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BIN, createProjectDirectory, removeProject } from './project-directory.js'
import { measureCommand } from './time-command.js'

/** Until what starting leaves behind is done: compiled code is saved after 2 s, polling slows down after 30 s. */
const SETTLE_MS = 45_000
const SAMPLE_MS = 30_000

let measured

export const benchmarks = [
  {
    name: 'idle: processor time of an idle stack against 1 % of a core',
    atMost: 1,
    run: () => report('cpuPercent', 1, (value) => `${value.toFixed(2)} % of a core`),
  },
  {
    name: 'idle: memory of an idle stack against 170 MB',
    atMost: 1,
    run: () => report('megabytes', 170, (value) => `${value.toFixed(0)} MB`),
  },
]

async function report(quantity, limit, format) {
  if (process.platform !== 'linux') return { skipped: 'it reads /proc' }
  measured ??= await measure()
  const values = measured.map(({ name, ...values }) => [name, values[quantity]])
  const total = values.reduce((sum, [, value]) => sum + value, 0)
  const figures = Object.fromEntries(
    [...values, ['total', total]].map(([name, value]) => [name, format(value)]),
  )
  return { ratio: total / limit, figures }
}

/** Starts a stack with services and measures each component's processes. */
async function measure() {
  const directory = await createProjectDirectory()
  try {
    await measureCommand(process.execPath, [BIN, 'up'], { cwd: directory })
    await sleep(SETTLE_MS)
    const state = JSON.parse(readFileSync(join(directory, '.homemanager/bench/state.json'), 'utf8'))
    const components = [
      ...state.engines.map((engine) => [engine.store, engine]),
      ['services', state.services],
    ]
    const before = new Map(components.map(([name, { process }]) => [name, readUsage(process.pid)]))
    const since = performance.now()
    await sleep(SAMPLE_MS)
    const elapsed = performance.now() - since
    return components.map(([name, { process }]) => {
      const { cpuMs, megabytes } = readUsage(process.pid)
      // A process that ends in the meantime, such as that of a PostgreSQL connection, does not count.
      const used = [...cpuMs].map(([pid, value]) => value - (before.get(name).cpuMs.get(pid) ?? 0))
      return { name, cpuPercent: (used.reduce((sum, value) => sum + value, 0) / elapsed) * 100, megabytes }
    })
  } finally {
    await removeProject(directory)
  }
}

/** Processor time by process, and proportional memory (shared pages count once) of a process and its descendants. */
function readUsage(root) {
  const parents = new Map(
    readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map((pid) => [Number(pid), readParent(pid)]),
  )
  const pids = [root]
  for (const pid of pids) for (const [child, parent] of parents) if (parent === pid) pids.push(child)
  const usage = { cpuMs: new Map(), megabytes: 0 }
  for (const pid of pids) {
    const times = readdirSync(`/proc/${pid}/task`).map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    )
    usage.cpuMs.set(pid, times.reduce((sum, value) => sum + value, 0) / 1e6)
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    usage.megabytes += (Number(/^Pss:\s+(\d+)/m.exec(rollup)[1]) * 1024) / 1e6
  }
  return usage
}

function readParent(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
