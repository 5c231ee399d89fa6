import type { Endpoints } from '../../core/store-types.js'
import { mapStores } from '../../core/store-name.js'
import { runUserCode } from '../../core/user-code/run-user-code.js'
import { TaskThread } from '../../core/task-thread/task-thread.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { type EventHandler, RetryLater } from '../../events/event-handler.js'
import { openStores } from '../../stores/open-stores.js'
import type { Stores } from '../../stores/stores.js'
import { checkExtension } from './check-extension.js'
import type { ExtensionFile } from './extension-file.js'
import { ExtensionModules } from './extension-modules.js'
import { loadExtensionFile } from './load-extension-file.js'

/** How long a consumer may take for an event, milliseconds. */
const EVENT_TIMEOUT_MS = 30_000
/** How long the thread and its connections are kept for the next event, milliseconds. */
const IDLE_MS = 10_000

export interface HandleEventRequest {
  readonly type: 'handle-event'
  readonly extension: { readonly path: string; readonly root: string }
  readonly endpoints: Endpoints
  readonly consumer: string
  readonly event: EventEnvelope
}

/**
 * Runs a consumer of an extension in a thread of its own, with its own connections: one that does not return delays no other. The
 * thread runs while there are events.
 */
export class EventHandlerThread {
  readonly #request: Omit<HandleEventRequest, 'event'>
  #thread: TaskThread | undefined
  #idle: NodeJS.Timeout | undefined

  constructor({ path, root }: ExtensionFile, stores: Stores, consumer: string) {
    const endpoints = mapStores((name) => stores[name].endpoint) as Endpoints
    this.#request = { type: 'handle-event', extension: { path, root }, endpoints, consumer }
  }

  async handle(event: EventEnvelope): Promise<void> {
    clearTimeout(this.#idle)
    if (this.#thread?.isRunning !== true) this.#thread = new TaskThread()
    try {
      await this.#thread.call({ ...this.#request, event }, { timeoutMs: EVENT_TIMEOUT_MS })
    } catch (error) {
      if (error instanceof Error && error.name === 'RetryLater') throw new RetryLater(error.message)
      throw error
    } finally {
      this.#stopWhenIdle()
    }
  }

  #stopWhenIdle(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      const thread = this.#thread
      this.#thread = undefined
      void thread?.[Symbol.asyncDispose]()
    }, IDLE_MS).unref()
  }
}

let handlers: Promise<readonly EventHandler[]> | undefined

/** Handles an event, in the thread. Loads the extension and opens the stores with the first one. */
export async function handleRequestedEvent(request: HandleEventRequest): Promise<void> {
  handlers ??= createHandlers(request)
  const handler = (await handlers).find(({ consumer }) => consumer === request.consumer)
  if (handler === undefined) throw new Error('The file was changed. Restart the services.')
  await runUserCode(async () => handler.handle(request.event))
}

async function createHandlers({
  extension,
  endpoints,
}: HandleEventRequest): Promise<readonly EventHandler[]> {
  const { eventHandlers } = checkExtension(
    await loadExtensionFile(extension.path, extension.root, new ExtensionModules()),
  )
  const stores = await openStores(endpoints)
  return runUserCode(() => eventHandlers?.(stores) ?? [])
}
