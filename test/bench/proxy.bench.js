import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { httpRate, perSecond, rateRatio } from './load.js'

export const benchmarks = ['http-proxy-3', 'fastify-http-proxy'].map((peer) => ({
  name: `services: the gateway as a proxy against bare ${peer}`,
  atLeast: 1,
  run: () => against(peer),
}))

async function against(peer) {
  const upstream = await program('upstream.js')
  const ours = await program('proxy.js', 'ours', `http://127.0.0.1:${upstream.port}`)
  const theirs = await program('proxy.js', peer, `http://127.0.0.1:${upstream.port}`)
  const request = {
    method: 'GET',
    path: '/todo/v1/todos?limit=5',
    headers: { authorization: 'Bearer a.b.c' },
  }
  const rateOf = ({ port }) => httpRate(`http://127.0.0.1:${port}`, request, { ms: 600 })
  try {
    const result = await rateRatio(
      7,
      () => rateOf(ours),
      () => rateOf(theirs),
    )
    return {
      ratio: result.ratio,
      figures: { gateway: perSecond(result.ours), [peer]: perSecond(result.theirs) },
    }
  } finally {
    for (const { child } of [ours, theirs, upstream]) child.kill()
  }
}

async function program(name, ...args) {
  const file = fileURLToPath(new URL(`programs/${name}`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return { child, port: Number(String(line).trim()) }
}
