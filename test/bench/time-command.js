import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Median of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** Runs a program once; gives the milliseconds until it ended. Throws when it fails. */
export async function timeCommand(program, args, options = {}) {
  const since = performance.now()
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options })
  let said = ''
  child.stderr?.on('data', (piece) => (said += piece))
  const [code] = await once(child, 'exit')
  const took = performance.now() - since
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said}`)
  return took
}

/** Two things in turn, `rounds` times, so that a busy machine is busy for both: the medians, and the median of the
 * ratios of the pairs. */
export async function inTurns(rounds, ours, theirs) {
  const pairs = []
  for (let round = 0; round < rounds; round++) pairs.push([await ours(), await theirs()])
  return {
    ours: median(pairs.map(([one]) => one)),
    theirs: median(pairs.map(([, other]) => other)),
    ratio: median(pairs.map(([one, other]) => one / other)),
  }
}

/** The ratio of a homemanager command to `node -e 0`. */
export async function againstNode(rounds, args, options = {}) {
  const bin = new URL('../../bin/homemanager.js', import.meta.url).pathname
  const { ours, theirs, ratio } = await inTurns(
    rounds,
    () => timeCommand(process.execPath, [decodeURIComponent(bin), ...args], options),
    () => timeCommand(process.execPath, ['-e', '0']),
  )
  return {
    ratio,
    figures: { [`homemanager ${args.join(' ')}`]: ms(ours), 'node -e 0': ms(theirs) },
  }
}

/** Milliseconds as people read them. */
export function ms(value) {
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`
}
