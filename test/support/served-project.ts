import { STORE_NAMES } from '../../src/core/store-name.js'
import { Project } from '../../src/project/project.js'
import { createEmptyState, type StackEngine, type StackState } from '../../src/project/state/stack-state.js'
import { getProcessIdentity } from '../../src/providers/process-identity.js'
import { createTestConfig } from './create-test-config.js'
import { getEndpoints } from './get-endpoints.js'
import type { TestServices } from './test-services.js'

/** A project whose running stack is that of a test; `isRunning` can say that it is not. */
export function createServedProject(
  { stores, services, dataDirectory }: TestServices,
  isRunning: () => boolean = () => true,
): Project {
  const config = createTestConfig(dataDirectory)
  const endpoints = getEndpoints(stores)
  const state: StackState = {
    ...createEmptyState(config),
    engines: STORE_NAMES.map(
      (store) =>
        ({ store, endpoint: endpoints[store], port: 0, engine: store, provider: 'external' }) as StackEngine,
    ),
    services: {
      process: getProcessIdentity(process.pid) ?? { pid: process.pid, startedAt: '' },
      urls: services.urls,
      logFile: '',
    },
  }
  return new Project(config, () => (isRunning() ? state : createEmptyState(config)))
}
