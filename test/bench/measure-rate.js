import { Pool } from 'undici'
import { median } from './time-command.js'

/** Sends a request from `connections` clients for `ms` milliseconds or `limit` times. Resolves to requests per second. */
export async function measureHttpRate(
  origin,
  request,
  { connections = 32, ms = 1500, limit = Infinity } = {},
) {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const send = async (n) => {
    const { statusCode, body } = await pool.request(typeof request === 'function' ? request(n) : request)
    await body.dump()
    if (statusCode >= 400) throw new Error(`${origin} returned ${statusCode}`)
  }
  try {
    return await measureRate(send, { concurrency: connections, ms, limit })
  } finally {
    await pool.close()
  }
}

/** Calls a function, `concurrency` at a time, for `ms` milliseconds or `limit` times. Resolves to calls per second. */
export async function measureRate(call, { concurrency = 32, ms = 1500, limit = Infinity } = {}) {
  const since = performance.now()
  let done = 0
  let next = 0
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() - since < ms && next < limit) {
        await call(next++)
        done++
      }
    }),
  )
  return (done * 1000) / (performance.now() - since)
}

/** Measures two rates alternately. `ratio` is the median of the ratios of the pairs, the first divided by the second. */
export async function compareRates(rounds, subject, reference) {
  // Warm up both.
  await subject()
  await reference()
  const pairs = []
  for (let round = 0; round < rounds; round++) {
    // Alternate the order, so that each one runs after the other equally often.
    const [first, second] =
      round % 2 === 0 ? [await subject(), await reference()] : await runSwapped(subject, reference)
    pairs.push([first, second])
  }
  return {
    subject: median(pairs.map(([first]) => first)),
    reference: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  }
}

async function runSwapped(subject, reference) {
  const second = await reference()
  return [await subject(), second]
}

export function formatPerSecond(value) {
  return `${Math.round(value)} per second`
}
