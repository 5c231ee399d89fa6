import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { measureHttpRate, formatPerSecond, compareRates } from './measure-rate.js'

export const benchmarks = ['http-proxy-3', 'fastify-http-proxy'].map((peer) => ({
  name: `services: the gateway as a proxy against bare ${peer}`,
  atLeast: 1,
  run: () => compareWith(peer),
}))

async function compareWith(peer) {
  const upstream = await startProgram('upstream.js')
  const gateway = await startProgram('proxy.js', 'gateway', `http://127.0.0.1:${upstream.port}`)
  const proxy = await startProgram('proxy.js', peer, `http://127.0.0.1:${upstream.port}`)
  const request = {
    method: 'GET',
    path: '/todo/v1/todos?limit=5',
    headers: { authorization: 'Bearer a.b.c' },
  }
  const measure = ({ port }) => measureHttpRate(`http://127.0.0.1:${port}`, request, { ms: 600 })
  try {
    const result = await compareRates(
      7,
      () => measure(gateway),
      () => measure(proxy),
    )
    return {
      ratio: result.ratio,
      figures: { gateway: formatPerSecond(result.subject), [peer]: formatPerSecond(result.reference) },
    }
  } finally {
    for (const { child } of [gateway, proxy, upstream]) child.kill()
  }
}

async function startProgram(name, ...args) {
  const file = fileURLToPath(new URL(`programs/${name}`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return { child, port: Number(String(line).trim()) }
}
