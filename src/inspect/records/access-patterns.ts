import type { Document } from 'bson'
import { definePattern, type StorePattern } from '../../stores/contracts/access-pattern.js'
import type { MongoFind } from '../../core/store-types.js'

const SELECT_EVENTS = 'SELECT position::text AS position, envelope FROM platform.event_log'

export const ownedFamilies = definePattern({
  name: 'identity.families-of-owner',
  store: 'postgres',
  summary: 'families that a user owns',
  index: 'families_owner_id_idx',
  request: (userId: string, limit: number) => ({
    text: 'SELECT * FROM families WHERE owner_id = $1 LIMIT $2',
    values: [userId, limit],
  }),
  sample: (s) => [s.user, 10],
})

/** Ordered by user id, after the id `after`. */
export const membersOfFamily = definePattern({
  name: 'identity.members',
  store: 'postgres',
  summary: 'members of a family, in pages',
  index: 'family_members_pkey',
  request: (familyId: string, limit: number, after: string) => ({
    text: `SELECT m.*, u.email, u.display_name, u.family_id AS user_family_id
FROM family_members m JOIN users u ON u.id = m.user_id
WHERE m.family_id = $1 AND m.user_id > $2 ORDER BY m.user_id LIMIT $3`,
    values: [familyId, after, limit],
  }),
  sample: (s) => [s.family, 50, FIRST_ID],
})

/** The position after all others, where a list that has the newest events first begins. */
export const LAST_POSITION = '9223372036854775807'

/** The id before all others, where a list begins. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000'

export const membershipsOfUser = definePattern({
  name: 'identity.memberships',
  store: 'postgres',
  summary: 'memberships of a user',
  index: 'family_members_user_id_idx',
  acceptedFindings: { 'in-memory-sort': 'a user has at most one membership' },
  request: (userId: string) => ({
    text: 'SELECT * FROM family_members WHERE user_id = $1 ORDER BY joined_at',
    values: [userId],
  }),
  sample: (s) => [s.user],
})

/** Events about the subjects, newest first, before the position `before`. */
export const eventsOfSubjects = definePattern({
  name: 'events.of-subject',
  store: 'postgres',
  summary: 'the events of a record',
  index: 'event_log_subject_idx',
  request: (subjects: readonly string[], limit: number, before: string) => ({
    text: `${SELECT_EVENTS} WHERE subject = ANY($1) AND position < $2 ORDER BY position DESC LIMIT $3`,
    values: [subjects, before, limit],
  }),
  sample: (s) => [[s.user], 50, LAST_POSITION],
})

/** Events with a correlation ID, newest first, before the position `before`. */
export const eventsOfCorrelation = definePattern({
  name: 'events.of-correlation',
  store: 'postgres',
  summary: 'the events with one correlation ID',
  index: 'event_log_correlation_idx',
  acceptedFindings: { 'in-memory-sort': 'few events have the same correlation ID' },
  request: (correlationId: string, limit: number, before: string) => ({
    text: `${SELECT_EVENTS} WHERE envelope ->> 'correlationid' = $1 AND position < $2 ORDER BY position DESC LIMIT $3`,
    values: [correlationId, before, limit],
  }),
  sample: (s) => [s.correlationId, 50, LAST_POSITION],
})

/** The expenses of a user, of a family, or of a category of a family. An index has them by time. */
export interface ExpenseOwner {
  readonly user_id?: string
  readonly family_id?: string
  readonly 'category.primary'?: string
}

/** The ids of `owner` have their prefixes. `before` is the last expense on the previous page. */
export const expensesOfOwner = definePattern({
  name: 'budget.expenses-of-user',
  store: 'mongo',
  summary: "a user's expenses, newest first",
  index: 'user_created',
  acceptedFindings: {
    'in-memory-sort': 'the index does not contain the key, which orders expenses of the same time',
  },
  request: (
    owner: ExpenseOwner,
    limit: number,
    before?: { readonly _id: string; readonly created_at: Date },
  ): MongoFind => ({
    find: 'expenses',
    filter: before === undefined ? { ...owner } : { ...owner, ...buildBeforeFilter(before) },
    sort: { created_at: -1, _id: -1 },
    limit,
  }),
  sample: (s) => [{ user_id: `USER#${s.user}` }, 50],
})

/** The access patterns of `homemanager inspect`, as far as no service sends the same requests. */
export const RECORD_PATTERNS: readonly (StorePattern<'postgres'> | StorePattern<'mongo'>)[] = [
  ownedFamilies,
  membersOfFamily,
  membershipsOfUser,
  eventsOfSubjects,
  eventsOfCorrelation,
  expensesOfOwner,
]

function buildBeforeFilter(last: { readonly _id: string; readonly created_at: Date }): Document {
  return {
    created_at: { $lte: last.created_at },
    $or: [{ created_at: { $lt: last.created_at } }, { _id: { $lt: last._id } }],
  }
}
