import {
  type RunningServices,
  startServices,
  type StartServicesOptions,
} from '../../src/gateway/start-services.js'
import type { Stores } from '../../src/stores/stores.js'
import { migratedStores } from './migrated-stores.js'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ServicesUnderTest extends AsyncDisposable {
  readonly stores: Stores
  readonly services: RunningServices
  readonly gateway: string
  readonly dataFolder: string
}

const CATEGORIES = ['groceries', 'travel', 'utilities']

/** The services and the gateway on free ports, on fresh engines, migrated, with a few categories. */
export async function runningServices(
  options: Partial<StartServicesOptions> = {},
): Promise<ServicesUnderTest> {
  const place = await migratedStores()
  const { stores } = place
  await stores.mongo.db
    .collection<{ _id: string; label: string; subcategories: string[]; version: number }>('categories')
    .insertMany(CATEGORIES.map((name) => ({ _id: name, label: name, subcategories: [], version: 1 })))
  const dataFolder = await mkdtemp(join(tmpdir(), 'homemanager-services-'))
  const ports = { gateway: 0, identity: 0, todo: 0, budget: 0 }
  const services = await startServices({ stores, ports, dataFolder, ...options })
  return {
    stores,
    services,
    gateway: services.urls.gateway,
    dataFolder,
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
