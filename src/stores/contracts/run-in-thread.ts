import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'
import { TaskThread } from '../../core/task-thread/task-thread.js'
import type { MigrationStep, ModuleStep, StepContext } from './migration-store.js'

/** What a thread for user code is asked to do. `store` and `endpoint` are of the same store. */
export interface ModuleStepRequest {
  readonly type: 'module-step'
  readonly store: StoreName
  readonly endpoint: Endpoints[StoreName]
  readonly module: ModuleStep
  readonly resumed: boolean
}

/** Runs the function of a step in a thread, which has a connection of its own to the store. */
export async function runInThread<Name extends StoreName>(
  store: Name,
  endpoint: Endpoints[Name],
  { module }: MigrationStep,
  { resumed, signal, onProgress }: StepContext,
): Promise<void> {
  await using thread = new TaskThread()
  await thread.call({ type: 'module-step', store, endpoint, module, resumed }, { signal, onProgress })
}
