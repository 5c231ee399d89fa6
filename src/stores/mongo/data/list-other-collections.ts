import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { MEMBERSHIP_COLLECTION } from '../../../domain/membership-document.js'
import type { OtherData } from '../../contracts/data-store.js'
import type { MongoStore } from '../client/mongo-store.js'
import { HISTORY_COLLECTION } from '../migrations/read-history.js'
import { CHECKPOINT_COLLECTION } from './checkpoint-collection.js'
import { isRehearsal } from './rehearsal-collection.js'

/** Collections that the bundled migrations and homemanager itself create, beside those of entities. */
const BOOKKEEPING_COLLECTIONS: readonly string[] = [
  HISTORY_COLLECTION,
  CHECKPOINT_COLLECTION,
  MEMBERSHIP_COLLECTION,
  'idempotency_keys',
]

/** The collections with documents that a scan does not read. Their numbers of documents are those of their metadata. */
export async function listOtherCollections(
  { db }: MongoStore,
  entities: EntityRegistry,
): Promise<readonly OtherData[]> {
  const known = new Set([
    ...BOOKKEEPING_COLLECTIONS,
    ...entities.ofStore('mongo').map(({ place }) => place.collection),
  ])
  const collections = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  const names = collections
    .map(({ name }) => name)
    .filter((name) => !known.has(name) && !name.startsWith('system.') && !isRehearsal({ name }))
  const found = await Promise.all(
    names
      .toSorted()
      .map(async (name) => ({ name, records: await db.collection(name).estimatedDocumentCount() })),
  )
  return found
    .filter(({ records }) => records > 0)
    .map((collection) => ({ kind: 'collection' as const, ...collection }))
}
