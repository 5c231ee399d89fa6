import { STORE_NAMES } from '../../core/store-name.js'
import type { StoreMetric, StoreMonitor } from '../../stores/contracts/store-metrics.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { Stores } from '../../stores/stores.js'

/** In milliseconds; a store that does not respond is missing. */
const READ_TIMEOUT_MS = 1500

/** What each database says about itself, in Prometheus's text format. */
export interface StoreMetricsReader extends Disposable {
  text(): Promise<string>
}

export async function monitorStores(stores: Stores): Promise<StoreMetricsReader> {
  const monitors = await Promise.all(
    STORE_NAMES.map(async (name) => {
      const monitor = await getStoreDriver(name).loadMonitor()
      return { name, monitor: monitor(stores[name]) }
    }),
  )
  return {
    async text() {
      const read = await Promise.all(
        monitors.map(async ({ name, monitor }) => ({ name, metrics: await tryRead(monitor) })),
      )
      const up: StoreMetric = {
        name: 'store_up',
        help: 'Whether the store has answered the last scrape.',
        values: read.map(({ name, metrics }) => ({
          labels: { store: name },
          value: metrics === undefined ? 0 : 1,
        })),
      }
      return [up, ...read.flatMap(({ metrics }) => metrics ?? [])].map(renderMetric).join('\n')
    },
    [Symbol.dispose]() {
      for (const { monitor } of monitors) monitor[Symbol.dispose]()
    },
  }
}

async function tryRead(monitor: StoreMonitor): Promise<readonly StoreMetric[] | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), READ_TIMEOUT_MS)
  })
  try {
    return await Promise.race([monitor.read().catch(() => undefined), late])
  } finally {
    clearTimeout(timer)
  }
}

function renderMetric({ name, help, values }: StoreMetric): string {
  const full = `homemanager_${name}`
  const type = name.endsWith('_total') ? 'counter' : 'gauge'
  const lines = values.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`)
    return `${full}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`
  })
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n')
}

function escapeLabel(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
}
