import type { Collection } from 'mongodb'
import { RetryLater } from '../../events/event-handler.js'
import type { FamilyArchive } from '../../events/sagas/family-deletion.js'
import type { MongoStore } from '../../stores/mongo/mongo-store.js'

interface FamilyOwnedDocument {
  readonly _id: string
  readonly family_id: string
  readonly user_id?: string
  readonly outbox?: readonly unknown[]
}

/** Collections with a family's records. */
const FAMILY_COLLECTIONS = ['expenses', 'budgets'] as const

/**
 * Puts a family's expenses and budgets away by renaming whose they are: `FAMILY#<id>` becomes `FAMILY#<saga>:<id>`.
 * Without transactions, each document is either one or the other, nothing is copied that could be lost half-way, and no
 * query for a family or a user finds it.
 */
export function createBudgetFamilyArchive(store: MongoStore): FamilyArchive {
  const collections = FAMILY_COLLECTIONS.map((name) => store.db.collection<FamilyOwnedDocument>(name))
  return {
    async archive(familyId, sagaId) {
      await forEachCollection(collections, (collection) =>
        rewriteFamilyIds(collection, toActiveFamilyKey(familyId), `${sagaId}:`, ''),
      )
    },
    async restore(familyId, sagaId) {
      await forEachCollection(collections, (collection) =>
        rewriteFamilyIds(collection, toArchivedFamilyKey(familyId, sagaId), '', `${sagaId}:`),
      )
    },
    async purge(familyId, sagaId) {
      const family_id = { $in: [toActiveFamilyKey(familyId), toArchivedFamilyKey(familyId, sagaId)] }
      await forEachCollection(collections, async (collection) => {
        // A document goes only when its events have left: the log is complete or nothing is.
        await collection.deleteMany({ family_id, outbox: { $exists: false } })
        const left = await collection.countDocuments({ family_id })
        if (left > 0) throw new RetryLater(`${left} of ${collection.collectionName} still hold events.`)
      })
    },
  }
}

/** Takes `remove` from the ids' front and puts `add` there, a user at a time, until no document is left to change. */
async function rewriteFamilyIds(
  collection: Collection<FamilyOwnedDocument>,
  familyId: string,
  add: string,
  remove: string,
): Promise<void> {
  const changed = (id: string): string => id.replace(`#${remove}`, `#${add}`)
  const family_id = changed(familyId)
  for (
    let first;
    (first = await collection.findOne({ family_id: familyId }, { projection: { user_id: 1 } }));
  ) {
    const { user_id } = first
    await (user_id === undefined
      ? collection.updateMany({ family_id: familyId, user_id: { $exists: false } }, { $set: { family_id } })
      : collection.updateMany(
          { family_id: familyId, user_id },
          { $set: { family_id, user_id: changed(user_id) } },
        ))
  }
}

async function forEachCollection(
  collections: readonly Collection<FamilyOwnedDocument>[],
  work: (collection: Collection<FamilyOwnedDocument>) => Promise<void>,
): Promise<void> {
  for (const collection of collections) await work(collection)
}

function toActiveFamilyKey(familyId: string): string {
  return `FAMILY#${familyId}`
}

function toArchivedFamilyKey(familyId: string, sagaId: string): string {
  return `FAMILY#${sagaId}:${familyId}`
}
