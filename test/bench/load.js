import { Pool } from 'undici'
import { median } from './time-command.js'

/** Sends one request over and over from `connections` clients for a while; gives requests per second. */
export async function httpRate(origin, request, { connections = 32, ms = 1500, limit = Infinity } = {}) {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const send = async (n) => {
    const { statusCode, body } = await pool.request(typeof request === 'function' ? request(n) : request)
    await body.dump()
    if (statusCode >= 400) throw new Error(`${origin} answered ${statusCode}`)
  }
  try {
    return await rate(send, { concurrency: connections, ms, limit })
  } finally {
    await pool.close()
  }
}

/** Calls something over and over, `concurrency` at a time, for a while or `limit` times; gives calls per second. */
export async function rate(call, { concurrency = 32, ms = 1500, limit = Infinity } = {}) {
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

/** Two rates in turns: the median of the ratios of the pairs, the first against the second. */
export async function rateRatio(rounds, ours, theirs) {
  // Both are warm before anything counts.
  await ours()
  await theirs()
  const pairs = []
  for (let round = 0; round < rounds; round++) {
    // Who goes first changes, so that what one leaves behind is not always the other's burden.
    const [one, other] = round % 2 === 0 ? [await ours(), await theirs()] : await swapped(ours, theirs)
    pairs.push([one, other])
  }
  return {
    ours: median(pairs.map(([one]) => one)),
    theirs: median(pairs.map(([, other]) => other)),
    ratio: median(pairs.map(([one, other]) => one / other)),
  }
}

async function swapped(ours, theirs) {
  const other = await theirs()
  return [await ours(), other]
}

export function perSecond(value) {
  return `${Math.round(value)} a second`
}
