import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The median of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** Runs a program and resolves to its duration in milliseconds. Throws if it fails. */
export async function measureCommand(program, args, options = {}) {
  const since = performance.now()
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options })
  let output = ''
  child.stderr?.on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'exit')
  const duration = performance.now() - since
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} exited with ${code}: ${output}`)
  return duration
}

/**
 * Measures two durations alternately, so that the load of the machine affects both. Resolves to both medians and the median
 * of the ratios of the pairs.
 */
export async function compareDurations(rounds, subject, reference) {
  const pairs = []
  for (let round = 0; round < rounds; round++) pairs.push([await subject(), await reference()])
  return {
    subject: median(pairs.map(([first]) => first)),
    reference: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  }
}

/** The ratio of a homemanager command to `node -e 0`. */
export async function compareWithNode(rounds, args, options = {}) {
  const bin = new URL('../../bin/homemanager.js', import.meta.url).pathname
  const { subject, reference, ratio } = await compareDurations(
    rounds,
    () => measureCommand(process.execPath, [decodeURIComponent(bin), ...args], options),
    () => measureCommand(process.execPath, ['-e', '0']),
  )
  return {
    ratio,
    figures: { [`homemanager ${args.join(' ')}`]: formatMs(subject), 'node -e 0': formatMs(reference) },
  }
}

/** Formats milliseconds. */
export function formatMs(value) {
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`
}
