import { once } from 'node:events'
import { appendFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { getAddon } from '../../src/addons/registry.js'
import type { Endpoints } from '../../src/core/store-types.js'
import type { StoreName } from '../../src/core/store-name.js'
import type { ResolvedConfig } from '../../src/config/resolved-config.js'
import { loadProvider } from '../../src/project/components/load-provider.js'
import { getEnginePaths } from '../../src/providers/embedded/engine-paths.js'
import type { AddonRecord, EngineRecord } from '../../src/providers/provider.js'
import { Client } from '../../src/stores/postgres/client/pg.js'
import { type KillableStack, startKillableStack } from './killable-stack.js'
import { registerCleanup } from './register-cleanup.js'
import { reserveFreePort } from './reserve-free-port.js'
import { waitUntil } from './wait-until.js'

const { addons: runner } = await loadProvider('embedded')

/**
 * A stack whose PostgreSQL is a cluster of two, as on RDS with Multi-AZ: a write is confirmed once the standby has it. `kill` ends
 * the primary for good, and `restart` promotes the standby and lets the address lead to it.
 */
export async function startFailoverStack(): Promise<KillableStack> {
  let standby: AddonRecord | undefined
  let standbyDirectory = ''
  const relay = await startRelay()
  const stack = await startKillableStack(async (engines, config) => {
    const primary = getPrimary(engines)
    relay.target = primary.port
    standby = await startStandby(engines, config)
    standbyDirectory = getEnginePaths('postgres-replica', config.home).dataDirectory
    const url = new URL(primary.endpoint.url)
    url.port = String(relay.port)
    return { postgres: { url: url.href } }
  })
  return {
    ...stack,
    async restart(component) {
      if (component !== 'postgres') return stack.restart(component)
      if (standby?.process === undefined) throw new TypeError('no standby')
      // As pg_ctl promote does.
      await writeFile(path.join(standbyDirectory, 'promote'), '')
      process.kill(standby.process.pid, 'SIGUSR1')
      relay.target = standby.port
      const { url } = stack.endpoints.postgres
      await waitUntil(async () => (await readValue(url, 'SELECT pg_is_in_recovery()')) === false, 60_000)
    },
    async [Symbol.asyncDispose]() {
      if (standby !== undefined) await runner?.stop(standby, 5000)
      await stack[Symbol.asyncDispose]()
      relay.close()
    },
  }
}

async function startStandby(
  engines: ReadonlyMap<StoreName, EngineRecord>,
  config: ResolvedConfig,
): Promise<AddonRecord> {
  if (runner === undefined) throw new TypeError('the provider runs no add-ons')
  const primary = getPrimary(engines)
  const endpoints = Object.fromEntries([...engines].map(([store, { endpoint }]) => [store, endpoint]))
  const standby = await runner.start(getAddon('postgres-replica'), {
    config,
    port: await reserveFreePort(),
    signal: new AbortController().signal,
    onProgress: () => {},
    getEndpoints: () => Promise.resolve(endpoints as unknown as Endpoints),
  })
  if (standby.process) await registerCleanup({ pid: standby.process.pid })
  const { dataDirectory } = getEnginePaths('postgres', config.home)
  await appendFile(
    path.join(dataDirectory, 'postgresql.auto.conf'),
    "synchronous_standby_names = 'homemanager_replica'\n",
  )
  if (primary.process) process.kill(primary.process.pid, 'SIGHUP')
  const sync = "SELECT count(*)::int FROM pg_stat_replication WHERE sync_state = 'sync'"
  await waitUntil(async () => (await readValue(primary.endpoint.url, sync)) === 1, 60_000)
  return standby
}

function getPrimary(engines: ReadonlyMap<StoreName, EngineRecord>): EngineRecord & { store: 'postgres' } {
  const primary = engines.get('postgres')
  if (primary?.store !== 'postgres') throw new TypeError('no primary')
  return primary
}

/** The only value of a query; undefined while the server does not respond. */
async function readValue(url: string, sql: string): Promise<unknown> {
  const client = new Client(url)
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return Object.values(rows[0] ?? {})[0]
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => {})
  }
}

interface Relay {
  readonly port: number
  /** The port to which new connections lead. */
  target: number
  close(): void
}

/** An address that can lead to another server, as the host name of a cluster. */
async function startRelay(): Promise<Relay> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(relay.target, '127.0.0.1')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const relay: Relay = {
    port: (server.address() as AddressInfo).port,
    target: 0,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return relay
}
