import { readdirSync } from 'node:fs'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** A completed request. `route` is the pattern, which bounds the number of series. */
export interface RequestObservation {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** A gauge that is read for every scrape. */
export interface GaugeSource {
  /** Without the prefix `homemanager_`. */
  readonly name: string
  readonly help: string
  readonly label: string
  /** The value for each value of the label. */
  read(): ReadonlyMap<string, number> | Promise<ReadonlyMap<string, number>>
}

/** Sources that are read for every scrape; one that cannot be read is omitted. */
export interface MetricsSources {
  readonly outboxes: readonly {
    readonly name: string
    getBacklog(): Promise<{ readonly count: number; readonly oldest: string | undefined }>
  }[]
  readonly countDeadLetters?: (() => Promise<number>) | undefined
  readonly userCache: { readonly hits: number; readonly misses: number }
  /** Further gauges, for example of queues. */
  readonly gauges?: readonly GaugeSource[] | undefined
}

/** The metrics of one process in Prometheus's text format. */
export interface ServiceMetrics {
  observeRequest(service: string, request: RequestObservation): void
  readonly observeStoreOperation: (store: string, operation: string, seconds: number, failed: boolean) => void
  readonly contentType: string
  text(): Promise<string>
}

/** Timeout for reading the backlog of a store, in milliseconds. */
const READ_TIMEOUT_MS = 1500
const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export function createServiceMetrics(sources: MetricsSources): ServiceMetrics {
  const registers = [new Registry()] as [Registry]
  const [registry] = registers
  const requests = new Histogram({
    name: 'homemanager_http_request_duration_seconds',
    help: 'Response time by service, route and status.',
    labelNames: ['service', 'method', 'route', 'status'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  })
  const total = new Counter({
    name: 'homemanager_http_requests_total',
    help: 'Completed requests.',
    labelNames: ['service', 'method', 'route', 'status'],
    registers,
  })
  const stores = new Histogram({
    name: 'homemanager_store_operation_duration_seconds',
    help: 'Duration of store requests by store, operation and outcome.',
    labelNames: ['store', 'operation', 'outcome'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  })
  registerGauges(sources, registry)
  // Looking up a series by its labels costs more than incrementing it.
  const series = new Map<string, { count: Counter.Internal; time: Histogram.Internal<string> }>()
  const operations = new Map<string, Histogram.Internal<string>>()
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observeRequest(service, { method, route, status, seconds }) {
      const key = `${service} ${method} ${route} ${status}`
      let found = series.get(key)
      if (found === undefined) {
        const labels = { service, method, route, status: String(status) }
        found = { count: total.labels(labels), time: requests.labels(labels) }
        series.set(key, found)
      }
      found.count.inc()
      found.time.observe(seconds)
    },
    observeStoreOperation(store, operation, seconds, failed) {
      const key = `${store} ${operation} ${failed}`
      let found = operations.get(key)
      if (found === undefined) {
        found = stores.labels({ store, operation, outcome: failed ? 'failed' : 'done' })
        operations.set(key, found)
      }
      found.observe(seconds)
    },
  }
}

function registerGauges(sources: MetricsSources, registry: Registry): void {
  const { outboxes, countDeadLetters, userCache } = sources
  let backlogs: Promise<readonly (readonly [string, SourceBacklog | undefined])[]>
  const gauge = (name: string, help: string, collect: (gauge: Gauge) => Promise<void> | void): void => {
    const made: Gauge = new Gauge({
      name: `homemanager_${name}`,
      help,
      ...(name.startsWith('outbox') ? { labelNames: ['store'] } : {}),
      registers: [],
      async collect() {
        made.reset()
        await collect(made)
      },
    })
    registry.registerMetric(made)
  }
  gauge('outbox_events', 'Events waiting in the outbox of a store.', async (gauge) => {
    backlogs = readBacklogs(outboxes)
    for (const [store, backlog] of await backlogs) if (backlog) gauge.set({ store }, backlog.count)
  })
  gauge('outbox_lag_seconds', 'Age of the oldest event in an outbox.', async (gauge) => {
    for (const [store, backlog] of await backlogs) if (backlog) gauge.set({ store }, getLagSeconds(backlog))
  })
  if (countDeadLetters !== undefined) {
    gauge('dead_letters', 'Events that a consumer failed to handle.', async (gauge) => {
      const count = await withReadTimeout(countDeadLetters())
      if (count !== undefined) gauge.set(count)
    })
  }
  gauge('user_cache_hits', 'Users found in the cache.', (gauge) => gauge.set(userCache.hits))
  gauge('user_cache_misses', 'Users not found in the cache.', (gauge) => gauge.set(userCache.misses))
  gauge('user_cache_hit_ratio', 'Ratio of user cache hits to lookups.', (gauge) => {
    const looks = userCache.hits + userCache.misses
    gauge.set(looks === 0 ? 0 : userCache.hits / looks)
  })
  for (const source of sources.gauges ?? []) registerLabeledGauge(source, registry)
  gauge('resident_memory_bytes', 'Resident memory of the process.', (gauge) =>
    gauge.set(process.memoryUsage.rss()),
  )
  gauge('heap_used_bytes', 'JavaScript objects of the process.', (gauge) =>
    gauge.set(process.memoryUsage().heapUsed),
  )
  gauge('open_descriptors', 'Open files and sockets of the process; only on Linux.', (gauge) => {
    const count = countDescriptors()
    if (count !== undefined) gauge.set(count)
  })
  gauge('uptime_seconds', 'Age of the process.', (gauge) => gauge.set(process.uptime()))
}

function registerLabeledGauge(source: GaugeSource, registry: Registry): void {
  const { name, help, label } = source
  const gauge: Gauge = new Gauge({
    name: `homemanager_${name}`,
    help,
    labelNames: [label],
    registers: [],
    async collect() {
      gauge.reset()
      const values = await withReadTimeout(Promise.resolve(source.read()))
      for (const [value, number] of values ?? []) gauge.set({ [label]: value }, number)
    },
  })
  registry.registerMetric(gauge)
}

type SourceBacklog = Awaited<ReturnType<MetricsSources['outboxes'][number]['getBacklog']>>

async function readBacklogs(
  outboxes: MetricsSources['outboxes'],
): Promise<readonly (readonly [string, SourceBacklog | undefined])[]> {
  return Promise.all(
    outboxes.map(async (outbox) => [outbox.name, await withReadTimeout(outbox.getBacklog())] as const),
  )
}

/** Undefined if reading fails or times out: the other metrics matter most when a store is unreachable. */
async function withReadTimeout<T>(reading: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), READ_TIMEOUT_MS)
  })
  try {
    return await Promise.race([reading.catch(() => undefined), late])
  } finally {
    clearTimeout(timer)
  }
}

function getLagSeconds({ oldest }: SourceBacklog): number {
  return oldest === undefined ? 0 : Math.max(0, (Date.now() - Date.parse(oldest)) / 1000)
}

function countDescriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return undefined
  }
}
