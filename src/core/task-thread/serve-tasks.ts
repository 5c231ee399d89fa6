import { parentPort } from 'node:worker_threads'
import { type ThreadReply, type ThreadRequest, toSentError } from './thread-messages.js'

export interface CallContext {
  /** Aborted when the caller no longer waits. The thread is stopped soon after. */
  readonly signal: AbortSignal
  readonly onProgress: (note: string) => void
}

/** Answers the calls of `TaskThread`, in the thread. */
export function serveTasks(handle: (request: unknown, context: CallContext) => Promise<unknown>): void {
  const controllers = new Map<number, AbortController>()
  const send = (reply: ThreadReply): void => parentPort?.postMessage(reply)
  const answer = async (id: number, request: unknown): Promise<void> => {
    const controller = new AbortController()
    controllers.set(id, controller)
    const onProgress = (note: string): void => send({ id, note })
    try {
      send({ id, value: await handle(request, { signal: controller.signal, onProgress }) })
    } catch (error) {
      send({ id, error: toSentError(error) })
    }
    controllers.delete(id)
  }
  parentPort?.on('message', (message: ThreadRequest) => {
    if (message.type === 'call') void answer(message.id, message.request)
    else controllers.get(message.id)?.abort()
  })
}
