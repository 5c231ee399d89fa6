import { PLACEHOLDERS } from '../../domain/pattern-samples.js'
import { listMigrationDirectories } from '../../migrations/migration-directory.js'
import { loadDefinitions } from '../../migrations/load-definitions.js'
import { readMigrationDirectory } from '../../migrations/read-migration-directory.js'
import type { AccessPattern } from '../../stores/contracts/access-pattern.js'
import { compileMongo } from '../../stores/mongo/migrations/compile-mongo.js'
import {
  type DocdbVersion,
  lintDocdb,
  lintDocdbCollection,
  lintDocdbIndex,
  lintDocdbRequest,
} from '../../stores/mongo/migrations/lint-docdb.js'
import type { MongoStore } from '../../stores/mongo/client/mongo-store.js'
import { isRehearsal } from '../../stores/mongo/data/rehearsal-collection.js'

/** Something that Amazon DocumentDB does not support, and where it is used. */
export interface DocdbIncompatibility {
  /** `pattern`: a request of a service. `migration`: a step of a migration file. `live`: the running store. */
  readonly source: 'pattern' | 'migration' | 'live'
  /** The access pattern, the migration and its step, or the collection and its index. */
  readonly location: string
  readonly message: string
}

export interface DocdbReport {
  readonly ok: boolean
  readonly version: DocdbVersion
  /** Number of requests, steps, collections and indexes that were checked. */
  readonly checked: Readonly<Record<DocdbIncompatibility['source'], number>>
  readonly items: readonly DocdbIncompatibility[]
}

interface CheckedItem {
  readonly source: DocdbIncompatibility['source']
  readonly location: string
  readonly messages: readonly string[]
}

/** Checks the access patterns of MongoDB, all migrations and, if a store is given, its collections and indexes. */
export async function lintBudgetStore(
  version: DocdbVersion,
  patterns: readonly AccessPattern[],
  directory: string | undefined,
  store: MongoStore | undefined,
): Promise<DocdbReport> {
  const all = [
    ...patterns
      .filter((pattern) => pattern.store === 'mongo')
      .map((pattern): CheckedItem => ({
        source: 'pattern',
        location: pattern.name,
        messages: lintDocdbRequest(pattern.toSampleRequest(PLACEHOLDERS), version),
      })),
    ...(await checkMigrations(version, directory)),
    ...(store === undefined ? [] : await checkStore(store, version)),
  ]
  const items = all.flatMap(({ source, location, messages }) =>
    messages.map((message) => ({ source, location, message })),
  )
  const count = (kind: DocdbIncompatibility['source']): number =>
    all.filter(({ source }) => source === kind).length
  const checked = { pattern: count('pattern'), migration: count('migration'), live: count('live') }
  return { ok: items.length === 0, version, checked, items }
}

async function checkMigrations(
  version: DocdbVersion,
  directory: string | undefined,
): Promise<readonly CheckedItem[]> {
  const directories = listMigrationDirectories(directory === undefined ? {} : { mongo: directory })
  const sources = directories.filter(({ store }) => store === 'mongo').flatMap(readMigrationDirectory)
  return (await loadDefinitions(sources)).flatMap((source) => {
    const { up, down = [] } = compileMongo(source)
    return [...up, ...down].map((step) => ({
      source: 'migration' as const,
      location: `${source.id}: ${step.name}`,
      messages: lintDocdb(step, version),
    }))
  })
}

/** Includes collections and indexes that were created without a migration. */
async function checkStore(store: MongoStore, version: DocdbVersion): Promise<readonly CheckedItem[]> {
  const collections = await store.db.listCollections().toArray()
  const perCollection = await Promise.all(
    collections
      .filter((each) => !isRehearsal(each))
      .map(async (collection): Promise<readonly CheckedItem[]> => {
        const { name } = collection
        const options = ('options' in collection && collection.options) || {}
        const collectionItem: CheckedItem = {
          source: 'live',
          location: name,
          messages: lintDocdbCollection(options, version),
        }
        if (collection.type === 'view') return [collectionItem]
        const indexes = await store.db.collection(name).listIndexes().toArray()
        const perIndex = indexes.map((index): CheckedItem => ({
          source: 'live',
          location: `${name}.${String(index['name'])}`,
          messages: lintDocdbIndex(index, version),
        }))
        return [collectionItem, ...perIndex]
      }),
  )
  const connection: CheckedItem = {
    source: 'live',
    location: 'connection',
    messages: !store.client.options.retryWrites
      ? []
      : [`DocumentDB ${version} does not support retryable writes`],
  }
  return [connection, ...perCollection.flat()]
}
