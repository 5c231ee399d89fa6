import { toCategoryName, toFamilyCategoryKey } from '../../../domain/category-key.js'
import { joinReads } from '../../../core/join-reads.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { createEventHandler, type EventHandler } from '../../../events/event-handler.js'
import type { MongoStore } from '../../../stores/mongo/client/mongo-store.js'
import { findDocument } from '../../../stores/mongo/client/send-request.js'
import { budgetOfCategory, expenseOfCategory } from '../access-patterns/category-patterns.js'
import type { StoredCategory } from '../documents/category-documents.js'
import { toExpenseKey, toFamilyKey, toUserKey } from '../documents/expense-documents.js'
import { keepCategory, readCategories } from '../repository/category-lookup.js'
import {
  getDeletionState,
  getUserMembership,
  type Memberships,
  readMemberships,
} from '../repository/membership-fences.js'

interface LateDocument {
  readonly _id: string
  readonly user_id?: string
  readonly family_id: string
  readonly membership_version?: number
  readonly outbox?: readonly EventEnvelope[]
  readonly deleted_at?: Date
}

interface Reads {
  readonly memberships: (keys: readonly string[]) => Promise<Memberships>
  readonly categories: (keys: readonly string[]) => Promise<ReadonlyMap<string, StoredCategory>>
}

/**
 * Completes what a service did not that was killed between an insertion and the check after it: an expense that was inserted
 * after the member had left goes to the owner of the family, as all others did, and what was inserted after a family was
 * deleted is deleted. The event is part of the inserted document, so no insertion escapes. Idempotent.
 */
export function settleLateWrites(store: MongoStore): EventHandler {
  const read: Reads = {
    memberships: joinReads(async (keys) => readMemberships(store.db, keys)),
    categories: joinReads(async (keys) => readCategories(store.db, keys)),
  }
  return createEventHandler({
    consumer: 'budget.settle-late-writes',
    types: [
      'budget.expense.created',
      'budget.expense.updated',
      'budget.budget.created',
      'budget.category.created',
      'budget.category.deleted',
    ],
    // One read for all of them.
    maxConcurrent: 200,
    async handle(event) {
      if (event.type === 'budget.category.created' || event.type === 'budget.category.deleted')
        return settleCategory(store, read, event)
      const { family_id: family, category } = event.data
      await keepCategoryInUse(store, read, toFamilyKey(family), category)
      if (event.type === 'budget.expense.updated') return
      if (event.type === 'budget.budget.created') {
        const memberships = await read.memberships([toFamilyKey(family)])
        if (getDeletionState(memberships, family) === 'deleted')
          await deleteLate(store, 'budgets', `budget_${event.subject}`, family)
        return
      }
      const { user_id: user, expense_id: expense } = event.data
      const memberships = await read.memberships([toUserKey(user), toFamilyKey(family)])
      if (getDeletionState(memberships, family) === 'deleted')
        return deleteLate(store, 'expenses', toExpenseKey(expense), family)
      const former = getUserMembership(memberships, user)?.former?.[family]
      if (former === undefined) return
      await store.db.collection<LateDocument>('expenses').updateOne(
        {
          _id: toExpenseKey(expense),
          user_id: toUserKey(user),
          family_id: toFamilyKey(family),
          membership_version: { $not: { $gte: former.membership_version } },
        },
        { $set: { user_id: toUserKey(former.owner_id) }, $inc: { version: 1 } },
      )
    },
  })
}

/** Restores a removed category that is in use, and deletes one that was inserted after its family was deleted. */
async function settleCategory(
  store: MongoStore,
  read: Reads,
  { subject, familyid: familyId }: EventEnvelope,
): Promise<void> {
  if (familyId === undefined) return
  const family = toFamilyKey(familyId)
  if (getDeletionState(await read.memberships([family]), familyId) === 'deleted')
    return deleteLate(store, 'categories', subject, familyId)
  await keepCategoryInUse(store, read, family, toCategoryName(subject))
}

/** The record of a late event may be gone, and its category removed since. */
async function keepCategoryInUse(
  store: MongoStore,
  read: Reads,
  family: string,
  name: string,
): Promise<void> {
  const key = toFamilyCategoryKey(family, name)
  if ((await read.categories([key])).get(key)?.removed_at === undefined) return
  const users = await Promise.all([
    findDocument(store.db, expenseOfCategory.request(family, name)),
    findDocument(store.db, budgetOfCategory.request(family, name)),
  ])
  if (users.some((each) => each !== undefined)) await keepCategory(store.db, family, name)
}

/** Deletes the document, or marks it as deleted if the relay has not yet removed its events, and will then remove it. */
async function deleteLate(
  store: MongoStore,
  name: 'expenses' | 'budgets' | 'categories',
  _id: string,
  familyId: string,
): Promise<void> {
  const collection = store.db.collection<LateDocument>(name)
  const filter = { _id, family_id: toFamilyKey(familyId) }
  await collection.updateOne(filter, { $set: { deleted_at: new Date() } })
  await collection.deleteOne({ ...filter, outbox: { $exists: false } })
}
