import type { Collection } from 'mongodb'
import { RetryLater } from '../../events/event-handler.js'
import type { FamilyArchive } from '../../events/sagas/family-deletion.js'
import type { MongoStore } from '../../stores/mongo/client/mongo-store.js'

interface FamilyOwnedDocument {
  readonly _id: string
  readonly family_id: string
  readonly user_id?: string
  readonly outbox?: readonly unknown[]
}

/** The collections with documents of a family. */
const FAMILY_COLLECTIONS = ['expenses', 'budgets'] as const

/**
 * Archives the expenses and budgets of a family by changing their owner: `FAMILY#<id>` becomes `FAMILY#<saga>:<id>`. No
 * transaction is needed: each document is either archived or not, nothing is copied, and no query for the family or a
 * user finds an archived document.
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
        // A document is deleted only after its events have been delivered, so that the event log is complete.
        await collection.deleteMany({ family_id, outbox: { $exists: false } })
        const remaining = await collection.countDocuments({ family_id })
        if (remaining > 0) {
          throw new RetryLater(`${remaining} ${collection.collectionName} still have undelivered events.`)
        }
      })
    },
  }
}

/** Replaces the prefix `remove` of the IDs by `add`, one user at a time, until no document is left to change. */
async function rewriteFamilyIds(
  collection: Collection<FamilyOwnedDocument>,
  familyId: string,
  add: string,
  remove: string,
): Promise<void> {
  const rewriteId = (id: string): string => id.replace(`#${remove}`, `#${add}`)
  const family_id = rewriteId(familyId)
  for (
    let first;
    (first = await collection.findOne({ family_id: familyId }, { projection: { user_id: 1 } }));
  ) {
    const { user_id } = first
    await (user_id === undefined
      ? collection.updateMany({ family_id: familyId, user_id: { $exists: false } }, { $set: { family_id } })
      : collection.updateMany(
          { family_id: familyId, user_id },
          { $set: { family_id, user_id: rewriteId(user_id) } },
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
