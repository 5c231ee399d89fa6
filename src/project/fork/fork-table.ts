import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { DynamodbEndpoint } from '../../core/endpoints.js'
import { isEngineReady } from '../readiness/is-engine-ready.js'
import { findFreePort } from '../ports/find-free-port.js'
import { loadProvider } from '../components/load-provider.js'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import type { StackEngine } from '../state/stack-state.js'
import { copyStableFiles } from './copy-stable-files.js'
import type { ForkRecord } from './fork-record.js'

const START_TIMEOUT_MS = 10_000
const POLL_INTERVAL_MS = 10

/**
 * Forks the todo table. The embedded engine stores it in one file; copying the file and starting a second engine on the
 * copy takes a tenth of the time of copying item by item, which all other engines need. `saveRecord` is called before
 * and after each resource is created.
 */
export async function forkTable(
  config: ResolvedConfig,
  engine: StackEngine,
  record: ForkRecord,
  saveRecord: (record: ForkRecord) => void,
): Promise<DynamodbEndpoint> {
  const source = record.source.dynamodb
  if (engine.provider === 'embedded' && engine.engine.startsWith('dynoxide')) {
    const endpoint = await startForkEngine(config, record, saveRecord)
    if (endpoint !== undefined) return { ...source, endpoint: endpoint.endpoint }
  }
  const { copyTable } = await import('../../stores/dynamodb/fork/copy-table.js')
  return copyTable(source, record.name)
}

/** Resolves to undefined if the source is written constantly, so that its file cannot be copied. */
async function startForkEngine(
  config: ResolvedConfig,
  record: ForkRecord,
  saveRecord: (record: ForkRecord) => void,
): Promise<DynamodbEndpoint | undefined> {
  const home = await mkdtemp(path.join(tmpdir(), 'homemanager-fork-'))
  const withHome: ForkRecord = { ...record, home }
  saveRecord(withHome)
  const from = getEnginePaths('dynamodb', config.home).dataDirectory
  const to = getEnginePaths('dynamodb', home).dataDirectory
  if (!(await copyStableFiles(from, to))) {
    const { rm } = await import('node:fs/promises')
    await rm(home, { recursive: true, force: true })
    saveRecord(record)
    return undefined
  }
  const provider = await loadProvider('embedded')
  const engine = await provider.start({
    store: 'dynamodb',
    config: { ...config, home },
    port: await findFreePort(),
    signal: AbortSignal.timeout(START_TIMEOUT_MS),
    onProgress: () => {},
  })
  saveRecord({ ...withHome, engine })
  const started: StackEngine = { ...engine, provider: 'embedded' }
  for (
    const deadline = performance.now() + START_TIMEOUT_MS;
    performance.now() < deadline;
    await sleep(POLL_INTERVAL_MS)
  ) {
    if (await isEngineReady(started, START_TIMEOUT_MS)) break
  }
  return engine.store === 'dynamodb' ? engine.endpoint : undefined
}
