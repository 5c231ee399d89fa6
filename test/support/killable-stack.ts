import { readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../src/config/resolved-config.js'
import type { Endpoints } from '../../src/core/store-types.js'
import { STORE_NAMES, type StoreName } from '../../src/core/store-name.js'
import { migrateStores } from '../../src/migrations/migrate-stores.js'
import { loadProvider } from '../../src/project/components/load-provider.js'
import type { EngineRecord } from '../../src/providers/provider.js'
import { openStores } from '../../src/stores/open-stores.js'
import { buildOnce } from './build-once.js'
import { registerCleanup } from './register-cleanup.js'
import { createTestConfig } from './create-test-config.js'
import { waitForEngines } from './wait-for-engines.js'
import { type KillableHost, startKillableHost } from './killable-host.js'
import { reserveFreePorts } from './reserve-free-port.js'
import { retryStart } from './retry-start.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

const embeddedProvider = await loadProvider('embedded')

export type KillableComponent = StoreName | 'services'

/** Engines and services of one test. Each can be killed with SIGKILL and restarted at the same address. */
export interface KillableStack extends AsyncDisposable {
  readonly endpoints: Endpoints
  readonly gateway: string
  readonly identity: string
  /** The process of the services. */
  readonly host: KillableHost
  /** Starts another one on the same stores, whose clock is wrong by an offset such as `+90s`. */
  startHost(clock: string): Promise<KillableHost>
  /** Kills a component and resolves when it has exited. */
  kill(component: KillableComponent): Promise<void>
  /** Stops an engine with SIGSTOP: it keeps its connections but does not respond. Returns a function that resumes it. */
  pause(store: StoreName): () => void
  /** Restarts a component and resolves when it is ready. */
  restart(component: KillableComponent): Promise<void>
}

/** `connect` may put something in front of the engines; the services use the addresses that it resolves to. */
export async function startKillableStack(
  connect: (
    engines: ReadonlyMap<StoreName, EngineRecord>,
    config: ResolvedConfig,
  ) => Promise<Partial<Endpoints>> = () => Promise.resolve({}),
): Promise<KillableStack> {
  await buildOnce()
  const directory = await createTemporaryDirectory('homemanager-kill-')
  await registerCleanup({ directory })
  const home = path.join(directory, 'home')
  await mkdir(home)
  const ports = await reserveFreePorts(STORE_NAMES)
  const records = new Map<StoreName, EngineRecord>()

  const startEngine = async (store: StoreName): Promise<void> => {
    const record = await retryStart(() =>
      embeddedProvider.start({
        store,
        config: createTestConfig(home),
        port: ports[store],
        signal: new AbortController().signal,
        onProgress: () => {},
      }),
    )
    records.set(store, record)
    if (record.process) await registerCleanup({ pid: record.process.pid })
    await waitForEngines({ [store]: record.endpoint }, home)
  }
  await Promise.all(STORE_NAMES.map(startEngine))
  const endpoints = {
    ...Object.fromEntries(STORE_NAMES.map((store) => [store, records.get(store)?.endpoint])),
    ...(await connect(records, createTestConfig(home))),
  } as unknown as Endpoints
  {
    await using stores = await openStores(endpoints)
    const report = await migrateStores(stores)
    if (!report.ok) throw new Error(`The migrations failed: ${JSON.stringify(report)}`)
  }
  const dataDirectory = path.join(home, 'services')
  const host = await startKillableHost({ endpoints, dataDirectory })
  const hosts = [host]

  return {
    endpoints,
    gateway: host.gateway,
    identity: host.identity,
    host,
    async startHost(clock) {
      const another = await startKillableHost({ endpoints, dataDirectory, clock })
      hosts.push(another)
      return another
    },
    async kill(component) {
      if (component === 'services') return host.kill()
      const record = records.get(component)
      if (record?.process === undefined) throw new Error(`${component} has no process.`)
      process.kill(record.process.pid, 'SIGKILL')
      while (await embeddedProvider.isRunning(record)) await sleep(5)
    },
    pause(store) {
      const { pid } = records.get(store)?.process ?? {}
      if (pid === undefined) throw new Error(`${store} has no process.`)
      const pids = [pid, ...listChildren(pid)]
      for (const each of pids) signal(each, 'SIGSTOP')
      return () => {
        for (const each of pids) signal(each, 'SIGCONT')
      }
    },
    async restart(component) {
      if (component === 'services') await host.restart()
      else await startEngine(component)
    },
    async [Symbol.asyncDispose]() {
      for (const each of hosts) each[Symbol.dispose]()
      await Promise.all([...records.values()].map((record) => embeddedProvider.stop(record, 5000)))
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A process of a connection that has just ended may be gone. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** PostgreSQL has a process for each connection. */
function listChildren(pid: number): readonly number[] {
  if (process.platform !== 'linux') return []
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return list.split(' ').flatMap((text) => (text.trim() === '' ? [] : Number(text)))
}
