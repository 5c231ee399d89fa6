import { ACCESS_PATTERNS } from '../../app/access-patterns/registry.js'
import { listProtectedStores } from '../../config/list-protected-stores.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import { getUnacceptedFindings, runPatterns } from '../../inspect/patterns/run-patterns.js'
import { listMigrationStatuses } from '../../migrations/list-migration-statuses.js'
import { FINDINGS } from '../../stores/contracts/access-pattern.js'
import { type ProbeCheck, runCheck } from '../../stores/contracts/probe.js'
import type { Store } from '../../stores/contracts/store.js'
import { findRemoteTarget, formatRemoteTarget } from '../../stores/find-remote-target.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { Stores } from '../../stores/stores.js'

export interface ProbeProjectOptions {
  readonly only: readonly StoreName[]
  /** Whether to write into scratch tables. Never into a protected store. */
  readonly write: boolean
  readonly signal: AbortSignal
  readonly onStore: (store: StoreName) => void
}

/** What was found about one store. */
export interface ProbedStore {
  readonly store: StoreName
  /** Null if the store does not respond. */
  readonly version: string | null
  /** Median of some requests, milliseconds; null if the store does not respond. */
  readonly latencyMs: number | null
  /** Where the store is if it is on another machine, else null. */
  readonly target: string | null
  readonly checks: readonly ProbeCheck[]
}

export interface ProbeReport {
  /** Nothing is missing. */
  readonly ok: boolean
  readonly items: readonly ProbedStore[]
}

const LATENCY_REQUESTS = 5

/** Checks what each server permits and guarantees, and whether migrations and access patterns work there. */
export async function probeProject(
  config: ResolvedConfig,
  stores: Stores,
  options: ProbeProjectOptions,
): Promise<ProbeReport> {
  const items: ProbedStore[] = []
  for (const name of options.only) {
    options.onStore(name)
    items.push(await probeStore(config, stores, name, options))
  }
  const ok = items.every(({ checks }) => checks.every(({ status }) => status !== 'missing'))
  return { ok, items }
}

async function probeStore(
  config: ResolvedConfig,
  stores: Stores,
  name: StoreName,
  { write, signal }: ProbeProjectOptions,
): Promise<ProbedStore> {
  const store: Store = stores[name]
  let version: string | null = null
  const connection = await runCheck('connection', 'connection', async () => {
    ;({ version } = await store.ping().catch((error: unknown) => {
      // The message says only that the store does not respond.
      throw error instanceof Error && error.cause instanceof Error ? error.cause : error
    }))
    return 'the server accepts the credentials'
  })
  if (version === null) return { store: name, version, latencyMs: null, target: null, checks: [connection] }
  const probe = await getStoreDriver(name).loadProbe()
  const target = await findRemoteTarget(store)
  const isProtected = listProtectedStores(config).includes(name)
  const checks = [
    connection,
    ...(await probe(store as never, { write: write && !isProtected, signal })),
    await checkMigrations(config, stores, name),
    ...(await checkPatterns(stores, name)),
  ]
  return {
    store: name,
    version,
    latencyMs: await measureLatency(store),
    target: target === undefined ? null : formatRemoteTarget(target),
    checks,
  }
}

async function measureLatency(store: Store): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < LATENCY_REQUESTS; n++) {
    const since = performance.now()
    await store.ping()
    times.push(performance.now() - since)
  }
  times.sort((a, b) => a - b)
  return Math.round((times[Math.floor(LATENCY_REQUESTS / 2)] ?? 0) * 10) / 10
}

async function checkMigrations(
  { migrations }: ResolvedConfig,
  stores: Stores,
  name: StoreName,
): Promise<ProbeCheck> {
  let pending = 0
  const check = await runCheck('migration', 'migrations', async () => {
    const statuses = await listMigrationStatuses(stores, { ...migrations, only: [name] })
    pending = statuses.filter(({ state }) => state === 'pending').length
    const applied = statuses.filter(({ appliedAt }) => appliedAt !== null).length
    const others = statuses.length - applied - pending
    return `migrations: ${applied} applied, ${pending} pending${others === 0 ? '' : `, ${others} failed`}`
  })
  return pending > 0 ? { ...check, status: 'skipped' } : check
}

/** The requests of the services, which must be served by their indexes. They need the tables of the migrations. */
async function checkPatterns(stores: Stores, name: StoreName): Promise<readonly ProbeCheck[]> {
  const patterns = ACCESS_PATTERNS.filter(({ store }) => store === name)
  const problems: ProbeCheck[] = []
  let unmeasured = 0
  for (const pattern of patterns) {
    const check = await runCheck('pattern', pattern.name, async () => {
      const [result] = await runPatterns(stores, [pattern])
      if (result?.measurement.notMeasured !== undefined) unmeasured++
      const finding = result && getUnacceptedFindings(result)[0]
      if (result?.measurement.problem !== undefined) throw new Error(result.measurement.problem)
      if (finding !== undefined) throw new Error(FINDINGS[finding])
      return undefined
    })
    if (check.status === 'missing') problems.push(check)
  }
  if (problems.length > 0) return problems
  const rest = unmeasured === 0 ? '' : `, ${unmeasured} cannot be measured on the current data`
  const message = `${patterns.length - unmeasured} patterns hold${rest}`
  return [{ kind: 'pattern', check: 'access patterns', status: 'ok', message }]
}
