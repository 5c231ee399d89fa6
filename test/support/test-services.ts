import {
  type RunningServices,
  startServices,
  type StartServicesOptions,
} from '../../src/app/services/start-services.js'
import { composeEventProcessing } from '../../src/app/events/compose-event-processing.js'
import { startEventProcessing } from '../../src/events/start-event-processing.js'
import type { Stores } from '../../src/stores/stores.js'
import { createMigratedStores } from './migrated-stores.js'
import { rm } from 'node:fs/promises'
import { createTemporaryDirectory } from './create-temporary-directory.js'

export interface TestServices extends AsyncDisposable {
  readonly stores: Stores
  readonly services: RunningServices
  readonly gateway: string
  readonly dataDirectory: string
}

const CATEGORIES = ['groceries', 'travel', 'utilities']

/** Starts the services and the gateway on free ports, with migrated databases and a few categories. */
export async function startTestServices(options: Partial<StartServicesOptions> = {}): Promise<TestServices> {
  const migrated = await createMigratedStores()
  const { stores } = migrated
  await stores.mongo.db
    .collection<{ _id: string; label: string; subcategories: string[]; version: number }>('categories')
    .insertMany(CATEGORIES.map((name) => ({ _id: name, label: name, subcategories: [], version: 1 })))
  const dataDirectory = await createTemporaryDirectory('homemanager-services-')
  const ports = { gateway: 0, identity: 0, todo: 0, budget: 0 }
  const services = await startServices({
    stores,
    ports,
    dataDirectory,
    onWrite: undefined,
    passwordHashing: 'fast',
    ...options,
  })
  return {
    stores,
    services,
    gateway: services.urls.gateway,
    dataDirectory,
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]()
      await migrated[Symbol.asyncDispose]()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** The same with event processing, which deletes the families of users that are deleted. */
export async function startServicesWithEvents(): Promise<TestServices> {
  const under = await startTestServices()
  const { stores } = under
  const events = await startEventProcessing({ stores, ...composeEventProcessing(stores), idleMs: 100 })
  return {
    ...under,
    async [Symbol.asyncDispose]() {
      await events[Symbol.asyncDispose]()
      await under[Symbol.asyncDispose]()
    },
  }
}
