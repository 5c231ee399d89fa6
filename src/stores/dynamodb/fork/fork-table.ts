import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { createTemporaryDirectory } from '../../../core/temporary-directory.js'
import { createEmbeddedProvider } from '../../../providers/embedded/embedded-provider.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { getEnginePaths } from '../../../providers/embedded/engine-paths.js'
import type { ForkRequest, StoreCopy } from '../../contracts/store-fork.js'
import { isDynoxide, prepareDynoxide } from '../engine/dynoxide.js'
import { dynamodbEmbedded } from '../engine/embedded.js'
import { isDynamodbReady } from '../engine/is-dynamodb-ready.js'
import { chooseLoopbackAddress } from '../engine/loopback-address.js'
import { copyStableFiles } from './copy-stable-files.js'

const START_TIMEOUT_MS = 10_000
const POLL_INTERVAL_MS = 10

/** Engines of copies are stopped like others. */
const provider = createEmbeddedProvider(async () => Promise.resolve(dynamodbEmbedded))

/**
 * Forks the todo table. The embedded engine stores it in one file; copying the file and starting a second engine on the
 * copy takes a tenth of the time of copying item by item, which all other engines need.
 */
export async function forkTable(request: ForkRequest<'dynamodb'>): Promise<DynamodbEndpoint> {
  const { name, source, engine } = request
  if (engine.provider === 'embedded' && isDynoxide(engine.engine)) {
    const endpoint = await startForkEngine(request)
    if (endpoint !== undefined) return { ...source, endpoint }
  }
  const { copyTable } = await import('./copy-table.js')
  return copyTable(source, name)
}

/** Stops the engine of the copy, or deletes the table. */
export async function dropTable({ name, source, ownEngine }: StoreCopy<'dynamodb'>): Promise<void> {
  if (ownEngine === undefined) {
    const { deleteTableCopy } = await import('./copy-table.js')
    return deleteTableCopy(source, name)
  }
  // Its data is no longer needed, so the engine may be killed at once.
  if (ownEngine.record !== undefined) await provider.stop(ownEngine.record, 0)
  await rm(ownEngine.home, { recursive: true, force: true })
}

/** Resolves to undefined if the source is written constantly, so that its file cannot be copied. */
async function startForkEngine({
  source,
  config,
  saveOwnEngine,
}: ForkRequest<'dynamodb'>): Promise<string | undefined> {
  const home = createTemporaryDirectory('homemanager-fork-')
  saveOwnEngine({ home })
  const from = getEnginePaths('dynamodb', config.home).dataDirectory
  const to = getEnginePaths('dynamodb', home).dataDirectory
  if (!(await copyStableFiles(from, to))) {
    await rm(home, { recursive: true, force: true })
    saveOwnEngine(undefined)
    return undefined
  }
  const { host, port } = await chooseLoopbackAddress()
  const copy = { ...source, endpoint: `http://${host}:${port}` }
  const record = await createEmbeddedProvider(async () => Promise.resolve(createForkRecipe(copy))).start({
    store: 'dynamodb',
    config: { ...config, home },
    port,
    signal: AbortSignal.timeout(START_TIMEOUT_MS),
    onProgress: () => {},
  })
  saveOwnEngine({ home, record })
  const deadline = performance.now() + START_TIMEOUT_MS
  while (!(await isDynamodbReady(copy, START_TIMEOUT_MS)) && performance.now() < deadline) {
    await sleep(POLL_INTERVAL_MS)
  }
  return copy.endpoint
}

/**
 * An engine without the front, whose start takes longer than all the rest of a fork. Its clients know its address, and no web
 * page does.
 */
function createForkRecipe(copy: DynamodbEndpoint): EmbeddedRecipe<'dynamodb'> {
  return {
    ...dynamodbEmbedded,
    async prepare({ port }, dataDirectory) {
      const host = new URL(copy.endpoint).hostname
      const launch = await prepareDynoxide(dataDirectory, { host, port: String(port) })
      if (launch === undefined) throw new TypeError('dynoxide runs the original, so it is installed.')
      return launch
    },
    toEndpoint: () => copy,
  }
}
