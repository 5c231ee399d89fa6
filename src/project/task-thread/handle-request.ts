import type { CallContext } from '../../core/task-thread/serve-tasks.js'
import type { ModuleStepRequest } from '../../stores/contracts/run-in-thread.js'
import type { LoadModuleRequest } from '../../stores/load-module.js'
import type { HandleEventRequest } from '../extensions/event-handler-thread.js'
import type { ReadStoreRequest } from '../snapshot/read-store-request.js'

/** What a thread can be asked to do. */
type Request = LoadModuleRequest | ModuleStepRequest | HandleEventRequest | ReadStoreRequest

export async function handleRequest(received: unknown, context: CallContext): Promise<unknown> {
  // Only this program sends requests.
  const request = received as Request
  switch (request.type) {
    case 'load-module': {
      const { loadModule } = await import('../../stores/load-module.js')
      await loadModule(request.path)
      break
    }
    case 'module-step': {
      const { runRequestedStep } = await import('../../stores/run-requested-step.js')
      await runRequestedStep(request, context)
      break
    }
    case 'handle-event': {
      const { handleRequestedEvent } = await import('../extensions/event-handler-thread.js')
      await handleRequestedEvent(request)
      break
    }
    case 'prepare-store':
    case 'read-store': {
      const { readRequestedStore } = await import('../snapshot/read-store-request.js')
      return readRequestedStore(request)
    }
  }
  return undefined
}
