import { homedir } from 'node:os'
import { dirname } from 'node:path'

const TASKS = ['postgres', 'dynamodb', 'mongo', 'migrations', 'seed', 'services']
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Replaces what differs between two runs: paths, ports, process ids, durations, and times and ids of today. `ports` has the
 * default port for each port in use.
 */
export function normalize(output, { directory, root, ports }) {
  const text = output
    .replaceAll(directory, '~/shop')
    .replaceAll(`${dirname(directory)}/cache`, '~/.cache')
    .replaceAll(root.replace(/\/$/, ''), '~/shop/node_modules/homemanager')
    .replaceAll(`${homedir()}/`, '~/')
  return steps.reduce((current, step) => step(current), replacePorts(text, ports))
}

const steps = [
  // Printed by `npm start` only if the build is missing or outdated.
  (text) => text.replaceAll(/^(?:Installing packages|Building| {2}still running).* …\n/gm, ''),
  sortConcurrentTasks,
  alignTimings,
  replaceTimes,
  replaceIds,
  replaceSecrets,
  // Names of snapshots that are saved automatically.
  (text) => text.replaceAll(/-\d{4}-\d{2}-\d{2}-\d{6}\b/g, '-2026-01-05-100000'),
  (text) => text.replaceAll(/\bpid \d+/g, 'pid 4711'),
  (text) => text.replaceAll(/\d+(?:\.\d+)? m?s\)/g, '1.2 s)'),
  (text) => text.replaceAll(/ in \d+(?:\.\d+)? m?s\./g, ' in 1.2 s.'),
  // Sizes of snapshots.
  (text) =>
    text.replaceAll(/(?<before>(?:physical|portable) +|snapshot \S+ \()\d+\.\d MB/g, '$<before>46.1 MB'),
  (text) => text.replaceAll(/"elapsedMs": [\d.]+/g, '"elapsedMs": 1200'),
  (text) => text.replaceAll(/"time":\d{13}\b/g, '"time":1767607200000'),
]

function replacePorts(text, ports) {
  let replaced = text
  for (const [port, defaultPort] of ports) {
    replaced = replaced.replaceAll(new RegExp(`(:|port )${port}\\b`, 'g'), `$1${defaultPort}`)
  }
  return replaced
}

/** The generated password and access key of the project, digests of its addresses, and the random address of dynoxide. */
function replaceSecrets(text) {
  const addresses = text
    .replaceAll(/(STACK_DIGEST(?:=['"]?|": "))[0-9a-f,]+/g, '$1c0ffee,c0ffee')
    .replaceAll(/\/\/127\.(?!0\.0\.1:)\d+\.\d+\.\d+:\d+/g, '//127.100.0.1:40000')
  return addresses.replaceAll(
    /(\/\/homemanager(?:_service)?:|ACCESS_KEY(?:_ID)?=['"]?|"[A-Z_]*ACCESS_KEY(?:_ID)?": ")[0-9a-f]{32}/g,
    '$1' + '0f'.repeat(16),
  )
}

/** Times of this run, in whatever format; those of the demo dataset are in 2024 and stay. */
function replaceTimes(text) {
  return text.replaceAll(
    /\b(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d)(:\d\d)?(\.\d+)?(?=(Z|\+00)?)/g,
    (time, date, separator, clock, seconds = '', fraction = '') => {
      if (!isRecent(Date.parse(`${date}T${clock}${seconds}Z`))) return time
      return `2026-01-05${separator}10:00${seconds && ':00'}${zero(fraction)}`
    },
  )
}

/** PostgreSQL prints microseconds without zeros at the end, the others always milliseconds. */
function zero(fraction) {
  return fraction.length > 4 ? '.000000' : fraction.replaceAll(/\d/g, '0')
}

/** UUIDs v7 that were made in this run, numbered in their order of appearance. */
function replaceIds(text) {
  const numbers = new Map()
  return text.replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (id) => {
    if (!isRecent(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))) return id
    if (!numbers.has(id)) numbers.set(id, numbers.size + 1)
    return `019b8d3f-a000-7000-8000-${String(numbers.get(id)).padStart(12, '0')}`
  })
}

function isRecent(timestamp) {
  return Math.abs(Date.now() - timestamp) < DAY_MS
}

/** Tasks that run at the same time print a line each when they end; these lines are put into a fixed order. */
function sortConcurrentTasks(text) {
  const lines = text.split('\n')
  const sorted = []
  while (lines.length > 0) {
    const end = lines.findIndex((line) => taskRank(line) === -1)
    const group = lines.splice(0, end === -1 ? lines.length : Math.max(end, 1))
    sorted.push(...[...group].sort((a, b) => taskRank(a) - taskRank(b)))
  }
  return sorted.join('\n')
}

/** The position of a line such as `✓ postgres …` or `✓ Loading postgres …` in TASKS; -1 for any other line. */
function taskRank(line) {
  if (!line.startsWith('✓ ')) return -1
  const words = new Set(line.split(' ').slice(1, 3))
  return TASKS.findIndex((task) => words.has(task))
}

/** Tables with a right-aligned `MS` column: every timing becomes 1.0, and the column as wide as that needs. */
function alignTimings(text) {
  const lines = text.split('\n')
  for (const [i, header] of lines.entries()) {
    const edge = / MS(?= |$)/.exec(header)
    if (edge === null) continue
    const right = edge.index + 3
    const timing = (line) => /(?<= )\d+(?:\.\d+)?$/.exec(line.slice(0, right))?.[0]
    let last = i
    while (timing(lines[last + 1] ?? '') !== undefined) last += 1
    if (last === i) continue
    const rows = lines.slice(i + 1, last + 1)
    const width = Math.max(...rows.map((line) => timing(line).length))
    lines[i] = `${header.slice(0, right - width)} MS${header.slice(right)}`
    for (const [j, line] of rows.entries()) {
      lines[i + 1 + j] = `${line.slice(0, right - width)}1.0${line.slice(right)}`
    }
  }
  return lines.join('\n')
}
