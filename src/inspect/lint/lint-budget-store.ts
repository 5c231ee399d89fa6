import { migrationFolders } from '../../migrations/migration-folder.js'
import { readFolder } from '../../migrations/read-folder.js'
import { compileMongo } from '../../stores/mongo/compile-mongo.js'
import {
  type DocdbVersion,
  lintDocdb,
  lintDocdbCollection,
  lintDocdbIndex,
  lintDocdbRequest,
} from '../../stores/mongo/lint-docdb.js'
import type { MongoStore } from '../../stores/mongo/mongo-store.js'
import { MONGO_PATTERNS } from '../patterns/mongo-patterns.js'
import { PLACEHOLDERS } from '../patterns/pattern-samples.js'

/** One thing that Amazon DocumentDB would refuse, and where it stands. */
export interface DocdbComplaint {
  /** `pattern`: a request of the services. `migration`: a step of a file. `live`: what the running store holds. */
  readonly in: 'pattern' | 'migration' | 'live'
  readonly where: string
  readonly complaint: string
}

export interface DocdbReport {
  readonly ok: boolean
  readonly version: DocdbVersion
  /** How many requests, steps, collections and indexes were looked at. */
  readonly checked: Readonly<Record<DocdbComplaint['in'], number>>
  readonly complaints: readonly DocdbComplaint[]
}

interface Checked {
  readonly in: DocdbComplaint['in']
  readonly where: string
  readonly complaints: readonly string[]
}

/** Checks the registered requests, all migrations and, where a store is given, the indexes and options it has. */
export async function lintBudgetStore(
  version: DocdbVersion,
  folder: string | undefined,
  store: MongoStore | undefined,
): Promise<DocdbReport> {
  const all = [
    ...MONGO_PATTERNS.map((pattern): Checked => ({
      in: 'pattern',
      where: pattern.name,
      complaints: lintDocdbRequest(pattern.command(PLACEHOLDERS), version),
    })),
    ...(await ofMigrations(version, folder)),
    ...(store === undefined ? [] : await ofStore(store, version)),
  ]
  const complaints = all.flatMap((each) =>
    each.complaints.map((complaint) => ({ in: each.in, where: each.where, complaint })),
  )
  const count = (kind: DocdbComplaint['in']): number => all.filter((each) => each.in === kind).length
  const checked = { pattern: count('pattern'), migration: count('migration'), live: count('live') }
  return { ok: complaints.length === 0, version, checked, complaints }
}

async function ofMigrations(version: DocdbVersion, folder: string | undefined): Promise<readonly Checked[]> {
  const folders = migrationFolders(folder === undefined ? {} : { mongo: folder })
  const sources = await Promise.all(folders.filter(({ store }) => store === 'mongo').map(readFolder))
  return sources.flat().flatMap((source) => {
    const { up, down = [] } = compileMongo(source)
    return [...up, ...down].map((step) => ({
      in: 'migration' as const,
      where: `${source.id}: ${step.name}`,
      complaints: lintDocdb(step, version),
    }))
  })
}

/** What someone made by hand, past the migrations, counts as well. */
async function ofStore(store: MongoStore, version: DocdbVersion): Promise<readonly Checked[]> {
  const collections = await store.db.listCollections().toArray()
  const perCollection = await Promise.all(
    collections.map(async (collection): Promise<readonly Checked[]> => {
      const { name } = collection
      const options = ('options' in collection && collection.options) || {}
      const own: Checked = { in: 'live', where: name, complaints: lintDocdbCollection(options, version) }
      if (collection.type === 'view') return [own]
      const indexes = await store.db.collection(name).listIndexes().toArray()
      const ofIndexes = indexes.map((index): Checked => ({
        in: 'live',
        where: `${name}.${String(index['name'])}`,
        complaints: lintDocdbIndex(index, version),
      }))
      return [own, ...ofIndexes]
    }),
  )
  const retrying: Checked = {
    in: 'live',
    where: 'connection',
    complaints: !store.client.options.retryWrites ? [] : [`DocumentDB ${version} has no retryable writes`],
  }
  return [retrying, ...perCollection.flat()]
}
