import type { Db } from 'mongodb'
import { MEMBERSHIP_COLLECTION, type UserMembershipDocument } from '../../../domain/membership-document.js'
import { stripIdPrefix } from '../../../domain/prefixed-id.js'
import { RetryLater } from '../../../events/event-handler.js'
import type { FamilyArchive } from '../../../events/sagas/family-deletion.js'
import type { MongoStore } from '../../../stores/mongo/client/mongo-store.js'
import { findDocument, updateDocuments } from '../../../stores/mongo/client/send-request.js'
import { budgetOfFamily } from '../access-patterns/budget-patterns.js'
import { expenseOfFamily, expensesOfLeaver } from '../access-patterns/expense-patterns.js'
import { transitionFamily } from '../repository/membership-fences.js'

interface FamilyOwnedDocument {
  readonly _id: string
  readonly family_id: string
  readonly user_id?: string
  readonly outbox?: readonly unknown[]
}

/** The patterns that find a document of a family in each collection. */
const DOCUMENT_OF_FAMILY = { expenses: expenseOfFamily, budgets: budgetOfFamily } as const
type FamilyCollection = keyof typeof DOCUMENT_OF_FAMILY
const FAMILY_COLLECTIONS: readonly FamilyCollection[] = ['expenses', 'budgets']

/**
 * Archives the expenses and budgets of a family by changing their owner: `FAMILY#<id>` becomes `FAMILY#<saga>:<id>`. No
 * transaction is needed: each document is either archived or not, nothing is copied, and no query for the family or a
 * user finds an archived document. The state of the family is recorded first: it rejects what is inserted later.
 */
export function createBudgetFamilyArchive(store: MongoStore): FamilyArchive {
  const { db } = store
  return {
    async archive(familyId, sagaId) {
      if (!(await transitionFamily(db, familyId, sagaId, 'deleting')))
        throw new Error(`Family ${familyId} is locked by another deletion.`)
      for (const name of FAMILY_COLLECTIONS) {
        await rewriteFamilyIds(db, name, toActiveFamilyKey(familyId), `${sagaId}:`, '')
      }
    },
    async restore(familyId, sagaId) {
      // False: this saga has archived nothing, or everything is already restored.
      if (!(await transitionFamily(db, familyId, sagaId, 'restoring'))) return
      for (const name of FAMILY_COLLECTIONS) {
        await rewriteFamilyIds(db, name, toArchivedFamilyKey(familyId, sagaId), '', `${sagaId}:`)
      }
      await reassignLeavers(db, familyId)
      await transitionFamily(db, familyId, sagaId, 'restored')
    },
    async purge(familyId, sagaId) {
      // Nothing is inserted for the family after this.
      await transitionFamily(db, familyId, sagaId, 'deleted')
      const family_id = { $in: [toActiveFamilyKey(familyId), toArchivedFamilyKey(familyId, sagaId)] }
      for (const name of [...FAMILY_COLLECTIONS, 'categories']) {
        const collection = db.collection<FamilyOwnedDocument>(name)
        // A document is deleted only after its events have been delivered, so that the event log is complete. An empty outbox is
        // what earlier versions left if they were killed.
        await collection.deleteMany({ family_id, 'outbox.0': { $exists: false } })
        const remaining = await collection.countDocuments({ family_id })
        if (remaining > 0) throw new RetryLater(`${remaining} ${name} still have undelivered events.`)
      }
    },
  }
}

/** Reassigns the expenses of members who left while the expenses were archived, when the consumer could not find them. */
async function reassignLeavers(db: Db, familyId: string): Promise<void> {
  const filter = { [`former.${familyId}`]: { $exists: true } }
  const leavers = db.collection<UserMembershipDocument>(MEMBERSHIP_COLLECTION).find(filter)
  for await (const { _id, former } of leavers) {
    const left = former?.[familyId]
    if (left === undefined) continue
    const userId = stripIdPrefix(_id, 'USER#')
    const { owner_id: owner, membership_version: version } = left
    await updateDocuments(db, expensesOfLeaver.request(userId, familyId, owner, version))
  }
}

/** Replaces the prefix `remove` of the IDs by `add`, one user at a time, until no document is left to change. */
async function rewriteFamilyIds(
  db: Db,
  name: FamilyCollection,
  familyId: string,
  add: string,
  remove: string,
): Promise<void> {
  const rewriteId = (id: string): string => id.replace(`#${remove}`, `#${add}`)
  const family_id = rewriteId(familyId)
  const collection = db.collection<FamilyOwnedDocument>(name)
  const request = DOCUMENT_OF_FAMILY[name].request(familyId)
  for (let first; (first = await findDocument<FamilyOwnedDocument>(db, request));) {
    const { user_id } = first
    await (user_id === undefined
      ? collection.updateMany({ family_id: familyId, user_id: { $exists: false } }, { $set: { family_id } })
      : collection.updateMany(
          { family_id: familyId, user_id },
          { $set: { family_id, user_id: rewriteId(user_id) } },
        ))
  }
}

function toActiveFamilyKey(familyId: string): string {
  return `FAMILY#${familyId}`
}

function toArchivedFamilyKey(familyId: string, sagaId: string): string {
  return `FAMILY#${sagaId}:${familyId}`
}
