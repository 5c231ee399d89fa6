import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Finding } from '../../core/finding.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { listExternalStores } from '../components/is-external-store.js'
import { resolveEndpoints } from '../environment/resolve-endpoints.js'
import type { ProbedStore } from '../probe/probe-project.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { readState } from '../state/state-file.js'

const REQUEST_TIMEOUT_MS = 10_000
/** Before the migrations, there is nothing that access patterns could read. */
const KINDS: ReadonlySet<string> = new Set(['connection', 'permission', 'guarantee'])

/** What is missing on the external servers of a project, as `probe` finds it without writing. */
export async function checkExternalServers(config: ResolvedConfig): Promise<readonly Finding[]> {
  const project: RecordedProject = { config, state: readState(config).state }
  const names = config.provider === 'external' ? STORE_NAMES : await listExternalStores(project)
  if (names.length === 0) return []
  try {
    const items = await probe(project, names)
    return items.map(toFinding)
  } catch (error) {
    return [toFailedFinding(error)]
  }
}

/** The servers could not be opened, for example because an address is not configured. */
function toFailedFinding(error: unknown): Finding {
  const { detail, suggestion = 'Run homemanager probe for details.' } =
    error instanceof HomeError ? error : { detail: undefined }
  const message = getErrorMessage(error)
  return {
    check: 'servers',
    status: 'problem',
    message: detail === undefined ? message : `${message} ${detail.replaceAll('\n', '; ')}`,
    fix: suggestion,
  }
}

async function probe(project: RecordedProject, only: readonly StoreName[]): Promise<readonly ProbedStore[]> {
  const [{ openStores }, { probeProject }] = await Promise.all([
    import('../../stores/open-stores.js'),
    import('../probe/probe-project.js'),
  ])
  await using stores = await openStores(resolveEndpoints(project), {
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  })
  const { signal } = new AbortController()
  const { items } = await probeProject(project.config, stores, {
    only,
    write: false,
    signal,
    onStore: () => {},
  })
  return items
}

function toFinding({ store, version, latencyMs, checks }: ProbedStore): Finding {
  const missing = checks.filter(({ kind, status }) => status === 'missing' && KINDS.has(kind))
  if (missing.length === 0) {
    const latency = latencyMs === null ? '' : `, ${latencyMs} ms per request`
    return { check: store, status: 'ok', message: `version ${version ?? 'unknown'}${latency}` }
  }
  return {
    check: store,
    status: 'problem',
    message: `${missing.map(({ check, message }) => (check === 'connection' ? message : `${check}: ${message}`)).join('; ')}.`,
    fix: `Run homemanager probe --only ${store} for all results.`,
  }
}
