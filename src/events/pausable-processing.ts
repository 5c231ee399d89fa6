import type { EventProcessing } from './start-event-processing.js'

/** Event processing that can come to rest for a while. */
export interface PausableProcessing extends EventProcessing {
  /** Stops it and resolves when nothing is being processed. Disposing the result starts it again. */
  pause(): Promise<AsyncDisposable>
}

/** Runs event processing that `start` starts, again after each pause. */
export async function createPausableProcessing(
  start: () => Promise<EventProcessing>,
): Promise<PausableProcessing> {
  let current: EventProcessing | undefined = await start()
  let isDisposed = false
  return {
    notify: (store) => current?.notify(store),
    readConsumers: async () => (await current?.readConsumers()) ?? [],
    async pause() {
      const paused = current
      current = undefined
      await paused?.[Symbol.asyncDispose]()
      return {
        async [Symbol.asyncDispose]() {
          if (!isDisposed) current ??= await start()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true
      await current?.[Symbol.asyncDispose]()
    },
  }
}
